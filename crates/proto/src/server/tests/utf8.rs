//! Addresses beyond ASCII.

use alloc::format;

use crate::{
    server::{Config, Event},
    types::{MailParameters, RcptParameters, ReversePath},
};

use super::{config, talk};

const HELLO: &str = "S: 220 mx.example.org ESMTP
    C: HELO me
    S: 250 mx.example.org\n";

#[test]
fn with_smtputf8_they_are_taken() {
    let run = talk(
        &config(),
        &format!(
            "{HELLO}
             C: MAIL FROM:<zoë@bücher.example> SMTPUTF8
             S: 250 2.1.0 go on
             C: RCPT TO:<почта@пример.рф>
             S: 250 2.1.5 go on
             C: RCPT TO:<\"δ ε\"@[192.0.2.1]>
             S: 250 2.1.5 go on
             C: RCPT TO:<@one.example:a@例え.example>
             S: 250 2.1.5 go on"
        ),
    );
    let mail = Event::Mail {
        path: ReversePath::Mailbox("zoë@bücher.example".parse().unwrap()),
        parameters: MailParameters {
            smtp_utf8: true,
            ..MailParameters::default()
        },
    };
    let recipient = |path: &str| Event::Recipient {
        path: path.parse().unwrap(),
        parameters: RcptParameters::default(),
    };
    let to = ["почта@пример.рф", "\"δ ε\"@[192.0.2.1]", "a@例え.example"];
    assert_eq!(run.events[1], mail);
    assert_eq!(run.events[2..], to.map(recipient));
}

#[test]
fn without_smtputf8_they_are_not() {
    talk(
        &config(),
        &format!(
            "{HELLO}
             C: MAIL FROM:<zoë@b.example>
             S: 550 5.6.7 addresses beyond ASCII are taken with SMTPUTF8 in MAIL alone
             C: MAIL FROM:<a@b.example>
             S: 250 2.1.0 go on
             C: RCPT TO:<zoë@b.example>
             S: 553 5.6.7 addresses beyond ASCII are taken with SMTPUTF8 in MAIL alone
             C: RCPT TO:<c@d.example>
             S: 250 2.1.5 go on
             C: RSET
             S: 250 2.0.0 reset
             C: MAIL FROM:<> SMTPUTF8
             S: 250 2.1.0 go on
             C: RCPT TO:<zoë@b.example>
             S: 250 2.1.5 go on"
        ),
    );
}

#[test]
fn a_server_that_does_not_offer_it_takes_neither_the_word_nor_the_address() {
    let config = Config {
        smtp_utf8: false,
        ..config()
    };
    talk(
        &config,
        &format!(
            "{HELLO}
             C: MAIL FROM:<a@b.example> SMTPUTF8
             S: 555 5.5.4 the parameter SMTPUTF8 is not offered here
             C: MAIL FROM:<zoë@b.example>
             S: 550 5.6.7 addresses beyond ASCII are taken with SMTPUTF8 in MAIL alone"
        ),
    );
}

#[test]
fn it_is_not_offered_without_8bitmime() {
    let config = Config {
        eight_bit_mime: false,
        ..config()
    };
    talk(
        &config,
        &format!(
            "{HELLO}
             C: MAIL FROM:<> SMTPUTF8
             S: 555 5.5.4 the parameter SMTPUTF8 is not offered here"
        ),
    );
}

#[cfg(feature = "unicode")]
#[test]
fn the_server_calls_itself_by_a_labels() {
    let config = Config {
        name: "пример.рф".parse().unwrap(),
        ..config()
    };
    talk(
        &config,
        "S: 220 xn--e1afmkfd.xn--p1ai ESMTP
         C: HELO me
         S: 250 xn--e1afmkfd.xn--p1ai",
    );
}

#[test]
fn what_deceives_a_reader_is_no_part_of_an_address() {
    talk(
        &config(),
        &format!(
            "{HELLO}
             C: MAIL FROM:<a\u{202e}b@b.example> SMTPUTF8
             S: 501 5.1.7 mail address contains the control character U+202E; remove it
             C: MAIL FROM:<> SMTPUTF8
             S: 250 2.1.0 go on
             C: RCPT TO:<a@b\u{3000}c.example>
             S: 501 5.1.3 mail address contains the control character U+3000; remove it"
        ),
    );
}
