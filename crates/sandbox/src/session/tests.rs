//! The engine's client and the sandbox, back to back: pieces of any size, both ways.

use wsmtp_proto::{
    Output,
    client::{self, Client, Delivery, Envelope, Refusal, Security, Step, Verdict},
    error::{Error, PeerError},
    reply,
    server::Config,
    types::{Credentials, TlsActive},
};

use proptest::prelude::*;

use crate::{Action, Event, Fault, Mail, Pattern, Sandbox, Session, Settings, Stage};

/// Sizes of the pieces that octets travel in.
const SIZES: [usize; 3] = [1, 7, usize::MAX];

/// One client that sends one mail, and the sandbox at the other end.
struct Pair {
    client: Client,
    session: Session,
    envelope: Envelope,
    content: Vec<u8>,
    size: usize,
    outcome: Outcome,
}

/// What both ends noticed.
#[derive(Debug, Default)]
struct Outcome {
    mails: Vec<Mail>,
    deliveries: Vec<Delivery>,
    refusals: Vec<Refusal>,
    client_failed: Option<Error>,
    session_failed: Option<Error>,
    /// Each line, as each end shows it.
    client_lines: Vec<String>,
    session_lines: Vec<String>,
}

fn settings() -> Settings {
    let mut settings = Settings::new(Config::new("sandbox.test".parse().unwrap()));
    settings.server.starttls = true;
    settings.users = vec![
        Credentials::new("bob", "other").unwrap(),
        Credentials::new("ada", "correct horse").unwrap(),
    ];
    settings
}

fn client(password: &str) -> client::Config {
    let mut config = client::Config::new("page.example".parse().unwrap());
    config.security = Security::StartTls;
    config.credentials = Some(Credentials::new("ada", password).unwrap());
    config
}

/// Sends a mail to these recipients and gives back what came of it.
fn send(settings: &Settings, config: &client::Config, to: &[&str], size: usize) -> Outcome {
    let content = b"Subject: dots\r\n\r\n.\r\n..two\r\nbare\nline feed";
    send_content(settings, config, to, content, size)
}

fn send_content(
    settings: &Settings,
    config: &client::Config,
    to: &[&str],
    content: &[u8],
    size: usize,
) -> Outcome {
    let to = to.iter().map(|path| path.parse().unwrap()).collect();
    let mut pair = Pair {
        client: Client::new(config.clone()),
        session: Sandbox::new(settings.clone()).session(),
        envelope: Envelope::new("ada@sandbox.test".parse().unwrap(), to),
        content: content.into(),
        size,
        outcome: Outcome::default(),
    };
    pair.run();
    pair.outcome
}

impl Pair {
    /// Lets both ends speak until neither has anything to say.
    fn run(&mut self) {
        loop {
            let (to_client, session_closed) = self.drain_session();
            for piece in to_client.chunks(self.size) {
                self.client.receive(piece);
            }
            if session_closed {
                self.client.receive_end();
            }
            let (to_session, client_closed) = self.drain_client();
            for piece in to_session.chunks(self.size) {
                self.session.receive(piece);
            }
            if client_closed {
                self.session.receive_end();
                self.drain_session();
                return;
            }
            assert!(
                !to_client.is_empty() || !to_session.is_empty(),
                "both ends wait"
            );
        }
    }

    fn drain_session(&mut self) -> (Vec<u8>, bool) {
        let mut octets = Vec::new();
        loop {
            match self.session.poll_output() {
                Output::Send(wire) => octets.extend(wire),
                Output::UpgradeTls => self.session.tls_established(TlsActive::attest()),
                Output::Event(Event::Delivered(mail)) => self.outcome.mails.push(mail),
                Output::Event(Event::Failed(error)) => self.outcome.session_failed = Some(error),
                Output::Event(Event::Line(line)) => self.outcome.session_lines.push(line.text),
                Output::Wait { .. } => return (octets, false),
                Output::Closed => return (octets, true),
            }
        }
    }

    fn drain_client(&mut self) -> (Vec<u8>, bool) {
        let mut octets = Vec::new();
        loop {
            match self.client.poll_output() {
                Output::Send(wire) => octets.extend(wire),
                Output::UpgradeTls => self.client.tls_established(TlsActive::attest()),
                Output::Event(event) => self.heed(event),
                Output::Wait { .. } => return (octets, false),
                Output::Closed => return (octets, true),
            }
        }
    }

    fn heed(&mut self, event: client::Event) {
        match event {
            client::Event::Ready => {
                self.client.send_mail(self.envelope.clone()).unwrap();
            }
            client::Event::ContentWanted(_) => {
                for piece in self.content.chunks(self.size) {
                    self.client.content(piece).unwrap();
                }
                self.client.content_end().unwrap();
            }
            client::Event::MailDone(_, delivery) => {
                self.outcome.deliveries.push(delivery);
                // Refused where the session has failed.
                self.client.quit().ok();
            }
            client::Event::Refused(refusal) => self.outcome.refusals.push(refusal),
            client::Event::Failed(error) => self.outcome.client_failed = Some(error),
            client::Event::Line(line) => self.outcome.client_lines.push(line.text),
            _ => {}
        }
    }
}

fn codes(delivery: &Delivery) -> Vec<u16> {
    let code = |recipient: &client::Recipient| recipient.reply.as_ref().unwrap().code().get();
    delivery.recipients.iter().map(code).collect()
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
        assert_eq!(mail.to, to.map(|path| path.parse().unwrap()));
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
fn refused_and_postponed_recipients_do_not_stop_the_others() {
    for size in SIZES {
        let to = [
            "refused@sandbox.test",
            "Later@sandbox.test",
            "bob@sandbox.test",
        ];
        let outcome = send(&settings(), &client("correct horse"), &to, size);
        assert_eq!(codes(&outcome.deliveries[0]), [550, 451, 250]);
        assert_eq!(outcome.mails[0].to, ["bob@sandbox.test".parse().unwrap()]);
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
        let verdict = &outcome.deliveries[0].verdict;
        assert!(matches!(verdict, Verdict::NotSent(e) | Verdict::Unknown(e) if ended(e)));
    }
}

fn with_fault(stage: Stage, pattern: &'static str, action: Action) -> Settings {
    let pattern = Pattern::new(pattern);
    Settings {
        faults: vec![Fault {
            stage,
            pattern,
            action,
        }],
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
fn a_service_that_closes_in_answer_to_mail() {
    let no = Action::Reply(reply!(421, 3, 2, "out for lunch"));
    let settings = with_fault(Stage::Sender, "*", no);
    for size in SIZES {
        let outcome = send(
            &settings,
            &client("correct horse"),
            &["bob@sandbox.test"],
            size,
        );
        let closing =
            |error: &Error| matches!(error, Error::Peer(PeerError::ServiceClosing { .. }));
        assert!(
            outcome.client_failed.as_ref().is_some_and(closing),
            "{outcome:?}"
        );
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
    fn whatever_is_written_arrives(content in "[\r\n.a\0é]{0,40}", size in 1usize..20) {
        let to = ["bob@sandbox.test"];
        let config = client("correct horse");
        let outcome = send_content(&settings(), &config, &to, content.as_bytes(), size);
        prop_assert_eq!(outcome.mails.len(), 1);
        prop_assert_eq!(&outcome.mails[0].content, &normalised(content.as_bytes()));
    }
}
