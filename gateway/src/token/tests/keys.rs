//! Files of keys, and what this program makes of them.

use super::*;

/// Each: a file, and what is said about it behind its name.
#[test]
fn files_that_are_no_keys() {
    let (secret, x) = (base64(SECRET), base64(pair().public_key()));
    let (short, d) = (base64(&SECRET[..31]), base64(SEED));
    let set = |keys: Value| json!({"keys": keys}).to_string();
    let oct = |changes: Value| {
        let mut key = json!({"kty": "oct", "kid": "a", "k": secret});
        let changes = changes.as_object().unwrap().clone();
        key.as_object_mut().unwrap().extend(changes);
        key
    };
    let okp = |x: &str, d: &str| {
        set(json!([{"kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": x, "d": d}]))
    };
    let good = oct(json!({}));
    for (text, complaint) in [
        (String::new(), "it is not JSON, as line 1 shows"),
        (
            format!("{{\n\"{secret}\""),
            "it is not JSON, as line 2 shows",
        ),
        (json!(secret).to_string(), "it is not a JWK set"),
        (set(json!({"a": good})), "it is not a JWK set"),
        (set(json!([])), "it holds no key"),
        (set(json!([secret])), "key 1: it is not a JWK"),
        (set(json!([["oct", null, "a"]])), "key 1: it is not a JWK"),
        (
            set(json!([oct(json!({"kid": 7}))])),
            "key 1: it is not a JWK",
        ),
        (
            set(json!([good, oct(json!({"kid": ""}))])),
            "key 2: it has no `kid`",
        ),
        (
            set(json!([good, {"kty": "oct", "k": secret}])),
            "key 2: it has no `kid`",
        ),
        (set(json!([good, good])), "key a: two keys have this `kid`"),
        (
            set(json!([oct(json!({"kty": "RSA"}))])),
            "key a: its `kty` must be",
        ),
        (
            set(json!([oct(json!({"alg": "HS512"}))])),
            "key a: its `alg` must be",
        ),
        (
            set(json!([oct(json!({"use": "enc"}))])),
            "key a: its `use` must be",
        ),
        (
            set(json!([oct(json!({"k": short}))])),
            "key a: its `k` must be a secret",
        ),
        (
            set(json!([oct(json!({"k": "+/+/"}))])),
            "key a: its `k` must be a secret",
        ),
        (
            set(json!([oct(json!({"k": null}))])),
            "key a: its `k` must be a secret",
        ),
        (
            set(json!([{"kty": "OKP", "kid": "ed", "crv": "X25519", "x": x}])),
            "key ed: its `crv`",
        ),
        (
            set(json!([{"kty": "OKP", "kid": "ed", "crv": "Ed25519"}])),
            "key ed: its `x` must be",
        ),
        (okp(&short, &d), "key ed: its `x` must be"),
        (okp(&x, &x), "key ed: its `d` must be"),
        (okp(&x, &d), "key ed: it holds its private half `d`"),
        (" ".repeat(65_537), "it is longer than 65536 bytes"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = file(&folder, &text);
        let said = Keys::read(&path).map(|_| ()).unwrap_err().to_string();
        let said = said.strip_prefix(&format!("{}: ", path.display())).unwrap();
        assert!(said.starts_with(complaint), "{said} instead of {complaint}");
        for secret in [&secret, &short, &d] {
            assert!(!said.contains(secret.as_str()), "{said}");
        }
    }
    let missing = Keys::read("/nowhere/keys.json".as_ref()).map(|_| ());
    let said = missing.unwrap_err().to_string();
    assert!(
        said.starts_with("cannot read /nowhere/keys.json: "),
        "{said}"
    );
}

#[test]
fn what_this_program_makes_is_taken_by_it() {
    let folder = tempfile::tempdir().unwrap();
    let wish = Wish {
        subject: "ada".into(),
        audience: "gw.example".into(),
        lifetime: Duration::from_secs(60),
        upstreams: Some(vec!["mail".into()]),
        rules: MailRulesConfig {
            mails: Some(3),
            ..MailRulesConfig::default()
        },
    };
    for kind in [KeyKind::Hs256, KeyKind::Ed25519] {
        let key = NewKey::make(kind, Some("k1")).unwrap();
        let signing = SigningKey::read(&file(&folder, &key.signing), None).unwrap();
        let token = signing.sign(&wish, at(NOW)).unwrap();
        let keys = file(&folder, key.public.as_ref().unwrap_or(&key.signing));
        let audience = wish.audience.clone();
        let tokens = Tokens::new(&config::Tokens { keys, audience }).unwrap();
        let grant = tokens.judge(&token, at(NOW)).unwrap();
        assert_eq!((grant.subject.as_str(), grant.key.as_str()), ("ada", "k1"));
        assert_eq!(grant.rules, MailRules::new(&wish.rules).unwrap());
        assert!(grant.permits("mail") && !grant.permits("post"));
        let after = at(NOW + 60 + 30);
        assert_eq!(tokens.judge(&token, after), Err(TokenError::Expired));
    }
}

#[test]
fn what_cannot_sign_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let key = NewKey::make(KeyKind::Ed25519, Some("ed")).unwrap();
    let public = file(&folder, key.public.unwrap());
    let error = SigningKey::read(&public, None).unwrap_err();
    assert!(matches!(error, IssueError::OnlyPublic), "{error}");
    let error = SigningKey::read(&public, Some("other")).unwrap_err();
    assert!(matches!(error, IssueError::NoSuchKey(_)), "{error}");
    let key = NewKey::make(KeyKind::Hs256, None).unwrap().signing;
    let signing = SigningKey::read(&file(&folder, &key), None).unwrap();
    for subject in [String::new(), "a\tb".into(), "a".repeat(129)] {
        let wish = Wish {
            subject,
            ..Wish::default()
        };
        let signed = signing.sign(&wish, at(NOW));
        assert!(matches!(signed, Err(IssueError::Subject)), "{wish:?}");
    }
    for name in ["", "a b", "ä", &"a".repeat(65)] {
        let made = NewKey::make(KeyKind::Hs256, Some(name));
        assert!(matches!(made, Err(IssueError::Name)), "{name}");
    }
    let two = [(); 2].map(|()| NewKey::make(KeyKind::Hs256, None).unwrap().signing);
    assert_ne!(two[0], two[1]);
}
