//! Content in BDAT.

use super::{Channel, Setup, play_with, rules, setup};

/// A session at a server that offers CHUNKING.
fn play_offering(text: &str, lines: &str) {
    let offering = || Setup {
        chunking: true,
        ..setup(Channel::Tls, rules(text))
    };
    play_with(&offering, lines);
}

/// The same with a mail to one recipient, and what follows.
fn after_rcpt(text: &str, rest: &str) {
    let lines = format!(
        "
        C: MAIL FROM:<a@example.org>
        C: RCPT TO:<b@example.org>
        c> MAIL FROM:<a@example.org>
        c> RCPT TO:<b@example.org>
        S: 250 ok
        S: 250 ok
        s> 250 ok
        s> 250 ok
        {rest}"
    );
    play_offering(text, &lines);
}

#[test]
fn chunks_pass_whatever_they_hold() {
    after_rcpt(
        "",
        "
        C: BDAT 6
        C: QUIT
        C: bdat 3 last
        C: \\n.\\n\\
        C: QUIT
        c> BDAT 6
        c> QUIT
        c> BDAT 3 LAST
        c> \\n.\\n\\
        c> QUIT
        S: 250 six
        S: 250 taken
        S: 221 bye
        s> 250 six
        s> 250 taken
        == accepted 250 from a@example.org to 1, 9 octets
        s> 221 bye
        ",
    );
}

#[test]
fn an_empty_last_chunk_ends_the_mail() {
    after_rcpt(
        "",
        "
        C: BDAT 0 LAST
        C: RCPT TO:<c@example.org>
        c> BDAT 0 LAST
        S: 250 taken
        s> 250 taken
        == accepted 250 from a@example.org to 1, 0 octets
        s> 503 5.5.1 gateway: say MAIL first
        ",
    );
}

#[test]
fn a_chunk_that_the_server_refuses_ends_the_mail() {
    after_rcpt(
        "",
        "
        C: BDAT 2
        C: hiBDAT 2 LAST
        C: hi\\
        c> BDAT 2
        c> hiBDAT 2 LAST
        c> hi\\
        S: 452 full
        s> 452 full
        == refused 452 from a@example.org to 1, 4 octets
        C: BDAT 2 LAST
        C: hi\\
        S: 503 no
        s> 503 no
        s> 503 5.5.1 gateway: say MAIL first
        ",
    );
}

#[test]
fn a_chunk_too_many_is_dropped_and_the_server_forgets_the_mail() {
    after_rcpt(
        "size = 5",
        "
        C: BDAT 3
        C: abcBDAT 6 LAST
        C: QUIT
        C: BDAT 6 LAST
        C: QUIT
        c> BDAT 3
        c> abc\\
        S: 250 three
        s> 250 three
        c> RSET
        S: 250 reset
        == forbidden 552 from a@example.org to 1, 3 octets
        s> 552 5.3.4 gateway: no mail may be larger than 5 octets
        s> 503 5.5.1 gateway: say MAIL first
        C: MAIL FROM:<a@example.org>
        c> MAIL FROM:<a@example.org>
        S: 250 ok
        s> 250 ok
        --
        == aborted from a@example.org to 0, 0 octets
        ",
    );
}

#[test]
fn a_server_that_does_not_know_bdat_never_sees_a_chunk() {
    let silent = || setup(Channel::Tls, rules(""));
    let lines = "
        C: MAIL FROM:<a@example.org>
        C: RCPT TO:<b@example.org>
        C: BDAT 30 LAST
        C: MAIL FROM:<evil@example.org>
        c> MAIL FROM:<a@example.org>
        c> RCPT TO:<b@example.org>
        S: 250 ok
        S: 250 ok
        s> 250 ok
        s> 250 ok
        s> 502 5.5.1 gateway: the server does not offer BDAT
        C: QUIT
        c> QUIT
        S: 221 bye
        s> 221 bye
        == aborted from a@example.org to 1, 0 octets
        ";
    play_with(&silent, lines);
}

#[test]
fn the_server_says_whether_it_knows_bdat() {
    let silent = || setup(Channel::Tls, rules(""));
    let lines = "
        C: EHLO me
        c> EHLO me
        S: 250-mail
        S: 250 CHUNKING
        s> 250-mail
        s> 250 CHUNKING
        C: MAIL FROM:<a@example.org>
        C: BDAT 2 LAST
        C: hi\\
        c> MAIL FROM:<a@example.org>
        S: 250 ok
        s> 250 ok
        s> 503 5.5.1 gateway: say RCPT first
        C: RCPT TO:<b@example.org>
        C: BDAT 2 LAST
        C: hi\\
        c> RCPT TO:<b@example.org>
        S: 250 ok
        c> BDAT 2 LAST
        c> hi\\
        S: 250 ok
        s> 250 ok
        s> 250 ok
        == accepted 250 from a@example.org to 1, 2 octets
        C: HELO me
        c> HELO me
        S: 250 mail
        s> 250 mail
        C: MAIL FROM:<a@example.org>
        C: BDAT 2 LAST
        C: hi\\
        c> MAIL FROM:<a@example.org>
        S: 250 ok
        s> 250 ok
        s> 502 5.5.1 gateway: the server does not offer BDAT
        --
        == aborted from a@example.org to 0, 0 octets
        ";
    play_with(&silent, lines);
}

#[test]
fn where_a_chunk_ends_must_be_known() {
    after_rcpt(
        "",
        "
        C: BDAT many
        C: MAIL FROM:<evil@example.org>
        s> 421 4.5.4 gateway: write it as BDAT octets, or BDAT octets LAST
        !! no size that can be read
        ",
    );
}

#[test]
fn a_chunk_waits_for_the_first_recipient_that_is_accepted() {
    let lines = "
        C: MAIL FROM:<a@example.org>
        C: RCPT TO:<nobody@example.org>
        C: RCPT TO:<b@example.org>
        C: RCPT TO:<c@example.org>
        C: BDAT 2 LAST
        C: hi\\
        c> MAIL FROM:<a@example.org>
        c> RCPT TO:<nobody@example.org>
        c> RCPT TO:<b@example.org>
        c> RCPT TO:<c@example.org>
        S: 250 ok
        S: 550 nobody
        S: 250 b
        c> BDAT 2 LAST
        c> hi\\
        S: 250 c
        S: 250 taken
        s> 250 ok
        s> 550 nobody
        s> 250 b
        s> 250 c
        s> 250 taken
        == accepted 250 from a@example.org to 2, 2 octets
        ";
    play_offering("", lines);
}

#[test]
fn a_server_that_refused_all_recipients_never_sees_a_chunk() {
    let lines = "
        C: MAIL FROM:<a@example.org>
        C: RCPT TO:<nobody@example.org>
        C: BDAT 30 LAST
        C: MAIL FROM:<evil@example.org>
        c> MAIL FROM:<a@example.org>
        c> RCPT TO:<nobody@example.org>
        S: 250 ok
        S: 550 nobody
        s> 250 ok
        s> 550 nobody
        s> 554 5.5.1 gateway: no recipient was accepted
        C: RSET
        c> RSET
        S: 250 reset
        s> 250 reset
        == aborted from a@example.org to 0, 0 octets
        ";
    play_offering("", lines);
}
