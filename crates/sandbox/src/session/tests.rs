//! The engine's client and the sandbox, back to back: pieces of any size, both ways.

mod dialogue;
mod pair;
mod setup;

use proptest::prelude::*;
use wsmtp_proto::{
    client::{self, Delivery, Refusal, Security, Step, Verdict},
    error::{Error, PeerError},
    reply,
    types::Credentials,
};

use crate::{Action, Fault, Mail, Pattern, Settings, Stage};

use pair::{SIZES, client, send, send_content, settings};

fn codes(delivery: &Delivery) -> Vec<u16> {
    let code = |recipient: &client::Recipient| recipient.reply.as_ref().unwrap().code().get();
    delivery.recipients.iter().map(code).collect()
}

fn addresses(mail: &Mail) -> Vec<String> {
    let to = mail.to.iter();
    to.map(|to| to.path.mailbox().to_string()).collect()
}

#[test]
fn a_mail_arrives_as_it_was_written() {
    for size in SIZES {
        let to = ["bob@sandbox.test", "eve@elsewhere.example"];
        let outcome = send(&settings(), &client("correct horse"), &to, size);
        let [mail] = outcome.mails.as_slice() else {
            panic!("not one mail: {outcome:?}")
        };
        assert_eq!(mail.from, "ada@sandbox.test".parse().unwrap());
        assert_eq!(addresses(mail), to);
        assert_eq!(
            mail.content,
            b"Subject: dots\r\n\r\n.\r\n..two\r\nbare\r\nline feed\r\n"
        );
        assert!(matches!(
            outcome.deliveries[0].verdict,
            Verdict::Accepted(_)
        ));
        assert_eq!(
            (outcome.client_failed, outcome.session_failed),
            (None, None)
        );
    }
}

#[test]
fn both_ends_show_the_same_conversation() {
    for size in SIZES {
        let to = ["bob@sandbox.test", "refused@sandbox.test"];
        let outcome = send(&settings(), &client("correct horse"), &to, size);
        // Pipelining puts lines into another order at each end.
        let (mut here, mut there) = (outcome.client_lines, outcome.session_lines);
        assert!(here.contains(&"AUTH PLAIN ***".into()));
        here.sort();
        there.sort();
        assert_eq!(here, there);
    }
}

#[test]
fn a_wrong_password_is_refused() {
    for size in SIZES {
        let outcome = send(
            &settings(),
            &client("battery staple"),
            &["bob@sandbox.test"],
            size,
        );
        let [
            Refusal {
                step: Step::Auth,
                reply,
            },
        ] = outcome.refusals.as_slice()
        else {
            panic!("not refused: {outcome:?}")
        };
        assert!(reply.to_string().starts_with("535 5.7.8 "));
        assert_eq!((outcome.mails, outcome.session_failed), (vec![], None));
    }
}

#[test]
fn a_password_is_of_use_to_its_owner_alone() {
    for (user, password) in [("bob", "correct horse"), ("ada", "other"), ("eve", "other")] {
        let mut config = client("unused");
        config.credentials = Some(Credentials::new(user, password).unwrap());
        let outcome = send(&settings(), &config, &["bob@sandbox.test"], usize::MAX);
        assert_eq!(outcome.refusals.len(), 1, "{user} with {password}");
        assert_eq!(outcome.mails, []);
    }
}

#[test]
fn who_does_not_sign_in_is_told_so_however_many_recipients_follow() {
    let mut config = client("unused");
    config.credentials = None;
    for size in SIZES {
        let outcome = send(&settings(), &config, &["bob@sandbox.test"; 30], size);
        let Verdict::Refused(refusal) = &outcome.deliveries[0].verdict else {
            panic!("not refused: {outcome:?}")
        };
        assert_eq!(
            (refusal.step, refusal.reply.code().get()),
            (Step::Mail, 530)
        );
        assert_eq!((outcome.mails, outcome.session_failed), (vec![], None));
    }
}

#[test]
fn refused_and_postponed_recipients_do_not_stop_the_others() {
    for size in SIZES {
        let to = [
            "refused@sandbox.test",
            "Later@sandbox.test",
            "bob@sandbox.test",
        ];
        let outcome = send(&settings(), &client("correct horse"), &to, size);
        assert_eq!(codes(&outcome.deliveries[0]), [550, 451, 250]);
        assert_eq!(addresses(&outcome.mails[0]), ["bob@sandbox.test"]);
    }
}

#[test]
fn where_every_recipient_is_refused_there_is_no_mail() {
    for size in SIZES {
        let outcome = send(
            &settings(),
            &client("correct horse"),
            &["refused@sandbox.test"],
            size,
        );
        let verdict = &outcome.deliveries[0].verdict;
        assert!(
            matches!(
                verdict,
                Verdict::Refused(Refusal {
                    step: Step::Recipient(0),
                    ..
                })
            ),
            "{verdict:?}"
        );
        assert_eq!(outcome.mails, []);
    }
}

#[test]
fn a_connection_that_closes_in_the_middle_of_the_mail() {
    for size in SIZES {
        let outcome = send(
            &settings(),
            &client("correct horse"),
            &["close@sandbox.test"],
            size,
        );
        assert_eq!(outcome.mails, []);
        let ended = |error: &Error| matches!(error, Error::Peer(PeerError::ConnectionEnded { .. }));
        assert!(
            outcome.client_failed.as_ref().is_some_and(ended),
            "{outcome:?}"
        );
        // The client had sent the end of data already.
        let verdict = &outcome.deliveries[0].verdict;
        assert!(
            matches!(verdict, Verdict::Unknown(e) if ended(e)),
            "{verdict:?}"
        );
    }
}

#[test]
fn an_empty_mail_has_no_middle_and_is_not_taken_either() {
    for size in SIZES {
        let to = ["close@sandbox.test"];
        let outcome = send_content(&settings(), &client("correct horse"), &to, b"", size);
        assert_eq!(outcome.mails, []);
        assert!(matches!(outcome.deliveries[0].verdict, Verdict::Unknown(_)));
    }
}

fn with_fault(stage: Stage, pattern: &'static str, action: Action) -> Settings {
    let pattern = Pattern::new(pattern);
    Settings {
        faults: vec![Fault::new(stage, pattern, action)],
        ..settings()
    }
}

#[test]
fn a_fault_for_the_sender() {
    let no = Action::Reply(reply!(550, 7, 1, "not from you"));
    let settings = with_fault(Stage::Sender, "ada@*", no);
    for size in SIZES {
        let outcome = send(
            &settings,
            &client("correct horse"),
            &["bob@sandbox.test"],
            size,
        );
        let Verdict::Refused(refusal) = &outcome.deliveries[0].verdict else {
            panic!()
        };
        assert_eq!(
            (refusal.step, refusal.reply.code().get()),
            (Step::Mail, 550)
        );
    }
}

#[test]
fn a_fault_for_the_whole_mail() {
    let no = Action::Reply(reply!(554, 7, 1, "this looks like an advertisement"));
    let settings = with_fault(Stage::Verdict, "*", no);
    for size in SIZES {
        let outcome = send(
            &settings,
            &client("correct horse"),
            &["bob@sandbox.test"],
            size,
        );
        let Verdict::Refused(refusal) = &outcome.deliveries[0].verdict else {
            panic!()
        };
        assert_eq!(
            (refusal.step, refusal.reply.code().get()),
            (Step::Content, 554)
        );
        assert_eq!(outcome.mails, []);
    }
}

#[test]
fn a_service_that_closes_in_answer_to_mail_or_within_the_content() {
    for stage in [Stage::Sender, Stage::Content] {
        let no = Action::Reply(reply!(421, 3, 2, "out for lunch"));
        let settings = with_fault(stage, "*", no);
        for size in SIZES {
            let to = ["bob@sandbox.test"];
            let outcome = send(&settings, &client("correct horse"), &to, size);
            let closing =
                |error: &Error| matches!(error, Error::Peer(PeerError::ServiceClosing { .. }));
            assert!(
                outcome.client_failed.as_ref().is_some_and(closing),
                "{outcome:?}"
            );
            assert_eq!(outcome.mails, []);
        }
    }
}

#[test]
fn without_users_nobody_signs_in() {
    let mut settings = Settings {
        users: vec![],
        ..settings()
    };
    settings.server.starttls = false;
    let mut config = client("unused");
    config.security = Security::None;
    config.credentials = None;
    for size in SIZES {
        let outcome = send(&settings, &config, &["bob@sandbox.test"], size);
        assert_eq!(outcome.mails.len(), 1);
    }
}

/// Every line end as CRLF, one of them at the end unless there is nothing.
fn normalised(content: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(content.into()).unwrap();
    let mut text = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\n', "\r\n");
    if !text.is_empty() && !text.ends_with("\r\n") {
        text += "\r\n";
    }
    text.into_bytes()
}

proptest! {
    #[test]
    fn whatever_is_written_arrives(content in "[\r\n.aé]{0,40}", size in 1usize..20) {
        let to = ["bob@sandbox.test"];
        let config = client("correct horse");
        let outcome = send_content(&settings(), &config, &to, content.as_bytes(), size);
        prop_assert_eq!(outcome.mails.len(), 1);
        prop_assert_eq!(&outcome.mails[0].content, &normalised(content.as_bytes()));
    }
}
