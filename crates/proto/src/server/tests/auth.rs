//! Signing in.

use alloc::format;

use crate::{
    server::{Config, Event, Server},
    types::Credentials,
};

use super::{config, talk};

const HELLO: &str = "S: 220 mx.example.org ESMTP
    C: HELO me
    S: 250 mx.example.org\n";

fn ada() -> Event {
    Event::Auth(Credentials::new("ada", "secret").unwrap())
}

#[test]
fn plain_with_an_initial_response() {
    let run = talk(
        &config(),
        &format!(
            "{HELLO}
             >> AUTH PLAIN AGFkYQBzZWNyZXQ=
             C= AUTH PLAIN ***
             S: 235 2.7.0 welcome"
        ),
    );
    assert_eq!(run.events.last(), Some(&ada()));
}

#[test]
fn plain_without_an_initial_response() {
    let run = talk(
        &config(),
        &format!(
            "{HELLO}
             C: auth plain
             S: 334 \x20
             >> YWRhAGFkYQBzZWNyZXQ=
             C= ***
             S: 235 2.7.0 welcome"
        )
        .replace("334 \u{20}\n", "334 \n"),
    );
    assert_eq!(run.events.last(), Some(&ada()));
}

#[test]
fn login_with_two_prompts() {
    let run = talk(
        &config(),
        &format!(
            "{HELLO}
             C: AUTH LOGIN
             S: 334 VXNlcm5hbWU6
             >> YWRh
             C= ***
             S: 334 UGFzc3dvcmQ6
             >> c2VjcmV0
             C= ***
             S: 235 2.7.0 welcome"
        ),
    );
    assert_eq!(run.events.last(), Some(&ada()));
}

#[test]
fn login_with_an_initial_response() {
    let run = talk(
        &config(),
        &format!(
            "{HELLO}
             >> AUTH LOGIN YWRh
             C= AUTH LOGIN ***
             S: 334 UGFzc3dvcmQ6
             >> c2VjcmV0
             C= ***
             S: 235 2.7.0 welcome
             C: AUTH LOGIN
             S: 503 5.5.1 you are signed in already"
        ),
    );
    assert_eq!(run.events.last(), Some(&ada()));
}

#[test]
fn a_wrong_password_can_be_tried_again() {
    talk(
        &config(),
        &format!(
            "{HELLO}
             >> AUTH PLAIN AGFkYQB3cm9uZw==
             C= AUTH PLAIN ***
             S: 535 5.7.8 wrong user or password
             >> AUTH PLAIN AGFkYQBzZWNyZXQ=
             C= AUTH PLAIN ***
             S: 235 2.7.0 welcome"
        ),
    );
}

#[test]
fn a_star_cancels() {
    talk(
        &config(),
        &format!(
            "{HELLO}
             C: AUTH LOGIN
             S: 334 VXNlcm5hbWU6
             C: *
             S: 501 5.7.0 signing in was cancelled
             C: NOOP
             S: 250 2.0.0 nothing done"
        ),
    );
}

#[test]
fn responses_that_are_none() {
    talk(
        &config(),
        &format!(
            "{HELLO}
             >> AUTH PLAIN not-base64
             C= AUTH PLAIN ***
             S: 501 5.5.2 the response is not base64
             C: AUTH LOGIN
             S: 334 VXNlcm5hbWU6
             >> YWRh!
             C= ***
             S: 501 5.5.2 the response is not base64
             >> AUTH PLAIN =
             C= AUTH PLAIN ***
             S: 501 5.5.2 the response is not a user and a password
             >> AUTH PLAIN Ym9iAGFkYQBzZWNyZXQ=
             C= AUTH PLAIN ***
             S: 501 5.5.2 the response is not a user and a password
             C: AUTH CRAM-MD5
             S: 504 5.5.4 this mechanism is not offered; PLAIN and LOGIN are
             >> AUTH GSSAPI
             C= AUTH ***
             S: 504 5.5.4 this mechanism is not offered; PLAIN and LOGIN are"
        ),
    );
}

#[test]
fn no_password_is_asked_for_in_the_clear() {
    let config = Config {
        cleartext_auth: false,
        auth_required: true,
        ..config()
    };
    talk(
        &config,
        &format!(
            "{HELLO}
             >> AUTH PLAIN AGFkYQBzZWNyZXQ=
             C= AUTH PLAIN ***
             S: 538 5.7.11 passwords are taken inside TLS only
             C: MAIL FROM:<ada@b.example>
             S: 530 5.7.0 sign in first, with STARTTLS, then AUTH"
        ),
    );
}

#[test]
fn responses_of_a_client_that_does_not_wait_stay_hidden() {
    let config = Config {
        cleartext_auth: false,
        ..config()
    };
    talk(
        &config,
        &format!(
            "{HELLO}
             C: AUTH LOGIN
             S: 538 5.7.11 passwords are taken inside TLS only
             >> YWRh
             C= ***
             S: 500 5.5.2 command not recognised; HELP lists those that are
             >> c2VjcmV0
             C= ***
             S: 500 5.5.2 command not recognised; HELP lists those that are
             C: NOOP
             S: 250 2.0.0 nothing done
             C: HELLO
             S: 500 5.5.2 command not recognised; HELP lists those that are"
        ),
    );
}

#[test]
fn mail_waits_for_the_password_where_it_is_required() {
    let config = Config {
        auth_required: true,
        ..config()
    };
    talk(
        &config,
        &format!(
            "{HELLO}
             C: MAIL FROM:<ada@b.example>
             S: 530 5.7.0 sign in first, with AUTH
             >> AUTH PLAIN AGFkYQBzZWNyZXQ=
             C= AUTH PLAIN ***
             S: 235 2.7.0 welcome
             C: MAIL FROM:<ada@b.example>
             S: 250 2.1.0 go on
             >> AUTH PLAIN AGFkYQBzZWNyZXQ=
             C= AUTH PLAIN ***
             S: 503 5.5.1 you are signed in already"
        ),
    );
}

#[test]
fn auth_is_refused_where_it_is_not_offered() {
    let config = Config {
        auth: false,
        ..config()
    };
    talk(
        &config,
        &format!(
            "{HELLO}
             >> AUTH PLAIN AGFkYQBzZWNyZXQ=
             C= AUTH PLAIN ***
             S: 502 5.5.1 AUTH is not offered"
        ),
    );
}

#[test]
fn no_event_shows_the_password() {
    let run = talk(
        &config(),
        &format!(
            "{HELLO}
             >> AUTH PLAIN AGFkYQBzZWNyZXQ=
             C= AUTH PLAIN ***
             S: 235 2.7.0 welcome"
        ),
    );
    let shown = format!("{run:?}");
    assert!(!shown.contains("secret") && !shown.contains("AGFkYQBzZWNyZXQ="));
}

#[test]
fn a_server_shows_nothing_of_what_waits_in_it() {
    let mut server = Server::new(config());
    server.receive(b"AUTH PLAIN AGFkYQBzZWNyZXQ=");
    assert_eq!(format!("{server:?}"), "Server { phase: Greeting, .. }");
}
