//! Greeting, hello and goodbye, and the commands that ask for little.

use crate::{error::PeerError, phase::Phase, server::Event};

use super::{Run, config, talk};

#[test]
fn a_whole_session_of_the_old_kind() {
    let run = talk(
        &config(),
        "S: 220 mx.example.org ESMTP
         C: HELO mydomain.com
         S: 250 mx.example.org
         C: MAIL FROM:<sender@mydomain.com>
         S: 250 2.1.0 go on
         C: RCPT TO:<recipient@anotherdomain.com>
         S: 250 2.1.5 go on
         C: DATA
         S: 354 end the mail with a dot on a line by itself
         C: Subject: sample message
         C:
         C: Greetings,
         C: .
         S: 250 2.0.0 taken
         C: QUIT
         S: 221 2.0.0 goodbye",
    );
    assert_eq!(
        run.content,
        b"Subject: sample message\r\n\r\nGreetings,\r\n"
    );
    assert!(run.closed && run.events.contains(&Event::Quit));
}

#[test]
fn ehlo_lists_what_is_offered() {
    let run = talk(
        &config(),
        "S: 220 mx.example.org ESMTP
         C: ehlo mypc
         S: 250-mx.example.org
         S: 250-PIPELINING
         S: 250-8BITMIME
         S: 250-CHUNKING
         S: 250-BINARYMIME
         S: 250-SMTPUTF8
         S: 250-ENHANCEDSTATUSCODES
         S: 250-HELP
         S: 250-SIZE 26214400
         S: 250-LIMITS RCPTMAX=100
         S: 250-STARTTLS
         S: 250 AUTH PLAIN LOGIN
         C: HELO mypc
         S: 250 mx.example.org",
    );
    let hello = |extended| Event::Hello {
        name: "mypc".parse().unwrap(),
        extended,
    };
    assert_eq!(run.events, [hello(true), hello(false)]);
}

#[test]
fn small_commands_are_answered_at_any_time() {
    talk(
        &config(),
        "S: 220 mx.example.org ESMTP
         C: NOOP
         S: 250 2.0.0 nothing done
         C: RSET
         S: 250 2.0.0 reset
         C: QUIT
         S: 221 2.0.0 goodbye",
    );
}

#[test]
fn mail_needs_a_hello_and_each_step_the_one_before() {
    talk(
        &config(),
        "S: 220 mx.example.org ESMTP
         C: MAIL FROM:<a@b.example>
         S: 503 5.5.1 say EHLO first
         C: STARTTLS
         S: 503 5.5.1 say EHLO first
         C: AUTH LOGIN
         S: 503 5.5.1 say EHLO first
         C: HELO me
         S: 250 mx.example.org
         C: RCPT TO:<a@b.example>
         S: 503 5.5.1 say MAIL first
         C: DATA
         S: 503 5.5.1 say MAIL first
         C: MAIL FROM:<a@b.example>
         S: 250 2.1.0 go on
         C: MAIL FROM:<a@b.example>
         S: 503 5.5.1 a mail has begun; RSET gives it up
         C: DATA
         S: 503 5.5.1 say RCPT first",
    );
}

#[test]
fn what_is_no_command_is_told_apart() {
    talk(
        &config(),
        "S: 220 mx.example.org ESMTP
         C: HELLO me
         S: 500 5.5.2 command not recognised; HELP lists those that are
         C: EHLO
         S: 501 5.5.2 write it as EHLO your.name
         C: ETRN list
         S: 502 5.5.1 this server does not offer ETRN
         C: HELO me
         S: 250 mx.example.org
         C: MAIL FROM:a@b.example
         S: 501 5.5.2 write it as MAIL FROM:<name@domain>, with the angle brackets
         C: MAIL FROM:<a>
         S: 501 5.1.7 \"a\" is not a valid mail address: the @ is missing
         C: MAIL FROM:<z\u{200b}oe@b.example>
         S: 501 5.1.7 mail address contains the control character U+200B; remove it
         C: MAIL FROM:<> SIZE=much
         S: 501 5.5.4 the parameter SIZE cannot have this value, or stands twice
         C: MAIL FROM:<> X-RET=FULL
         S: 555 5.5.4 the parameter X-RET is not offered here
         C: MAIL FROM:<> ünknown=1
         S: 501 5.5.4 write each parameter as KEYWORD or KEYWORD=value, in letters, digits and hyphens
         C: MAIL FROM:<>
         S: 250 2.1.0 go on
         C: RCPT TO:<>
         S: 501 5.1.3 mail address is empty; fill it in",
    );
}

#[test]
fn a_client_that_leaves_between_mails_is_no_failure() {
    let run = talk(
        &config(),
        "S: 220 mx.example.org ESMTP
         C: HELO me
         S: 250 mx.example.org
         -- END",
    );
    assert!(run.closed);
    assert_eq!(run.events.len(), 1);
}

#[test]
fn a_client_that_leaves_within_a_mail_is_a_failure() {
    let run = talk(
        &config(),
        "S: 220 mx.example.org ESMTP
         C: HELO me
         S: 250 mx.example.org
         C: MAIL FROM:<>
         S: 250 2.1.0 go on
         -- END",
    );
    let Run {
        events,
        closed: true,
        ..
    } = run
    else {
        panic!("still open")
    };
    let failure = PeerError::ClientEnded {
        phase: Phase::Envelope,
    };
    assert_eq!(events.last(), Some(&Event::Failed(failure.into())));
}
