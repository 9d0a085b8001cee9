//! What the logs hold, and what they never do.

use std::{
    io,
    sync::{Arc, Mutex},
};

use tracing::Level;
use wsmtp_tunnel::{ErrorCode, Open, PageMessage, Target, Token};

use crate::support::{mailserver::serve, stage::Stage};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Captured {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Everything is logged, at every level, by every crate. The runtime of these tests has one
/// thread, so this thread's subscriber sees it all.
fn capture() -> (Captured, tracing::subscriber::DefaultGuard) {
    let captured = Captured::default();
    let writer = captured.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    (captured, tracing::subscriber::set_default(subscriber))
}

#[tokio::test]
async fn neither_passwords_nor_mails_nor_tokens_nor_replies() {
    let (logs, _guard) = capture();
    let (port, server) = serve(|mut line| async move {
        line.say("220 greeting-text\r\n").await;
        line.hear("AUTH PLAIN cGFzc3dvcmQ=\r\n").await;
        line.say("235 welcome-text\r\n").await;
        line.hear("Subject: love-letter\r\n.\r\n").await;
        line.say("250 queued-text\r\n").await;
        line.end().await;
        line.hear_rest().await;
    })
    .await;
    let stage = Stage::clear(port).await;
    let mut page = stage.page().await;
    let target = Target::Upstream("mail".into());
    let token = Some(Token::new("tok3n"));
    page.say(&PageMessage::Open(Open { target, token })).await;
    page.opened().await;
    page.send("AUTH PLAIN cGFzc3dvcmQ=\r\n").await;
    page.hear("220 greeting-text\r\n235 welcome-text\r\n").await;
    page.send("Subject: love-letter\r\n.\r\n").await;
    page.hear("250 queued-text\r\n").await;
    page.eof().await;
    page.say(&PageMessage::Eof).await;
    page.closed().await;
    server.await.unwrap();
    stage.stopped().await;

    let logs = logs.text();
    assert!(
        logs.contains("upstream=\"mail\"") && logs.contains("ended"),
        "{logs}"
    );
    for secret in ["cGFzc3dvcmQ", "tok3n", "love-letter", "-text"] {
        assert!(!logs.contains(secret), "{secret} in {logs}");
    }
}

#[tokio::test]
async fn a_bad_open_is_logged_without_what_it_said() {
    let (logs, _guard) = capture();
    let (port, _server) = serve(|mut line| async move { line.hear_rest().await }).await;
    let stage = Stage::clear(port).await;
    for text in [
        r#"{"type":"open","upstream":"s3cret"}"#,
        r#"{"type":"open","token":{"s3cret":1}}"#,
        r#"s3cret"#,
    ] {
        let mut page = stage.page().await;
        page.text(text).await;
        let (code, _) = (page.next().await, page.next().await);
        assert!(format!("{code:?}").contains("Error"), "{code:?}");
    }
    stage.stopped().await;
    let logs = logs.text();
    assert!(logs.contains(ErrorCode::BadMessage.name()), "{logs}");
    let own = logs.lines().filter(|line| line.contains("wsmtp_gateway"));
    assert_eq!(
        own.filter(|line| line.contains("s3cret")).count(),
        0,
        "{logs}"
    );
}
