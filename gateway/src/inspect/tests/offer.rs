//! What of the server's offers the page is told.

use wsmtp_proto::{
    Output,
    server::{Config, Server},
    types::{DeliverByOffer, FutureReleaseOffer, TlsActive},
};

use super::{BytesMut, play, rules};
use crate::inspect::{MailRules, offer::Offer};

#[test]
fn a_line_is_kept_or_changed_or_left_out() {
    let rules = rules("size = 1000\nrecipients = 10\nmails = 5");
    let offer = Offer {
        rules: &rules,
        auth: true,
    };
    for (theirs, ours) in [
        ("SIZE 999", Some("SIZE 999")),
        ("size 1000", Some("size 1000")),
        ("SIZE 1001", Some("SIZE 1000")),
        ("SIZE", Some("SIZE 1000")),
        ("SIZE 0", Some("SIZE 1000")),
        ("SIZE many", Some("SIZE 1000")),
        (
            "LIMITS RCPTMAX=9 MAILMAX=5",
            Some("LIMITS RCPTMAX=9 MAILMAX=5"),
        ),
        (
            "LIMITS RCPTMAX=11 X=1",
            Some("LIMITS X=1 MAILMAX=5 RCPTMAX=10"),
        ),
        (
            "LIMITS mailmax=6 RCPTMAX=1",
            Some("LIMITS RCPTMAX=1 MAILMAX=5"),
        ),
        ("AUTH PLAIN LOGIN", Some("AUTH PLAIN LOGIN")),
        ("AUTH=LOGIN", Some("AUTH=LOGIN")),
        ("AUTH GSSAPI PLAIN NTLM", Some("AUTH PLAIN")),
        ("AUTH GSSAPI", None),
        ("STARTTLS", None),
        ("XCLIENT NAME ADDR", None),
        ("BURL imap", None),
        ("ETRN", None),
        ("8bitmime", Some("8bitmime")),
        ("DSN", Some("DSN")),
    ] {
        let edited = offer.edit(BytesMut::from(
            format!("250-mail\r\n250 {theirs}\r\n").as_bytes(),
        ));
        let expected = match ours {
            Some(ours) => format!("250-mail\r\n250 {ours}\r\n"),
            None => "250 mail\r\n".into(),
        };
        assert_eq!(String::from_utf8_lossy(&edited), expected, "{theirs}");
    }
}

#[test]
fn without_rules_numbers_stay() {
    play(
        "",
        "
        C: EHLO me
        c> EHLO me
        S: 250-mail.example greets me
        S: 250-PIPELINING
        S: 250-SIZE
        S: 250-STARTTLS
        S: 250-LIMITS RCPTMAX=5
        S: 250 X-OWN
        s> 250-mail.example greets me
        s> 250-PIPELINING
        s> 250-SIZE
        s> 250 LIMITS RCPTMAX=5
        ",
    );
}

#[test]
fn all_of_it_byte_for_byte_where_nothing_changes() {
    play(
        "",
        "
        C: EHLO me
        c> EHLO me
        S: 250-mail
        S: 250-help
        S: 250 Dsn  x
        s> 250-mail
        s> 250-help
        s> 250 Dsn  x
        C: EHLO again
        c> EHLO again
        S: 550 no
        s> 550 no
        C: HELO me
        c> HELO me
        S: 250-mail
        S: 250 STARTTLS
        s> 250-mail
        s> 250 STARTTLS
        ",
    );
}

#[test]
fn the_lines_of_a_session_that_is_ready() {
    let rules = rules("size = 1000");
    assert_eq!(rules.offer("SIZE 5000").as_deref(), Some("SIZE 1000"));
    assert_eq!(rules.offer("CHUNKING").as_deref(), Some("CHUNKING"));
    assert_eq!(rules.offer("AUTH PLAIN"), None);
}

/// All that the engine's own server can offer inside TLS.
fn engine_offers() -> Vec<u8> {
    let mut server = Server::new(Config {
        auth: true,
        dsn: true,
        require_tls: true,
        deliver_by: Some(DeliverByOffer { min_seconds: None }),
        future_release: Some(FutureReleaseOffer {
            max_seconds: None,
            max_until: None,
        }),
        mt_priority: true,
        rrvs: true,
        verify: true,
        ..Config::new("mail.example".parse().unwrap())
    });
    server.tls_established(TlsActive::attest());
    let mut said = Vec::new();
    while let Output::Send(_) | Output::Event(_) = server.poll_output() {}
    server.receive(b"EHLO me\r\n");
    loop {
        match server.poll_output() {
            Output::Send(bytes) => said.extend(bytes),
            Output::Event(_) => {}
            _ => return said,
        }
    }
}

#[test]
fn whatever_the_engine_knows_may_be_offered() {
    let rules = MailRules::default();
    let offer = Offer {
        rules: &rules,
        auth: true,
    };
    let offers = engine_offers();
    assert!(offers.split(|byte| *byte == b'\n').count() > 15);
    let edited = offer.edit(BytesMut::from(offers.as_slice()));
    assert_eq!(
        String::from_utf8_lossy(&edited),
        String::from_utf8_lossy(&offers)
    );
}
