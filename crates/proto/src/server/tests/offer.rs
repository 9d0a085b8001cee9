//! What is offered, and parameters that keep to it or do not.

use alloc::{format, string::String, vec::Vec};

use crate::{
    server::{Config, Event, Server},
    types::{DeliverByOffer, FutureReleaseOffer, TlsActive},
};

use super::{Run, config, dialogue::feed, talk};

const HELLO: &str = "S: 220 mx.example.org ESMTP
    C: HELO me
    S: 250 mx.example.org\n";

fn everything() -> Config {
    Config {
        dsn: true,
        require_tls: true,
        deliver_by: Some(DeliverByOffer {
            min_seconds: Some(60),
        }),
        future_release: Some(FutureReleaseOffer {
            max_seconds: Some(3600),
            max_until: "2030-01-01T00:00:00Z".parse().ok(),
        }),
        mt_priority: true,
        rrvs: true,
        verify: true,
        ..config()
    }
}

fn nothing() -> Config {
    Config {
        pipelining: false,
        eight_bit_mime: false,
        chunking: false,
        smtp_utf8: false,
        limits: false,
        starttls: false,
        auth: false,
        ..config()
    }
}

/// What the reply to EHLO lists.
fn offers(config: Config, tls: bool) -> Vec<String> {
    let mut server = Server::new(config);
    if tls {
        server.tls_established(TlsActive::attest());
    }
    let mut run = Run::default();
    feed(&mut server, &mut run, b"EHLO me\r\n", 1);
    let lines = run.sent.lines().skip(2);
    lines
        .filter_map(|line| line.get(4..).map(String::from))
        .collect()
}

#[test]
fn everything_or_next_to_nothing() {
    let all = [
        "PIPELINING",
        "8BITMIME",
        "CHUNKING",
        "BINARYMIME",
        "SMTPUTF8",
        "ENHANCEDSTATUSCODES",
        "HELP",
        "VRFY",
        "EXPN",
        "SIZE 26214400",
        "LIMITS RCPTMAX=100",
        "DSN",
        "REQUIRETLS",
        "DELIVERBY 60",
        "FUTURERELEASE 3600 2030-01-01T00:00:00Z",
        "MT-PRIORITY",
        "RRVS",
        "AUTH PLAIN LOGIN",
    ];
    assert_eq!(offers(everything(), true), all);
    let least = ["ENHANCEDSTATUSCODES", "HELP", "SIZE 26214400"];
    assert_eq!(offers(nothing(), false), least);
}

#[test]
fn require_tls_is_a_word_for_inside_tls() {
    let outside = offers(everything(), false);
    assert!(!outside.contains(&"REQUIRETLS".into()) && outside.contains(&"STARTTLS".into()));
    talk(
        &everything(),
        &format!(
            "{HELLO}
             C: MAIL FROM:<a@b.example> REQUIRETLS
             S: 555 5.5.4 the parameter REQUIRETLS is not offered here
             C: STARTTLS
             S: 220 2.0.0 begin the TLS handshake
             -- TLS
             C: HELO me
             S: 250 mx.example.org
             C: MAIL FROM:<a@b.example> REQUIRETLS
             S: 250 2.1.0 go on"
        ),
    );
}

#[test]
fn what_was_said_reaches_the_application() {
    let run = talk(
        &everything(),
        &format!(
            "{HELLO}
             C: MAIL FROM:<> BODY=BINARYMIME ret=hdrs ENVID=a+20b BY=60;R HOLDFOR=3600 MT-PRIORITY=-2
             S: 250 2.1.0 go on
             C: RCPT TO:<c@d.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;e+2Bf@d.example rrvs=2014-04-03T23:01:00Z;c
             S: 250 2.1.5 go on"
        ),
    );
    let said = |event: &Event| match event {
        Event::Mail { parameters, .. } => Some(format!("{parameters}")),
        Event::Recipient { parameters, .. } => Some(format!("{parameters}")),
        _ => None,
    };
    let said: Vec<_> = run.events.iter().filter_map(said).collect();
    let as_it_was = [
        " BODY=BINARYMIME RET=HDRS ENVID=a+20b BY=60;R HOLDFOR=3600 MT-PRIORITY=-2",
        " NOTIFY=SUCCESS,DELAY ORCPT=rfc822;e+2Bf@d.example RRVS=2014-04-03T23:01:00Z;C",
    ];
    assert_eq!(said, as_it_was);
}

#[test]
fn what_was_not_offered_is_refused_by_name() {
    let refused = |parameter: &str, keyword: &str| {
        format!(
            "C: MAIL FROM:<a@b.example> {parameter}
             S: 555 5.5.4 the parameter {keyword} is not offered here\n"
        )
    };
    let dialogue: String = [
        ("BODY=8BITMIME", "BODY"),
        ("BODY=BINARYMIME", "BODY"),
        ("SMTPUTF8", "SMTPUTF8"),
        ("RET=FULL", "RET"),
        ("ENVID=x", "ENVID"),
        ("REQUIRETLS", "REQUIRETLS"),
        ("BY=60;N", "BY"),
        ("HOLDFOR=1", "HOLDFOR"),
        ("HOLDUNTIL=2030-01-01T00:00:00Z", "HOLDUNTIL"),
        ("MT-PRIORITY=0", "MT-PRIORITY"),
    ]
    .map(|(parameter, keyword)| refused(parameter, keyword))
    .concat();
    talk(
        &nothing(),
        &format!(
            "{HELLO}{dialogue}
             C: MAIL FROM:<a@b.example> BODY=7BIT SIZE=1
             S: 250 2.1.0 go on
             C: RCPT TO:<c@d.example> NOTIFY=NEVER
             S: 555 5.5.4 the parameter NOTIFY is not offered here
             C: RCPT TO:<c@d.example> ORCPT=rfc822;c@d.example
             S: 555 5.5.4 the parameter ORCPT is not offered here
             C: RCPT TO:<c@d.example> RRVS=2014-04-03T23:01:00Z
             S: 555 5.5.4 the parameter RRVS is not offered here
             C: RCPT TO:<c@d.example>
             S: 250 2.1.5 go on"
        ),
    );
}

#[test]
fn what_goes_beyond_the_offer_is_a_wrong_value() {
    talk(
        &everything(),
        &format!(
            "{HELLO}
             C: MAIL FROM:<> BY=59;R
             S: 555 5.5.4 there is less time than this server needs
             C: MAIL FROM:<> HOLDFOR=3601
             S: 501 5.5.4 the parameter HOLDFOR cannot have this value, or stands twice
             C: MAIL FROM:<> HOLDUNTIL=2030-01-01T00:00:01Z
             S: 501 5.5.4 the parameter HOLDUNTIL cannot have this value, or stands twice
             C: MAIL FROM:<> RET=FULL RET=FULL
             S: 501 5.5.4 the parameter RET cannot have this value, or stands twice
             C: MAIL FROM:<> ENVID=+0D+0ADATA
             S: 501 5.5.4 the parameter ENVID cannot have this value, or stands twice
             C: MAIL FROM:<> BY=59;N HOLDUNTIL=2030-01-01T00:00:00Z
             S: 250 2.1.0 go on
             C: RCPT TO:<c@d.example> NOTIFY=NEVER,DELAY
             S: 501 5.5.4 the parameter NOTIFY cannot have this value, or stands twice
             C: RCPT TO:<c@d.example> ORCPT=c@d.example
             S: 501 5.5.4 the parameter ORCPT cannot have this value, or stands twice
             C: RCPT TO:<c@d.example> RRVS=2014-04-03T23:01:00Z;D
             S: 501 5.5.4 the parameter RRVS cannot have this value, or stands twice"
        ),
    );
}

#[test]
fn the_number_of_recipients_is_told_where_it_can_be() {
    for (max_recipients, told) in [(1, true), (999_999, true), (0, false), (1_000_000, false)] {
        let config = Config {
            max_recipients,
            ..nothing()
        };
        let limits = true;
        let line = format!("LIMITS RCPTMAX={max_recipients}");
        assert_eq!(
            offers(Config { limits, ..config }, false).contains(&line),
            told
        );
    }
}
