//! A resolver that is down for a while.

use std::sync::Arc;

use wsmtp_gateway::{Listener, config::Listen};
use wsmtp_tunnel::{ErrorCode, Security};

use crate::support::{
    http::get,
    mail::{MAIL, answers, takes},
    mailserver::serve,
    patiently,
    resolver::Recovering,
    stage::{Stage, config},
};

/// Questions that nobody answers.
const UNANSWERED: usize = 3;

#[tokio::test]
async fn a_resolver_that_is_down_and_comes_back() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 faulty.example\r\n").await;
        answers(&mut line, MAIL.len()).await;
        line.end().await;
        line.hear_rest().await
    })
    .await;
    let mut config = config(port, Security::None);
    let upstream = config.upstreams.get_mut("mail").unwrap();
    upstream.host = "mail.example.test".into();
    upstream.cleartext = true;
    let stage = Stage::resolving(config, Arc::new(Recovering(UNANSWERED.into()))).await;
    let nowhere = Listen::Tcp(([127, 0, 0, 1], 0).into());
    let listener = Listener::bind(&nowhere).await.unwrap();
    let Listen::Tcp(admin) = listener.place().unwrap() else {
        panic!("not where it was bound");
    };
    let gateway = stage.gateway.clone();
    let serving = tokio::spawn(async move { gateway.serve_admin(listener).await });

    for _ in 0..UNANSWERED {
        let mut page = stage.page().await;
        page.open("mail").await;
        let message = page.failed(ErrorCode::NameUnresolved).await;
        assert!(message.contains("finds no address"), "{message}");
        assert!(message.contains("mail.example.test"), "{message}");
        assert!(message.contains("the gateway's network"), "{message}");
    }
    let mut page = stage.opened("220 faulty.example\r\n").await;
    takes(&mut page, MAIL.len()).await;
    page.end_in_order().await;
    assert_eq!(server.await.unwrap(), b"");
    let none_left = "\nwsmtp_sessions{upstream=\"mail\"} 0\n";
    patiently("the sessions to be given back", async {
        while !get(admin, "/metrics").await.body.contains(none_left) {}
    })
    .await;
    serving.abort();
    stage.stopped().await;
}
