//! STARTTLS, where it is due and where it is not.

use super::{Channel, play, play_with, rules, setup};

fn before_tls(lines: &str) {
    play_with(&|| setup(Channel::BeforeTls, rules("")), lines);
}

#[test]
fn what_is_harmless_passes_and_what_follows_is_for_tls() {
    before_tls(
        "
        C: ehlo me
        C: HELO me
        C: NOOP hi
        C: starttls
        c> EHLO me
        c> HELO me
        c> NOOP hi
        c> STARTTLS
        S: 250-mail
        S: 250-X-WHATEVER
        S: 250 AUTH PLAIN
        S: 250 mail
        S: 250 ok
        s> 250-mail
        s> 250-X-WHATEVER
        s> 250 AUTH PLAIN
        s> 250 mail
        s> 250 ok
        S: 454 not now
        s> 454 not now
        C: STARTTLS
        c> STARTTLS
        S: 220 go
        S: 250 added by somebody
        s> 220 go
        s> 250 added by somebody
        C: EHLO me
        !! send starttls first
        ",
    );
}

#[test]
fn all_else_ends_the_session() {
    let long = format!("NOOP {}", "x".repeat(506));
    for said in [
        "AUTH PLAIN c2VjcmV0",
        "MAIL FROM:<me@example.org>",
        "RSET",
        "VRFY me",
        "HELP",
        "BDAT 5",
        "EHLO me\\nMAIL FROM:<me@example.org>",
        "NOOP\\rMAIL FROM:<me@example.org>",
        "NOOP\\0",
        " NOOP",
        "NONSENSE",
        "\\r\\n\\",
        &long,
    ] {
        before_tls(&format!(
            "
            C: {said}
            C: QUIT
            !! before TLS only lines with EHLO, HELO, NOOP, QUIT, STARTTLS
            "
        ));
    }
}

#[test]
fn it_is_refused_where_it_is_not_due() {
    play(
        "",
        "
        C: STARTTLS
        s> 503 5.5.1 gateway: TLS is already active
        ",
    );
    play_with(
        &|| setup(Channel::Clear, rules("")),
        "
        C: STARTTLS
        s> 502 5.5.1 gateway: STARTTLS is not offered
        ",
    );
}
