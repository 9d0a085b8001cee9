//! Lines and what they mean.

mod written;

use alloc::{format, string::ToString, vec};

use proptest::prelude::*;

use super::{Command, CommandError};
use crate::types::{
    Body, DsnReturn, MailParameters, Mechanism, Notify, RcptParameters, ReversePath, Secret,
};

fn parse(line: &str) -> Result<Command, CommandError> {
    Command::parse(line.as_bytes(), &"mx.example.org".parse().unwrap())
}

fn mail(path: &str, parameters: MailParameters) -> Result<Command, CommandError> {
    let path = path.parse().unwrap();
    Ok(Command::Mail { path, parameters })
}

fn sized(size: u64) -> MailParameters {
    let size = Some(size);
    MailParameters {
        size,
        ..MailParameters::default()
    }
}

fn rcpt(path: &str, parameters: RcptParameters) -> Result<Command, CommandError> {
    let path = path.parse().unwrap();
    Ok(Command::Rcpt { path, parameters })
}

#[test]
fn verbs_in_any_case_and_trailing_spaces() {
    assert_eq!(parse("QUIT"), Ok(Command::Quit));
    assert_eq!(parse("quit"), Ok(Command::Quit));
    assert_eq!(parse("dAtA  "), Ok(Command::Data));
    assert_eq!(
        parse("ehlo mypc"),
        Ok(Command::Ehlo("mypc".parse().unwrap()))
    );
    assert_eq!(
        parse("HELO [192.0.2.1]"),
        Ok(Command::Helo("[192.0.2.1]".parse().unwrap()))
    );
    assert_eq!(
        parse("lhlo my_pc"),
        Ok(Command::Lhlo("my_pc".parse().unwrap()))
    );
    assert_eq!(parse("noop"), Ok(Command::Noop(None)));
    assert_eq!(
        parse("noop anything  at all "),
        Ok(Command::Noop("anything  at all".parse().ok()))
    );
    assert_eq!(parse("help mail"), Ok(Command::Help("mail".parse().ok())));
    assert_eq!(parse("vrfy Zoë"), Ok(Command::Vrfy("Zoë".parse().unwrap())));
    assert_eq!(
        parse("expn  list"),
        Ok(Command::Expn("list".parse().unwrap()))
    );
    assert_eq!(parse("rset"), Ok(Command::Rset));
    assert_eq!(parse("starttls"), Ok(Command::StartTls));
}

#[test]
fn paths_with_their_parameters() {
    assert_eq!(
        parse("MAIL FROM:<a@b.example>"),
        mail("a@b.example", MailParameters::default())
    );
    assert_eq!(
        parse("mail from:<test@example.com>"),
        mail("test@example.com", MailParameters::default())
    );
    assert_eq!(
        parse("MAIL FROM:<a@b.example> SIZE=5000 BODY=8BITMIME AUTH=<>"),
        mail(
            "a@b.example",
            MailParameters {
                body: Some(Body::EightBitMime),
                ..sized(5000)
            }
        ),
    );
    assert_eq!(
        parse("MAIL FROM:<> body=7bit"),
        mail(
            "",
            MailParameters {
                body: Some(Body::SevenBit),
                ..MailParameters::default()
            }
        )
    );
    assert_eq!(
        parse("RCPT TO:<a@[192.0.2.1]>"),
        rcpt("a@[192.0.2.1]", RcptParameters::default())
    );
    assert_eq!(
        parse(r#"RCPT TO:<"a>\"b"@c.example>"#),
        rcpt(r#""a>\"b"@c.example"#, RcptParameters::default())
    );
}

#[test]
fn spaces_behind_the_colon_are_tolerated() {
    assert_eq!(
        parse("MAIL FROM: <a@b.example>"),
        mail("a@b.example", MailParameters::default())
    );
    assert_eq!(
        parse("RCPT TO:  <a@b.example>"),
        rcpt("a@b.example", RcptParameters::default())
    );
    assert!(matches!(
        parse("MAIL FROM :<a@b.example>"),
        Err(CommandError::Form(_))
    ));
}

#[test]
fn a_source_route_is_dropped() {
    assert_eq!(
        parse("RCPT TO:<@one.example,@two.example:a@b.example>"),
        rcpt("a@b.example", RcptParameters::default())
    );
}

#[test]
fn what_is_no_source_route_is_part_of_the_address() {
    for route in [
        "@",
        "@a@b<",
        "@a,",
        "@a,b",
        "@a,,@b",
        "@[192.0.2.1]",
        "@a b",
        "a",
    ] {
        let line = format!("RCPT TO:<{route}:c@d.example>");
        let parsed = parse(&line);
        assert!(
            matches!(parsed, Err(CommandError::Recipient(_))),
            "{line}: {parsed:?}"
        );
    }
}

#[test]
fn postmaster_needs_no_domain() {
    assert_eq!(
        parse("RCPT TO:<Postmaster>"),
        rcpt("Postmaster@mx.example.org", RcptParameters::default())
    );
}

#[test]
fn a_path_without_brackets_is_told_what_is_missing() {
    for line in [
        "MAIL",
        "MAIL FROM",
        "MAIL FROM:a@b",
        "MAIL FROM:<a@b",
        "MAIL TO:<a@b>",
    ] {
        let error = parse(line).unwrap_err().to_string();
        assert!(error.contains("angle brackets"), "{line}: {error}");
    }
    assert!(matches!(
        parse("RCPT TO:<a@b.example>x"),
        Err(CommandError::Form(_))
    ));
}

#[test]
fn wrong_addresses_are_the_sender_s_or_the_recipient_s() {
    assert!(matches!(
        parse("MAIL FROM:<a b@c>"),
        Err(CommandError::Sender(_))
    ));
    assert!(matches!(
        parse("MAIL FROM:<a>"),
        Err(CommandError::Sender(_))
    ));
    assert!(matches!(
        parse("RCPT TO:<>"),
        Err(CommandError::Recipient(_))
    ));
    assert!(matches!(
        parse("RCPT TO:<zo\u{202E}ë@b.example>"),
        Err(CommandError::Recipient(_))
    ));
}

#[test]
fn parameters_that_were_not_offered_or_are_wrong() {
    let unknown = |name: &str| Err(CommandError::Parameter(name.to_string()));
    assert_eq!(parse("MAIL FROM:<> NOTIFY=NEVER"), unknown("NOTIFY"));
    assert_eq!(parse("RCPT TO:<a@b.example> ret=full"), unknown("RET"));
    assert_eq!(parse("MAIL FROM:<> AUTH"), unknown("AUTH"));
    for line in [
        "MAIL FROM:<> é",
        "MAIL FROM:<> =1",
        "RCPT TO:<a@b.example> -X",
        "MAIL FROM:<> A_B",
    ] {
        assert_eq!(parse(line), Err(CommandError::Keyword), "{line}");
    }
    for line in [
        "MAIL FROM:<> SIZE",
        "MAIL FROM:<> SIZE=+5",
        "MAIL FROM:<> SIZE=1 SIZE=1",
        "MAIL FROM:<> SIZE=123456789012345678901",
        "MAIL FROM:<> BODY=9BIT",
        "MAIL FROM:<> BODY",
        "MAIL FROM:<> SMTPUTF8=yes",
        "MAIL FROM:<> SMTPUTF8 SMTPUTF8",
        "MAIL FROM:<> REQUIRETLS=",
        "MAIL FROM:<> RET=ALL",
        "MAIL FROM:<> ENVID=",
        "MAIL FROM:<> ENVID=+0D+0AQUIT",
        "MAIL FROM:<> BY=0;R",
        "MAIL FROM:<> HOLDFOR=1 HOLDUNTIL=2030-01-01T00:00:00Z",
        "MAIL FROM:<> MT-PRIORITY=10",
        "RCPT TO:<a@b.example> NOTIFY=NEVER,DELAY",
        "RCPT TO:<a@b.example> NOTIFY",
        "RCPT TO:<a@b.example> ORCPT=a@b.example",
        "RCPT TO:<a@b.example> ORCPT=rfc822;a ORCPT=rfc822;a",
    ] {
        assert!(
            matches!(parse(line), Err(CommandError::ParameterValue(_))),
            "{line}"
        );
    }
}

#[test]
fn parameters_of_delivery_reports() {
    let ret = Some(DsnReturn::Headers);
    let envelope_id = "a b".parse().ok();
    assert_eq!(
        parse("MAIL FROM:<a@b.example> ret=hdrs envid=a+20b"),
        mail(
            "a@b.example",
            MailParameters {
                ret,
                envelope_id,
                ..MailParameters::default()
            }
        ),
    );
    let notify = Notify::of(true, false, true).ok();
    let original = "rfc822;ada+tag@b.example".parse().ok();
    assert_eq!(
        parse(
            "RCPT TO:<a@b.example> NOTIFY=DELAY,SUCCESS ORCPT=rfc822;ada+2Btag@b.example \
             RRVS=2014-04-03T23:01:00Z;r"
        ),
        rcpt(
            "a@b.example",
            RcptParameters {
                notify,
                original,
                valid_since: "2014-04-03T23:01:00Z;R".parse().ok(),
            }
        ),
    );
}

#[test]
fn a_chunk_has_a_size_that_can_be_read() {
    assert_eq!(
        parse("bdat 0 last"),
        Ok(Command::Bdat {
            size: 0,
            last: true
        })
    );
    assert_eq!(
        parse("BDAT 86"),
        Ok(Command::Bdat {
            size: 86,
            last: false
        })
    );
    let largest = Command::Bdat {
        size: u64::MAX,
        last: false,
    };
    assert_eq!(parse("BDAT 18446744073709551615"), Ok(largest));
    for line in [
        "BDAT",
        "BDAT LAST",
        "BDAT +5",
        "BDAT -1",
        "BDAT 0x10",
        "BDAT 5 FIRST",
        "BDAT 5 LAST LAST",
        "BDAT 5  LAST",
        "BDAT 18446744073709551616",
    ] {
        assert_eq!(parse(line), Err(CommandError::Chunk), "{line}");
    }
}

#[test]
fn a_size_beyond_64_bits_is_as_large_as_can_be() {
    assert_eq!(
        parse("MAIL FROM:<> SIZE=99999999999999999999"),
        mail("", sized(u64::MAX))
    );
}

#[test]
fn auth_with_and_without_an_initial_response() {
    let auth = |mechanism, initial: Option<&str>| {
        Ok(Command::Auth {
            mechanism,
            initial: initial.map(Secret::new),
        })
    };
    assert_eq!(parse("auth login"), auth(Mechanism::Login, None));
    assert_eq!(
        parse("AUTH plain AGEAYg=="),
        auth(Mechanism::Plain, Some("AGEAYg=="))
    );
    assert_eq!(parse("AUTH PLAIN ="), auth(Mechanism::Plain, Some("=")));
    assert_eq!(parse("AUTH GSSAPI"), Err(CommandError::Mechanism));
    assert!(matches!(parse("AUTH"), Err(CommandError::Form(_))));
    assert!(matches!(
        parse("AUTH PLAIN a b"),
        Err(CommandError::Form(_))
    ));
}

#[test]
fn the_rest_is_refused_by_name() {
    assert_eq!(parse(""), Err(CommandError::Unknown));
    assert_eq!(parse(" QUIT"), Err(CommandError::Unknown));
    assert_eq!(parse("HELLO you"), Err(CommandError::Unknown));
    assert_eq!(parse("ETRN list"), Err(CommandError::NotOffered("ETRN")));
    assert!(matches!(
        parse("VRFY"),
        Err(CommandError::Form("VRFY name"))
    ));
    assert!(matches!(
        parse("EXPN "),
        Err(CommandError::Form("EXPN list"))
    ));
    assert!(matches!(
        parse(&format!("NOOP {}", "x".repeat(501))),
        Err(CommandError::Argument(_))
    ));
    assert!(matches!(parse("QUIT now"), Err(CommandError::Form("QUIT"))));
    assert!(matches!(parse("EHLO"), Err(CommandError::Form(_))));
    assert!(matches!(
        parse("EHLO two words"),
        Err(CommandError::Form(_))
    ));
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
    fn a_path_reads_back_as_it_was_written(local in "[a-zé語!#$%&'*+/=?^_`{|}~-]{1,20}") {
        let path = ReversePath::Mailbox(format!("{local}@b.example").parse().unwrap());
        let parsed = parse(&format!("MAIL FROM:{path}"));
        prop_assert_eq!(parsed, Ok(Command::Mail { path, parameters: MailParameters::default() }));
    }
}

#[test]
fn secrets_do_not_print() {
    let command = parse("AUTH PLAIN AGEAYg==").unwrap();
    let shown = format!("{:?}", vec![command]);
    assert!(shown.contains(Secret::MASK) && !shown.contains("AGEAYg"));
}
