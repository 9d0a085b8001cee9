//! LMTP (RFC 2033): a verdict for each recipient.

use alloc::format;

use crate::{
    server::{Config, Event},
    types::Protocol,
};

use super::{config, talk};

fn lmtp() -> Config {
    Config {
        protocol: Protocol::Lmtp,
        max_size: 20,
        ..config()
    }
}

/// Three recipients, of whom one is refused and one is full.
const ENVELOPE: &str = "S: 220 mx.example.org LMTP
    C: LHLO me
    S: 250-mx.example.org
    S: 250-PIPELINING
    S: 250-8BITMIME
    S: 250-CHUNKING
    S: 250-BINARYMIME
    S: 250-SMTPUTF8
    S: 250-ENHANCEDSTATUSCODES
    S: 250-HELP
    S: 250-SIZE 20
    S: 250-LIMITS RCPTMAX=100
    S: 250-STARTTLS
    S: 250 AUTH PLAIN LOGIN
    C: MAIL FROM:<a@b.example>
    S: 250 2.1.0 go on
    C: RCPT TO:<ada@d.example>
    S: 250 2.1.5 go on
    C: RCPT TO:<nobody@d.example>
    S: 550 5.1.1 nobody here
    C: RCPT TO:<full@d.example>
    S: 250 2.1.5 go on\n";

#[test]
fn each_accepted_recipient_has_a_verdict() {
    let run = talk(
        &lmtp(),
        &format!(
            "{ENVELOPE}
             C: DATA
             S: 354 end the mail with a dot on a line by itself
             C: hello
             C: .
             S: 250 2.0.0 taken
             S: 452 4.2.2 no room
             C: MAIL FROM:<a@b.example>
             S: 250 2.1.0 go on"
        ),
    );
    let asked = run.events.iter().filter(|e| **e == Event::ContentEnd);
    assert_eq!(asked.count(), 2);
    assert_eq!(run.content, b"hello\r\n");
}

#[test]
fn so_it_is_with_the_last_bdat_and_with_it_alone() {
    talk(
        &lmtp(),
        &format!(
            "{ENVELOPE}
             C: BDAT 7
             C: hello
             S: 250 2.0.0 7 octets received
             C: BDAT 0 LAST
             S: 250 2.0.0 taken
             S: 452 4.2.2 no room
             C: NOOP
             S: 250 2.0.0 nothing done"
        ),
    );
}

#[test]
fn content_that_is_refused_is_refused_for_each() {
    let too_large = "S: 552 5.3.4 the mail is larger than 20 octets";
    let long = "x".repeat(20);
    talk(
        &lmtp(),
        &format!(
            "{ENVELOPE}
             C: DATA
             S: 354 end the mail with a dot on a line by itself
             C: {long}
             C: .
             {too_large}
             {too_large}
             C: NOOP
             S: 250 2.0.0 nothing done"
        ),
    );
    talk(
        &lmtp(),
        &format!(
            "{ENVELOPE}
             C: BDAT 22 LAST
             C: {long}
             {too_large}
             {too_large}
             C: NOOP
             S: 250 2.0.0 nothing done"
        ),
    );
    let faulty = "S: 554 5.6.0 the mail holds an LF without CR before it; lines end with CR LF";
    talk(
        &lmtp(),
        &format!(
            "{ENVELOPE}
             >. BDAT 2 LAST\\r\\n\\nx
             C= BDAT 2 LAST
             C=
             C= x
             {faulty}
             {faulty}"
        ),
    );
}

#[test]
fn a_chunk_before_the_last_is_refused_once() {
    talk(
        &lmtp(),
        &format!(
            "{ENVELOPE}
             C: BDAT 22
             C: {}
             S: 552 5.3.4 the mail is larger than 20 octets
             C: BDAT 3 LAST
             C: y
             S: 503 5.5.1 say MAIL first",
            "x".repeat(20)
        ),
    );
}

#[test]
fn content_for_nobody_is_out_of_order() {
    let nobody = "S: 220 mx.example.org LMTP
        C: LHLO me
        S: 250-mx.example.org
        S: 250-ENHANCEDSTATUSCODES
        S: 250-HELP
        S: 250 SIZE 20
        C: MAIL FROM:<a@b.example>
        S: 250 2.1.0 go on
        C: RCPT TO:<nobody@d.example>
        S: 550 5.1.1 nobody here\n";
    let plain = Config {
        pipelining: false,
        eight_bit_mime: false,
        chunking: false,
        smtp_utf8: false,
        limits: false,
        starttls: false,
        auth: false,
        ..lmtp()
    };
    talk(
        &plain,
        &format!("{nobody}C: DATA\nS: 503 5.5.1 no recipient was accepted"),
    );
}

#[test]
fn the_last_chunk_for_nobody_is_not_answered() {
    let run = talk(
        &lmtp(),
        &format!(
            "{}
             C: BDAT 3
             C: x
             S: 503 5.5.1 no recipient was accepted
             C: MAIL FROM:<a@b.example>
             S: 250 2.1.0 go on
             C: RCPT TO:<nobody@d.example>
             S: 550 5.1.1 nobody here
             C: BDAT 3 LAST
             C: y
             C: NOOP
             S: 250 2.0.0 nothing done",
            ENVELOPE
                .replace("ada@", "nobody@")
                .replace("full@", "nobody@")
                .replace("250 2.1.5 go on", "550 5.1.1 nobody here")
        ),
    );
    assert_eq!(run.content, b"");
}

#[test]
fn each_protocol_has_its_own_hello() {
    talk(
        &lmtp(),
        "S: 220 mx.example.org LMTP
         C: EHLO me
         S: 500 5.5.1 this is LMTP; say LHLO your.name
         C: HELO me
         S: 500 5.5.1 this is LMTP; say LHLO your.name
         C: MAIL FROM:<>
         S: 503 5.5.1 say LHLO first",
    );
    talk(
        &config(),
        "S: 220 mx.example.org ESMTP
         C: LHLO me
         S: 500 5.5.1 this is SMTP; say EHLO your.name",
    );
}
