//! VRFY, EXPN and HELP: what may be asked beside a mail.

use crate::{
    server::{Config, Event},
    types::Protocol,
};

use super::{config, talk};

fn telling() -> Config {
    Config {
        verify: true,
        ..config()
    }
}

#[test]
fn who_exists_is_told_where_the_application_wants_to() {
    let run = talk(
        &telling(),
        "S: 220 mx.example.org ESMTP
         C: VRFY ada
         S: 250 2.1.5 <ada@mx.example.org>
         C: VRFY nobody
         S: 550 5.1.1 nobody here
         C: EXPN  friends of ada
         S: 250-2.1.5 <ada@mx.example.org>
         S: 250 2.1.5 <bob@mx.example.org>
         C: VRFY
         S: 501 5.5.2 write it as VRFY name",
    );
    let about = |name: &str| name.parse().unwrap();
    let asked = [
        Event::Verify(about("ada")),
        Event::Verify(about("nobody")),
        Event::Expand(about("friends of ada")),
    ];
    assert_eq!(run.events, asked);
}

#[test]
fn otherwise_nobody_is_told_anything() {
    let run = talk(
        &config(),
        "S: 220 mx.example.org ESMTP
         C: VRFY ada
         S: 252 2.5.0 try RCPT to find out
         C: EXPN list
         S: 502 5.5.1 this server does not offer EXPN",
    );
    assert_eq!(run.events, []);
}

#[test]
fn a_question_in_the_middle_of_a_mail_leaves_it_as_it_is() {
    let run = talk(
        &telling(),
        "S: 220 mx.example.org ESMTP
         C: HELO me
         S: 250 mx.example.org
         C: MAIL FROM:<a@b.example>
         S: 250 2.1.0 go on
         C: VRFY nobody
         S: 550 5.1.1 nobody here
         C: RCPT TO:<c@d.example>
         S: 250 2.1.5 go on
         C: BDAT 3
         C: 1
         S: 250 2.0.0 3 octets received
         C: VRFY ada
         S: 250 2.1.5 <ada@mx.example.org>
         C: BDAT 3 LAST
         C: 2
         S: 250 2.0.0 taken",
    );
    assert_eq!(run.content, b"1\r\n2\r\n");
}

#[test]
fn help_lists_what_leads_somewhere() {
    talk(
        &telling(),
        "S: 220 mx.example.org ESMTP
         C: HELP
         S: 214 2.0.0 commands: AUTH BDAT DATA EHLO EXPN HELO HELP MAIL NOOP QUIT RCPT RSET STARTTLS VRFY
         C: HELP mail
         S: 214 2.0.0 MAIL FROM:<you@your.name>: begin a mail
         C: HELP BDAT
         S: 214 2.0.0 BDAT octets, or BDAT octets LAST: a part of the mail follows
         C: HELP LHLO
         S: 504 5.5.4 there is no help on that; HELP alone lists the commands",
    );
    let small = Config {
        protocol: Protocol::Lmtp,
        chunking: false,
        auth: false,
        starttls: false,
        ..config()
    };
    talk(
        &small,
        "S: 220 mx.example.org LMTP
         C: HELP
         S: 214 2.0.0 commands: DATA HELP LHLO MAIL NOOP QUIT RCPT RSET VRFY",
    );
}

#[test]
fn what_is_asked_is_one_line_of_text() {
    talk(
        &telling(),
        "S: 220 mx.example.org ESMTP
         C: VRFY zoë
         S: 250 2.1.5 <zoë@mx.example.org>
         C: VRFY a\u{202e}b
         S: 501 5.5.4 argument contains the control character U+202E; remove it",
    );
}
