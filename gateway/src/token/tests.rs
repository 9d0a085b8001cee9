//! Tokens as texts, signed here by hand and not by the library that judges them.

use std::{path::PathBuf, time::Duration};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{
    hmac,
    signature::{Ed25519KeyPair, KeyPair as _},
};
use serde_json::{Value, json};

use super::*;
use crate::config::MailRulesConfig;

mod keys;
mod signatures;

/// Some time in 2027.
const NOW: u64 = 1_800_000_000;

const SECRET: &[u8; 32] = b"0123456789abcdef0123456789abcdef";
const OTHER: &[u8; 32] = b"another secret of the same size.";
const SEED: &[u8; 32] = b"a seed is a seed is a seed is a.";

fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn pair() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(SEED).unwrap()
}

/// Two secrets and a public key.
fn tokens() -> Tokens {
    let set = json!({"keys": [
        {"kty": "oct", "kid": "a", "k": base64(SECRET)},
        {"kty": "oct", "kid": "old", "alg": "HS256", "use": "sig", "k": base64(OTHER)},
        {"kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": base64(pair().public_key())},
    ]});
    let folder = tempfile::tempdir().unwrap();
    let keys = file(&folder, set.to_string());
    Tokens::new(&config::Tokens {
        keys,
        audience: "gw.example".into(),
    })
    .unwrap()
}

fn file(folder: &tempfile::TempDir, text: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join("keys.json");
    std::fs::write(&path, text).unwrap();
    path
}

fn claims() -> Value {
    json!({"aud": "gw.example", "sub": "ada", "exp": NOW + 60})
}

/// The claims, but for those that are given; `null` takes one away.
fn but(changes: Value) -> Value {
    let mut claims = claims();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => claims.as_object_mut().unwrap().remove(name),
            value => claims
                .as_object_mut()
                .unwrap()
                .insert(name.clone(), value.clone()),
        };
    }
    claims
}

fn signed(header: &Value, claims: impl ToString, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let text = format!(
        "{}.{}",
        base64(header.to_string()),
        base64(claims.to_string())
    );
    let signature = base64(sign(text.as_bytes()));
    format!("{text}.{signature}")
}

fn by_secret(secret: &[u8]) -> impl Fn(&[u8]) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    move |text| hmac::sign(&key, text).as_ref().to_vec()
}

fn by_pair(text: &[u8]) -> Vec<u8> {
    pair().sign(text).as_ref().to_vec()
}

/// A token of the key `a`.
fn hs256(claims: impl ToString) -> String {
    let header = json!({"typ": "JWT", "alg": "HS256", "kid": "a"});
    signed(&header, claims, by_secret(SECRET))
}

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

#[test]
fn each_key_admits_and_all_that_is_said_is_granted() {
    let claims = but(
        json!({"aud": ["other.example", "gw.example"], "iss": "site", "wsmtp": {
            "upstreams": ["mail", "*"], "senders": ["@example.org"], "recipients": 10, "mails": 2,
            "mails_per_hour": 50, "size": 1_000_000,
        }}),
    );
    let by = |alg: &str, kid: &str| json!({"alg": alg, "kid": kid});
    for (kid, token) in [
        ("a", signed(&by("HS256", "a"), &claims, by_secret(SECRET))),
        (
            "old",
            signed(&by("HS256", "old"), &claims, by_secret(OTHER)),
        ),
        ("ed", signed(&by("EdDSA", "ed"), &claims, by_pair)),
    ] {
        let grant = tokens().judge(&token, at(NOW)).unwrap();
        assert_eq!((grant.subject.as_str(), grant.key.as_str()), ("ada", kid));
        assert!(grant.permits("mail") && grant.permits("*") && !grant.permits("post"));
        let rules = MailRulesConfig {
            senders: Some(vec!["@example.org".into()]),
            recipients: Some(10),
            mails: Some(2),
            mails_per_hour: Some(50),
            size: Some(1_000_000),
        };
        assert_eq!(grant.rules, MailRules::new(&rules).unwrap());
    }
    let grant = tokens().judge(&hs256(self::claims()), at(NOW)).unwrap();
    assert!(grant.permits("mail") && grant.permits("*"));
    assert_eq!(grant.rules, MailRules::default());
}

#[test]
fn what_is_no_token_of_ours() {
    let header = |header: Value| signed(&header, claims(), by_secret(SECRET));
    let public = pair().public_key().as_ref().to_vec();
    let good = hs256(claims());
    let (text, signature) = good.rsplit_once('.').unwrap();
    let (head, _) = text.split_once('.').unwrap();
    let forged = but(json!({"sub": "eve"})).to_string();
    let cases = [
        (String::new(), TokenError::Malformed),
        ("ada".into(), TokenError::Malformed),
        ("a.b".into(), TokenError::Malformed),
        (format!("{good}.{signature}"), TokenError::Malformed),
        (format!("{good}="), TokenError::Malformed),
        (format!("{text}.!"), TokenError::Malformed),
        (hs256("[]"), TokenError::Malformed),
        (hs256("no JSON"), TokenError::Malformed),
        // Nobody's signature is none.
        (
            format!(
                "{}.{}.",
                base64(r#"{"alg":"none","kid":"a"}"#),
                base64("{}")
            ),
            TokenError::Header,
        ),
        (
            header(json!({"alg": "none", "kid": "a"})),
            TokenError::Header,
        ),
        (
            header(json!({"alg": "hs256", "kid": "a"})),
            TokenError::Header,
        ),
        (header(json!({"kid": "a"})), TokenError::Header),
        (
            header(json!({"alg": "HS256", "kid": 1})),
            TokenError::Header,
        ),
        (header(json!({"alg": "HS256"})), TokenError::KeyUnnamed),
        (
            header(json!({"alg": "HS256", "kid": ""})),
            TokenError::KeyUnknown,
        ),
        (
            header(json!({"alg": "HS256", "kid": "b"})),
            TokenError::KeyUnknown,
        ),
        (
            header(json!({"alg": "HS512", "kid": "a"})),
            TokenError::KeyKind,
        ),
        (
            header(json!({"alg": "EdDSA", "kid": "a"})),
            TokenError::KeyKind,
        ),
        (
            header(json!({"alg": "RS256", "kid": "ed"})),
            TokenError::KeyKind,
        ),
        // The public half taken for a secret: everybody knows it.
        (
            signed(
                &json!({"alg": "HS256", "kid": "ed"}),
                claims(),
                by_secret(&public),
            ),
            TokenError::KeyKind,
        ),
        (
            header(json!({"alg": "HS256", "kid": "a", "crit": ["exp"]})),
            TokenError::Critical,
        ),
        (
            header(json!({"alg": "HS256", "kid": "old"})),
            TokenError::Signature,
        ),
        (
            signed(
                &json!({"alg": "EdDSA", "kid": "ed"}),
                claims(),
                by_secret(SECRET),
            ),
            TokenError::Signature,
        ),
        (
            format!("{head}.{}.{signature}", base64(forged)),
            TokenError::Signature,
        ),
        (format!("{text}."), TokenError::Signature),
        (format!("{text}.{}", base64([0; 31])), TokenError::Signature),
    ];
    for (token, error) in cases {
        assert_eq!(tokens().judge(&token, at(NOW)), Err(error), "{token}");
    }
}

/// A key that a token brings along is not looked at, nor one that it points to.
#[test]
fn only_the_files_keys_count() {
    let header = json!({
        "alg": "HS256", "kid": "b", "jku": "https://evil.example/keys",
        "jwk": {"kty": "oct", "k": base64(OTHER)},
    });
    let token = signed(&header, claims(), by_secret(OTHER));
    assert_eq!(tokens().judge(&token, at(NOW)), Err(TokenError::KeyUnknown));
}

#[test]
fn what_it_must_say() {
    let long = "a".repeat(129);
    for (changes, error) in [
        (json!({"aud": "other.example"}), TokenError::Audience),
        (json!({"aud": "GW.example"}), TokenError::Audience),
        (json!({"aud": []}), TokenError::Audience),
        (json!({"aud": ["other.example", ""]}), TokenError::Audience),
        (json!({"aud": null}), TokenError::Claim("aud")),
        (json!({"aud": 1}), TokenError::Claim("aud")),
        (json!({"aud": ["gw.example", 1]}), TokenError::Claim("aud")),
        (json!({"exp": null}), TokenError::Claim("exp")),
        (json!({"exp": "soon"}), TokenError::Claim("exp")),
        (json!({"exp": -1}), TokenError::Expired),
        (json!({"nbf": "now"}), TokenError::Claim("nbf")),
        (json!({"sub": null}), TokenError::Claim("sub")),
        (json!({"sub": ""}), TokenError::Claim("sub")),
        (json!({"sub": 7}), TokenError::Claim("sub")),
        (json!({"sub": "a\nb"}), TokenError::Claim("sub")),
        (json!({"sub": "a\u{85}b"}), TokenError::Claim("sub")),
        (json!({"sub": "a\u{202e}b"}), TokenError::Claim("sub")),
        (json!({"sub": "a\u{200b}b"}), TokenError::Claim("sub")),
        (json!({"sub": long}), TokenError::Claim("sub")),
        (json!({"wsmtp": []}), TokenError::Claim("wsmtp")),
        (json!({"wsmtp": [["mail"]]}), TokenError::Claim("wsmtp")),
        (
            json!({"wsmtp": {"recipents": 1}}),
            TokenError::Claim("wsmtp"),
        ),
        (
            json!({"wsmtp": {"recipients": -1}}),
            TokenError::Claim("wsmtp"),
        ),
        (
            json!({"wsmtp": {"senders": ["example.org"]}}),
            TokenError::Claim("wsmtp"),
        ),
        (
            json!({"wsmtp": {"upstreams": "mail"}}),
            TokenError::Claim("wsmtp"),
        ),
        // Of two faults the audience is told first: a token for others is none of this gateway's.
        (json!({"aud": "x", "exp": 1}), TokenError::Audience),
    ] {
        let judged = tokens().judge(&hs256(but(changes.clone())), at(NOW));
        assert_eq!(judged, Err(error), "{changes}");
    }
    let just = but(json!({"sub": "a".repeat(128), "wsmtp": {"upstreams": []}}));
    let grant = tokens().judge(&hs256(just), at(NOW)).unwrap();
    assert!(!grant.permits("mail"));
}

#[test]
fn the_clock_decides_and_may_step() {
    let token = hs256(but(json!({"nbf": NOW, "exp": NOW as f64 + 60.5})));
    let tokens = tokens();
    for (now, expected) in [
        // Not yet set.
        (0, Err(TokenError::Early)),
        (NOW - 31, Err(TokenError::Early)),
        (NOW - 30, Ok(())),
        (NOW, Ok(())),
        (NOW + 90, Ok(())),
        (NOW + 91, Err(TokenError::Expired)),
        (u64::from(u32::MAX) * 4, Err(TokenError::Expired)),
        // Set back again.
        (NOW + 1, Ok(())),
    ] {
        let judged = tokens.judge(&token, at(now)).map(|_| ());
        assert_eq!(judged, expected, "{now}");
    }
    let before = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
    assert_eq!(tokens.judge(&token, before), Err(TokenError::Early));
}

/// Sentences go into a header's quotes as they are (RFC 6750 section 3).
#[test]
fn sentences_hold_nothing_that_a_header_must_escape() {
    for error in [
        TokenError::Malformed,
        TokenError::Header,
        TokenError::KeyUnnamed,
        TokenError::KeyUnknown,
        TokenError::KeyKind,
        TokenError::Signature,
        TokenError::Critical,
        TokenError::Claim("wsmtp"),
        TokenError::Audience,
        TokenError::Early,
        TokenError::Expired,
    ] {
        let said = error.to_string();
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
        assert!(said.bytes().all(is_plain), "{said}");
    }
}
