//! What a server repeats of a sign-in is shown nowhere.

use alloc::{format, string::String};

use ::base64::{Engine as _, engine::general_purpose::STANDARD};

use super::talk::Talk;
use crate::{
    error::{Error, PeerError},
    types::{Credentials, Nonce},
};

fn signing_in(offered: &str, password: &str) -> Talk {
    Talk::ready(&[offered], |config| {
        config.cleartext_auth = true;
        config.credentials = Some(Credentials::new("user", password).unwrap());
        config.nonce = Some(Nonce::of_example("rOprNGfwEbeRWgbNEkqO"));
    })
}

#[track_caller]
fn assert_hidden(talk: &Talk, secret: &str) {
    let shown = format!("{:?} {:?}", talk.events, talk.client);
    assert!(!shown.contains(secret), "{shown}");
}

fn base64(text: &str) -> String {
    STANDARD.encode(text)
}

/// The conversation of RFC 7677 section 3, up to the client's proof.
fn proving() -> Talk {
    let challenge =
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    let mut talk = signing_in("AUTH SCRAM-SHA-256", "pencil");
    talk.hears(&format!("334 {}", base64(challenge)));
    talk
}

const SIGNATURE: &str = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

#[test]
fn a_password_is_hidden_although_a_character_of_it_cannot_be_shown() {
    let mut talk = signing_in("AUTH PLAIN", "sesame\u{7f}open");
    talk.hears("535 not with sesame\u{7f}open");
    assert_hidden(&talk, "open");
}

#[test]
fn a_password_is_hidden_for_the_whole_session() {
    let mut talk = signing_in("AUTH PLAIN", "opensesame");
    talk.hears("235 welcome, opensesame");
    talk.client.noop().unwrap();
    talk.hears("250 your password is opensesame");
    talk.client.quit().unwrap();
    talk.hears("221 until then, opensesame");
    assert_hidden(&talk, "opensesame");
}

#[test]
fn a_password_is_hidden_after_a_line_that_was_typed() {
    let mut talk = signing_in("AUTH PLAIN", "opensesame");
    talk.hears("235 welcome");
    for _ in 0..2 {
        talk.client.raw(&"X-WHOAMI".parse().unwrap()).unwrap();
        talk.hears("250 you are user with opensesame");
    }
    assert_eq!(talk.answers(), [250, 250]);
    assert_hidden(&talk, "opensesame");
}

#[test]
fn a_prompt_after_the_sign_in_is_shown_again() {
    let mut talk = proving();
    talk.hears(&format!("334 {}", base64(SIGNATURE)));
    talk.hears("235 welcome");
    talk.mails(&["bob"]);
    talk.hears("250 sender");
    talk.hears("250 bob");
    talk.hears("354 go on");
    assert!(talk.lines().contains(&"S: 354 go on".into()));
    assert_hidden(&talk, &base64(SIGNATURE));
}

#[test]
fn a_signature_that_comes_with_the_yes_is_hidden() {
    let mut talk = proving();
    talk.hears(&format!("235 {}", base64(SIGNATURE)));
    let missing = Error::from(PeerError::SignatureMissing);
    assert_eq!(talk.failure(), Some(&missing));
    assert_hidden(&talk, &base64(SIGNATURE));
}

#[test]
fn a_signature_without_its_code_is_hidden() {
    let mut talk = proving();
    talk.hears(&base64(SIGNATURE));
    let without_code = Error::from(PeerError::PromptWithoutCode { line: "***".into() });
    assert_eq!(talk.failure(), Some(&without_code));
    assert_hidden(&talk, &base64(SIGNATURE));
}

#[test]
fn a_token_that_was_typed_is_hidden_without_the_words_before_it() {
    let mut talk = Talk::ready(&["AUTH XOAUTH2"], |config| config.cleartext_auth = true);
    let typed = base64("user=ada\x01auth=Bearer ya29.token\x01\x01");
    let line = format!("AUTH XOAUTH2 {typed}");
    talk.client.raw(&line.parse().unwrap()).unwrap();
    talk.hears("535 the token ya29.token has expired");
    assert_hidden(&talk, "ya29.token");
}
