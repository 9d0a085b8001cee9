//! What a setup lets go wrong, as programs meet it at the demo's port, and pages behind the tunnel. Of a time
//! nothing is held but that it was long enough.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use tokio::time::timeout;
use wsmtp_tunnel::{ErrorCode, Security};

use crate::support::{
    client::Client,
    demo::{deliver, greeted, open_mail, run_with_smtp, set, signed_in, subjects},
    page::Page,
};

/// How long one listens to hear nothing.
const A_WHILE: Duration = Duration::from_millis(300);

/// How long something took.
async fn time_of(work: impl Future) -> Duration {
    let began = Instant::now();
    work.await;
    began.elapsed()
}

#[tokio::test]
async fn a_delayed_answer_comes_and_not_before_its_time() {
    const DELAY: Duration = Duration::from_millis(400);
    let (demo, smtp) = run_with_smtp().await;
    set(
        demo.address,
        "sender: delay 300ms\nsender *@slow.test: delay 0.1s",
    )
    .await;
    let command = "MAIL FROM:<ada@slow.test>";

    let mut program = Client::connect(smtp).await;
    program.ask("EHLO back-end.test", "250").await;
    let time = time_of(program.ask(command, "250")).await;
    assert!(time >= DELAY, "{time:?}");
    program.ask("RSET", "250").await;
    program.deliver("bob@example.org", "of a program").await;

    let mut page = signed_in(demo.address).await;
    let time = time_of(page.ask(&format!("{command}\r\n"), 250)).await;
    assert!(time >= DELAY, "{time:?}");
    page.ask("RSET\r\n", 250).await;
    deliver(&mut page, "bob@example.org", "Subject: of a page\n\n").await;
    assert_eq!(subjects(demo.address).await, ["of a page", "of a program"]);
}

#[tokio::test]
async fn a_slow_line_has_its_octets_each_way_in_their_time() {
    const RATE: u32 = 2000;
    // The line takes a tenth of a second's octets at once, and is busy with them afterwards.
    let least = |octets: usize| {
        let waiting = u32::try_from(octets).unwrap() - RATE / 10;
        Duration::from_secs(1) * waiting / RATE
    };
    let (demo, smtp) = run_with_smtp().await;
    let help = "a line of help\\n".repeat(30);
    let setup = format!("line: slow {RATE}/s\nhelp: reply 214 {help}that is all");
    set(demo.address, &setup).await;
    let content = "a line of the mail\n".repeat(50);

    let mut program = Client::connect(smtp).await;
    program.ask("EHLO back-end.test", "250").await;
    let began = Instant::now();
    let reply = program.ask("HELP", "214").await;
    assert!(
        began.elapsed() >= least(reply.len()),
        "{:?}",
        began.elapsed()
    );
    program.begin_mail("bob@example.org").await;
    let sent = content.replace('\n', "\r\n");
    let time = time_of(program.ask(&format!("{sent}."), "250")).await;
    assert!(time >= least(sent.len()), "{time:?}");

    let mut page = signed_in(demo.address).await;
    let time = time_of(page.ask("HELP\r\n", 214)).await;
    assert!(time >= least(reply.len()), "{time:?}");
    let time = time_of(deliver(&mut page, "bob@example.org", &content)).await;
    assert!(time >= least(sent.len()), "{time:?}");
    assert_eq!(subjects(demo.address).await.len(), 2);
}

#[tokio::test]
async fn a_server_that_falls_silent_says_nothing_to_one_and_serves_the_others() {
    let (demo, smtp) = run_with_smtp().await;
    set(demo.address, "recipient *@quiet.test: silence").await;
    let mut program = Client::connect(smtp).await;
    program.ask("EHLO back-end.test", "250").await;
    program.ask("MAIL FROM:<app@example.org>", "250").await;
    program.send("RCPT TO:<bob@quiet.test>\r\n").await;
    let heard = timeout(A_WHILE, program.hear()).await;
    assert!(heard.is_err(), "{heard:?}");

    let mut page = signed_in(demo.address).await;
    page.ask("MAIL FROM:<demo@sandbox.test>\r\n", 250).await;
    page.send("RCPT TO:<bob@quiet.test>\r\n").await;
    let heard = timeout(A_WHILE, page.next()).await;
    assert!(heard.is_err(), "{heard:?}");
    page.leave().await;

    let mut other = Client::connect(smtp).await;
    other.ask("EHLO back-end.test", "250").await;
    other.deliver("bob@example.org", "served").await;
    assert_eq!(subjects(demo.address).await, ["served"]);
}

#[tokio::test]
async fn a_connection_is_cut_without_a_word_and_the_mail_is_nobodys() {
    let (demo, smtp) = run_with_smtp().await;
    set(
        demo.address,
        "content *@cut.test: cut after 1000\nquit: cut",
    )
    .await;
    let lines = "a line of the mail\n".repeat(200);

    let mut program = Client::connect(smtp).await;
    program.ask("EHLO back-end.test", "250").await;
    program.begin_mail("bob@cut.test").await;
    program.send(&lines.replace('\n', "\r\n")).await;
    assert_eq!(program.rest().await, "");

    let mut page = signed_in(demo.address).await;
    open_mail(&mut page, "bob@cut.test", &lines).await;
    page.eof().await;

    let mut leaving = Client::connect(smtp).await;
    leaving.send("QUIT\r\n").await;
    assert_eq!(leaving.rest().await, "");
    assert_eq!(subjects(demo.address).await, [""; 0]);
}

/// The engine refuses it in a page, and the gateway where it speaks for a client that knows no TLS.
#[tokio::test]
async fn what_is_injected_behind_starttls_comes_in_clear() {
    let (demo, smtp) = run_with_smtp().await;
    set(
        demo.address,
        "security: starttls\nstarttls: inject 250 AUTH PLAIN",
    )
    .await;
    let mut program = Client::connect(smtp).await;
    program.ask("EHLO back-end.test", "250").await;
    program.ask("STARTTLS", "220").await;
    assert_eq!(program.hear().await, "250 AUTH PLAIN\r\n");
    let mut inside = program.secure().await;
    inside.ask("EHLO back-end.test", "250").await;
    inside.deliver("bob@example.org", "inside").await;
    inside.leave().await;

    let mut page = greeted(demo.address).await;
    page.ask("EHLO [127.0.0.1]\r\n", 250).await;
    page.ask("STARTTLS\r\n", 220).await;
    page.hear("250 AUTH PLAIN\r\n").await;
    let mut raw = Page::connect(demo.address, "/smtp/sandbox", Some("binary")).await;
    raw.cut(ErrorCode::TlsResidue).await;
}

#[tokio::test]
async fn starttls_that_is_stripped_is_neither_offered_nor_taken() {
    let (demo, smtp) = run_with_smtp().await;
    set(demo.address, "security: starttls\nstarttls: strip").await;
    let mut program = Client::connect(smtp).await;
    let offers = program.ask("EHLO back-end.test", "250").await;
    assert!(!offers.contains("STARTTLS"), "{offers}");
    program.ask("STARTTLS", "502").await;

    let mut page = greeted(demo.address).await;
    page.ask("EHLO [127.0.0.1]\r\n", 250).await;
    page.ask("STARTTLS\r\n", 502).await;
    let mut raw = Page::connect(demo.address, "/smtp/sandbox", Some("binary")).await;
    raw.cut(ErrorCode::TlsFailed).await;
}

#[tokio::test]
async fn all_of_it_happens_inside_tls_as_well() {
    const DELAY: Duration = Duration::from_millis(300);
    let (demo, smtp) = run_with_smtp().await;
    set(
        demo.address,
        "security: implicit\ngreeting: delay 300ms\nverdict *@cut.test: cut",
    )
    .await;
    let began = Instant::now();
    let mut program = Client::ungreeted(smtp).await.secure().await;
    assert!(program.hear().await.starts_with("220 "));
    assert!(began.elapsed() >= DELAY, "{:?}", began.elapsed());
    program.ask("EHLO back-end.test", "250").await;
    program.deliver("bob@example.org", "locked").await;
    program.begin_mail("bob@cut.test").await;
    program.send("Subject: cut\r\n\r\n.\r\n").await;
    assert_eq!(program.rest().await, "");

    let began = Instant::now();
    let mut page = Page::connect(demo.address, "/tunnel", Some("wsmtp.v1")).await;
    page.open("sandbox").await;
    assert_eq!(page.opened().await.security, Security::Implicit);
    page.reply(220).await;
    assert!(began.elapsed() >= DELAY, "{:?}", began.elapsed());
    assert_eq!(subjects(demo.address).await, ["locked"]);
}

#[tokio::test]
async fn a_server_that_turns_everybody_away_says_so() {
    let (demo, smtp) = run_with_smtp().await;
    set(demo.address, "greeting: reply 554 5.3.2 closed today").await;
    let mut program = Client::ungreeted(smtp).await;
    assert_eq!(program.hear().await, "554 5.3.2 closed today\r\n");
    program.ask("EHLO back-end.test", "503").await;
    program.leave().await;

    let mut page = Page::connect(demo.address, "/tunnel", Some("wsmtp.v1")).await;
    page.open("sandbox").await;
    page.opened().await;
    page.reply(554).await;
}
