//! The demo's port for programs that speak SMTP themselves, such as a back end under test.

use std::net::SocketAddr;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};
use wsmtp_gateway::demo::{Demo, DemoError};

use crate::support::{
    demo::{deliver, json, run_with_smtp, signed_in},
    http::{get, put},
    patiently,
};

/// A program that has read the greeting.
struct Program(BufReader<TcpStream>);

impl Program {
    async fn connect(address: SocketAddr) -> Self {
        let mut program = Self(BufReader::new(TcpStream::connect(address).await.unwrap()));
        assert!(program.hear().await.starts_with("220 sandbox.test "));
        program
    }

    async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// One whole reply.
    async fn hear(&mut self) -> String {
        let mut reply = String::new();
        loop {
            let mut line = String::new();
            let read = self.0.read_line(&mut line);
            assert_ne!(patiently("a reply", read).await.unwrap(), 0, "{reply:?}");
            reply += &line;
            if line.get(3..4) == Some(" ") {
                return reply;
            }
        }
    }

    async fn ask(&mut self, line: &str, code: &str) -> String {
        self.send(&format!("{line}\r\n")).await;
        let reply = self.hear().await;
        assert!(reply.starts_with(code), "{line:?} was answered {reply:?}");
        reply
    }

    async fn deliver(&mut self, to: &str, subject: &str) {
        self.ask("MAIL FROM:<app@example.org>", "250").await;
        self.ask(&format!("RCPT TO:<{to}>"), "250").await;
        self.ask("DATA", "354").await;
        self.ask(&format!("Subject: {subject}\r\n\r\nhello\r\n."), "250")
            .await;
    }

    async fn leave(mut self) {
        self.ask("QUIT", "221").await;
        let mut rest = String::new();
        patiently("the end", self.0.read_to_string(&mut rest))
            .await
            .unwrap();
        assert_eq!(rest, "");
    }
}

async fn subjects(http: SocketAddr) -> Vec<String> {
    let list = json(http, "/sandbox/messages").await;
    let mails = list.as_array().unwrap().iter();
    mails
        .map(|mail| mail["subject"].as_str().unwrap().to_owned())
        .collect()
}

async fn set(http: SocketAddr, setup: &str) {
    let answer = put(http, "/sandbox/setup", "", setup).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
}

#[tokio::test]
async fn a_mail_of_a_program_lies_beside_those_of_pages() {
    let (demo, smtp) = run_with_smtp().await;
    let mut page = signed_in(demo.address).await;
    deliver(&mut page, "ada@example.org", "Subject: of a page\n\n").await;

    let mut program = Program::connect(smtp).await;
    let offers = program.ask("EHLO back-end.test", "250").await;
    assert!(!offers.contains("STARTTLS"), "{offers}");
    program.deliver("bob@example.org", "of a program").await;
    program.leave().await;

    assert_eq!(subjects(demo.address).await, ["of a program", "of a page"]);
    let mail = &json(demo.address, "/sandbox/messages?to=bob").await[0];
    assert_eq!(mail["from"], "app@example.org");
    let source = get(demo.address, &format!("/sandbox/messages/{}", mail["id"])).await;
    assert_eq!(source.body, "Subject: of a program\r\n\r\nhello\r\n");
}

#[tokio::test]
async fn a_program_that_knows_only_helo_needs_nothing_else() {
    let (demo, smtp) = run_with_smtp().await;
    let mut program = Program::connect(smtp).await;
    program.ask("HELO back-end.test", "250").await;
    program.deliver("bob@example.org", "old").await;
    program.leave().await;
    assert_eq!(subjects(demo.address).await, ["old"]);
}

#[tokio::test]
async fn a_program_may_sign_in_and_may_ask_for_tls_where_the_setup_offers_it() {
    let (demo, smtp) = run_with_smtp().await;
    set(demo.address, "security: starttls").await;
    let mut program = Program::connect(smtp).await;
    program.ask("EHLO back-end.test", "250").await;
    program.ask("STARTTLS", "220").await;

    let about = json(demo.address, "/gateway.json").await;
    let name = about["sandbox"]["user"].as_str().unwrap();
    let password = about["sandbox"]["password"].as_str().unwrap();
    let plain = |password| BASE64_STANDARD.encode(format!("\0{name}\0{password}"));
    let mut program = Program::connect(smtp).await;
    let offers = program.ask("EHLO back-end.test", "250").await;
    assert!(offers.contains("AUTH PLAIN"), "{offers}");
    program
        .ask(&format!("AUTH PLAIN {}", plain("wrong")), "535")
        .await;
    program
        .ask(&format!("AUTH PLAIN {}", plain(password)), "235")
        .await;
    program.deliver("bob@example.org", "signed in").await;
    assert_eq!(subjects(demo.address).await, ["signed in"]);
}

#[tokio::test]
async fn the_setup_holds_for_programs_too() {
    let (demo, smtp) = run_with_smtp().await;
    set(
        demo.address,
        "recipient *@late.test: reply 451 4.2.1 try later",
    )
    .await;
    let mut program = Program::connect(smtp).await;
    program.ask("EHLO back-end.test", "250").await;
    program.ask("MAIL FROM:<app@example.org>", "250").await;
    program.ask("RCPT TO:<bob@late.test>", "451").await;

    set(demo.address, "auth: required\nsecurity: none").await;
    let mut stranger = Program::connect(smtp).await;
    let offers = stranger.ask("EHLO back-end.test", "250").await;
    assert!(!offers.contains("STARTTLS"), "{offers}");
    stranger.ask("MAIL FROM:<app@example.org>", "530").await;

    set(demo.address, "").await;
    let mut again = Program::connect(smtp).await;
    again.ask("EHLO back-end.test", "250").await;
    again.deliver("bob@late.test", "on time").await;
    assert_eq!(subjects(demo.address).await, ["on time"]);
}

/// Browsers let any page post to any port, with a mail for its body.
#[tokio::test]
async fn no_page_gets_a_mail_in_by_a_post() {
    let (demo, smtp) = run_with_smtp().await;
    let body = "EHLO evil.example\r\nMAIL FROM:<eve@evil.example>\r\nRCPT TO:<a@b.example>\r\n\
                DATA\r\nSubject: posted\r\n\r\n.\r\nQUIT\r\n";
    // The least that a browser sends: Firefox's, without a cookie or referrer.
    let head = format!(
        "POST / HTTP/1.1\r\nHost: {smtp}\r\nUser-Agent: a\r\nAccept: */*\r\n\
         Accept-Language: en\r\nAccept-Encoding: gzip\r\nContent-Type: text/plain\r\n\
         Content-Length: {}\r\nOrigin: https://evil.example\r\n\r\n",
        body.len()
    );
    let mut posted = Program::connect(smtp).await;
    posted.send(&format!("{head}{body}")).await;
    let mut replies = String::new();
    // Reset where the server has closed over octets of the body; then what it said may be lost.
    let _reset = patiently("the end", posted.0.read_to_string(&mut replies)).await;
    assert!(!replies.contains("250"), "{replies}");
    assert_eq!(subjects(demo.address).await, [""; 0]);
}

#[tokio::test]
async fn programs_are_served_on_this_machine_only() {
    let mut demo = Demo::bind("127.0.0.1:0".parse().unwrap(), Vec::new())
        .await
        .unwrap();
    let wrong = demo.listen_for_mails("0.0.0.0:0".parse().unwrap()).await;
    assert!(matches!(wrong, Err(DemoError::Exposed(_))), "{wrong:?}");
}

#[tokio::test]
async fn the_port_is_given_back_when_the_demo_stops() {
    let (demo, smtp) = run_with_smtp().await;
    Program::connect(smtp).await;
    demo.stop.send(()).unwrap();
    patiently("the demo to end", demo.task).await.unwrap();
    assert!(TcpStream::connect(smtp).await.is_err());
}
