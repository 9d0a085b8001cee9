//! What the operator's rules and a token permit: of the rest the page is told by a reply, and the server
//! sees nothing of that, or no end.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use wsmtp_gateway::{Config, config::MailRulesConfig, token::Wish};
use wsmtp_tunnel::{ErrorCode, PageMessage, Security};

use crate::support::{
    mailserver::{ENVELOPE, serve},
    page::Page,
    stage::{Stage, config},
    tokens::{Site, open, wish},
};

/// A server that takes every mail, and what it heard.
struct Office {
    port: u16,
    heard: Arc<Mutex<String>>,
}

impl Office {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(String::new()));
        let noted = Arc::clone(&heard);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(take(stream, Arc::clone(&noted)));
            }
        });
        Self { port, heard }
    }

    fn heard(&self) -> String {
        self.heard.lock().unwrap().clone()
    }
}

async fn take(stream: TcpStream, heard: Arc<Mutex<String>>) {
    let mut stream = BufReader::new(stream);
    let (mut in_content, mut reply) = (false, "220 office\r\n");
    while stream.write_all(reply.as_bytes()).await.is_ok() {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or_default() == 0 {
            return;
        }
        *heard.lock().unwrap() += &line;
        if let Some(size) = line.strip_prefix("BDAT ") {
            let size = size.split_whitespace().next().unwrap().parse().unwrap();
            let mut chunk = vec![0; size];
            stream.read_exact(&mut chunk).await.unwrap();
            *heard.lock().unwrap() += &String::from_utf8(chunk).unwrap();
        }
        in_content = line == "DATA\r\n" || in_content && line != ".\r\n";
        reply = match line.as_str() {
            "DATA\r\n" => "354 go on\r\n",
            "EHLO me\r\n" => "250-office\r\n250-CHUNKING\r\n250 SIZE 1000\r\n",
            _ if in_content => "",
            _ => "250 ok\r\n",
        };
    }
}

fn rules(text: &str) -> MailRulesConfig {
    toml::from_str(text).unwrap()
}

/// A gateway to `office` with these rules.
fn limited(office: &Office, text: &str) -> Config {
    let mut config = config(office.port, Security::None);
    config.upstreams.get_mut("mail").unwrap().rules = rules(text);
    config
}

/// A page that has read the greeting.
async fn greeted(stage: &Stage) -> Page {
    stage.opened("220 office\r\n").await
}

/// Each rule with what a page says, what it is told by whom, and what the server hears of it.
const RULES: [(&str, &str, &str, &str); 6] = [
    (
        "senders = [\"@example.org\"]",
        "MAIL FROM:<eve@example.net>\r\nRCPT TO:<b@example.org>\r\nDATA\r\nMAIL FROM:<a@EXAMPLE.org>\r\n",
        "550 5.7.1 gateway: no mail may be sent from <eve@example.net> here\r\n\
         503 5.5.1 gateway: say MAIL first\r\n\
         503 5.5.1 gateway: say MAIL first\r\n\
         250 ok\r\n",
        "MAIL FROM:<a@EXAMPLE.org>\r\n",
    ),
    (
        "recipients = 1",
        "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nRCPT TO:<c@example.org>\r\nDATA\r\n.\r\n",
        "250 ok\r\n250 ok\r\n\
         452 4.5.3 gateway: no more than 1 recipient in one mail\r\n\
         354 go on\r\n250 ok\r\n",
        "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n.\r\n",
    ),
    (
        "size = 500",
        "EHLO me\r\nMAIL FROM:<a@example.org> SIZE=501\r\nRCPT TO:<b@example.org>\r\n",
        "250-office\r\n250-CHUNKING\r\n250 SIZE 500\r\n\
         552 5.3.4 gateway: no mail may be larger than 500 octets\r\n\
         503 5.5.1 gateway: say MAIL first\r\n",
        "EHLO me\r\n",
    ),
    (
        "size = 5",
        "EHLO me\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nBDAT 3\r\nabcBDAT 3 LAST\r\ndefNOOP\r\n",
        "250-office\r\n250-CHUNKING\r\n250 SIZE 5\r\n250 ok\r\n250 ok\r\n250 ok\r\n\
         552 5.3.4 gateway: no mail may be larger than 5 octets\r\n\
         250 ok\r\n",
        "EHLO me\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nBDAT 3\r\nabcRSET\r\nNOOP\r\n",
    ),
    (
        "mails = 1",
        "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n.\r\nMAIL FROM:<a@example.org>\r\n",
        "250 ok\r\n250 ok\r\n354 go on\r\n250 ok\r\n\
         451 4.7.1 gateway: no more than 1 mail may be sent in one session; begin another\r\n",
        "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n.\r\n",
    ),
    (
        "",
        "XCLIENT NAME=evil.example\r\nSTARTTLS\r\nETRN example.org\r\nNOOP x\r\n",
        "500 5.5.2 gateway: command not recognised; HELP lists those that are\r\n\
         502 5.5.1 gateway: STARTTLS is not offered\r\n\
         502 5.5.1 gateway: this server does not offer ETRN\r\n\
         250 ok\r\n",
        "NOOP x\r\n",
    ),
];

#[tokio::test]
async fn the_server_sees_nothing_of_a_command_that_is_beyond_a_rule() {
    for (rule, said, told, heard) in RULES {
        for size in [said.len(), 1] {
            let office = Office::new().await;
            let stage = Stage::new(limited(&office, rule)).await;
            let mut page = greeted(&stage).await;
            for piece in said.as_bytes().chunks(size) {
                page.send(piece).await;
            }
            page.hear(told).await;
            page.acked(said.len() as u64).await;
            page.say(&PageMessage::Eof).await;
            page.eof().await;
            assert_eq!(office.heard(), heard, "{rule}");
        }
    }
}

#[tokio::test]
async fn content_that_is_too_large_or_hides_a_mail_never_ends() {
    for (rule, content, reply, words) in [
        (
            "size = 5",
            "too large\r\n.\r\n",
            "552 5.3.4 gateway: no mail may be larger than 5 octets\r\n",
            "longer than the 5 octets",
        ),
        (
            "",
            "a\n.\r\nMAIL FROM:<eve@example.org>\r\n",
            "554 5.6.0 gateway: the mail holds an LF without CR before it\r\n",
            "an LF without CR",
        ),
        (
            "",
            "a\r\n.\r\r\nMAIL FROM:<eve@example.org>\r\n",
            "554 5.6.0 gateway: the mail holds a CR without LF behind it\r\n",
            "a CR without LF",
        ),
    ] {
        let office = Office::new().await;
        let stage = Stage::new(limited(&office, rule)).await;
        let mut page = greeted(&stage).await;
        page.send_envelope().await;
        page.send(content).await;
        page.hear(reply).await;
        let message = page.failed(ErrorCode::BadMessage).await;
        assert!(message.contains(words), "{message}");
        stage.stopped().await;
        let heard = office.heard();
        assert!(
            heard.starts_with(ENVELOPE) && !heard.contains(".\r\n") && !heard.contains("eve"),
            "{heard:?}"
        );
    }
}

#[tokio::test]
async fn of_content_that_becomes_too_large_the_server_has_what_came_before() {
    let office = Office::new().await;
    let stage = Stage::new(limited(&office, "size = 5")).await;
    let mut page = greeted(&stage).await;
    page.send_envelope().await;
    page.send("abc\r\n").await;
    page.acked((ENVELOPE.len() + 5) as u64).await;
    page.send("d\r\n.\r\n").await;
    page.hear("552 5.3.4 gateway: no mail may be larger than 5 octets\r\n")
        .await;
    page.failed(ErrorCode::BadMessage).await;
    stage.stopped().await;
    assert_eq!(office.heard(), format!("{ENVELOPE}abc\r\n"));
}

#[tokio::test]
async fn a_command_without_a_proper_end_is_the_last() {
    let office = Office::new().await;
    let stage = Stage::new(limited(&office, "")).await;
    let mut page = greeted(&stage).await;
    page.send("NOOP\r\nNOOP\nMAIL FROM:<eve@example.org>\r\n")
        .await;
    page.hear("250 ok\r\n421 4.5.2 gateway: a line ended with LF alone; SMTP needs CR LF\r\n")
        .await;
    page.failed(ErrorCode::BadMessage).await;
    assert_eq!(office.heard(), "NOOP\r\n");
}

#[tokio::test]
async fn a_server_that_answers_something_else_is_told_from_a_mail_server() {
    let stage = Stage::clear(
        serve(|mut line| async move {
            line.say("220 hello\r\n").await;
            line.hear("NOOP\r\n").await;
            line.say("what is that?\r\n").await;
            line.hear_rest().await
        })
        .await
        .0,
    )
    .await;
    let mut page = stage.opened("220 hello\r\n").await;
    page.send("NOOP\r\n").await;
    page.hear("what is that?\r\n").await;
    page.failed(ErrorCode::NotSmtp).await;
}

/// A page that its token admits.
async fn admitted(stage: &Stage, token: &str) -> Page {
    let mut page = stage.page().await;
    open(&mut page, token).await;
    page.opened().await;
    page.hear("220 office\r\n").await;
    page
}

async fn sends_a_mail(page: &mut Page) {
    page.send_envelope().await;
    page.send(".\r\n").await;
    page.hear("250 ok\r\n").await;
}

const TOO_MANY: &str =
    "451 4.7.1 gateway: no more than 2 mails may be sent within an hour; try again in ";

#[tokio::test]
async fn mails_of_an_hour_are_counted_by_subject_and_over_a_reload() {
    let office = Office::new().await;
    let site = Site::new();
    let mut config = site.config(office.port);
    config.upstreams.get_mut("mail").unwrap().rules = rules("mails_per_hour = 2");
    let stage = Stage::new(config.clone()).await;
    let ada = site.token(&wish("ada"));
    for _ in 0..2 {
        sends_a_mail(&mut admitted(&stage, &ada).await).await;
    }
    stage.gateway.reload(&config).unwrap();
    let mut page = admitted(&stage, &ada).await;
    page.send("MAIL FROM:<a@example.org>\r\n").await;
    page.hear(TOO_MANY).await;
    sends_a_mail(&mut admitted(&stage, &site.token(&wish("bob"))).await).await;
}

#[tokio::test]
async fn what_token_and_upstream_permit_both() {
    let office = Office::new().await;
    let site = Site::new();
    let mut config = site.config(office.port);
    config.upstreams.get_mut("mail").unwrap().rules =
        rules("senders = [\"@example.org\"]\nsize = 100");
    let stage = Stage::new(config).await;
    let token = site.token(&Wish {
        rules: rules("senders = [\"ada@example.org\", \"ada@example.net\"]\nsize = 50"),
        lifetime: Duration::from_secs(60),
        ..wish("ada")
    });
    let mut page = admitted(&stage, &token).await;
    for (command, code) in [
        ("MAIL FROM:<ada@example.net>\r\n", 550),
        ("MAIL FROM:<bob@example.org>\r\n", 550),
        ("MAIL FROM:<ada@example.org> SIZE=51\r\n", 552),
        ("MAIL FROM:<ada@example.org> SIZE=50\r\n", 250),
    ] {
        page.ask(command, code).await;
    }
    assert_eq!(office.heard(), "MAIL FROM:<ada@example.org> SIZE=50\r\n");
}

#[tokio::test]
async fn every_mail_is_in_the_audit_log_once() {
    let office = Office::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut config = limited(&office, "senders = [\"@example.org\"]");
    config.audit.file = Some(folder.path().join("audit.log"));
    let stage = Stage::new(config).await;
    let mut page = greeted(&stage).await;
    page.ask("MAIL FROM:<eve@example.net>\r\n", 550).await;
    sends_a_mail(&mut page).await;
    page.ask("MAIL FROM:<a@example.org>\r\n", 250).await;
    page.leave().await;
    // The place of a session is free once its last mail is written.
    stage.stopped().await;
    let log = std::fs::read_to_string(folder.path().join("audit.log")).unwrap();
    let outcomes: Vec<_> = log
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|line| line["outcome"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(outcomes, ["forbidden", "accepted", "aborted"]);
}
