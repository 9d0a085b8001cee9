//! Bounds: counts, lengths, time.

use alloc::{format, string::String};
use core::time::Duration;

use crate::{
    Output,
    error::{Error, LimitExceeded, LocalError, PeerError},
    phase::Phase,
    reply,
    server::{Config, Event, Server},
    types::Reply,
};

use super::{
    Run, config,
    dialogue::{drain, feed},
    talk,
};

const ENVELOPE: &[u8] = b"HELO me\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n";

fn last_failure(run: &Run) -> &Error {
    match run.events.last() {
        Some(Event::Failed(error)) if run.closed => error,
        other => panic!("not failed: {other:?}"),
    }
}

#[test]
fn too_many_wrong_commands_end_the_session() {
    let run = talk(
        &Config {
            max_wrong_commands: 2,
            ..config()
        },
        "S: 220 mx.example.org ESMTP
         C: WHAT
         S: 500 5.5.2 command not recognised; HELP lists those that are
         C: STARTTLS
         S: 503 5.5.1 say EHLO first
         C: WHAT
         S: 421 4.7.0 too many wrong commands",
    );
    assert!(matches!(
        last_failure(&run),
        Error::Limit(LimitExceeded { limit: 2, .. })
    ));
}

#[test]
fn an_envelope_sent_behind_a_refused_sender_is_not_wrong() {
    talk(
        &Config {
            max_wrong_commands: 0,
            ..config()
        },
        "S: 220 mx.example.org ESMTP
         C: HELO me
         S: 250 mx.example.org
         C: MAIL FROM:<not@b.example>
         S: 550 5.7.1 not you
         C: RCPT TO:<c@d.example>
         S: 503 5.5.1 say MAIL first
         C: DATA
         S: 503 5.5.1 say MAIL first
         C: MAIL FROM:<a@b.example>
         S: 250 2.1.0 go on
         C: DATA
         S: 503 5.5.1 say RCPT first
         C: RCPT TO:<nobody@d.example>
         S: 550 5.1.1 nobody here
         C: DATA
         S: 554 5.5.1 no recipient was accepted",
    );
}

#[test]
fn guessing_passwords_ends_the_session() {
    let run = talk(
        &Config {
            max_wrong_commands: 1,
            ..config()
        },
        "S: 220 mx.example.org ESMTP
         C: HELO me
         S: 250 mx.example.org
         >> AUTH PLAIN AGFkYQB3cm9uZw==
         C= AUTH PLAIN ***
         S: 535 5.7.8 wrong user or password
         >> AUTH PLAIN AGFkYQB3cm9uZw==
         C= AUTH PLAIN ***
         S: 421 4.7.0 too many wrong commands",
    );
    assert!(run.closed);
}

#[test]
fn too_many_commands_end_the_session() {
    let run = talk(
        &Config {
            max_commands: 1,
            ..config()
        },
        "S: 220 mx.example.org ESMTP
         C: NOOP
         S: 250 2.0.0 nothing done
         C: NOOP
         S: 421 4.7.0 too many commands in one session",
    );
    assert!(matches!(
        last_failure(&run),
        Error::Limit(LimitExceeded { limit: 1, .. })
    ));
}

#[test]
fn an_overlong_command_is_refused_by_itself() {
    let longest = format!("{:1256}", "NOOP");
    let shown = |line: &str| line.chars().take(1000).collect::<String>();
    talk(
        &config(),
        &format!(
            "S: 220 mx.example.org ESMTP
             >> {longest}
             C= {}
             S: 250 2.0.0 nothing done
             >> {longest}\x20
             C= {}
             S: 500 5.5.2 the line is longer than 1256 octets
             C: NOOP
             S: 250 2.0.0 nothing done",
            shown(&longest),
            shown(&longest),
        ),
    );
}

#[test]
fn a_reply_that_repeats_what_was_given_is_cut() {
    let keyword = "X".repeat(600);
    let shown = "X".repeat(400 - "the parameter ".len());
    talk(
        &config(),
        &format!(
            "S: 220 mx.example.org ESMTP
             C: MAIL FROM:<> {keyword}
             S: 555 5.5.4 the parameter {shown}"
        ),
    );
}

#[test]
fn a_line_without_end_ends_the_session() {
    let mut server = Server::new(config());
    let mut run = Run::default();
    feed(&mut server, &mut run, &[b'x'; 20_000], 1000);
    assert!(run.sent.ends_with("421 4.5.2 the line is too long\r\n"));
    assert!(matches!(last_failure(&run), Error::Limit(_)));
}

#[test]
fn what_is_sent_ahead_of_an_answer_is_bounded() {
    let mut server = Server::new(config());
    server.receive(b"HELO me\r\nMAIL FROM:<>\r\n");
    while !matches!(server.poll_output(), Output::Wait { .. }) {}
    for _ in 0..300 {
        server.receive(&[b'\n'; 1024]);
    }
    let mut run = Run::default();
    drain(&mut server, &mut run);
    assert_eq!(
        run.sent,
        "421 4.3.2 more commands at once than fit here\r\n"
    );
    assert!(matches!(last_failure(&run), Error::Limit(_)));
}

#[test]
fn a_silent_client_is_sent_away() {
    let mut server = Server::new(config());
    let mut run = Run::default();
    server.advance(Duration::from_secs(10));
    drain(&mut server, &mut run);
    assert_eq!(
        server.poll_output(),
        Output::Wait {
            until: Some(Duration::from_secs(310))
        }
    );
    server.advance(Duration::from_secs(309));
    feed(&mut server, &mut run, b"NOO", 1);
    server.advance(Duration::from_secs(310));
    drain(&mut server, &mut run);
    assert!(run.sent.ends_with("421 4.4.2 the time is up\r\n"));
    let phase = Phase::Hello;
    assert_eq!(
        *last_failure(&run),
        PeerError::ClientTimedOut {
            seconds: 300,
            phase
        }
        .into()
    );
}

#[test]
fn content_that_goes_on_is_waited_for_until_the_session_is_too_long() {
    let mut server = Server::new(config());
    let mut run = Run::default();
    server.advance(Duration::ZERO);
    feed(&mut server, &mut run, ENVELOPE, 1000);
    for minute in 1..60 {
        server.advance(Duration::from_secs(minute * 60));
        feed(&mut server, &mut run, b"x", 1);
    }
    assert!(!run.closed);
    server.advance(Duration::from_secs(3600));
    drain(&mut server, &mut run);
    assert!(matches!(
        last_failure(&run),
        Error::Limit(LimitExceeded { limit: 3600, .. })
    ));
}

#[test]
fn a_slow_answer_is_not_the_client_s_fault() {
    let mut server = Server::new(config());
    server.advance(Duration::ZERO);
    server.receive(b"HELO me\r\nMAIL FROM:<>\r\n");
    while !matches!(server.poll_output(), Output::Wait { .. }) {}
    server.advance(Duration::from_secs(3599));
    assert_eq!(server.phase(), Phase::Envelope);
    server.answer(reply!(250, 1, 0, "at last")).unwrap();
    server.advance(Duration::from_secs(3599));
    assert_eq!(server.phase(), Phase::Envelope);
}

#[test]
fn an_answer_without_a_question_is_the_caller_s_mistake() {
    let mut server = Server::new(config());
    let error = server.answer(reply!(250, 0, 0, "yes")).unwrap_err();
    assert!(matches!(
        error,
        LocalError::WrongPhase {
            what: "answering",
            ..
        }
    ));
}

#[test]
fn an_answer_that_asks_for_more_is_the_caller_s_mistake() {
    let mut server = Server::new(config());
    server.receive(b"HELO me\r\nMAIL FROM:<>\r\n");
    while !matches!(server.poll_output(), Output::Wait { .. }) {}
    let what = "answering with a reply of class 3";
    let phase = Phase::Envelope;
    assert_eq!(
        server.answer(reply!(354, 0, 0, "go on")),
        Err(LocalError::WrongPhase { what, phase })
    );
    assert_eq!(server.answer(reply!(250, 1, 0, "go on")), Ok(()));
}

fn closing() -> Reply {
    reply!(421, 3, 2, "shutting down")
}

#[test]
fn an_answer_of_421_closes() {
    let mut server = Server::new(config());
    server.receive(b"HELO me\r\nMAIL FROM:<>\r\nRCPT TO:<c@d.example>\r\n");
    while !matches!(server.poll_output(), Output::Wait { .. }) {}
    server.answer(closing()).unwrap();
    let mut run = Run::default();
    drain(&mut server, &mut run);
    assert_eq!(
        (run.sent.as_str(), run.closed),
        ("421 4.3.2 shutting down\r\n", true)
    );
    assert_eq!(run.events, []);
}

#[test]
fn the_application_may_close_at_any_time() {
    let mut server = Server::new(config());
    let mut run = Run::default();
    feed(&mut server, &mut run, ENVELOPE, 1000);
    server.close(closing());
    server.close(closing());
    drain(&mut server, &mut run);
    assert!(run.closed && run.sent.ends_with("\r\n421 4.3.2 shutting down\r\n"));
}
