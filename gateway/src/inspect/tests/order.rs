//! What is answered, by whom, and in which order.

use wsmtp_proto::server::{MAX_COMMAND, MAX_LINE};

use super::{BytesMut, Channel, Inspector, MAX_AWAITED, MAX_FOR_PAGE, Stage, play, rules, setup};

#[test]
fn a_mail_in_flights() {
    play(
        "",
        "
        C: EHLO me
        c> EHLO me
        S: 250-mail
        S: 250 PIPELINING
        s> 250-mail
        s> 250 PIPELINING
        C: MAIL FROM:<ada@example.org> SIZE=5
        C: RCPT TO:<bob@example.org>
        C: RCPT TO:<nobody@example.org>
        C: DATA
        c> MAIL FROM:<ada@example.org> SIZE=5
        c> RCPT TO:<bob@example.org>
        c> RCPT TO:<nobody@example.org>
        c> DATA
        S: 250 ok
        S: 250 ok
        S: 550 no
        S: 354 go on
        s> 250 ok
        s> 250 ok
        s> 550 no
        s> 354 go on
        C: hello
        C: .
        C: QUIT
        c> hello
        c> .
        c> QUIT
        S: 250 taken
        s> 250 taken
        == accepted 250 from ada@example.org to 1, 7 octets
        S: 221 bye
        s> 221 bye
        ",
    );
}

#[test]
fn commands_go_on_as_the_codec_writes_them() {
    play(
        "",
        "
        C: ehlo me
        C: noop  hi
        C: mail from: <ada@example.org> size=7 auth=<>
        c> EHLO me
        c> NOOP hi
        S: 250 mail
        S: 250 ok
        s> 250 mail
        s> 250 ok
        c> MAIL FROM:<ada@example.org> SIZE=7
        C: RCPT TO:<@relay.example,@other.example:bob@example.org>
        C: rcpt to:<postMaster>
        C: VRFY  bob
        c> RCPT TO:<bob@example.org>
        c> RCPT TO:<postMaster>
        c> VRFY bob
        C: RSET
        c> RSET
        S: 250 ok
        S: 250 ok
        S: 250 ok
        S: 252 perhaps
        S: 250 reset
        s> 250 ok
        s> 250 ok
        s> 250 ok
        s> 252 perhaps
        s> 250 reset
        == aborted from ada@example.org to 2, 0 octets
        ",
    );
}

#[test]
fn what_is_no_command_is_answered_here_and_in_its_place() {
    play(
        "",
        "
        C: NOOP
        C: XCLIENT NAME=evil.example
        C: BURL imap://mail.example/ LAST
        C: TURN
        C: LHLO me
        C: NOOP a\\rMAIL FROM:<a@b>
        C: MAIL FROM:ada@example.org
        C: MAIL FROM:<ada@example.org> XPARAM=1
        C: RCPT TO:<bob>
        C: NOOP
        c> NOOP
        c> NOOP
        S: 250 first
        s> 250 first
        s> 500 5.5.2 gateway: command not recognised; HELP lists those that are
        s> 502 5.5.1 gateway: this server does not offer BURL
        s> 502 5.5.1 gateway: this server does not offer TURN
        s> 500 5.5.1 gateway: this is SMTP; say EHLO your.name
        s> 500 5.5.2 gateway: a command may only hold printable characters
        s> 501 5.5.2 gateway: write it as MAIL FROM:<name@domain>, with the angle brackets
        s> 555 5.5.4 gateway: the parameter XPARAM is not offered here
        s> 501 5.1.3 gateway: \"bob\" is not a valid mail address: the @ is missing
        S: 250 second
        s> 250 second
        ",
    );
}

#[test]
fn a_line_that_ends_with_lf_alone_is_the_last() {
    play(
        "",
        "
        C: NOOP
        C: NOOP\\nMAIL FROM:<a@b>
        C: QUIT
        c> NOOP
        S: 250 ok
        s> 250 ok
        s> 421 4.5.2 gateway: a line ended with LF alone; SMTP needs CR LF
        !! ended with LF alone
        ",
    );
}

#[test]
fn a_line_too_long_and_one_without_end() {
    let line = format!("NOOP {}", "x".repeat(MAX_COMMAND));
    let endless = "x".repeat(MAX_LINE + 2);
    play(
        "",
        &format!(
            "
        C: {line}
        s> 500 5.5.2 gateway: the line is longer than {MAX_COMMAND} octets
        C: {endless}\\
        s> 421 4.5.2 gateway: the line is too long
        !! too long
        "
        ),
    );
}

#[test]
fn commands_wait_for_the_mail_before() {
    play(
        "",
        "
        C: MAIL FROM:<a@example.org>
        C: RCPT TO:<b@example.org>
        C: DATA
        c> MAIL FROM:<a@example.org>
        c> RCPT TO:<b@example.org>
        c> DATA
        S: 250 ok
        S: 250 ok
        S: 354 go
        s> 250 ok
        s> 250 ok
        s> 354 go
        C: .
        C: MAIL FROM:<c@example.org>
        c> .
        S: 451 not now
        s> 451 not now
        == refused 451 from a@example.org to 1, 0 octets
        c> MAIL FROM:<c@example.org>
        S: 250 ok
        s> 250 ok
        C: MAIL FROM:<d@example.org>
        s> 503 5.5.1 gateway: a mail has begun; RSET gives it up
        --
        == aborted from c@example.org to 0, 0 octets
        ",
    );
}

#[test]
fn a_mail_that_the_server_refuses_at_once() {
    play(
        "",
        "
        C: MAIL FROM:<a@example.org>
        C: RCPT TO:<b@example.org>
        C: DATA
        c> MAIL FROM:<a@example.org>
        c> RCPT TO:<b@example.org>
        c> DATA
        S: 550 no
        s> 550 no
        == refused 550 from a@example.org to 0, 0 octets
        S: 503 no
        S: 503 no
        s> 503 no
        s> 503 no
        C: RCPT TO:<c@example.org>
        s> 503 5.5.1 gateway: say MAIL first
        ",
    );
}

#[test]
fn what_the_server_says_unasked_passes() {
    play(
        "",
        "
        S: 220 hello
        s> 220 hello
        C: NOOP
        c> NOOP
        S: 250-one
        S: 250 two
        s> 250-one
        s> 250 two
        S: 421 too late
        s> 421 too late
        C: NOOP
        c> NOOP
        S: 250 ok
        s> 250 ok
        ",
    );
}

#[test]
fn a_server_that_speaks_something_else() {
    play(
        "",
        "
        C: NOOP
        c> NOOP
        S: 250 ok
        S: HTTP/1.1 400 Bad Request
        s> 250 ok
        s> HTTP/1.1 400 Bad Request
        !! no SMTP reply
        ",
    );
}

#[test]
fn a_server_that_ends_leaves_nothing_to_wait_for() {
    play(
        "",
        "
        C: MAIL FROM:<a@example.org>
        C: RCPT TO:<b@example.org>
        C: DATA
        C: held
        c> MAIL FROM:<a@example.org>
        c> RCPT TO:<b@example.org>
        c> DATA
        S: 250 ok
        S: 25\\
        s> 250 ok
        --
        s> 25\\
        == aborted from a@example.org to 0, 0 octets
        C: NOOP
        ",
    );
}

#[test]
fn a_complete_mail_whose_fate_nobody_told() {
    play(
        "",
        "
        C: MAIL FROM:<>
        C: RCPT TO:<b@example.org>
        C: DATA
        c> MAIL FROM:<>
        c> RCPT TO:<b@example.org>
        c> DATA
        S: 250 ok
        S: 250 ok
        S: 354 go
        s> 250 ok
        s> 250 ok
        s> 354 go
        C: hi
        C: .
        c> hi
        c> .
        --
        == unknown from <> to 1, 4 octets
        ",
    );
}

#[test]
fn no_more_is_unanswered_than_fits() {
    let mut stage = Stage::new(setup(Channel::Tls, rules("")));
    stage.says("NOOP\r\n".repeat(1000).as_bytes());
    assert_eq!(stage.for_server.len(), 6 * MAX_AWAITED);
    stage.hears("250 ok\r\n".repeat(10).as_bytes());
    assert_eq!(stage.for_server.len(), 6 * (MAX_AWAITED + 10));
    assert_eq!(stage.for_page.len(), 80);
}

#[test]
fn a_page_that_does_not_read_is_not_answered_for_ever() {
    let mut inspector = Inspector::new(setup(Channel::Tls, rules("")));
    let mut held = BytesMut::from("NONSENSE\r\n".repeat(1000).as_bytes());
    let passage = inspector.page(&mut held);
    assert!(passage.waits && !held.is_empty());
    assert!(inspector.for_page().len() < MAX_FOR_PAGE + 512);
}
