//! What a person types.

use super::talk::{Talk, lmtp};
use crate::{
    Phase,
    client::{Config, Event},
    error::{Error, LocalError, PeerError},
};

fn by_hand(config: &mut Config) {
    config.by_hand = true;
}

impl Talk {
    /// What goes out when a person types this.
    fn types(&mut self, line: &str) -> alloc::string::String {
        self.try_types(line).unwrap();
        self.says()
    }

    fn try_types(&mut self, line: &str) -> Result<(), LocalError> {
        self.client.raw(&line.parse().unwrap())
    }
}

#[test]
fn a_whole_session_can_be_typed() {
    let mut talk = Talk::new(by_hand);
    assert_eq!(talk.hears("220 mail.example"), "");
    assert!(talk.events.contains(&Event::Ready));
    assert_eq!(talk.types("EHLO there"), "EHLO there\r\n");
    talk.hears("250-mail.example\r\n250 SIZE 1000");
    assert_eq!(talk.client.phase(), Phase::Ready);
    assert_eq!(talk.client.capabilities().unwrap().size(), Some(1000));
    assert_eq!(
        talk.types("mail from:<a@b.example>"),
        "mail from:<a@b.example>\r\n"
    );
    talk.hears("250 fine");
    assert_eq!(talk.client.phase(), Phase::Envelope);
    talk.types("RCPT TO:<bob@mail.example>");
    talk.hears("250 fine");
    talk.types("DATA");
    talk.hears("354 go on");
    assert_eq!(talk.client.phase(), Phase::Content);
    assert_eq!(talk.types("..hello"), "..hello\r\n");
    assert_eq!(talk.types("."), ".\r\n");
    assert_eq!(talk.client.phase(), Phase::Verdict);
    talk.hears("250 taken");
    assert_eq!(talk.client.phase(), Phase::Ready);
    assert_eq!(talk.types("QUIT"), "QUIT\r\n");
    talk.hears("221 bye");
    assert_eq!(talk.client.phase(), Phase::Closed);
    assert_eq!(talk.answers(), [250, 250, 250, 354, 250, 221]);
}

#[test]
fn what_is_no_command_is_the_servers_to_judge() {
    let mut talk = Talk::ready(&[], |_| ());
    assert_eq!(talk.types("XYZZY now"), "XYZZY now\r\n");
    talk.hears("500 what");
    assert_eq!(talk.answers(), [500]);
    assert_eq!(talk.mails(&["bob"]), "RSET\r\n");
}

#[test]
fn a_line_awaits_its_answer() {
    let mut talk = Talk::ready(&[], |_| ());
    talk.types("NOOP");
    let not_now = LocalError::WrongPhase {
        what: "a line by hand",
        phase: Phase::Ready,
    };
    assert_eq!(talk.try_types("NOOP"), Err(not_now));
}

#[test]
fn tls_can_be_asked_for_by_hand_and_nothing_is_known_behind_it() {
    let mut talk = Talk::new(by_hand);
    talk.hears("220 mail.example");
    assert!(talk.try_types("STARTTLS").is_err(), "EHLO comes first");
    talk.types("EHLO there");
    talk.hears("250-mail.example\r\n250 STARTTLS");
    talk.types("starttls");
    talk.hears("220 go on");
    assert!(talk.upgrades);
    assert_eq!(talk.client.phase(), Phase::Handshake);
    assert_eq!(talk.secures(), "");
    assert_eq!(talk.client.phase(), Phase::Hello);
    assert_eq!(talk.client.capabilities(), None);
    assert_eq!(talk.types("EHLO there"), "EHLO there\r\n");
}

#[test]
fn residue_behind_starttls_by_hand_is_fatal() {
    let mut talk = Talk::ready(&["STARTTLS"], |_| ());
    talk.types("STARTTLS");
    talk.hears("220 go on\r\n250 injected");
    assert_eq!(talk.failure(), Some(&Error::from(PeerError::TlsResidue)));
    assert!(!talk.upgrades);
}

#[test]
fn a_password_by_hand_needs_tls_too() {
    let mut talk = Talk::ready(&["AUTH LOGIN"], |_| ());
    assert_eq!(talk.try_types("AUTH LOGIN"), Err(LocalError::Insecure));
    assert_eq!(talk.says(), "");
}

#[test]
fn what_is_typed_in_a_sign_in_is_not_shown() {
    let mut talk = Talk::ready(&["AUTH LOGIN PLAIN"], |config| config.cleartext_auth = true);
    talk.types("AUTH LOGIN");
    talk.hears("334 VXNlcm5hbWU6");
    assert_eq!(talk.client.phase(), Phase::Auth);
    assert_eq!(talk.types("YWRh"), "YWRh\r\n");
    talk.hears("334 UGFzc3dvcmQ6");
    talk.types("c2VjcmV0");
    talk.hears("535 not with c2VjcmV0");
    assert_eq!(talk.client.phase(), Phase::Ready);
    talk.types("AUTH PLAIN AGFkYQBzZWNyZXQ=");
    talk.hears("535 not with secret");
    talk.types("AUTH PLAN AGFkYQBzZWNyZXQ=");
    let shown = alloc::format!("{:?}", talk.events);
    for secret in ["secret", "c2VjcmV0", "AGFkYQBzZWNyZXQ"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn chunks_cannot_be_typed() {
    let mut talk = Talk::ready(&["CHUNKING"], |_| ());
    let not_by_hand = LocalError::NotByHand { command: "BDAT" };
    assert_eq!(talk.try_types("bdat 3 LAST"), Err(not_by_hand));
}

#[test]
fn lmtp_by_hand_awaits_a_verdict_for_each_recipient() {
    let mut talk = Talk::ready(&[], lmtp);
    for line in [
        "MAIL FROM:<>",
        "RCPT TO:<a@b.example>",
        "RCPT TO:<c@b.example>",
    ] {
        talk.types(line);
        talk.hears("250 fine");
    }
    talk.types("DATA");
    talk.hears("354 go on");
    talk.types(".");
    talk.hears("250 a");
    assert_eq!(talk.client.phase(), Phase::Verdict);
    talk.hears("550 c");
    assert_eq!(talk.client.phase(), Phase::Ready);
}

#[test]
fn a_session_by_hand_is_left_in_good_order() {
    let mut talk = Talk::new(by_hand);
    talk.hears("220 mail.example");
    talk.client.quit().unwrap();
    assert_eq!(talk.says(), "QUIT\r\n");
}
