//! SIGHUP: other rules for those who come, the old ones for those who are in.

use std::{process::Command, time::SystemTime};

use tokio::net::TcpStream;
use wsmtp_tunnel::{ErrorCode, PageMessage};

use crate::support::{
    authority::{Authority, trusting_in_2000},
    http::get,
    mailserver::{ENVELOPE, nobody, patient, serve},
    page::{Page, request},
    process::{self, Process},
    tokens::{AUDIENCE, Site, open, wish},
};

const READ_AGAIN: &str = "the configuration was read again; it holds for new sessions";
const KEPT: &str = "the configuration was read again and is not used";

fn upstream(name: &str, port: u16) -> String {
    process::clear(port).replace("[upstream.mail]", &format!("[upstream.{name}]"))
}

async fn page(gateway: &Process) -> Page {
    Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await
}

#[tokio::test]
async fn a_mail_in_the_middle_goes_on_and_whoever_comes_meets_the_new_rules() {
    let (port, server) = serve(|mut line| async move {
        line.take_envelope().await;
        line.hear("Subject: half").await;
        line.hear(" and half\r\n.\r\n").await;
        line.say("250 queued\r\n").await;
        line.end().await;
        line.hear_rest().await;
    })
    .await;
    let mut gateway = Process::start(process::gateway(), &upstream("old", port)).await;
    let mut before = page(&gateway).await;
    before.open("old").await;
    before.opened().await;
    before.hear("220 hello\r\n").await;
    before.send_envelope().await;
    before.send("Subject: half").await;
    before.acked(ENVELOPE.len() as u64 + 13).await;

    gateway.configure(&upstream("new", patient().await));
    gateway.signal("-HUP");
    gateway.logged(READ_AGAIN).await;
    let mut after = page(&gateway).await;
    after.open("old").await;
    after.failed(ErrorCode::UpstreamUnknown).await;
    let mut after = page(&gateway).await;
    after.open("new").await;
    after.opened().await;
    after.hear("220 patient\r\n").await;
    after.leave().await;

    before.send(" and half\r\n.\r\n").await;
    before.hear("250 queued\r\n").await;
    before.eof().await;
    before.say(&PageMessage::Eof).await;
    before.closed().await;
    server.await.unwrap();
    gateway.signal("-TERM");
    assert!(gateway.ended().await);
}

#[tokio::test]
async fn a_wrong_configuration_is_explained_by_line_and_the_old_one_holds() {
    let good = format!(
        "[admin]\nlisten = \"127.0.0.1:0\"\n{}",
        upstream("mail", patient().await)
    );
    let gateway = Process::start(process::gateway(), &good).await;
    gateway.configure("[limits]\nsesions = 5\nidle = 0\n");
    gateway.signal("-HUP");
    gateway.logged(KEPT).await;
    let logs = gateway.logs();
    for problem in [
        "3: limits.sesions: there is no such key; did you mean `sessions`?",
        "4: limits.idle: a time of 0 seconds would end everything at once",
        "1: upstream: no mail server is named",
    ] {
        assert!(logs.contains(problem), "{problem} is not in {logs}");
    }
    let mut page = page(&gateway).await;
    page.open("mail").await;
    page.opened().await;

    let metrics = get(gateway.admin().await, "/metrics").await.body;
    assert!(metrics.contains("wsmtp_reloads_total{result=\"failed\"} 1\n"));
    assert!(metrics.contains("wsmtp_config_last_reload_successful 0\n"));
    gateway.configure(&good);
    gateway.signal("-HUP");
    gateway.logged(READ_AGAIN).await;
    let metrics = get(gateway.admin().await, "/metrics").await.body;
    assert!(metrics.contains("wsmtp_reloads_total{result=\"ok\"} 1\n"));
    assert!(metrics.contains("wsmtp_config_last_reload_successful 1\n"));
}

#[tokio::test]
async fn a_configuration_that_is_gone_is_said_and_the_old_one_holds() {
    let gateway = Process::start(process::gateway(), &upstream("mail", patient().await)).await;
    std::fs::remove_file(gateway.folder().join("wsmtp.toml")).unwrap();
    gateway.signal("-HUP");
    gateway.logged(KEPT).await;
    let logs = gateway.logs();
    assert!(logs.contains("wsmtp.toml: No such file"), "{logs}");
    let mut page = page(&gateway).await;
    page.open("mail").await;
    page.opened().await;
}

#[tokio::test]
async fn what_takes_a_restart_is_said() {
    let mail = upstream("mail", nobody());
    let gateway = Process::start(process::gateway(), &mail).await;
    gateway.configure(&format!("[admin]\nlisten = \"127.0.0.1:0\"\n{mail}"));
    gateway.signal("-HUP");
    gateway.logged(READ_AGAIN).await;
    gateway
        .logged("what is new here holds after a restart key=\"admin.listen\"")
        .await;
    assert!(!gateway.logs().contains("key=\"listen\""));
}

/// Or whoever holds a key that leaked would have it for as long as the certificate is not renewed.
#[tokio::test]
async fn a_key_of_tokens_is_taken_away_although_the_certificate_is_over() {
    let (authority, mut site) = (Authority::new(), Site::new());
    site.add("second");
    let leaked = site.sign("first", &wish("eve"), SystemTime::now());
    let clear =
        upstream("mail", patient().await).replace("tokens = \"none\"", "tokens = \"required\"");
    let tokens = format!(
        "[tokens]\nkeys = \"{}\"\naudience = \"{AUDIENCE}\"\n",
        site.file().display()
    );
    let folder = site.file().parent().unwrap().display().to_string();
    let (certificate, key) = authority.expired_files("localhost");
    std::fs::write(format!("{folder}/certificate.pem"), certificate).unwrap();
    std::fs::write(format!("{folder}/key.pem"), key).unwrap();
    let tls =
        format!("[tls]\ncertificate = \"{folder}/certificate.pem\"\nkey = \"{folder}/key.pem\"\n");
    let gateway = Process::start(process::gateway(), &format!("{clear}{tokens}{tls}")).await;
    gateway.logged("the certificate is not valid now").await;
    let page = async || {
        let stream = TcpStream::connect(gateway.address).await.unwrap();
        let connector = trusting_in_2000(authority.der.clone().into());
        let name = "localhost".try_into().unwrap();
        let stream = connector.connect(name, stream).await.unwrap();
        Page::over(
            stream,
            request(gateway.address, "/tunnel", Some("wsmtp.v1")),
        )
        .await
    };
    let mut eve = page().await;
    open(&mut eve, &leaked).await;
    eve.opened().await;

    site.forget();
    gateway.signal("-HUP");
    gateway.logged(READ_AGAIN).await;
    let mut eve = page().await;
    open(&mut eve, &leaked).await;
    eve.failed(ErrorCode::TokenRefused).await;
    let mut ada = page().await;
    open(&mut ada, &site.token(&wish("ada"))).await;
    ada.opened().await;
}

/// A pipe that nobody reads from cannot be opened: a disk that is gone is much the same.
#[tokio::test]
async fn a_file_that_does_not_answer_holds_up_neither_pages_nor_the_end() {
    let clear = upstream("mail", patient().await);
    let mut gateway = Process::start(process::gateway(), &clear).await;
    let pipe = gateway.folder().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let audit = format!("[audit]\nfile = \"{}\"\n", pipe.display());
    gateway.configure(&format!("{audit}{clear}"));
    gateway.signal("-HUP");
    gateway.logged("reading the configuration again").await;
    let mut page = page(&gateway).await;
    page.open("mail").await;
    page.opened().await;
    page.hear("220 patient\r\n").await;
    page.leave().await;
    assert!(!gateway.logs().contains(READ_AGAIN));
    gateway.signal("-TERM");
    assert!(gateway.ended().await);
}
