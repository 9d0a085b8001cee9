//! What the logs hold, and what they never do.

use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use wsmtp_tunnel::{ErrorCode, Open, PageMessage, Security, Target, Token};

use crate::support::{
    http::exchange,
    logs,
    mailserver::{ENVELOPE, GO_ON, patient, serve},
    page::Page,
    process::{self, Process},
    stage::{Stage, config},
};

/// The lines of the session with this upstream.
fn about(upstream: &str) -> String {
    let named = format!("upstream=\"{upstream}\"");
    logs::text()
        .lines()
        .filter(|line| line.contains(&named))
        .collect::<Vec<_>>()
        .join("\n")
}

#[tokio::test]
async fn neither_passwords_nor_mails_nor_tokens_nor_replies() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 greeting-text\r\n").await;
        line.hear("AUTH PLAIN cGFzc3dvcmQ=\r\n").await;
        line.say("235 welcome-text\r\n").await;
        line.hear(ENVELOPE).await;
        line.say(GO_ON).await;
        line.hear("Subject: love-letter\r\n.\r\n").await;
        line.say("250 queued-text\r\n").await;
        line.end().await;
        line.hear_rest().await;
    })
    .await;
    let mut config = config(port, Security::None);
    let upstream = config.upstreams["mail"].clone();
    config.upstreams.insert("discreet".into(), upstream);
    let stage = Stage::new(config).await;
    let mut page = stage.page().await;
    let target = Target::Upstream("discreet".into());
    let token = Some(Token::new("tok3n"));
    page.say(&PageMessage::Open(Open { target, token })).await;
    page.opened().await;
    page.send("AUTH PLAIN cGFzc3dvcmQ=\r\n").await;
    page.hear("220 greeting-text\r\n235 welcome-text\r\n").await;
    page.send_envelope().await;
    page.send("Subject: love-letter\r\n.\r\n").await;
    page.hear("250 queued-text\r\n").await;
    page.end_in_order().await;
    server.await.unwrap();
    stage.stopped().await;

    let session = about("discreet");
    assert!(
        session.contains("open") && session.contains("ended up=108 down=81"),
        "{session}"
    );
    let logs = logs::text();
    for secret in ["cGFzc3dvcmQ", "tok3n", "love-letter", "-text"] {
        assert!(!logs.contains(secret), "{secret} is in the logs");
    }
}

#[tokio::test]
async fn a_bad_open_is_logged_without_what_it_said() {
    let stage = Stage::clear(patient().await).await;
    for (text, code) in [
        (
            r#"{"type":"open","upstream":"s3cret"}"#,
            ErrorCode::UpstreamUnknown,
        ),
        (
            r#"{"type":"open","token":{"s3cret":1}}"#,
            ErrorCode::BadMessage,
        ),
        ("s3cret", ErrorCode::BadMessage),
    ] {
        let mut page = stage.page().await;
        page.text(text).await;
        page.failed(code).await;
        let (client, code) = (
            format!("client={}", page.address()),
            format!("code={code} "),
        );
        let logs = logs::text();
        let mut session = logs.lines().filter(|line| line.contains(&client));
        assert!(session.any(|line| line.contains(&code)), "{logs}");
    }
    stage.stopped().await;
    assert!(
        !logs::text().contains("s3cret"),
        "the logs hold what a page said"
    );
}

#[tokio::test]
async fn every_refusal_before_a_session_is_logged_with_who_asked() {
    let stage = Stage::clear(patient().await).await;
    for (head, status) in [
        ("GET /smtp/logged HTTP/1.1\r\nhost: evil.example", 421),
        (
            "GET /smtp/logged HTTP/1.1\r\nhost: localhost\r\norigin: null",
            403,
        ),
        ("GET /smtp/logged HTTP/1.1\r\nhost: localhost", 400),
        ("GET /smtp-logged?s3cret HTTP/1.1\r\nhost: localhost", 404),
    ] {
        let answer = exchange(stage.address, head).await;
        assert_eq!(answer.status, status);
        let status = format!(" status={status} ");
        let logs = logs::text();
        let mut about = logs.lines().filter(|line| line.contains("logged\""));
        let line = about.find(|line| line.contains(&status)).unwrap();
        assert!(line.contains("refused client=127.0.0.1:"), "{line}");
    }
    assert!(!logs::text().contains("s3cret"));
}

/// The process itself, because a library's lines could reach its logs by ways that a test's own
/// subscriber does not have.
#[tokio::test]
async fn nothing_that_passes_through_is_in_the_logs_of_the_process_at_any_level() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 greeting-text\r\n").await;
        line.hear("AUTH PLAIN cGFzc3dvcmQ=\r\n").await;
        line.end().await;
        line.hear_rest().await;
    })
    .await;
    let mut command = process::gateway();
    command.env("RUST_LOG", "trace");
    let mut gateway = Process::start(command, &process::clear(port)).await;
    let mut page = Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await;
    let target = Target::Upstream("mail".into());
    let token = Some(Token::new("tok3n"));
    page.say(&PageMessage::Open(Open { target, token })).await;
    page.opened().await;
    page.hear("220 greeting-text\r\n").await;
    page.send("AUTH PLAIN cGFzc3dvcmQ=\r\n").await;
    page.end_in_order().await;
    server.await.unwrap();
    gateway.signal("-TERM");
    assert!(gateway.ended().await);

    let logs = gateway.logs();
    assert!(logs.contains("ended"), "{logs}");
    for secret in ["cGFzc3dvcmQ", "password", "tok3n", "greeting-text"] {
        let (hex, base64) = (hex(secret), BASE64_STANDARD_NO_PAD.encode(secret));
        for form in [secret, hex.as_str(), base64.as_str()] {
            assert!(
                !logs.to_lowercase().contains(&form.to_lowercase()),
                "{form} is in {logs}"
            );
        }
    }
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}
