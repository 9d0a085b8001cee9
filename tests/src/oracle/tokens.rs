//! Tokens: nobody is admitted whom the key has not signed for, and nobody is permitted more or longer
//! than was signed.

use std::{
    fs,
    sync::LazyLock,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use wsmtp_gateway::{config, token};

const SECRET: &[u8] = b"thirty-two octets that are known";
const AUDIENCE: &str = "gateway.example";
const HEADER: &str = r#"{"alg":"HS256","kid":"known"}"#;

/// The time that tokens are judged at, and how much a clock may be off, in seconds.
const NOW: u64 = 1_800_000_000;
const LEEWAY: f64 = 30.0;

static TOKENS: LazyLock<token::Tokens> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = folder.path().join("keys.json");
    let secret = BASE64_URL_SAFE_NO_PAD.encode(SECRET);
    let set = json!({ "keys": [{ "kty": "oct", "kid": "known", "k": secret }] });
    fs::write(&keys, set.to_string()).expect("a file");
    let audience = AUDIENCE.to_owned();
    token::Tokens::new(&config::Tokens { keys, audience }).expect("a key")
});

/// Any text, as a token, and as the claims of one that is signed.
pub fn tokens(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let now = UNIX_EPOCH + Duration::from_secs(NOW);
    assert!(judge(text, now).is_none() || is_signed(text), "not signed");
    let token = signed(text);
    if let Some(grant) = judge(&token, now) {
        is_what_was_signed(text, &grant);
    }
    let others = format!("{token}A");
    assert!(judge(&others, now).is_none(), "another signature");
}

fn judge(token: &str, now: SystemTime) -> Option<token::Grant> {
    TOKENS.judge(token, now).ok()
}

fn is_what_was_signed(claims: &str, grant: &token::Grant) {
    let claims: Value = serde_json::from_str(claims).expect("claims are JSON");
    let seconds = |name| claims.get(name).and_then(Value::as_f64);
    let now = NOW as f64;
    assert!(seconds("exp").is_some_and(|end| now < end + LEEWAY));
    assert!(seconds("nbf").is_none_or(|begin| begin <= now + LEEWAY));
    assert_eq!(claims.get("sub"), Some(&grant.subject.as_str().into()));
    assert_eq!(grant.key, "known");
    let is_ours = |name: &Value| *name == AUDIENCE;
    let audience = claims.get("aud").expect("for somebody");
    let several = audience
        .as_array()
        .is_some_and(|names| names.iter().any(is_ours));
    assert!(is_ours(audience) || several, "for {audience}");
    let upstreams = claims.pointer("/wsmtp/upstreams").and_then(Value::as_array);
    let listed = upstreams.is_none_or(|names| names.iter().any(|name| *name == "mail"));
    assert_eq!(grant.permits("mail"), listed);
}

fn signed(claims: &str) -> String {
    let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let message = format!("{}.{}", encode(HEADER), encode(claims));
    let signature = BASE64_URL_SAFE_NO_PAD.encode(mac(&message).finalize().into_bytes());
    format!("{message}.{signature}")
}

fn is_signed(token: &str) -> bool {
    let (message, signature) = token.rsplit_once('.').unwrap_or_default();
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
    mac(message).verify_slice(&signature).is_ok()
}

fn mac(message: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::new_from_slice(SECRET).expect("any length will do");
    mac.update(message.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_key_has_signed_is_admitted() {
        let claims = include_str!("../../fuzz_seeds/tokens/all-limits");
        let now = UNIX_EPOCH + Duration::from_secs(NOW);
        assert!(judge(&signed(claims), now).is_some());
    }
}
