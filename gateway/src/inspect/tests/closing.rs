//! What a gateway that is ending lets pass, and when the session is over.

use super::{Channel, play, play_with, rules, setup};

const GOODBYE: &str = "s> 421 4.3.2 gateway: shutting down; connect again";
const OVER: &str = "!! no mail of this session was under way";

/// A dialogue at the end of which the page is told that the gateway is ending.
fn play_out(lines: &str) {
    play_out_with("", lines);
}

fn play_out_with(rules: &str, lines: &str) {
    play(rules, &format!("{lines}\n{GOODBYE}\n{OVER}"));
}

/// A server that takes chunks.
const CHUNKING: &str = "
    C: EHLO me
    c> EHLO me
    S: 250-mail
    S: 250 CHUNKING
    s> 250-mail
    s> 250 CHUNKING
";

/// Up to where a mail has a recipient.
const ENVELOPE: &str = "
    C: MAIL FROM:<ada@example.org>
    C: RCPT TO:<bob@example.org>
    c> MAIL FROM:<ada@example.org>
    c> RCPT TO:<bob@example.org>
    S: 250 ok
    S: 250 ok
    s> 250 ok
    s> 250 ok
";

/// The same, and the server waits for content.
fn in_content() -> String {
    format!(
        "{ENVELOPE}
        C: DATA
        c> DATA
        S: 354 go on
        s> 354 go on"
    )
}

#[test]
fn a_session_at_rest_is_over_at_once() {
    play_out("xx");
    play_out(&format!(
        "{}
        C: hello
        C: .
        c> hello
        c> .
        S: 250 taken
        s> 250 taken
        == accepted 250 from ada@example.org to 1, 7 octets
        xx",
        in_content()
    ));
}

#[test]
fn half_a_line_is_nothing() {
    play_out(
        "
        C: MAIL FR\\
        xx
        ",
    );
}

#[test]
fn a_reply_that_is_due_comes_first_and_what_is_said_meanwhile_goes_nowhere() {
    play_out(
        "
        C: EHLO me
        C: NOOP
        c> EHLO me
        c> NOOP
        xx
        ..
        C: MAIL FROM:<ada@example.org>
        C: RCPT TO:<bob@example.org>
        S: 250 mail
        s> 250 mail
        ..
        S: 250 ok
        s> 250 ok
        ",
    );
}

#[test]
fn a_sign_in_is_answered_but_not_gone_on_with() {
    play_out(
        "
        C: AUTH PLAIN
        c> AUTH PLAIN
        xx
        ..
        S: 334 go on
        s> 334 go on
        ",
    );
    play_out(
        "
        C: AUTH PLAIN c2VjcmV0
        c> AUTH PLAIN c2VjcmV0
        xx
        ..
        S: 235 welcome
        s> 235 welcome
        ",
    );
}

#[test]
fn a_mail_is_finished_whatever_it_still_needs_and_the_next_does_not_begin() {
    play_out(
        "
        C: MAIL FROM:<ada@example.org>
        c> MAIL FROM:<ada@example.org>
        xx
        ..
        S: 250 ok
        s> 250 ok
        C: RCPT TO:<bob@example.org>
        c> RCPT TO:<bob@example.org>
        S: 250 ok
        s> 250 ok
        ..
        C: DATA
        c> DATA
        S: 354 go on
        s> 354 go on
        C: hello
        C: .
        C: MAIL FROM:<ada@example.org>
        c> hello
        c> .
        ..
        S: 250 taken
        s> 250 taken
        == accepted 250 from ada@example.org to 1, 7 octets
        ",
    );
}

#[test]
fn so_is_one_in_chunks() {
    play_out(&format!(
        "{CHUNKING}
        {ENVELOPE}
        C: BDAT 7
        C: hello
        c> BDAT 7
        c> hello
        xx
        S: 250 ok
        s> 250 ok
        ..
        C: BDAT 0 LAST
        c> BDAT 0 LAST
        ..
        S: 250 taken
        s> 250 taken
        == accepted 250 from ada@example.org to 1, 7 octets"
    ));
}

#[test]
fn a_mail_that_is_given_up_or_refused_is_finished_too() {
    play_out(&format!(
        "{ENVELOPE}
        xx
        ..
        C: RSET
        c> RSET
        ..
        S: 250 reset
        s> 250 reset
        == aborted from ada@example.org to 1, 0 octets"
    ));
    play_out(
        "
        C: MAIL FROM:<ada@example.org>
        c> MAIL FROM:<ada@example.org>
        xx
        ..
        S: 550 no
        s> 550 no
        == refused 550 from ada@example.org to 0, 0 octets
        ",
    );
}

/// A page need not say RSET before its next mail begins.
#[test]
fn a_session_rests_also_behind_a_mail_that_was_refused() {
    let to_nobody = "
        C: MAIL FROM:<ada@example.org>
        C: RCPT TO:<bob@example.org>
        C: RCPT TO:<eve@example.org>
        c> MAIL FROM:<ada@example.org>
        c> RCPT TO:<bob@example.org>
        c> RCPT TO:<eve@example.org>
        S: 250 ok
        S: 550 no
        s> 250 ok
        s> 550 no
    ";
    play_out(&format!(
        "{to_nobody}
        xx
        ..
        S: 550 no
        s> 550 no"
    ));
    play_out(&format!(
        "{ENVELOPE}
        C: DATA
        c> DATA
        xx
        ..
        S: 451 not now
        s> 451 not now"
    ));
}

#[test]
fn content_that_is_refused_is_heard_to_its_end() {
    play_out_with(
        "size = 5",
        &format!(
            "{CHUNKING}
            {ENVELOPE}
            C: BDAT 7
            c> RSET
            xx
            S: 250 reset
            == forbidden 552 from ada@example.org to 1, 0 octets
            ..
            C: hello
            s> 552 5.3.4 gateway: no mail may be larger than 5 octets"
        ),
    );
    play_out(
        "
        C: BDAT 7
        xx
        ..
        C: hello
        s> 503 5.5.1 gateway: say MAIL first
        ",
    );
}

#[test]
fn who_takes_leave_may_do_so() {
    let lines = format!(
        "{}
        xx
        C: hello
        C: .
        C: QUIT
        c> hello
        c> .
        c> QUIT
        S: 250 taken
        s> 250 taken
        == accepted 250 from ada@example.org to 1, 7 octets
        ..
        S: 221 goodbye
        s> 221 goodbye
        ..
        --
        ..",
        in_content()
    );
    play("", &lines);
}

#[test]
fn a_server_that_has_gone_is_waited_for_by_nobody() {
    for over in ["", "C: AUTH PLAIN c2VjcmV0\n c> AUTH PLAIN c2VjcmV0\n"] {
        play("", &format!("{over} --\n ..\n xx\n {OVER}"));
    }
}

#[test]
fn no_reply_stands_behind_the_one_to_starttls() {
    let lines = format!(
        "
        C: STARTTLS
        c> STARTTLS
        xx
        ..
        S: 220 go
        s> 220 go
        {OVER}"
    );
    play_with(&|| setup(Channel::BeforeTls, rules("")), &lines);
}
