use super::*;

fn at(minutes: u64, seconds: u64) -> Duration {
    Duration::from_secs(60 * minutes + seconds)
}

#[test]
fn a_mail_counts_for_an_hour() {
    let ledger = Ledger::default();
    let ada = "ada".into();
    assert_eq!(ledger.count(&ada, 3, at(0, 59)), Ok(0));
    assert_eq!(ledger.count(&ada, 3, at(10, 0)), Ok(10));
    assert_eq!(ledger.count(&ada, 3, at(10, 30)), Ok(10));
    assert_eq!(ledger.count(&ada, 3, at(10, 30)), Err(at(50, 30)));
    assert_eq!(ledger.count(&"bob".into(), 3, at(10, 30)), Ok(10));
    // A smaller limit waits for more of them.
    assert_eq!(ledger.count(&ada, 2, at(10, 30)), Err(at(60, 30)));
    assert_eq!(ledger.count(&ada, 3, at(60, 59)), Err(at(0, 1)));
    assert_eq!(ledger.count(&ada, 3, at(61, 0)), Ok(61));
    assert_eq!(ledger.count(&ada, 3, at(61, 0)), Err(at(10, 0)));
    assert_eq!(ledger.count(&ada, 0, at(300, 0)), Err(at(61, 0)));
}

#[test]
fn what_is_given_back_makes_room() {
    let ledger = Ledger::default();
    let ada = "ada".into();
    assert_eq!(ledger.count(&ada, 1, at(5, 0)), Ok(5));
    assert!(ledger.count(&ada, 1, at(6, 0)).is_err());
    ledger.give_back(&ada, 5);
    assert!(ledger.subjects().is_empty());
    assert_eq!(ledger.count(&ada, 1, at(6, 0)), Ok(6));
    // Long over: nothing to give back.
    ledger.give_back(&ada, 5);
    ledger.give_back(&"nobody".into(), 5);
    assert!(ledger.count(&ada, 1, at(6, 0)).is_err());
}

#[test]
fn so_many_subjects_and_no_more() {
    let ledger = Ledger::default();
    for number in 0..MAX_SUBJECTS {
        assert_eq!(ledger.count(&number.to_string().into(), 1, at(0, 0)), Ok(0));
    }
    assert_eq!(ledger.count(&"late".into(), 1, at(1, 0)), Err(at(1, 0)));
    assert_eq!(ledger.count(&"0".into(), 2, at(1, 0)), Ok(1));
    assert_eq!(ledger.count(&"late".into(), 1, at(61, 0)), Ok(61));
    assert_eq!(ledger.subjects().len(), 2, "the others are over");
}
