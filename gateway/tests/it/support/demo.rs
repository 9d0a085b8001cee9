//! A running demo, and pages that use it.

use std::net::SocketAddr;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::Value;
use tokio::{sync::oneshot, task::JoinHandle};
use wsmtp_gateway::demo::Demo;
use wsmtp_tunnel::{PageMessage, Security};

use super::{
    http::{get, put},
    page::Page,
};

/// Where the demo has its setup.
pub(crate) const SETUP: &str = "/sandbox/setup";

pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) stop: oneshot::Sender<()>,
    pub(crate) task: JoinHandle<()>,
}

pub(crate) async fn run() -> Running {
    run_for(Vec::new()).await
}

pub(crate) async fn run_for(origins: Vec<String>) -> Running {
    let listen = "127.0.0.1:0".parse().unwrap();
    begin(Demo::bind(listen, origins).await.unwrap())
}

/// One that takes the mails of programs, too, and where.
pub(crate) async fn run_with_smtp() -> (Running, SocketAddr) {
    let listen = "127.0.0.1:0".parse().unwrap();
    let mut demo = Demo::bind(listen, Vec::new()).await.unwrap();
    let smtp = demo.listen_for_mails(listen).await.unwrap();
    (begin(demo), smtp)
}

fn begin(demo: Demo) -> Running {
    let address = demo
        .url()
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .parse()
        .unwrap();
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(async move {
        demo.run(async { stopped.await.unwrap_or_default() })
            .await
            .unwrap();
    });
    Running {
        address,
        stop,
        task,
    }
}

pub(crate) async fn json(address: SocketAddr, path: &str) -> Value {
    let answer = get(address, path).await;
    assert_eq!(answer.status, 200, "{path}");
    serde_json::from_str(&answer.body).unwrap()
}

/// A page that has signed in; what the demo's /gateway.json says is all it knows.
pub(crate) async fn signed_in(address: SocketAddr) -> Page {
    let mut page = secured(address).await;
    let plain = plain(address).await.expect("somebody may sign in");
    page.ask(&format!("AUTH PLAIN {plain}\r\n"), 235).await;
    page
}

/// A page that was greeted.
pub(crate) async fn greeted(address: SocketAddr) -> Page {
    let mut page = Page::connect(address, "/tunnel", Some("wsmtp.v1")).await;
    page.open("sandbox").await;
    assert_eq!(page.opened().await.security, Security::StartTls);
    page.reply(220).await;
    page
}

/// A page that has not signed in yet, inside TLS.
pub(crate) async fn secured(address: SocketAddr) -> Page {
    let mut page = greeted(address).await;
    page.ask("EHLO [127.0.0.1]\r\n", 250).await;
    page.ask("STARTTLS\r\n", 220).await;
    page.say(&PageMessage::StartTls).await;
    assert_eq!(page.secured().await.certificate.names, ["sandbox.test"]);
    page.ask("EHLO [127.0.0.1]\r\n", 250).await;
    page
}

/// What AUTH PLAIN says, by the demo's /gateway.json; nothing where nobody has to sign in.
pub(crate) async fn plain(address: SocketAddr) -> Option<String> {
    let about = json(address, "/gateway.json").await;
    let sandbox = &about["sandbox"];
    assert_eq!(sandbox["domain"], "sandbox.test");
    let user = sandbox["user"].as_str()?;
    let password = sandbox["password"].as_str().unwrap();
    Some(BASE64_STANDARD.encode(format!("\0{user}\0{password}")))
}

/// Lets another setup hold.
pub(crate) async fn set(address: SocketAddr, setup: &str) {
    let answer = put(address, SETUP, "", setup).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
}

/// The subjects of the mails that have come, the newest first.
pub(crate) async fn subjects(address: SocketAddr) -> Vec<String> {
    subjects_of(&json(address, "/sandbox/messages").await)
}

/// The subjects of a list, in its order.
pub(crate) fn subjects_of(list: &Value) -> Vec<String> {
    let mails = list.as_array().unwrap().iter();
    mails
        .map(|mail| mail["subject"].as_str().unwrap().to_owned())
        .collect()
}

/// Says all of a mail but its end: these lines, which end with a line feed each.
pub(crate) async fn open_mail(page: &mut Page, to: &str, mail: &str) {
    page.ask("MAIL FROM:<demo@sandbox.test>\r\n", 250).await;
    page.ask(&format!("RCPT TO:<{to}>\r\n"), 250).await;
    page.ask("DATA\r\n", 354).await;
    page.send(mail.replace('\n', "\r\n")).await;
}

/// The same with its end, and the server takes it.
pub(crate) async fn deliver(page: &mut Page, to: &str, mail: &str) {
    open_mail(page, to, mail).await;
    page.ask(".\r\n", 250).await;
}
