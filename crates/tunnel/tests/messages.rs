//! Messages on the wire: exact forms, bounds, and every refusal.

use proptest::prelude::*;
use wsmtp_tunnel::{
    Certificate, DecodeError, ErrorCode, GatewayMessage, MAX_CONTROL, MAX_WINDOW, Open, Opened,
    PageMessage, Security, Target, TlsReport, Token,
};

#[test]
fn open_by_upstream() {
    let open = PageMessage::Open(Open::upstream("mail"));
    assert_eq!(open.encode(), r#"{"type":"open","upstream":"mail"}"#);
    assert_eq!(PageMessage::decode(&open.encode()), Ok(open));
}

#[test]
fn open_by_host_with_a_token() {
    let open = PageMessage::Open(Open {
        target: Target::Host {
            host: "mx.example.org".into(),
            port: 465,
            tls: Security::Implicit,
        },
        token: Some(Token::new("s3cret")),
    });
    assert_eq!(
        open.encode(),
        r#"{"type":"open","host":"mx.example.org","port":465,"tls":"implicit","token":"s3cret"}"#
    );
    assert_eq!(PageMessage::decode(&open.encode()), Ok(open));
}

#[test]
fn an_open_without_one_whole_target_is_refused() {
    for text in [
        r#"{"type":"open"}"#,
        r#"{"type":"open","host":"a","port":25}"#,
        r#"{"type":"open","upstream":"a","host":"a","port":25,"tls":"none"}"#,
        r#"{"type":"open","upstream":"a","port":25}"#,
    ] {
        assert_eq!(
            PageMessage::decode(text),
            Err(DecodeError::Target),
            "{text}"
        );
    }
}

#[test]
fn both_ways_to_read_a_page_refuse_the_same() {
    for text in [
        r#"{"type":"open"}"#,
        r#"{"type":"open","host":"a","port":25}"#,
        r#"{"type":"open","upstream":"a","port":25}"#,
        r#"{"type":"close"}"#,
        r#"{"type":"open","upstream":5}"#,
        r#"{"type":"open","host":"a","port":25,"tls":"ssl"}"#,
        "[]",
    ] {
        let json: serde_json::Value = serde_json::from_str(text).unwrap();
        let read = PageMessage::read(text, |_| Some(&json));
        assert!(read.is_err(), "{text}");
        assert_eq!(read, PageMessage::decode(text), "{text}");
    }
}

#[test]
fn what_is_no_message_is_refused() {
    for text in [
        r#"{"type":"close"}"#,
        r#"{"upstream":"mail"}"#,
        r#"{"type":"open","upstream":5}"#,
        r#"{"type":"open","host":"a","port":65536,"tls":"none"}"#,
        r#"{"type":"open","host":"a","port":25,"tls":"ssl"}"#,
        r#"{"type":"opened","peer":"x"}"#,
        "[]",
        "5",
    ] {
        assert_eq!(
            PageMessage::decode(text),
            Err(DecodeError::NotAMessage),
            "{text}"
        );
    }
    for text in ["", "{", "hello", r#"{"type":"eof"} {"type":"eof"}"#] {
        assert_eq!(
            PageMessage::decode(text),
            Err(DecodeError::NotJson),
            "{text}"
        );
    }
}

#[test]
fn a_whole_number_is_one_however_it_is_written() {
    let ack = |bytes: &str| GatewayMessage::decode(&format!(r#"{{"type":"ack","bytes":{bytes}}}"#));
    for (written, bytes) in [
        ("65536", 65_536),
        ("65536.0", 65_536),
        ("1e3", 1_000),
        ("-0.0", 0),
        ("9007199254740991", 9_007_199_254_740_991),
    ] {
        assert_eq!(ack(written), Ok(GatewayMessage::Ack { bytes }), "{written}");
    }
    for broken in ["0.5", "1e300", "9007199254740992", "\"1\"", "true"] {
        assert_eq!(ack(broken), Err(DecodeError::NotAMessage), "{broken}");
    }
    assert!(matches!(ack("-1"), Err(DecodeError::OutOfRange { .. })));
}

#[test]
fn unknown_fields_are_ignored() {
    assert_eq!(
        PageMessage::decode(r#"{"type":"eof","later":[1]}"#),
        Ok(PageMessage::Eof)
    );
    assert_eq!(
        PageMessage::decode(r#"{"later":{},"upstream":"mail","type":"open"}"#),
        Ok(PageMessage::Open(Open::upstream("mail")))
    );
}

#[test]
fn long_fields_and_long_frames_are_refused() {
    let open = |field: &str, n: usize| {
        let fields = match field {
            "upstream" => format!(r#""upstream":"{}""#, "a".repeat(n)),
            "host" => format!(r#""host":"{}","port":25,"tls":"none""#, "a".repeat(n)),
            _ => format!(r#""upstream":"a","token":"{}""#, "a".repeat(n)),
        };
        PageMessage::decode(&format!(r#"{{"type":"open",{fields}}}"#))
    };
    for (field, max) in [("upstream", 64), ("host", 255), ("token", Token::MAX)] {
        assert!(open(field, max).is_ok());
        assert_eq!(
            open(field, max + 1),
            Err(DecodeError::FieldTooLong { field, max })
        );
    }
    let text = " ".repeat(MAX_CONTROL + 1);
    assert_eq!(PageMessage::decode(&text), Err(DecodeError::TooLong));
}

#[test]
fn neither_debug_nor_errors_show_a_token() {
    let open = PageMessage::decode(r#"{"type":"open","upstream":"a","token":"s3cret"}"#).unwrap();
    assert!(!format!("{open:?}").contains("s3cret"));
    let refused = PageMessage::decode(r#"{"type":"open","upstream":{"a":"s3cret"}}"#).unwrap_err();
    assert!(!format!("{refused:?} {refused}").contains("s3cret"));
}

#[test]
fn opened_in_clear() {
    let opened = GatewayMessage::Opened(Opened {
        peer: "127.0.0.1:25".into(),
        tls: None,
        security: Security::None,
        window: 16384,
        ready: None,
    });
    assert_eq!(
        opened.encode(),
        r#"{"type":"opened","peer":"127.0.0.1:25","tls":null,"security":"none","window":16384}"#
    );
    assert_eq!(GatewayMessage::decode(&opened.encode()), Ok(opened));
}

#[test]
fn a_field_that_is_null_is_absent_and_one_that_stands_twice_is_refused() {
    let null = r#"{"type":"open","upstream":"mail","host":null,"token":null}"#;
    assert_eq!(
        PageMessage::decode(null),
        Ok(PageMessage::Open(Open::upstream("mail")))
    );
    for twice in [
        r#"{"type":"open","upstream":"mail","upstream":"mail"}"#,
        r#"{"type":"eof","type":"eof"}"#,
    ] {
        assert_eq!(PageMessage::decode(twice), Err(DecodeError::NotAMessage));
    }
}

/// The longest report that the specification allows, with what JSON makes longest.
fn longest_report() -> TlsReport {
    TlsReport {
        version: "TLSv1.3".into(),
        cipher: "C".repeat(64),
        certificate: Certificate {
            subject: "\u{1}".repeat(512),
            issuer: "\u{1}".repeat(512),
            names: vec!["n".repeat(255); 32],
            not_before: "1975-01-01T00:00:00Z".into(),
            not_after: "4096-01-01T00:00:00Z".into(),
            sha256: "0".repeat(64),
        },
    }
}

fn longest_opened() -> Opened {
    Opened {
        peer: "p".repeat(64),
        tls: Some(longest_report()),
        security: Security::StartTls,
        window: MAX_WINDOW,
        ready: Some(vec!["r".repeat(256); 32]),
    }
}

#[test]
fn the_longest_messages_are_control_messages() {
    for message in [
        GatewayMessage::Opened(longest_opened()),
        GatewayMessage::Secured {
            tls: longest_report(),
        },
        GatewayMessage::Ack {
            bytes: (1 << 53) - 1,
        },
        GatewayMessage::Error {
            code: ErrorCode::Internal,
            message: "\u{1}".repeat(1024),
        },
    ] {
        assert_eq!(GatewayMessage::decode(&message.encode()), Ok(message));
    }
}

#[test]
fn what_passes_a_bound_of_the_specification_is_refused() {
    let opened = |change: fn(&mut Opened)| {
        let mut opened = longest_opened();
        change(&mut opened);
        GatewayMessage::Opened(opened)
    };
    fn certificate(opened: &mut Opened) -> &mut Certificate {
        &mut opened.tls.as_mut().unwrap().certificate
    }
    for message in [
        opened(|it| it.peer.push('p')),
        opened(|it| it.window = 16_383),
        opened(|it| it.window = MAX_WINDOW + 1),
        opened(|it| it.ready.as_mut().unwrap().push("r".into())),
        opened(|it| it.ready.as_mut().unwrap()[0].push('r')),
        opened(|it| it.tls.as_mut().unwrap().cipher.push('C')),
        opened(|it| certificate(it).subject.push('s')),
        opened(|it| certificate(it).issuer.push('i')),
        opened(|it| certificate(it).names.push("n".into())),
        opened(|it| certificate(it).names[0].push('n')),
        opened(|it| certificate(it).not_before.push('0')),
        opened(|it| certificate(it).not_after.push('0')),
        opened(|it| certificate(it).sha256.push('0')),
        GatewayMessage::Error {
            code: ErrorCode::Internal,
            message: "m".repeat(1025),
        },
    ] {
        let refused = GatewayMessage::decode(&message.encode());
        assert!(
            matches!(
                refused,
                Err(DecodeError::FieldTooLong { .. }
                    | DecodeError::TooMany { .. }
                    | DecodeError::OutOfRange { .. })
            ),
            "{refused:?}"
        );
    }
}

#[test]
fn a_code_from_a_later_gateway_reads_as_internal() {
    let text = r#"{"type":"error","code":"moon-phase","message":"wait a week"}"#;
    assert_eq!(
        GatewayMessage::decode(text),
        Ok(GatewayMessage::Error {
            code: ErrorCode::Internal,
            message: "wait a week".into()
        })
    );
}

#[test]
fn codes_name_themselves_both_ways() {
    for &code in ErrorCode::ALL {
        assert_eq!(ErrorCode::from_name(code.name()), Some(code));
        assert_eq!(ErrorCode::from_close_code(code.close_code()), Some(code));
        assert!((4000..5000).contains(&code.close_code()));
    }
    assert_eq!(ErrorCode::from_close_code(1000), None);
}

proptest! {
    #[test]
    fn any_text_is_a_message_or_an_error(text in ".*") {
        let _ = PageMessage::decode(&text);
        let _ = PageMessage::read(&text, |_| None::<&serde_json::Value>);
        let _ = GatewayMessage::decode(&text);
    }

    #[test]
    fn decode_undoes_encode(
        name in ".{0,16}", host in "[a-z.]{1,32}", port: u16, token in proptest::option::of(".{0,16}")
    ) {
        let token = token.map(Token::new);
        let targets =
            [Target::Upstream(name), Target::Host { host, port, tls: Security::None }];
        for target in targets {
            let message = PageMessage::Open(Open { target, token: token.clone() });
            let text = message.encode();
            let json: serde_json::Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(PageMessage::read(&text, |_| Some(&json)), Ok(message.clone()));
            prop_assert_eq!(PageMessage::decode(&text), Ok(message));
        }
    }
}
