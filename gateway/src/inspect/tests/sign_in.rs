//! AUTH, and what must not be taken for a command or the other way round.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::Relaxed},
};

use super::{Channel, Setup, SignIns, play, play_with, rules, setup};

#[test]
fn responses_pass_as_they_are() {
    play(
        "",
        "
        C: AUTH LOGIN
        C: YWRh
        C: cGFzc3dvcmQ=
        C: NOOP
        c> AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        s> 334 VXNlcm5hbWU6
        c> YWRh
        S: 334 UGFzc3dvcmQ6
        s> 334 UGFzc3dvcmQ6
        c> cGFzc3dvcmQ=
        S: 235 in
        s> 235 in
        c> NOOP
        S: 250 ok
        s> 250 ok
        ",
    );
}

#[test]
fn an_empty_response_and_giving_up() {
    play(
        "",
        "
        C: AUTH EXTERNAL
        c> AUTH EXTERNAL
        S: 334 \\
        S: \\r\\n\\
        s> 334 \\
        s> \\r\\n\\
        C: \\r\\n\\
        c> \\r\\n\\
        S: 334 x
        s> 334 x
        C: *
        c> *
        S: 501 as you like
        s> 501 as you like
        ",
    );
}

#[test]
fn what_is_no_response_becomes_giving_up() {
    play(
        "",
        "
        C: AUTH PLAIN
        C: MAIL FROM:<a@example.org>
        c> AUTH PLAIN
        S: 334 go
        s> 334 go
        c> *
        S: 501 as you like
        s> 501 as you like
        ",
    );
}

#[test]
fn a_password_behind_a_refused_auth_goes_nowhere() {
    play(
        "",
        "
        C: AUTH LOGIN
        C: YWRh
        C: cGFzc3dvcmQ=
        c> AUTH LOGIN
        S: 504 no
        s> 504 no
        s> 500 5.5.2 gateway: command not recognised; HELP lists those that are
        s> 500 5.5.2 gateway: command not recognised; HELP lists those that are
        ",
    );
}

#[test]
fn long_tokens_pass_and_nonsense_does_not() {
    let token = "dG9rZW4=".repeat(400);
    play(
        "",
        &format!(
            "
        C: AUTH XOAUTH2 {token}
        c> AUTH XOAUTH2 {token}
        S: 235 in
        s> 235 in
        C: AUTH PLAIN a!b
        s> 501 5.5.2 gateway: the response is not base64
        C: AUTH GSSAPI
        s> 504 5.5.4 gateway: mechanisms that can pass are SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 OAUTHBEARER XOAUTH2 EXTERNAL PLAIN LOGIN ANONYMOUS
        "
        ),
    );
}

#[test]
fn where_the_gateway_has_signed_in_nobody_else_does() {
    let signed_in = || Setup {
        signed_in: true,
        ..setup(Channel::Tls, rules(""))
    };
    let lines = "
        C: EHLO me
        C: AUTH PLAIN YQ==
        c> EHLO me
        S: 250-mail
        S: 250-AUTH PLAIN
        S: 250 SIZE
        s> 250-mail
        s> 250 SIZE
        s> 503 5.5.1 gateway: this gateway has signed in already; send the mail
        ";
    play_with(&signed_in, lines);
}

/// Two may be refused or under way.
#[derive(Default)]
struct Two(AtomicU32);

impl SignIns for Two {
    fn admit(&self) -> Result<(), u64> {
        match self.0.fetch_add(1, Relaxed) {
            0 | 1 => Ok(()),
            _ => Err(6),
        }
    }

    fn answered(&self, is_refused: bool) {
        if !is_refused {
            self.0.fetch_sub(1, Relaxed);
        }
    }
}

#[test]
fn who_was_refused_too_often_is_answered_here() {
    let counted = || Setup {
        sign_ins: Some(Arc::new(Two::default())),
        ..setup(Channel::Tls, rules(""))
    };
    let refused = "
        C: AUTH PLAIN YQBiAGM=
        c> AUTH PLAIN YQBiAGM=
        S: 535 5.7.8 wrong
        s> 535 5.7.8 wrong
        ";
    // What is wrong there is not the password.
    let others = "
        C: AUTH CRAM-MD5
        c> AUTH CRAM-MD5
        S: 504 not here
        s> 504 not here
        C: AUTH PLAIN
        c> AUTH PLAIN
        S: 334
        s> 334
        C: *
        c> *
        S: 501 as you like
        s> 501 as you like
        C: AUTH PLAIN YQBiAGM=
        c> AUTH PLAIN YQBiAGM=
        S: 454 4.7.0 not now
        s> 454 4.7.0 not now
        C: AUTH PLAIN YQBiAGM=
        c> AUTH PLAIN YQBiAGM=
        S: 235 in
        s> 235 in
        ";
    let here = "
        C: AUTH PLAIN YQBiAGM=
        s> 454 4.7.0 gateway: too many sign-ins from here were refused, or are under way; try again in 6 seconds
        C: NOOP
        c> NOOP
        S: 250 ok
        s> 250 ok
        ";
    play_with(&counted, &format!("{refused}{others}{refused}{here}"));
}
