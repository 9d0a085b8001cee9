use alloc::{
    format,
    string::{String, ToString},
};
use core::{fmt::Display, str::FromStr};

use proptest::prelude::*;

use super::*;
use crate::types::{ForwardPath, ValueError};

/// Checks that each of these is read and written in that form.
fn reads<T: FromStr<Err = ValueError> + Display + PartialEq>(table: &[(&str, &str)]) {
    for (given, wire) in table {
        let value: T = given
            .parse()
            .unwrap_or_else(|error| panic!("{given:?}: {error}"));
        assert_eq!(value.to_string(), *wire);
        assert!(wire.parse().as_ref() == Ok(&value), "{wire}");
    }
}

fn refuses<T: FromStr<Err = ValueError>>(table: &[&str]) {
    for given in table {
        assert!(given.parse::<T>().is_err(), "{given:?}");
    }
}

#[test]
fn keywords_in_any_case() {
    reads::<Body>(&[
        ("7bit", "7BIT"),
        ("8BitMime", "8BITMIME"),
        ("BINARYMIME", "BINARYMIME"),
    ]);
    refuses::<Body>(&["", "BINARY", "7BIT ", "7BIT\r\nDATA"]);
    reads::<DsnReturn>(&[("full", "FULL"), ("Hdrs", "HDRS")]);
    refuses::<DsnReturn>(&["", "ALL", "FULL,HDRS"]);
    reads::<Notify>(&[
        ("never", "NEVER"),
        ("delay,Success", "SUCCESS,DELAY"),
        ("FAILURE,FAILURE", "FAILURE"),
        ("SUCCESS,FAILURE,DELAY", "SUCCESS,FAILURE,DELAY"),
    ]);
    refuses::<Notify>(&["", "NEVER,DELAY", "SUCCESS,", "SUCCESS, DELAY", "ALWAYS"]);
}

#[test]
fn to_be_told_nothing_must_be_said_by_name() {
    assert_eq!(
        Notify::of(false, false, false),
        Err(ValueError::Empty {
            what: "notification"
        })
    );
    assert_eq!(Notify::of(true, false, true), "SUCCESS,DELAY".parse());
    let never = Notify::NEVER;
    assert!(!never.success() && !never.failure() && !never.delay());
}

#[test]
fn numbers_in_their_bounds() {
    reads::<Priority>(&[("-9", "-9"), ("0", "0"), ("9", "9")]);
    refuses::<Priority>(&["", "10", "-10", "+1", "-0", "01", "1.5"]);
    reads::<HoldSeconds>(&[("1", "1"), ("999999999", "999999999")]);
    refuses::<HoldSeconds>(&[
        "",
        "0",
        "01",
        "+1",
        "-1",
        "1000000000",
        "99999999999999999999",
    ]);
    reads::<DeliverBy>(&[
        ("120;R", "120;R"),
        ("+120;rt", "120;RT"),
        ("-999999999;N", "-999999999;N"),
        ("0;NT", "0;NT"),
    ]);
    refuses::<DeliverBy>(&[
        "",
        "120",
        "120;",
        "120;X",
        "120;RR",
        "0;R",
        "-1;R",
        "1000000000;N",
    ]);
    refuses::<DeliverBy>(&["1 ;N", "--1;N", "x;N", "1;N;T"]);
}

#[test]
fn times_in_utc() {
    for (unix, text) in [
        (0, "1970-01-01T00:00:00Z"),
        (68_169_599, "1972-02-28T23:59:59Z"),
        (68_169_600, "1972-02-29T00:00:00Z"),
        (951_868_800, "2000-03-01T00:00:00Z"),
        (1_893_456_000, "2030-01-01T00:00:00Z"),
        (4_107_542_399, "2100-02-28T23:59:59Z"),
        (4_107_542_400, "2100-03-01T00:00:00Z"),
        (UtcTime::MAX, "9999-12-31T23:59:59Z"),
    ] {
        let time = UtcTime::from_unix(unix).unwrap();
        assert_eq!(time.to_string(), text);
        assert_eq!(text.parse(), Ok(time));
    }
    assert_eq!(UtcTime::from_unix(UtcTime::MAX + 1), None);
    reads::<UtcTime>(&[
        ("2016-12-31t23:59:60z", "2017-01-01T00:00:00Z"),
        ("2030-01-31T12:00:00.75Z", "2030-01-31T12:00:00Z"),
    ]);
    refuses::<UtcTime>(&[
        "",
        "2030-01-31",
        "2030-01-31T12:00:00",
        "2030-01-31T12:00:00+01:00",
        "2030-01-31 12:00:00Z",
        "2030-1-31T12:00:00Z",
        "2030-00-01T00:00:00Z",
        "2030-13-01T00:00:00Z",
        "2030-01-00T00:00:00Z",
        "1970-01-00T00:00:00Z",
        "2030-02-29T00:00:00Z",
        "2030-01-01T24:00:00Z",
        "2030-01-01T00:60:00Z",
        "2030-01-01T00:00:61Z",
        "2030-01-01T00:00:00.Z",
        "1969-12-31T23:59:59Z",
        "9999-12-31T23:59:60Z",
        "+203-01-01T00:00:00Z",
        "2030-01-01-01T00:00:00Z",
    ]);
}

#[test]
fn envelope_identifiers_are_printable_ascii() {
    for (given, wire) in [
        ("QQ314159", "QQ314159"),
        ("a b=c+d", "a+20b+3Dc+2Bd"),
        ("~!", "~!"),
    ] {
        let id: EnvelopeId = given.parse().unwrap();
        assert_eq!(id.to_xtext(), wire);
        assert_eq!(EnvelopeId::from_xtext(wire), Ok(id));
    }
    refuses::<EnvelopeId>(&[
        "",
        "a\r\nb",
        "a\0",
        "\u{7f}",
        "zoë",
        &" ".repeat(34),
        &"x".repeat(101),
    ]);
    assert!("x".repeat(100).parse::<EnvelopeId>().is_ok());
    for wire in [
        "",
        "+0D+0ADATA",
        "+00",
        "+C3+A9",
        "+2",
        "+G0",
        "a=b",
        "a b",
        "é",
    ] {
        assert!(EnvelopeId::from_xtext(wire).is_err(), "{wire}");
    }
    assert_eq!(EnvelopeId::from_xtext("+2b").unwrap().as_str(), "+");
}

#[test]
fn original_recipients_travel_in_ascii() {
    for (given, wire) in [
        ("rfc822;ada@example.org", "rfc822;ada@example.org"),
        ("RFC822;a+b@example.org", "rfc822;a+2Bb@example.org"),
        ("x400;/G=Ada/S=Lovelace/", "x400;/G+3DAda/S+3DLovelace/"),
        (
            "utf-8;zoë@bücher.example",
            "utf-8;zo\\x{EB}@b\\x{FC}cher.example",
        ),
        ("UTF-8;a+b=\\@x", "utf-8;a\\x{2B}b\\x{3D}\\x{5C}@x"),
    ] {
        let original: OriginalRecipient = given.parse().unwrap();
        assert_eq!(original.to_xtext(), wire);
        assert_eq!(OriginalRecipient::from_xtext(wire), Ok(original));
    }
    refuses::<OriginalRecipient>(&[
        "",
        "ada@example.org",
        ";ada@example.org",
        "rfc 822;ada@example.org",
        "rfc822;",
        "rfc822;zoë@example.org",
        "utf-8;a\u{202E}b@x",
        "rfc822;a\r\nb@x",
        &format!("rfc822;{}", "a".repeat(494)),
        &format!("utf-8;{}", "ё".repeat(71)),
    ]);
    for wire in [
        "rfc822;a+0D+0Ab",
        "utf-8;a\\x{0D}\\x{0A}b",
        "utf-8;\\x{D800}",
        "utf-8;\\x{110000}",
        "utf-8;\\x{41",
        "utf-8;\\x41",
        "utf-8;\\x{+41}",
        "utf-8;\\x{}",
    ] {
        assert!(OriginalRecipient::from_xtext(wire).is_err(), "{wire}");
    }
    // What a server that speaks SMTPUTF8 may be told.
    assert_eq!(
        OriginalRecipient::from_xtext("utf-8;zoë@x")
            .unwrap()
            .address(),
        "zoë@x"
    );
}

#[test]
fn the_original_recipient_of_a_path() {
    let of = |path: &str| OriginalRecipient::of(&path.parse::<ForwardPath>().unwrap());
    assert_eq!(of("ada@x").unwrap().kind(), "rfc822");
    assert_eq!(of("zoë@x").unwrap().kind(), "utf-8");
    let labels = format!("a@{}", "ёёёёёёёё.".repeat(14) + "x");
    assert!(of(&labels).is_err());
}

#[test]
fn what_is_said_follows_the_path() {
    assert_eq!(MailParameters::default().to_string(), "");
    assert_eq!(RcptParameters::default().to_string(), "");
    let mail = MailParameters {
        size: Some(5),
        body: Some(Body::BinaryMime),
        smtp_utf8: true,
        ret: Some(DsnReturn::Headers),
        envelope_id: "a b".parse().ok(),
        require_tls: true,
        deliver_by: "60;R".parse().ok(),
        hold: HoldSeconds::new(60).map(Hold::For),
        priority: Priority::new(-3),
    };
    assert_eq!(
        mail.to_string(),
        " SIZE=5 BODY=BINARYMIME SMTPUTF8 RET=HDRS ENVID=a+20b REQUIRETLS BY=60;R HOLDFOR=60 \
         MT-PRIORITY=-3"
    );
    let later = MailParameters {
        hold: UtcTime::from_unix(0).map(Hold::Until),
        ..MailParameters::default()
    };
    assert_eq!(later.to_string(), " HOLDUNTIL=1970-01-01T00:00:00Z");
    let rcpt = RcptParameters {
        notify: Some(Notify::NEVER),
        original: "rfc822;a@x".parse().ok(),
        valid_since: "2014-04-03T23:01:00Z".parse().ok(),
    };
    assert_eq!(
        rcpt.to_string(),
        " NOTIFY=NEVER ORCPT=rfc822;a@x RRVS=2014-04-03T23:01:00Z"
    );
}

proptest! {
    #[test]
    fn xtext_carries_every_text(text in "\\PC{0,40}") {
        let wire = xtext::encode(&text);
        prop_assert!(wire.bytes().all(|b| b.is_ascii_graphic() && b != b'='));
        prop_assert_eq!(xtext::decode(&wire), Some(text));
    }

    #[test]
    fn what_travels_in_a_parameter_is_one_word(kind in "rfc822|utf-8", address in any::<String>()) {
        if let Ok(original) = OriginalRecipient::new(&kind, &address) {
            let wire = original.to_xtext();
            prop_assert!(wire.bytes().all(|b| b.is_ascii_graphic() && b != b'='), "{}", wire);
            prop_assert_eq!(OriginalRecipient::from_xtext(&wire), Ok(original));
        }
    }

    #[test]
    fn every_second_reads_back(unix in 0..=UtcTime::MAX) {
        let time = UtcTime::from_unix(unix).unwrap();
        prop_assert_eq!(time.to_string().parse(), Ok(time));
    }

    #[test]
    fn no_time_is_too_strange(given in "[0-9TZ:.+-]{0,24}") {
        let _ = given.parse::<UtcTime>();
    }
}
