//! How large a mail may be, and how many it may be for.

use alloc::format;

use crate::server::{Config, Event};

use super::{config, talk};

#[test]
fn a_mail_that_says_it_is_too_large_is_refused_at_once() {
    let config = Config {
        max_size: 100,
        ..config()
    };
    talk(
        &config,
        "S: 220 mx.example.org ESMTP
         C: HELO me
         S: 250 mx.example.org
         C: MAIL FROM:<a@b.example> SIZE=101
         S: 552 5.3.4 the mail is larger than 100 octets
         C: MAIL FROM:<a@b.example> SIZE=100
         S: 250 2.1.0 go on",
    );
}

#[test]
fn no_size_at_all_is_not_announced_as_any_size() {
    let config = Config {
        max_size: 0,
        ..config()
    };
    let run = talk(
        &config,
        "S: 220 mx.example.org ESMTP
         C: EHLO me
         S: 250-mx.example.org
         S: 250-PIPELINING
         S: 250-8BITMIME
         S: 250-CHUNKING
         S: 250-BINARYMIME
         S: 250-SMTPUTF8
         S: 250-ENHANCEDSTATUSCODES
         S: 250-HELP
         S: 250-SIZE
         S: 250-LIMITS RCPTMAX=100
         S: 250-STARTTLS
         S: 250 AUTH PLAIN LOGIN
         C: MAIL FROM:<a@b.example> SIZE=1
         S: 552 5.3.4 the mail is larger than 0 octets",
    );
    assert!(!run.closed);
}

#[test]
fn a_mail_that_turns_out_too_large_is_refused_at_its_end() {
    let config = Config {
        max_size: 10,
        ..config()
    };
    let envelope = "S: 220 mx.example.org ESMTP
         C: HELO me
         S: 250 mx.example.org
         C: MAIL FROM:<a@b.example>
         S: 250 2.1.0 go on
         C: RCPT TO:<c@d.example>
         S: 250 2.1.5 go on
         C: DATA
         S: 354 end the mail with a dot on a line by itself\n";
    let run = talk(
        &config,
        &format!("{envelope}C: 12345678\nC: .\nS: 250 2.0.0 taken"),
    );
    assert_eq!(run.content.len(), 10);
    let run = talk(
        &config,
        &format!(
            "{envelope}C: 12345678
             C: 9
             C: .
             S: 552 5.3.4 the mail is larger than 10 octets
             C: NOOP
             S: 250 2.0.0 nothing done"
        ),
    );
    assert_eq!(run.content.len(), 10);
    assert_eq!(run.events.last(), Some(&Event::Reset));
}

#[test]
fn a_recipient_too_many_may_come_in_the_next_mail() {
    talk(
        &Config {
            max_recipients: 1,
            ..config()
        },
        "S: 220 mx.example.org ESMTP
         C: HELO me
         S: 250 mx.example.org
         C: MAIL FROM:<a@b.example>
         S: 250 2.1.0 go on
         C: RCPT TO:<c@d.example>
         S: 250 2.1.5 go on
         C: RCPT TO:<e@d.example>
         S: 452 4.5.3 no more than 1 recipients in one mail
         C: DATA
         S: 354 end the mail with a dot on a line by itself",
    );
}
