//! Sessions that another has set up.

use alloc::{format, vec, vec::Vec};

use super::talk::{Talk, config};
use crate::{
    Output, Phase,
    client::{Client, Event, Security, Verdict},
    codec::ReplyDecoder,
    error::{Error, LocalError, PeerError},
    types::{Credentials, TlsActive},
};

const INTRODUCTION: [&str; 4] = ["mail.example", "PIPELINING", "SIZE 1000", "AUTH PLAIN"];

fn refused(introduction: &[&str], security: Security, tls: Option<TlsActive>) -> LocalError {
    let config = config(|config| config.security = security);
    Client::resumed(config, introduction, tls).unwrap_err()
}

#[test]
fn it_is_ready_before_anything_is_said_and_waits_for_nothing() {
    let mut talk = Talk::resumed(&INTRODUCTION, |_| ());
    assert_eq!(talk.says(), "");
    assert!(matches!(
        talk.events.as_slice(),
        [Event::Capabilities(known), Event::Ready] if known.size() == Some(1000)
    ));
    assert_eq!(talk.client.phase(), Phase::Ready);
    assert_eq!(talk.client.poll_output(), Output::Wait { until: None });
}

#[test]
fn a_mail_is_the_first_that_is_said() {
    let mut talk = Talk::resumed(&INTRODUCTION, |_| ());
    assert_eq!(
        talk.mails(&["bob"]),
        "MAIL FROM:<>\r\nRCPT TO:<bob@mail.example>\r\nDATA\r\n"
    );
    talk.hears("250 sender\r\n250 bob\r\n354 go on");
    assert_eq!(talk.hands_in(b"hello\r\n"), "hello\r\n.\r\n");
    talk.hears("250 taken");
    let delivery = talk.delivery();
    assert!(matches!(delivery.verdict, Verdict::Accepted(_)));
    assert_eq!(delivery.server, "mail.example");
    talk.client.quit().unwrap();
    assert_eq!(talk.says(), "QUIT\r\n");
    talk.hears("221 bye");
    assert_eq!(talk.client.phase(), Phase::Closed);
}

#[test]
fn nobody_signs_in_once_more() {
    let mut talk = Talk::resumed(&INTRODUCTION, |config| {
        config.cleartext_auth = true;
        config.credentials = Some(Credentials::new("ada", "opensesame").unwrap());
    });
    assert_eq!(talk.says(), "");
    assert!(talk.events.contains(&Event::Ready));
    assert!(!format!("{:?}", talk.client).contains("opensesame"));
}

#[test]
fn a_greeting_answers_nothing() {
    let mut talk = Talk::resumed(&INTRODUCTION, |_| ());
    talk.hears("220 mail.example");
    let unexpected = talk.failure().unwrap();
    assert!(matches!(
        unexpected,
        Error::Peer(PeerError::UnexpectedReply { .. })
    ));
}

#[test]
fn lines_by_hand_go_on_from_there() {
    let mut talk = Talk::resumed(&INTRODUCTION, |config| config.by_hand = true);
    assert_eq!(talk.says(), "");
    assert!(talk.client.takes_line());
    talk.client.raw(&"MAIL FROM:<>".parse().unwrap()).unwrap();
    assert_eq!(talk.says(), "MAIL FROM:<>\r\n");
    talk.hears("250 sender");
    assert_eq!(talk.answers(), [250]);
    assert_eq!(talk.client.phase(), Phase::Envelope);
}

#[test]
fn what_one_end_learned_the_other_goes_on_with() {
    let first = Talk::ready(&["SIZE 1000", "8BITMIME"], |_| ());
    let introduction: Vec<&str> = first.client.introduction().collect();
    assert_eq!(
        introduction,
        ["mail.example", "SIZE 1000", "8BITMIME", "HELP"]
    );
    let second = Talk::resumed(&introduction, |_| ());
    assert!(second.client.introduction().eq(introduction));
    assert_eq!(second.client.capabilities(), first.client.capabilities());
}

#[test]
fn nothing_is_learned_before_hello() {
    let mut talk = Talk::new(|_| ());
    talk.hears("220 mail.example");
    assert_eq!(talk.client.introduction().next(), None);
    talk.hears("502 what\r\n250 old.example at your service");
    assert!(talk.client.introduction().eq(["old.example"]));
}

#[test]
fn where_tls_is_asked_for_its_proof_is_needed() {
    for security in [Security::Implicit, Security::StartTls] {
        let missing = refused(&INTRODUCTION, security, None);
        assert_eq!(missing, LocalError::TlsMissing);
        let config = config(|config| config.security = security);
        let tls = Some(TlsActive::attest());
        let client = Client::resumed(config, &INTRODUCTION, tls).unwrap();
        assert_eq!(client.phase(), Phase::Ready);
    }
}

#[test]
fn inside_tls_there_is_no_second_tls_by_hand() {
    let config = config(|config| config.security = Security::StartTls);
    let introduction = ["mail.example", "STARTTLS"];
    let mut client = Client::resumed(config, &introduction, Some(TlsActive::attest())).unwrap();
    assert!(client.raw(&"STARTTLS".parse().unwrap()).is_err());
}

#[test]
fn lines_that_are_no_introduction_are_refused() {
    let long = "x".repeat(ReplyDecoder::MAX_OCTETS + 1);
    let many = vec!["X"; ReplyDecoder::MAX_LINES + 1];
    let cases: [(&[&str], &str); 5] = [
        (&[], "there is none"),
        (&["mail.example", &long], "it is too long"),
        (&many, "it is too long"),
        (&["mail.example\r\nX"], "it has a control character"),
        (&["mail.example", "SIZE\t5"], "it has a control character"),
    ];
    for (lines, reason) in cases {
        let error = refused(lines, Security::None, None);
        assert_eq!(error, LocalError::NotAnIntroduction { reason });
    }
}
