//! What is sent is what arrives, wherever it is cut.

use proptest::{collection::vec, prelude::*, sample::select};
use wsmtp_proto::{
    error::LocalError,
    types::{Body, Mechanism},
};

use super::*;
use crate::smuggling::{BEHIND, ENDS, ENDS_WITH_NUL};

/// What a mail's content is when it arrives: every line end CRLF, the last one too.
fn normalised(content: &[u8]) -> Vec<u8> {
    let text: String = content.iter().copied().map(char::from).collect();
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let octets = text.replace('\n', "\r\n");
    octets.chars().map(|c| u8::try_from(c).unwrap()).collect()
}

/// What the server is told of the content beforehand.
fn body(content: &[u8]) -> Body {
    if content.is_ascii() {
        Body::SevenBit
    } else {
        Body::EightBitMime
    }
}

/// In BDAT and in DATA.
fn assert_arrives(contents: &[Vec<u8>], client: Config, cut: Cut) {
    for chunking in [true, false] {
        let client = client.clone();
        assert_arrives_in(contents, Config { chunking, ..client }, cut.clone());
    }
}

fn assert_arrives_in(contents: &[Vec<u8>], client: Config, cut: Cut) {
    let mut pair = pair(client, cut);
    for content in contents {
        let mut envelope = envelope(&["bob"]);
        envelope.parameters.body = Some(body(content));
        pair.send(envelope, content.as_slice());
    }
    let outcome = pair.run().unwrap();
    assert_well(&outcome);
    assert_eq!(outcome.received.len(), contents.len());
    for (content, mail) in contents.iter().zip(&outcome.received) {
        let arrived = mail.content.escape_ascii().to_string();
        assert_eq!(arrived, normalised(content).escape_ascii().to_string());
        assert_eq!(mail.parameters.body.unwrap_or_default(), body(content));
    }
    assert!(
        outcome
            .deliveries
            .iter()
            .all(|d| matches!(d.verdict, Verdict::Accepted(_)))
    );
}

#[test]
fn several_mails_arrive_in_one_session() {
    let contents = [
        b"Subject: one\r\n\r\nhello\r\n".to_vec(),
        Vec::new(),
        b".\r\n..\r\n.three".to_vec(),
        "Subject: vier\r\n\r\nGrüße\n".into(),
    ];
    for security in [Security::Implicit, Security::StartTls, Security::None] {
        for mechanism in [Mechanism::Plain, Mechanism::Login] {
            for initial in [true, false] {
                for cut in cuts() {
                    let mut client = client(security);
                    client.mechanism = Some(mechanism);
                    client.initial_response = Some(initial);
                    assert_arrives(&contents, client, cut);
                }
            }
        }
    }
}

#[test]
fn nothing_in_a_mail_ends_it() {
    let mut contents = Vec::new();
    for end in ENDS {
        for (before, behind) in BEHIND.into_iter().flat_map(|b| [("", b), ("hello", b)]) {
            let once = [before.as_bytes(), end, behind.as_bytes()].concat();
            contents.push(once.repeat(2));
            contents.push(once);
        }
    }
    for cut in cuts() {
        assert_arrives(&contents, client(Security::Implicit), cut);
    }
}

#[test]
fn a_nul_that_some_servers_drop_is_not_sent() {
    for end in ENDS_WITH_NUL {
        for cut in cuts() {
            let mut pair = pair(client(Security::Implicit), cut);
            pair.send(envelope(&["bob"]), end);
            assert_eq!(pair.run().unwrap_err(), LocalError::Nul);
        }
    }
}

#[test]
fn every_short_content_arrives() {
    let mut contents = vec![Vec::new()];
    let mut begin = 0;
    for _ in 0..5 {
        let end = contents.len();
        for index in begin..end {
            for octet in *b"\r\n.a" {
                let longer = [contents[index].as_slice(), &[octet]].concat();
                contents.push(longer);
            }
        }
        begin = end;
    }
    assert_eq!(contents.len(), (4_usize.pow(6) - 1) / 3);
    for cut in cuts() {
        assert_arrives(&contents, client(Security::Implicit), cut);
    }
}

#[test]
fn both_ends_count_the_content_that_they_do_not_show_alike() {
    for cut in cuts() {
        assert_arrives(
            &["x\n".repeat(50).into(), "x\n".repeat(50).trim_end().into()],
            client(Security::Implicit),
            cut,
        );
    }
}

fn content() -> impl Strategy<Value = Vec<u8>> {
    let parts: [&[u8]; 11] = [
        b"\r",
        b"\n",
        b".",
        b"\r\n",
        b"\r\n.\r\n",
        b"\n.\n",
        b"\xff",
        b"text",
        b".text",
        b"QUIT\r\n",
        b" ",
    ];
    vec(select(parts.to_vec()), 0..80).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_mails_arrive_wherever_they_are_cut(
        contents in vec(content(), 1..4),
        sizes in vec(1_usize..50, 1..8),
        security in select(vec![Security::Implicit, Security::StartTls, Security::None]),
    ) {
        assert_arrives(&contents, client(security), Cut::Sizes(sizes));
    }
}
