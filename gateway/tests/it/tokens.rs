//! Who is admitted, and what the others are told.

mod cli;
mod config;
mod raw;

use std::time::{Duration, SystemTime};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use wsmtp_gateway::{
    config::{OpenHosts, TokenRule},
    token::Wish,
};
use wsmtp_tunnel::{ErrorCode, Open, PageMessage, Security, Target};

use crate::support::{
    http::{exchange, get, websocket},
    logs,
    mailserver::{nobody, patient},
    stage::Stage,
    tokens::{Site, open, wish},
};

/// Tokens that do not admit to `mail`, each with what is said about it.
fn refused(site: &Site) -> Vec<(Option<String>, ErrorCode, &'static str)> {
    let two_hours_ago = SystemTime::now() - Duration::from_secs(2 * 3600);
    let elsewhere = Wish {
        audience: "other.example.test".into(),
        ..wish("ada")
    };
    let post_only = Wish {
        upstreams: Some(vec!["post".into(), "*".into()]),
        ..wish("ada")
    };
    let good = site.token(&wish("ada"));
    let (_, signature) = good.rsplit_once('.').unwrap();
    let none = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"none","kid":"first"}"#);
    vec![
        (None, ErrorCode::TokenMissing, "the page sent none"),
        (
            Some(site.sign("first", &wish("ada"), two_hours_ago)),
            ErrorCode::TokenExpired,
            "has expired",
        ),
        (
            Some(site.token(&elsewhere)),
            ErrorCode::TokenAudience,
            "for another gateway",
        ),
        (
            Some(good.replace(signature, "c2lnbmF0dXJl")),
            ErrorCode::TokenRefused,
            "signature is wrong",
        ),
        (
            Some(Site::new().token(&wish("ada"))),
            ErrorCode::TokenRefused,
            "signature is wrong",
        ),
        (
            Some(format!("{none}.e30.")),
            ErrorCode::TokenRefused,
            "HS256 or EdDSA",
        ),
        (Some("ada".into()), ErrorCode::TokenRefused, "is not a JWT"),
        (
            Some(site.token(&post_only)),
            ErrorCode::UpstreamForbidden,
            "does not permit this upstream",
        ),
    ]
}

/// Nobody is at the upstream's port, so what is told was found out before anything was dialled.
#[tokio::test]
async fn who_is_not_admitted_is_told_why() {
    let site = Site::new();
    let stage = Stage::new(site.config(nobody())).await;
    for (token, code, words) in refused(&site) {
        let mut page = stage.page().await;
        match &token {
            Some(token) => open(&mut page, token).await,
            None => page.open("mail").await,
        }
        let message = page.failed(code).await;
        assert!(message.contains(words), "{message}");
    }
    let mut page = stage.page().await;
    open(&mut page, &site.token(&wish("ada"))).await;
    page.failed(ErrorCode::ServerUnreachable).await;
}

#[tokio::test]
async fn a_token_admits_as_often_as_it_is_shown() {
    let site = Site::new();
    let stage = Stage::new(site.config(patient().await)).await;
    let only_mail = Wish {
        upstreams: Some(vec!["mail".into()]),
        ..wish("ada")
    };
    for token in [site.token(&only_mail), site.token(&wish("ada"))] {
        for _ in 0..2 {
            let mut page = stage.page().await;
            open(&mut page, &token).await;
            page.opened().await;
            page.hear("220 patient\r\n").await;
        }
    }
}

#[tokio::test]
async fn where_none_is_asked_for_none_is_looked_at() {
    let stage = Stage::clear(patient().await).await;
    let mut page = stage.page().await;
    open(&mut page, "not even a token").await;
    page.opened().await;
}

#[tokio::test]
async fn a_gateway_without_keys_admits_nobody() {
    let site = Site::new();
    let mut config = site.config(nobody());
    config.tokens = None;
    let stage = Stage::new(config).await;
    let mut page = stage.page().await;
    open(&mut page, &site.token(&wish("ada"))).await;
    let message = page.failed(ErrorCode::TokenRefused).await;
    assert!(message.contains("[tokens]"), "{message}");
}

#[tokio::test]
async fn pages_know_beforehand_where_a_token_is_needed() {
    let site = Site::new();
    let stage = Stage::new(site.config(nobody())).await;
    let about = get(stage.address, "/gateway.json").await.body;
    let about: serde_json::Value = serde_json::from_str(&about).unwrap();
    assert_eq!(about["upstreams"][0]["tokens"], "required");
}

/// Which hosts an operator permits is not for everybody to know.
#[tokio::test]
async fn who_is_not_admitted_is_not_told_which_hosts_are_permitted() {
    let site = Site::new();
    let mut config = site.config(nobody());
    config.open = Some(OpenHosts {
        hosts: vec!["permitted.example.test".into()],
        ports: vec![465],
        tokens: Some(TokenRule::Required),
        cleartext: false,
        networks: Vec::new(),
        deny: Vec::new(),
        ca: None,
        rules: Default::default(),
        authorities: Vec::new(),
    });
    let stage = Stage::new(config).await;
    let there = |token: Option<&str>| {
        let target = Target::Host {
            host: "other.example.test".into(),
            port: 465,
            tls: Security::Implicit,
        };
        let token = token.map(wsmtp_tunnel::Token::new);
        PageMessage::Open(Open { target, token })
    };
    let mut page = stage.page().await;
    page.say(&there(None)).await;
    page.failed(ErrorCode::TokenMissing).await;

    let mut page = stage.page().await;
    page.say(&there(Some(&site.token(&wish("ada"))))).await;
    let message = page.failed(ErrorCode::HostForbidden).await;
    assert!(message.contains("permitted.example.test"), "{message}");
}

#[tokio::test]
async fn keys_are_rotated_without_ending_a_session() {
    let mut site = Site::new();
    let config = site.config(patient().await);
    let stage = Stage::new(config.clone()).await;
    let old = site.token(&wish("ada"));
    let mut witness = stage.page().await;
    open(&mut witness, &old).await;
    witness.opened().await;
    witness.hear("220 patient\r\n").await;

    site.add("second");
    let new = site.token(&wish("ada"));
    let mut page = stage.page().await;
    open(&mut page, &new).await;
    let message = page.failed(ErrorCode::TokenRefused).await;
    assert!(message.contains("does not have"), "{message}");

    stage.gateway.reload(&config).unwrap();
    for token in [&old, &new] {
        let mut page = stage.page().await;
        open(&mut page, token).await;
        page.opened().await;
    }

    site.forget();
    stage.gateway.reload(&config).unwrap();
    let mut page = stage.page().await;
    open(&mut page, &old).await;
    page.failed(ErrorCode::TokenRefused).await;

    site.spoil("{}");
    let error = stage.gateway.reload(&config).unwrap_err().to_string();
    assert!(error.contains("keys.json: it is not a JWK set"), "{error}");
    let mut page = stage.page().await;
    open(&mut page, &new).await;
    page.opened().await;

    witness.send("NOOP\r\n").await;
    witness.acked(6).await;
}

#[tokio::test]
async fn logs_name_subject_and_key_and_nothing_else_of_a_token() {
    let site = Site::new();
    let stage = Stage::new(site.config(patient().await)).await;
    let private = Wish {
        rules: wsmtp_gateway::config::MailRulesConfig {
            senders: Some(vec!["s3nder@claimed.example".into()]),
            ..Default::default()
        },
        ..wish("subject-of-the-logs")
    };
    let token = site.token(&private);
    let mut page = stage.page().await;
    open(&mut page, &token).await;
    page.opened().await;
    let client = format!("client={}", page.address());
    for (bad, code, _) in refused(&site) {
        let mut page = stage.page().await;
        match &bad {
            Some(bad) => open(&mut page, bad).await,
            None => page.open("mail").await,
        }
        page.failed(code).await;
    }
    page.leave().await;
    let bad = websocket("/smtp/mail", "authorization: Bearer s3cret-of-the-head\r\n");
    let answer = exchange(stage.address, &bad).await;
    assert_eq!(answer.status, 401, "{}", answer.head);
    stage.stopped().await;

    let logs = logs::text();
    assert!(logs.contains(r#"status=401 path="/smtp/mail" code="token-refused""#));
    assert!(!logs.contains("s3cret-of-the-head"));
    let session = |words: &str| {
        let mut lines = logs.lines().filter(|line| line.contains(&client));
        assert!(lines.any(|line| line.contains(words)), "{words}: {logs}");
    };
    session("subject=\"subject-of-the-logs\"");
    session("admitted key=\"first\"");
    let parts = token.split('.').skip(1).map(str::to_owned);
    let secrets = parts.chain([site.secret(), "s3nder".into(), "claimed.example".into()]);
    for secret in secrets {
        assert!(!logs.contains(&secret), "{secret} is in the logs");
    }
}
