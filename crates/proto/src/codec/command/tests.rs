//! Lines and what they mean.

use alloc::{string::ToString, vec};

use proptest::prelude::*;

use super::{Command, CommandError};
use crate::types::{Body, MailParameters, Mechanism, ReversePath, Secret};

fn parse(line: &str) -> Result<Command, CommandError> {
    Command::parse(line.as_bytes(), &"mx.example.org".parse().unwrap())
}

fn mail(path: &str, size: Option<u64>, body: Option<Body>) -> Result<Command, CommandError> {
    let path = path.parse().unwrap();
    Ok(Command::Mail { path, parameters: MailParameters { size, body } })
}

fn rcpt(path: &str) -> Result<Command, CommandError> {
    Ok(Command::Rcpt(path.parse().unwrap()))
}

#[test]
fn verbs_in_any_case_and_trailing_spaces() {
    assert_eq!(parse("QUIT"), Ok(Command::Quit));
    assert_eq!(parse("quit"), Ok(Command::Quit));
    assert_eq!(parse("dAtA  "), Ok(Command::Data));
    assert_eq!(parse("ehlo mypc"), Ok(Command::Ehlo("mypc".to_string())));
    assert_eq!(parse("HELO [192.0.2.1]"), Ok(Command::Helo("[192.0.2.1]".to_string())));
    assert_eq!(parse("noop anything at all"), Ok(Command::Noop));
    assert_eq!(parse("help mail"), Ok(Command::Help));
    assert_eq!(parse("vrfy ada"), Ok(Command::Vrfy));
    assert_eq!(parse("rset"), Ok(Command::Rset));
    assert_eq!(parse("starttls"), Ok(Command::StartTls));
}

#[test]
fn paths_with_their_parameters() {
    assert_eq!(parse("MAIL FROM:<a@b.example>"), mail("a@b.example", None, None));
    assert_eq!(parse("mail from:<test@example.com>"), mail("test@example.com", None, None));
    assert_eq!(
        parse("MAIL FROM:<a@b.example> SIZE=5000 BODY=8BITMIME AUTH=<>"),
        mail("a@b.example", Some(5000), Some(Body::EightBitMime)),
    );
    assert_eq!(parse("MAIL FROM:<> body=7bit"), mail("", None, Some(Body::SevenBit)));
    assert_eq!(parse("RCPT TO:<a@[192.0.2.1]>"), rcpt("a@[192.0.2.1]"));
    assert_eq!(parse(r#"RCPT TO:<"a>\"b"@c.example>"#), rcpt(r#""a>\"b"@c.example"#));
}

#[test]
fn spaces_behind_the_colon_are_tolerated() {
    assert_eq!(parse("MAIL FROM: <a@b.example>"), mail("a@b.example", None, None));
    assert_eq!(parse("RCPT TO:  <a@b.example>"), rcpt("a@b.example"));
    assert!(matches!(parse("MAIL FROM :<a@b.example>"), Err(CommandError::Form(_))));
}

#[test]
fn a_source_route_is_dropped() {
    assert_eq!(parse("RCPT TO:<@one.example,@two.example:a@b.example>"), rcpt("a@b.example"));
}

#[test]
fn postmaster_needs_no_domain() {
    assert_eq!(parse("RCPT TO:<Postmaster>"), rcpt("Postmaster@mx.example.org"));
}

#[test]
fn a_path_without_brackets_is_told_what_is_missing() {
    for line in ["MAIL", "MAIL FROM", "MAIL FROM:a@b", "MAIL FROM:<a@b", "MAIL TO:<a@b>"] {
        let error = parse(line).unwrap_err().to_string();
        assert!(error.contains("angle brackets"), "{line}: {error}");
    }
    assert!(matches!(parse("RCPT TO:<a@b.example>x"), Err(CommandError::Form(_))));
}

#[test]
fn wrong_addresses_are_the_sender_s_or_the_recipient_s() {
    assert!(matches!(parse("MAIL FROM:<a b@c>"), Err(CommandError::Sender(_))));
    assert!(matches!(parse("MAIL FROM:<a>"), Err(CommandError::Sender(_))));
    assert!(matches!(parse("RCPT TO:<>"), Err(CommandError::Recipient(_))));
    assert!(matches!(parse("RCPT TO:<zoë@b.example>"), Err(CommandError::Recipient(_))));
}

#[test]
fn parameters_that_were_not_offered_or_are_wrong() {
    let unknown = |name: &str| Err(CommandError::Parameter(name.to_string()));
    assert_eq!(parse("MAIL FROM:<> RET=FULL"), unknown("RET"));
    assert_eq!(parse("RCPT TO:<a@b.example> notify=never"), unknown("NOTIFY"));
    assert_eq!(parse("MAIL FROM:<> AUTH"), unknown("AUTH"));
    for line in ["MAIL FROM:<> é", "MAIL FROM:<> =1", "RCPT TO:<a@b.example> -X", "MAIL FROM:<> A_B"] {
        assert_eq!(parse(line), Err(CommandError::Keyword), "{line}");
    }
    for line in [
        "MAIL FROM:<> SIZE",
        "MAIL FROM:<> SIZE=+5",
        "MAIL FROM:<> SIZE=1 SIZE=1",
        "MAIL FROM:<> SIZE=123456789012345678901",
        "MAIL FROM:<> BODY=BINARYMIME",
    ] {
        assert!(matches!(parse(line), Err(CommandError::ParameterValue(_))), "{line}");
    }
}

#[test]
fn a_size_beyond_64_bits_is_as_large_as_can_be() {
    assert_eq!(parse("MAIL FROM:<> SIZE=99999999999999999999"), mail("", Some(u64::MAX), None));
}

#[test]
fn auth_with_and_without_an_initial_response() {
    let auth = |mechanism, initial: Option<&str>| {
        Ok(Command::Auth { mechanism, initial: initial.map(Secret::new) })
    };
    assert_eq!(parse("auth login"), auth(Mechanism::Login, None));
    assert_eq!(parse("AUTH plain AGEAYg=="), auth(Mechanism::Plain, Some("AGEAYg==")));
    assert_eq!(parse("AUTH PLAIN ="), auth(Mechanism::Plain, Some("=")));
    assert_eq!(parse("AUTH GSSAPI"), Err(CommandError::Mechanism));
    assert!(matches!(parse("AUTH"), Err(CommandError::Form(_))));
    assert!(matches!(parse("AUTH PLAIN a b"), Err(CommandError::Form(_))));
}

#[test]
fn the_rest_is_refused_by_name() {
    assert_eq!(parse(""), Err(CommandError::Unknown));
    assert_eq!(parse(" QUIT"), Err(CommandError::Unknown));
    assert_eq!(parse("HELLO you"), Err(CommandError::Unknown));
    assert_eq!(parse("EXPN list"), Err(CommandError::NotOffered("EXPN")));
    assert!(matches!(parse("QUIT now"), Err(CommandError::Form("QUIT"))));
    assert!(matches!(parse("EHLO"), Err(CommandError::Form(_))));
    assert!(matches!(parse("EHLO two words"), Err(CommandError::Form(_))));
    assert_eq!(parse("NOOP\0"), Err(CommandError::NotText));
    assert_eq!(parse("NOOP\nQUIT"), Err(CommandError::NotText));
    let latin = Command::parse(b"NOOP \xff", &"mx.example.org".parse().unwrap());
    assert_eq!(latin, Err(CommandError::NotText));
}

proptest! {
    #[test]
    fn no_line_is_too_strange(line in prop::collection::vec(any::<u8>(), 0..80)) {
        let _ = Command::parse(&line, &"mx.example.org".parse().unwrap());
    }

    #[test]
    fn a_path_reads_back_as_it_was_written(local in "[a-z!#$%&'*+/=?^_`{|}~-]{1,64}") {
        let path = ReversePath::Mailbox(alloc::format!("{local}@b.example").parse().unwrap());
        let parsed = parse(&alloc::format!("MAIL FROM:{path}"));
        prop_assert_eq!(parsed, Ok(Command::Mail { path, parameters: MailParameters::default() }));
    }
}

#[test]
fn secrets_do_not_print() {
    let command = parse("AUTH PLAIN AGEAYg==").unwrap();
    let shown = alloc::format!("{:?}", vec![command]);
    assert!(shown.contains(Secret::MASK) && !shown.contains("AGEAYg"));
}
