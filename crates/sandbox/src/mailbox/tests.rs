//! What is kept and what goes.

use core::time::Duration;

use wsmtp_proto::{
    transcript::{Direction, Line},
    types::{MailParameters, RcptParameters, ReversePath},
};

use super::{Mailbox, MessageId};
use crate::{Mail, Recipient};

fn mail(octets: usize) -> Mail {
    let path = "ada@sandbox.test".parse().unwrap();
    let parameters = RcptParameters::default();
    Mail {
        from: ReversePath::Null,
        parameters: MailParameters::default(),
        to: vec![Recipient { path, parameters }],
        content: vec![b'x'; octets],
    }
}

fn line(text: &str) -> Line {
    Line {
        direction: Direction::Client,
        text: text.into(),
        at: Duration::ZERO,
    }
}

fn ids(mailbox: &Mailbox) -> Vec<u64> {
    mailbox.messages().map(|message| message.id.get()).collect()
}

#[test]
fn a_mail_is_found_with_its_conversation() {
    let mut mailbox = Mailbox::default();
    let (first, second) = (mailbox.open_session(), mailbox.open_session());
    mailbox.record(first, line("HELO one"));
    mailbox.record(second, line("HELO two"));
    let id = mailbox.deliver(second, mail(3), 1_700_000_000_000);
    let message = mailbox.message(id).unwrap();
    assert_eq!(
        (message.session, message.received),
        (second, 1_700_000_000_000)
    );
    assert_eq!(message.mail.content, b"xxx");
    assert_eq!(
        mailbox.transcript(message.session),
        Some(&[line("HELO two")][..])
    );
    assert_eq!(id.to_string().parse(), Ok(id));
}

#[test]
fn the_oldest_mails_go_when_there_are_too_many() {
    let mut mailbox = Mailbox::default();
    let session = mailbox.open_session();
    for _ in 0..=Mailbox::MAX_MESSAGES {
        mailbox.deliver(session, mail(1), 0);
    }
    assert_eq!(ids(&mailbox).len(), Mailbox::MAX_MESSAGES);
    assert_eq!(mailbox.message(MessageId(1)), None);
    assert!(mailbox.message(MessageId(2)).is_some());
}

#[test]
fn the_oldest_mails_go_when_they_are_too_large() {
    let mut mailbox = Mailbox::default();
    let session = mailbox.open_session();
    mailbox.deliver(session, mail(1), 0);
    mailbox.deliver(session, mail(Mailbox::MAX_OCTETS - 1), 0);
    assert_eq!(ids(&mailbox), [1, 2]);
    mailbox.deliver(session, mail(1), 0);
    assert_eq!(ids(&mailbox), [2, 3]);
    mailbox.deliver(session, mail(Mailbox::MAX_OCTETS + 1), 0);
    assert_eq!(ids(&mailbox), [4]);
}

#[test]
fn conversations_are_bounded() {
    let mut mailbox = Mailbox::default();
    let first = mailbox.open_session();
    for _ in 0..Mailbox::MAX_LINES + 5 {
        mailbox.record(first, line("NOOP"));
    }
    assert_eq!(
        mailbox.transcript(first).map(<[Line]>::len),
        Some(Mailbox::MAX_LINES)
    );
    for _ in 0..Mailbox::MAX_SESSIONS {
        mailbox.open_session();
    }
    mailbox.record(first, line("NOOP"));
    assert_eq!(mailbox.transcript(first), None);
}

#[test]
fn a_conversation_of_long_lines_is_bounded_too() {
    let mut mailbox = Mailbox::default();
    let session = mailbox.open_session();
    let half = line(&"x".repeat(Mailbox::MAX_TRANSCRIPT_OCTETS / 2));
    for said in [&half, &half, &line("one more"), &half] {
        mailbox.record(session, said.clone());
    }
    let kept = [half.clone(), half];
    assert_eq!(mailbox.transcript(session), Some(&kept[..]));
    mailbox.clear();
    mailbox.record(session, line("after"));
    assert_eq!(mailbox.transcript(session), Some(&[line("after")][..]));
}

#[test]
fn a_mail_keeps_its_conversation_while_it_is_kept() {
    let mut mailbox = Mailbox::default();
    let idle = mailbox.open_session();
    let sessions = [(); Mailbox::MAX_MESSAGES].map(|()| mailbox.open_session());
    for session in sessions {
        mailbox.deliver(session, mail(1), 0);
    }
    for _ in 0..Mailbox::MAX_SESSIONS {
        mailbox.open_session();
    }
    assert_eq!(mailbox.transcript(idle), None);
    assert!(
        sessions
            .iter()
            .all(|session| mailbox.transcript(*session).is_some())
    );
    let newest = mailbox.open_session();
    assert!(mailbox.transcript(newest).is_some());
    assert_eq!(mailbox.conversations.len(), Mailbox::MAX_SESSIONS);
}

#[test]
fn clearing_forgets_and_goes_on() {
    let mut mailbox = Mailbox::default();
    let session = mailbox.open_session();
    mailbox.record(session, line("before"));
    let before = mailbox.deliver(session, mail(1), 0);
    mailbox.clear();
    mailbox.record(session, line("after"));
    let after = mailbox.deliver(session, mail(1), 0);
    assert_eq!(ids(&mailbox), [after.get()]);
    assert_ne!(before, after);
    assert_eq!(mailbox.transcript(session), Some(&[line("after")][..]));
}

#[test]
fn one_mail_goes_and_its_conversation_stays() {
    let mut mailbox = Mailbox::default();
    let session = mailbox.open_session();
    mailbox.record(session, line("said"));
    let first = mailbox.deliver(session, mail(1), 0);
    let second = mailbox.deliver(session, mail(1), 0);
    assert_eq!(mailbox.remove(first).map(|gone| gone.id), Some(first));
    assert_eq!(mailbox.remove(first), None);
    assert_eq!(ids(&mailbox), [second.get()]);
    assert_eq!(mailbox.transcript(session), Some(&[line("said")][..]));
}
