//! What the page wants of the server for a mail.

use super::*;
use crate::envelope;

const PLAIN: &str = r#"{"from":"ada@x","to":[{"address":"bob@y","notify":null,"original":null,
    "validSince":null}],"body":null,
    "smtpUtf8":false,"dsnReturn":null,"envelopeId":null,"requireTls":false,"deliverBy":null,"holdFor":null,
    "holdUntil":null,"priority":null}"#;

/// What the server is told after `changes` to the plain envelope.
fn told(page: &mut Page, changes: &[(&str, &str)], content: Facts) -> Result<String, Failure> {
    let text = changes
        .iter()
        .fold(PLAIN.to_owned(), |text, (name, value)| {
            text.replace(&format!("\"{name}\":null"), &format!("\"{name}\":{value}"))
                .replace(&format!("\"{name}\":false"), &format!("\"{name}\":{value}"))
        });
    let envelope = envelope::read(&&json(&text))?;
    page.input(|driver, now| driver.send(now, envelope, content))?;
    Ok(page.said())
}

#[test]
fn wishes_become_parameters() {
    let mut page = Page::offered(
        65_536,
        "PIPELINING\nSIZE\nDSN\nDELIVERBY\nFUTURERELEASE 604800 2100-01-01T00:00:00Z\nMT-PRIORITY",
    );
    let wishes = [
        ("dsnReturn", r#""HDRS""#),
        ("envelopeId", r#""mail 7""#),
        ("notify", r#""SUCCESS,DELAY""#),
        ("original", r#""rfc822;bob+list@y""#),
        ("deliverBy", r#""7200;NT""#),
        ("holdUntil", r#""2030-01-31T12:00:00.000Z""#),
        ("priority", r#""-3""#),
    ];
    assert_eq!(
        told(&mut page, &wishes, ascii(1)).unwrap(),
        "MAIL FROM:<ada@x> SIZE=1 RET=HDRS ENVID=mail+207 BY=7200;NT HOLDUNTIL=2030-01-31T12:00:00Z MT-PRIORITY=-3\r\n\
         RCPT TO:<bob@y> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;bob+2Blist@y\r\nDATA\r\n"
    );
}

#[test]
fn what_is_not_offered_is_refused_before_anything_goes_out() {
    let mut page = Page::ready(65_536);
    for (name, value, extension) in [
        ("notify", r#""NEVER""#, "DSN"),
        ("deliverBy", r#""1;R""#, "DELIVERBY"),
        ("holdFor", r#""60""#, "FUTURERELEASE"),
        ("priority", r#""9""#, "MT-PRIORITY"),
        ("requireTls", "true", "REQUIRETLS"),
        ("smtpUtf8", "true", "SMTPUTF8"),
        ("body", r#""8BITMIME""#, "8BITMIME"),
        ("body", r#""BINARYMIME""#, "BINARYMIME"),
    ] {
        let failure = told(&mut page, &[(name, value)], ascii(1)).unwrap_err();
        assert_eq!(failure.code, "not-offered");
        assert!(failure.words().contains(extension), "{}", failure.words());
    }
    assert_eq!(page.said(), "");
}

#[test]
fn what_makes_no_sense_is_named() {
    let mut page = Page::ready(65_536);
    for (name, value, words) in [
        ("notify", r#""NEVER,DELAY""#, "notification"),
        ("dsnReturn", r#""ALL""#, "FULL or HDRS"),
        ("deliverBy", r#""1.5;R""#, "seconds"),
        ("holdFor", r#""-1""#, "time to hold"),
        ("holdUntil", r#""tomorrow""#, "2030-01-31T12:00:00Z"),
        ("priority", r#""10""#, "-9 to 9"),
        ("envelopeId", r#""a\nb""#, "control character U+000A"),
        ("original", r#""rfc822;a\rb""#, "control character U+000D"),
    ] {
        let failure = told(&mut page, &[(name, value)], ascii(1)).unwrap_err();
        assert_eq!(failure.code, "bad-input");
        assert!(failure.words().contains(words), "{}", failure.words());
    }
    let both = [
        ("holdFor", r#""60""#),
        ("holdUntil", r#""2030-01-31T12:00:00Z""#),
    ];
    let failure = told(&mut page, &both, ascii(1)).unwrap_err();
    assert!(failure.words().contains("leave one"), "{}", failure.words());
}

#[test]
fn octets_beyond_ascii_are_announced_where_they_are() {
    let all = "PIPELINING\n8BITMIME\nSMTPUTF8\nCHUNKING\nBINARYMIME";
    let first = |wishes: &[(&str, &str)], eight_bit, utf8_header| {
        let mail = Facts {
            eight_bit,
            utf8_header,
            ..ascii(1)
        };
        let mut page = Page::offered(65_536, all);
        let said = told(&mut page, wishes, mail).unwrap();
        said.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(first(&[], false, false), "MAIL FROM:<ada@x>");
    assert_eq!(first(&[], true, false), "MAIL FROM:<ada@x> BODY=8BITMIME");
    assert_eq!(
        first(&[], true, true),
        "MAIL FROM:<ada@x> BODY=8BITMIME SMTPUTF8"
    );
    let mut page = Page::offered(65_536, all);
    assert!(page.driver.takes_binary());
    let mail = Facts {
        binary: true,
        eight_bit: true,
        ..ascii(1)
    };
    let said = told(&mut page, &[], mail).unwrap();
    assert!(said.starts_with("MAIL FROM:<ada@x> BODY=BINARYMIME\r\n"));
    let binary = [("body", r#""BINARYMIME""#)];
    assert_eq!(
        first(&binary, true, false),
        "MAIL FROM:<ada@x> BODY=BINARYMIME"
    );
}
