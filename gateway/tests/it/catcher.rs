//! The demo's port for programs that speak SMTP themselves, such as a back end under test.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use tokio::net::TcpStream;
use wsmtp_gateway::demo::{Demo, DemoError};

use crate::support::{
    client::Client,
    demo::{deliver, json, plain, run_with_smtp, set, signed_in, subjects},
    http::get,
    patiently,
};

#[tokio::test]
async fn a_mail_of_a_program_lies_beside_those_of_pages() {
    let (demo, smtp) = run_with_smtp().await;
    let mut page = signed_in(demo.address).await;
    deliver(&mut page, "ada@example.org", "Subject: of a page\n\n").await;

    let mut program = Client::connect(smtp).await;
    let offers = program.ask("EHLO back-end.test", "250").await;
    assert!(!offers.contains("STARTTLS"), "{offers}");
    program.deliver("bob@example.org", "of a program").await;
    program.leave().await;

    assert_eq!(subjects(demo.address).await, ["of a program", "of a page"]);
    let mail = &json(demo.address, "/sandbox/messages?to=bob").await[0];
    assert_eq!(mail["from"], "app@example.org");
    assert_eq!(mail["security"], "none");
    let of_page = &json(demo.address, "/sandbox/messages?to=ada").await[0];
    assert_eq!(of_page["security"], "starttls");
    let source = get(demo.address, &format!("/sandbox/messages/{}", mail["id"])).await;
    assert_eq!(source.body, "Subject: of a program\r\n\r\nhello\r\n");
}

#[tokio::test]
async fn a_program_that_knows_only_helo_needs_nothing_else() {
    let (demo, smtp) = run_with_smtp().await;
    let mut program = Client::connect(smtp).await;
    program.ask("HELO back-end.test", "250").await;
    program.deliver("bob@example.org", "old").await;
    program.leave().await;
    assert_eq!(subjects(demo.address).await, ["old"]);
}

#[tokio::test]
async fn a_program_may_sign_in_and_may_ask_for_tls_where_the_setup_offers_it() {
    let (demo, smtp) = run_with_smtp().await;
    set(demo.address, "security: starttls").await;
    let mut program = Client::connect(smtp).await;
    program.ask("EHLO back-end.test", "250").await;
    program.ask("STARTTLS", "220").await;

    let right = plain(demo.address).await.unwrap();
    let wrong = BASE64_STANDARD.encode("\0demo@sandbox.test\0wrong");
    let mut program = Client::connect(smtp).await;
    let offers = program.ask("EHLO back-end.test", "250").await;
    assert!(offers.contains("AUTH PLAIN"), "{offers}");
    program.ask(&format!("AUTH PLAIN {wrong}"), "535").await;
    program.ask(&format!("AUTH PLAIN {right}"), "235").await;
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
    let mut program = Client::connect(smtp).await;
    program.ask("EHLO back-end.test", "250").await;
    program.ask("MAIL FROM:<app@example.org>", "250").await;
    program.ask("RCPT TO:<bob@late.test>", "451").await;

    set(demo.address, "auth: required\nsecurity: none").await;
    let mut stranger = Client::connect(smtp).await;
    let offers = stranger.ask("EHLO back-end.test", "250").await;
    assert!(!offers.contains("STARTTLS"), "{offers}");
    stranger.ask("MAIL FROM:<app@example.org>", "530").await;

    set(demo.address, "").await;
    let mut again = Client::connect(smtp).await;
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
    let mut posted = Client::connect(smtp).await;
    posted.send(&format!("{head}{body}")).await;
    // Reset where the server has closed over octets of the body; then what it said may be lost.
    let replies = posted.rest().await;
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
    Client::connect(smtp).await;
    demo.stop.send(()).unwrap();
    patiently("the demo to end", demo.task).await.unwrap();
    assert!(TcpStream::connect(smtp).await.is_err());
}
