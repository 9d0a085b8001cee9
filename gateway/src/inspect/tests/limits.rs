//! Each rule, at its limit and beyond it.

use std::sync::Arc;

use super::{Channel, Ledger, Setup, Stage, play, play_with, rules, setup};

#[test]
fn only_these_senders() {
    play(
        r#"senders = ["@example.org", "ada@example.net"]"#,
        "
        C: MAIL FROM:<bob@example.net>
        C: RCPT TO:<b@example.org>
        C: DATA
        s> 550 5.7.1 gateway: no mail may be sent from <bob@example.net> here
        == forbidden 550 from bob@example.net to 0, 0 octets
        s> 503 5.5.1 gateway: say MAIL first
        s> 503 5.5.1 gateway: say MAIL first
        C: MAIL FROM:<>
        s> 550 5.7.1 gateway: no mail may be sent from <> here
        == forbidden 550 from <> to 0, 0 octets
        C: MAIL FROM:<bob@EXAMPLE.org>
        c> MAIL FROM:<bob@EXAMPLE.org>
        S: 250 ok
        s> 250 ok
        C: RSET
        c> RSET
        S: 250 ok
        s> 250 ok
        == aborted from bob@EXAMPLE.org to 0, 0 octets
        C: MAIL FROM:<ada@example.net>
        c> MAIL FROM:<ada@example.net>
        S: 250 ok
        s> 250 ok
        --
        == aborted from ada@example.net to 0, 0 octets
        ",
    );
}

#[test]
fn only_so_many_recipients() {
    play(
        "recipients = 2",
        "
        C: MAIL FROM:<a@example.org>
        C: RCPT TO:<b@example.org>
        C: RCPT TO:<nobody@example.org>
        C: RCPT TO:<c@example.org>
        C: RCPT TO:<d@example.org>
        C: DATA
        c> MAIL FROM:<a@example.org>
        c> RCPT TO:<b@example.org>
        c> RCPT TO:<nobody@example.org>
        S: 250 ok
        S: 250 ok
        S: 550 no
        s> 250 ok
        s> 250 ok
        s> 550 no
        c> RCPT TO:<c@example.org>
        S: 250 ok
        s> 250 ok
        s> 452 4.5.3 gateway: no more than 2 recipients in one mail
        c> DATA
        S: 354 go
        s> 354 go
        C: .
        c> .
        S: 250 ok
        s> 250 ok
        == accepted 250 from a@example.org to 2, 0 octets
        ",
    );
}

#[test]
fn only_mails_of_that_size() {
    play(
        "size = 100",
        "
        C: MAIL FROM:<a@example.org> SIZE=101
        C: RCPT TO:<b@example.org>
        s> 552 5.3.4 gateway: no mail may be larger than 100 octets
        == forbidden 552 from a@example.org to 0, 0 octets
        s> 503 5.5.1 gateway: say MAIL first
        C: MAIL FROM:<a@example.org> SIZE=100
        c> MAIL FROM:<a@example.org> SIZE=100
        S: 250 ok
        s> 250 ok
        --
        == aborted from a@example.org to 0, 0 octets
        ",
    );
}

/// A mail that the server takes, or does not.
fn mail(code: u16, outcome: &str) -> String {
    format!(
        "
        C: MAIL FROM:<a@example.org>
        C: RCPT TO:<b@example.org>
        C: DATA
        c> MAIL FROM:<a@example.org>
        c> RCPT TO:<b@example.org>
        c> DATA
        S: 250 ok
        S: 250 ok
        S: 354 go
        s> 250 ok
        s> 250 ok
        s> 354 go
        C: .
        c> .
        S: {code} so
        s> {code} so
        == {outcome} {code} from a@example.org to 1, 0 octets
        "
    )
}

#[test]
fn only_so_many_mails_in_a_session() {
    let refused = mail(554, "refused");
    let accepted = mail(250, "accepted");
    play(
        "mails = 2",
        &format!(
            "{refused}{accepted}{refused}{accepted}
        C: MAIL FROM:<a@example.org>
        s> 451 4.7.1 gateway: no more than 2 mails may be sent in one session; begin another
        == forbidden 451 from a@example.org to 0, 0 octets
        "
        ),
    );
}

#[test]
fn only_so_many_mails_in_an_hour_over_all_sessions() {
    for subject in ["ada", "bob", "eve"] {
        let ledger = Arc::new(Ledger::default());
        let limited = || Setup {
            budget: Some(ledger.budget(subject)),
            ..setup(Channel::Tls, rules("mails_per_hour = 6"))
        };
        let refused = mail(554, "refused");
        let accepted = mail(250, "accepted");
        // Played three times, as every dialogue is.
        play_with(&limited, &format!("{refused}{accepted}{accepted}"));
        let other = || Setup {
            budget: Some(ledger.budget("somebody else")),
            ..setup(Channel::Tls, rules("mails_per_hour = 3"))
        };
        play_with(&other, &accepted);
        play_with(
            &limited,
            "
        C: MAIL FROM:<a@example.org>
        s> 451 4.7.1 gateway: no more than 6 mails may be sent within an hour; try again in 61 minutes
        == forbidden 451 from a@example.org to 0, 0 octets
        ",
        );
    }
}

#[test]
fn a_mail_that_hangs_counts_while_it_does() {
    let ledger = Arc::new(Ledger::default());
    let limited = || Setup {
        budget: Some(ledger.budget("ada")),
        ..setup(Channel::Tls, rules("mails_per_hour = 1"))
    };
    let begin = |stage: &mut Stage| {
        stage.says(b"MAIL FROM:<a@example.org>\r\n");
        !stage.for_server.is_empty()
    };
    let mut first = Stage::new(limited());
    assert!(begin(&mut first));
    assert!(!begin(&mut Stage::new(limited())));
    drop(first);
    assert!(begin(&mut Stage::new(limited())));
}
