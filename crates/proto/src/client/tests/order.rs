//! What of an envelope a server is told, and what keeps a mail from being sent.

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use super::talk::{Talk, envelope};
use crate::{
    client::{Addressee, Envelope, Security, Verdict},
    error::LocalError,
    types::{Body, DeliverBy, DsnReturn, Hold, HoldSeconds, LateAction, Limits, Notify, Priority},
};

/// The refusal of a mail that the server cannot take; nothing may go out.
fn impossible(offered: &[&str], envelope: Envelope) -> LocalError {
    let mut talk = Talk::ready(offered, |_| ());
    let error = talk.client.send_mail(envelope).unwrap_err();
    assert_eq!(talk.says(), "");
    error
}

/// The MAIL and RCPT commands.
fn said(offered: &[&str], envelope: Envelope) -> Vec<String> {
    let mut offered = offered.to_vec();
    offered.push("PIPELINING");
    let mut talk = Talk::ready(&offered, |_| ());
    talk.client.send_mail(envelope).unwrap();
    let said = talk.says();
    let lines = said.lines().filter(|line| *line != "DATA");
    lines.map(String::from).collect()
}

fn to(address: &str) -> Envelope {
    Envelope::new("<>".parse().unwrap(), alloc::vec![address.parse().unwrap()])
}

#[test]
fn each_wish_needs_its_extension() {
    type Wish = fn(&mut Envelope);
    let wishes: [(&str, &str, Wish); 7] = [
        ("8BITMIME", "BODY=8BITMIME", |e| {
            e.parameters.body = Some(Body::EightBitMime)
        }),
        ("DSN", "RET=HDRS", |e| {
            e.parameters.ret = Some(DsnReturn::Headers)
        }),
        ("DSN", "ENVID=a+2Bb", |e| {
            e.parameters.envelope_id = Some("a+b".parse().unwrap())
        }),
        ("DELIVERBY", "BY=120;R", |e| {
            let by = DeliverBy::new(120, LateAction::Return, false);
            e.parameters.deliver_by = Some(by.unwrap());
        }),
        (
            "FUTURERELEASE 1000 2030-01-01T00:00:00Z",
            "HOLDFOR=60",
            |e| {
                e.parameters.hold = HoldSeconds::new(60).map(Hold::For);
                e.from = "ann@mail.example".parse().unwrap();
            },
        ),
        ("MT-PRIORITY", "MT-PRIORITY=3", |e| {
            e.parameters.priority = Priority::new(3)
        }),
        ("SMTPUTF8", "SMTPUTF8", |e| e.parameters.smtp_utf8 = true),
    ];
    for (keyword, parameter, wish) in wishes {
        let mut wished = envelope(&["bob"]);
        wish(&mut wished);
        let extension = keyword.split(' ').next().unwrap();
        let missing = impossible(&["SIZE"], wished.clone());
        assert!(
            matches!(missing, LocalError::NotOffered { extension: named } if named == extension),
            "{missing:?}"
        );
        let mail = alloc::format!("MAIL FROM:{} {parameter}", wished.from);
        assert_eq!(said(&[keyword], wished)[0], mail);
    }
}

#[test]
fn tls_on_the_whole_way_is_only_asked_for_inside_tls() {
    let mut wished = envelope(&["bob"]);
    wished.parameters.require_tls = true;
    let missing = LocalError::NotOffered {
        extension: "REQUIRETLS",
    };
    assert_eq!(impossible(&["REQUIRETLS"], wished.clone()), missing);
    let mut talk = Talk::new(|config| config.security = Security::Implicit);
    talk.secures();
    talk.hears("220 mail.example");
    talk.hears("250-mail.example\r\n250 REQUIRETLS");
    talk.client.send_mail(wished).unwrap();
    assert_eq!(talk.says(), "MAIL FROM:<> REQUIRETLS\r\n");
}

#[test]
fn a_mail_without_a_sender_is_not_held() {
    let mut held = envelope(&["bob"]);
    held.parameters.hold = HoldSeconds::new(60).map(Hold::For);
    let error = impossible(&["FUTURERELEASE 1000 2030-01-01T00:00:00Z"], held);
    assert!(matches!(error, LocalError::Contradiction { .. }));
}

#[test]
fn a_mail_is_not_delivered_before_it_is_released() {
    let mut held = envelope(&["bob"]);
    held.from = "ann@mail.example".parse().unwrap();
    held.parameters.hold = HoldSeconds::new(60).map(Hold::For);
    let by = DeliverBy::new(60, LateAction::Notify, false);
    held.parameters.deliver_by = Some(by.unwrap());
    let offered = ["FUTURERELEASE 1000 2030-01-01T00:00:00Z", "DELIVERBY"];
    assert_eq!(
        alloc::format!("{}", impossible(&offered, held)),
        "the mail asks to be delivered before it is released, which cannot be; leave one of the two out"
    );
}

#[test]
fn reports_are_wished_for_each_recipient() {
    let mut wished = envelope(&["bob", "eve"]);
    wished.to[0].parameters.notify = Some(Notify::of(true, true, false).unwrap());
    wished.to[1].parameters.notify = Some(Notify::NEVER);
    let missing = impossible(&[], wished.clone());
    assert_eq!(missing, LocalError::NotOffered { extension: "DSN" });
    assert_eq!(
        said(&["DSN"], wished)[1..],
        [
            "RCPT TO:<bob@mail.example> NOTIFY=SUCCESS,FAILURE",
            "RCPT TO:<eve@mail.example> NOTIFY=NEVER"
        ]
    );
}

#[test]
fn binary_content_needs_both_of_its_extensions() {
    let mut binary = envelope(&["bob"]);
    binary.parameters.body = Some(Body::BinaryMime);
    for (offered, extension) in [("CHUNKING", "BINARYMIME"), ("BINARYMIME", "CHUNKING")] {
        let missing = LocalError::NotOffered { extension };
        assert_eq!(impossible(&[offered], binary.clone()), missing);
    }
}

#[test]
fn a_size_is_told_where_it_is_known_and_compared_with_the_limit() {
    let mut sized = envelope(&["bob"]);
    sized.parameters.size = Some(1001);
    assert_eq!(
        said(&["SIZE 2000"], sized.clone())[0],
        "MAIL FROM:<> SIZE=1001"
    );
    assert_eq!(said(&[], sized.clone())[0], "MAIL FROM:<>");
    let (size, limit) = (1001, 1000);
    assert_eq!(
        impossible(&["SIZE 1000"], sized),
        LocalError::TooLarge { size, limit }
    );
}

#[test]
fn a_time_beyond_what_is_granted_is_refused_with_the_servers_words() {
    let mut late = envelope(&["bob"]);
    late.from = "ann@mail.example".parse().unwrap();
    late.parameters.hold = HoldSeconds::new(1001).map(Hold::For);
    let error = impossible(&["FUTURERELEASE 1000 2030-01-01T00:00:00Z"], late);
    assert_eq!(
        alloc::format!("{error}"),
        "the mail asks for more of FUTURERELEASE than the server grants, \
         which is \"1000 2030-01-01T00:00:00Z\""
    );
    let mut soon = envelope(&["bob"]);
    let by = DeliverBy::new(60, LateAction::Return, false);
    soon.parameters.deliver_by = Some(by.unwrap());
    let error = impossible(&["DELIVERBY 240"], soon);
    assert!(matches!(
        error,
        LocalError::BeyondOffer {
            extension: "DELIVERBY",
            ..
        }
    ));
}

#[cfg(feature = "unicode")]
#[test]
fn a_domain_goes_as_a_labels_and_needs_no_extension() {
    let said = said(&["SMTPUTF8"], to("bob@bücher.example"));
    assert_eq!(
        said,
        ["MAIL FROM:<>", "RCPT TO:<bob@xn--bcher-kva.example>"]
    );
}

#[test]
fn an_address_that_only_utf8_can_write_asks_for_it() {
    let wished = to("bücher@bücher.example");
    assert_eq!(
        said(&["SMTPUTF8"], wished.clone()),
        ["MAIL FROM:<> SMTPUTF8", "RCPT TO:<bücher@bücher.example>"]
    );
    let address = String::from("<bücher@bücher.example>");
    assert_eq!(
        impossible(&[], wished),
        LocalError::AddressNeedsUtf8 { address }
    );
}

#[test]
fn limits_hold_for_recipients_domains_and_mails() {
    let (recipients, limit) = (3, 2);
    let many = LocalError::TooManyRecipients { recipients, limit };
    assert_eq!(
        impossible(&["LIMITS RCPTMAX=2"], envelope(&["a", "b", "c"])),
        many
    );
    let mut talk = Talk::ready(&["LIMITS MAILMAX=2 RCPTDOMAINMAX=1"], |_| ());
    assert_eq!(talk.client.mails_left(), Some(2));
    talk.mails(&["bob"]);
    talk.hears("550 no");
    assert!(matches!(talk.delivery().verdict, Verdict::Refused(_)));
    let (domains, limit) = (2, 1);
    let elsewhere = talk.client.send_mail(to("bob@other.example"));
    assert_eq!(
        elsewhere,
        Err(LocalError::TooManyDomains { domains, limit })
    );
    talk.mails(&["eve"]);
    talk.hears("250 reset");
    talk.hears("550 no");
    let third = talk.client.send_mail(envelope(&["bob"]));
    assert_eq!(third, Err(LocalError::NoMoreMails { limit: 2 }));
}

#[test]
fn batches_of_many_recipients_hold_everybody_once() {
    let count = 100_000;
    let address = |n: u32| {
        alloc::format!("u{n}@d{}.example", n % 70_000)
            .parse()
            .unwrap()
    };
    let whole = Envelope::new("<>".parse().unwrap(), (0..count).map(address).collect());
    let mut limits = Limits::default();
    assert_eq!(whole.clone().batches(limits).len(), 100);
    (limits.recipients, limits.domains) = (Some(50), Some(20));
    let batches = whole.batches(limits);
    assert_eq!(batches.len(), 70_000 / 20);
    for batch in &batches {
        let domains: BTreeSet<_> = batch.to.iter().map(Addressee::domain).collect();
        assert!(batch.to.len() <= 50 && domains.len() <= 20);
    }
    let paths = batches.iter().flat_map(|batch| &batch.to);
    let paths: BTreeSet<_> = paths.map(|to| alloc::format!("{}", to.path)).collect();
    assert_eq!(paths.len(), count as usize);
}

#[test]
fn an_envelope_is_cut_into_batches_that_the_limits_allow() {
    let talk = Talk::ready(&["LIMITS RCPTMAX=2 RCPTDOMAINMAX=1"], |_| ());
    let limits = talk.client.capabilities().unwrap().limits();
    let addresses = [
        "a@one.example",
        "b@two.example",
        "c@ONE.example",
        "d@one.example",
    ];
    let paths = addresses.iter().map(|address| address.parse().unwrap());
    let whole = Envelope::new("<>".parse().unwrap(), paths.collect());
    let batches = whole.batches(limits);
    let addresses = |batch: &Envelope| -> Vec<String> {
        batch
            .to
            .iter()
            .map(|to| alloc::format!("{}", to.path))
            .collect()
    };
    let batches: Vec<_> = batches.iter().map(addresses).collect();
    assert_eq!(
        batches,
        [
            alloc::vec!["<a@one.example>", "<c@ONE.example>"],
            alloc::vec!["<b@two.example>"],
            alloc::vec!["<d@one.example>"],
        ]
    );
}
