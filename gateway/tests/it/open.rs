//! Reaching a server, or being told why not.

use std::sync::Arc;

use wsmtp_tunnel::{ErrorCode, Open, PageMessage, Security, Target};

use crate::support::{
    mailserver::{nobody, patient, serve},
    resolver::{Down, Script},
    stage::{Stage, config},
};

#[tokio::test]
async fn a_whole_dialogue_in_clear() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear("EHLO me\r\n").await;
        line.say("250-hello\r\n250 SIZE\r\n").await;
        line.hear("QUIT\r\n").await;
        line.say("221 bye\r\n").await;
        line.end().await;
        line.hear_rest().await
    })
    .await;
    let stage = Stage::clear(port).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    let opened = page.opened().await;
    assert_eq!(opened.peer, format!("127.0.0.1:{port}"));
    assert_eq!(
        (opened.security, opened.tls, opened.window),
        (Security::None, None, 262_144)
    );
    page.hear("220 hello\r\n").await;
    page.send("EHLO me\r\n").await;
    page.hear("250-hello\r\n250 SIZE\r\n").await;
    assert_eq!(page.acked, 9);
    page.send("QUIT\r\n").await;
    page.hear("221 bye\r\n").await;
    page.end_in_order().await;
    assert_eq!(server.await.unwrap(), b"");
}

#[tokio::test]
async fn an_unknown_upstream_is_named_as_such() {
    let stage = Stage::clear(patient().await).await;
    let mut page = stage.page().await;
    page.open("post").await;
    let message = page.failed(ErrorCode::UpstreamUnknown).await;
    assert!(message.contains("mail"), "{message}");
}

#[tokio::test]
async fn a_host_of_the_pages_choosing_is_forbidden() {
    let port = patient().await;
    let stage = Stage::clear(port).await;
    let mut page = stage.page().await;
    let target = Target::Host {
        host: "127.0.0.1".into(),
        port,
        tls: Security::None,
    };
    page.say(&PageMessage::Open(Open {
        target,
        token: None,
    }))
    .await;
    page.failed(ErrorCode::HostForbidden).await;
}

#[tokio::test]
async fn a_server_that_is_down() {
    let port = nobody();
    let stage = Stage::clear(port).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    let message = page.failed(ErrorCode::ServerUnreachable).await;
    assert!(message.contains(&port.to_string()), "{message}");
}

#[tokio::test]
async fn a_name_that_does_not_resolve() {
    let mut config = config(25, Security::StartTls);
    config.upstreams.get_mut("mail").unwrap().host = "nowhere.invalid".into();
    let stage = Stage::resolving(config, Arc::new(Down)).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    let message = page.failed(ErrorCode::NameUnresolved).await;
    assert!(message.contains("nowhere.invalid"), "{message}");
}

#[tokio::test]
async fn each_address_of_a_name_is_tried() {
    let port = patient().await;
    let mut config = config(port, Security::None);
    config.upstreams.get_mut("mail").unwrap().host = "localhost".into();
    // The server is at the last of them only.
    let addresses: &[&str] = &["::1", "127.0.0.2", "127.0.0.1"];
    let stage = Stage::resolving(config, Script::new(&[addresses])).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    assert_eq!(page.opened().await.peer, format!("127.0.0.1:{port}"));
    page.hear("220 patient\r\n").await;
}

#[tokio::test]
async fn what_must_not_come_first() {
    let stage = Stage::clear(patient().await).await;
    for first in [PageMessage::StartTls, PageMessage::Eof] {
        let mut page = stage.page().await;
        page.say(&first).await;
        page.failed(ErrorCode::BadMessage).await;
    }
    let mut page = stage.page().await;
    page.send("EHLO me\r\n").await;
    page.failed(ErrorCode::BadMessage).await;
}

#[tokio::test]
async fn what_no_message_is() {
    let stage = Stage::clear(patient().await).await;
    for text in [
        "",
        "hello",
        "{}",
        r#"{"type":"fly"}"#,
        r#"{"type":"open"}"#,
        r#"{"type":"ack","bytes":1}"#,
    ] {
        let mut page = stage.page().await;
        page.text(text).await;
        page.failed(ErrorCode::BadMessage).await;
    }
}

#[tokio::test]
async fn what_must_not_come_later() {
    let stage = Stage::clear(patient().await).await;
    let opened = async || stage.opened("220 patient\r\n").await;
    let mut page = opened().await;
    page.open("mail").await;
    page.failed(ErrorCode::BadMessage).await;

    let mut page = opened().await;
    page.say(&PageMessage::StartTls).await;
    let message = page.failed(ErrorCode::BadMessage).await;
    assert!(message.contains("security"), "{message}");

    for after in [PageMessage::Eof, PageMessage::StartTls] {
        // A server that stays, or the session could have ended before the message.
        let (port, server) = serve(|mut line| async move {
            line.say("220 staying\r\n").await;
            line
        })
        .await;
        let stage = Stage::clear(port).await;
        let mut page = stage.opened("220 staying\r\n").await;
        page.say(&PageMessage::Eof).await;
        page.say(&after).await;
        page.failed(ErrorCode::BadMessage).await;
        drop(server);
    }
}

#[tokio::test]
async fn another_machine_is_not_reached_in_clear() {
    let mut config = config(25, Security::None);
    // RFC 5737: nobody has this address.
    config.upstreams.get_mut("mail").unwrap().host = "192.0.2.1".into();
    let stage = Stage::new(config).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    let message = page.failed(ErrorCode::HostForbidden).await;
    assert!(message.contains("in clear"), "{message}");
}
