//! The password that the process has in its environment goes to the mail server and nowhere else.

use std::net::SocketAddr;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use wsmtp_tunnel::ErrorCode;

use super::USER;
use crate::support::{
    http::get,
    mailserver::serve,
    page::Page,
    patiently,
    process::{self, Process},
};

const PASSWORD: &str = "pa55-in-the-environment";

fn plain() -> String {
    BASE64_STANDARD.encode(format!("\0{USER}\0{PASSWORD}"))
}

/// A gateway that logs all that it can, before a server that gives this answer to the right password.
async fn signing_in(answer: &'static str) -> (Process, tokio::task::JoinHandle<Vec<u8>>) {
    let (port, server) = serve(move |mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear("EHLO [127.0.0.1]\r\n").await;
        line.say("250-mail.example\r\n250 AUTH PLAIN\r\n").await;
        line.hear(&format!("AUTH PLAIN {}\r\n", plain())).await;
        line.say(answer).await;
        line.hear_rest().await
    })
    .await;
    let mut command = process::gateway();
    command
        .env("TEAM_PASSWORD", PASSWORD)
        .env("RUST_LOG", "trace");
    let configuration = format!(
        "[admin]\nlisten = \"127.0.0.1:0\"\n{}[upstream.mail.account]\nuser = \"{USER}\"\n\
         password_env = \"TEAM_PASSWORD\"\nanybody = true\n",
        process::clear(port)
    );
    (Process::start(command, &configuration).await, server)
}

/// What the gateway shows of itself: metrics, what every page may read, and, once it has ended, its logs.
async fn shown(mut gateway: Process, admin: SocketAddr) -> [String; 3] {
    let metrics = get(admin, "/metrics").await.body;
    let about = get(gateway.address, "/gateway.json").await.body;
    gateway.signal("-TERM");
    assert!(gateway.ended().await);
    [metrics, about, gateway.logs()]
}

fn hold_no_password(texts: &[String]) {
    let plain = plain();
    for form in [
        PASSWORD,
        &BASE64_STANDARD.encode(PASSWORD),
        plain.trim_end_matches('='),
    ] {
        let form = form.to_lowercase();
        for text in texts {
            assert!(!text.to_lowercase().contains(&form), "{form} is in {text}");
        }
    }
}

#[tokio::test]
async fn a_password_of_the_environment_that_is_taken_shows_nowhere() {
    let (gateway, server) = signing_in("235 welcome\r\n").await;
    let admin = gateway.admin().await;
    let mut page = Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await;
    page.open("mail").await;
    assert_eq!(page.opened().await.ready.unwrap(), ["mail.example"]);
    page.leave().await;
    patiently("the end", server).await.unwrap();
    let shown = shown(gateway, admin).await;
    let [metrics, _, logs] = &shown;
    assert!(metrics.contains("wsmtp_sessions_total{upstream=\"mail\"} 1"));
    assert!(logs.contains("upstream=\"mail\""), "{logs}");
    hold_no_password(&shown);
}

#[tokio::test]
async fn a_password_of_the_environment_that_is_refused_shows_nowhere() {
    let (gateway, server) = signing_in("535 5.7.8 no\r\n").await;
    let admin = gateway.admin().await;
    let mut page = Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await;
    page.open("mail").await;
    let told = page.failed(ErrorCode::SignInRefused).await;
    patiently("the end", server).await.unwrap();
    let shown = shown(gateway, admin).await;
    let [metrics, _, logs] = &shown;
    assert!(metrics.contains("code=\"sign-in-refused\",upstream=\"mail\"} 1"));
    assert!(logs.contains("code=535 enhanced=\"5.7.8\""), "{logs}");
    hold_no_password(&shown);
    hold_no_password(&[told]);
}
