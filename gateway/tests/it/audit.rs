//! What each mail leaves behind: a line in the audit log, and a number.

use std::{
    cell::Cell,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use tokio::task::spawn_blocking;

use crate::support::{
    http::get,
    mailserver::{serve, take_mails},
    page::Page,
    patiently,
    process::{self, Process},
    program::program,
};

const LOGROTATE: &str = include_str!("../../deploy/logrotate");

const FILE: &str = "[audit]\nfile = \"audit.log\"\n";

async fn start(mails: usize, more: &str) -> Process {
    start_as(process::gateway(), mails, more).await
}

async fn start_as(command: Command, mails: usize, more: &str) -> Process {
    let (port, _) = serve(move |line| take_mails(line, mails)).await;
    let configuration = format!(
        "[admin]\nlisten = \"127.0.0.1:0\"\n{}{more}",
        process::clear(port)
    );
    Process::start(command, &configuration).await
}

async fn greeted(gateway: &Process) -> Page {
    let mut page = Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await;
    page.open("mail").await;
    page.opened().await;
    page.reply(220).await;
    page.ask("EHLO page.example\r\n", 250).await;
    page
}

/// The lines of a file, once there are so many.
async fn lines(file: &Path, count: usize) -> Vec<Value> {
    patiently("lines of the audit log", async {
        loop {
            let text = std::fs::read_to_string(file).unwrap_or_default();
            if text.matches('\n').count() >= count {
                let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
                return lines.collect();
            }
            tokio::task::yield_now().await;
        }
    })
    .await
}

#[tokio::test]
async fn a_mail_is_one_line_and_one_more_among_the_accepted() {
    let mut gateway = start(2, FILE).await;
    let mut page = greeted(&gateway).await;
    page.mail().await;
    page.mail().await;
    page.ask("QUIT\r\n", 221).await;
    page.end_in_order().await;

    let metrics = get(gateway.admin().await, "/metrics").await.body;
    let mails = "wsmtp_mails_total{class=\"2xx\",outcome=\"accepted\",upstream=\"mail\"} 2\n";
    assert!(metrics.contains(mails), "{metrics}");
    gateway.signal("-TERM");
    assert!(gateway.ended().await);

    let file = gateway.folder().join("audit.log");
    let lines = lines(&file, 2).await;
    assert_eq!(lines.len(), 2);
    for line in &lines {
        assert_eq!(line["upstream"], "mail");
        assert_eq!(line["sender_domain"], "example.org");
        assert_eq!(line["recipients"], 1);
        assert_eq!(line["size"], 23);
        assert_eq!(
            (&line["outcome"], &line["code"]),
            (&"accepted".into(), &250.into())
        );
        assert_eq!(line["subject"], Value::Null);
    }
    let text = std::fs::read_to_string(&file).unwrap();
    for hidden in ["ada", "bob", "127.0.0.1", "hello"] {
        assert!(!text.contains(hidden), "{hidden} is in {text}");
    }
}

/// The log, and where it is moved to.
fn files(gateway: &Process) -> (PathBuf, PathBuf) {
    let file = gateway.folder().join("audit.log");
    let old = file.with_extension("log.1");
    (file, old)
}

#[tokio::test]
async fn a_reload_opens_a_new_file_for_a_session_that_goes_on() {
    let gateway = start(2, FILE).await;
    let (file, old) = files(&gateway);
    let mut page = greeted(&gateway).await;
    page.mail().await;
    lines(&file, 1).await;
    std::fs::rename(&file, &old).unwrap();
    gateway.signal("-HUP");
    gateway
        .logged("the configuration was read again; it holds")
        .await;
    page.mail().await;
    let (before, after) = (lines(&old, 1).await, lines(&file, 1).await);
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_eq!(before[0]["session"], after[0]["session"]);
}

/// Or lines would go on into a file that is packed, and in the end deleted.
#[tokio::test]
async fn a_wrong_configuration_keeps_no_mail_out_of_the_new_file() {
    let gateway = start(2, FILE).await;
    let (file, old) = files(&gateway);
    let mut page = greeted(&gateway).await;
    page.mail().await;
    lines(&file, 1).await;
    gateway.configure("[audit]\nfile = \"another.log\"\n[limits]\nidle = 0\n");
    std::fs::rename(&file, &old).unwrap();
    gateway.signal("-HUP");
    gateway
        .logged("the configuration was read again and is not used")
        .await;
    page.mail().await;
    let (before, after) = (lines(&old, 1).await, lines(&file, 1).await);
    assert_eq!((before.len(), after.len()), (1, 1));
    assert!(!gateway.folder().join("another.log").exists());
}

/// Lets logrotate do what it does each week, for the `nth` time, and waits until the gateway has followed.
async fn rotate(gateway: &Process, file: &Path, nth: usize) {
    let (log, reload) = (
        "/var/log/wsmtp/audit.log",
        "systemctl reload wsmtp-gateway.service",
    );
    assert!(LOGROTATE.contains(log) && LOGROTATE.contains(reload));
    let rules = LOGROTATE
        .replace(log, file.to_str().unwrap())
        .replace(reload, &format!("kill -HUP {}", gateway.id()));
    let folder = gateway.folder();
    std::fs::write(folder.join("logrotate"), rules).unwrap();
    let mut logrotate = program("sbin/logrotate");
    logrotate
        .arg("--force")
        .arg("--state")
        .arg(folder.join("state"))
        .arg(folder.join("logrotate"));
    let output = spawn_blocking(move || logrotate.output());
    let output = output.await.unwrap().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    patiently("the reload", async {
        while gateway.logs().matches("read again; it holds").count() < nth {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn logrotate_keeps_each_mail_in_one_of_its_files() {
    let mut gateway = start(usize::MAX, FILE).await;
    let file = gateway.folder().join("audit.log");
    let mut page = greeted(&gateway).await;
    let (mut sent, rotated) = (0, Cell::new(false));
    let send = async {
        while !rotated.get() {
            page.mail().await;
            sent += 1;
        }
    };
    let rotate = async {
        for nth in 1..=2 {
            lines(&file, 1).await;
            rotate(&gateway, &file, nth).await;
        }
        lines(&file, 1).await;
        rotated.set(true);
    };
    tokio::join!(send, rotate);
    page.leave().await;
    gateway.signal("-TERM");
    assert!(gateway.ended().await);

    let read = |name: &str| {
        // It passes on what it has not packed itself.
        let output = Command::new("gzip")
            .args(["--decompress", "--stdout", "--force"])
            .arg(gateway.folder().join(name))
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let files = ["audit.log.2.gz", "audit.log.1", "audit.log"].map(read);
    let lines = files.iter().flat_map(|text| text.lines());
    let outcomes = lines.map(|line| serde_json::from_str::<Value>(line).unwrap()["outcome"].take());
    assert_eq!(outcomes.collect::<Vec<_>>(), vec!["accepted"; sent]);
}

#[tokio::test]
async fn a_mail_that_a_server_leaves_unanswered_is_unknown() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear("EHLO page.example\r\n").await;
        line.say("250 hello\r\n").await;
        line.hear("MAIL FROM:<ada@example.org>\r\n").await;
        line.say("250 fine\r\n").await;
        line.hear("RCPT TO:<bob@example.net>\r\n").await;
        line.say("250 fine\r\n").await;
        line.hear("DATA\r\n").await;
        line.say("354 go on\r\n").await;
        line.hear("Bob\r\n.\r\n").await;
    })
    .await;
    let gateway = Process::start(
        process::gateway(),
        &format!("{}{FILE}", process::clear(port)),
    )
    .await;
    let mut page = greeted(&gateway).await;
    page.ask("MAIL FROM:<ada@example.org>\r\n", 250).await;
    page.ask("RCPT TO:<bob@example.net>\r\n", 250).await;
    page.ask("DATA\r\n", 354).await;
    page.send("Bob\r\n.\r\n").await;
    server.await.unwrap();
    let lines = lines(&gateway.folder().join("audit.log"), 1).await;
    assert_eq!(lines[0]["outcome"], "unknown");
    assert_eq!(lines[0]["code"], Value::Null);
}

#[tokio::test]
async fn without_a_file_the_line_is_among_the_logs() {
    let gateway = start(1, "[audit]\naddresses = \"plain\"\n").await;
    let mut page = greeted(&gateway).await;
    page.mail().await;
    let line = gateway.logged("wsmtp_gateway::audit").await;
    let (_, json) = line.split_once("audit: ").unwrap();
    let line: Value = serde_json::from_str(json).unwrap();
    assert_eq!(line["sender"], "ada@example.org");
    assert_eq!(line["client"], "127.0.0.1");
}

/// The session's span stood before it, with the address that the line hides.
#[tokio::test]
async fn a_line_among_the_logs_does_not_name_whom_it_hides() {
    let gateway = start(1, "").await;
    let mut page = greeted(&gateway).await;
    page.mail().await;
    let line = gateway.logged("wsmtp_gateway::audit").await;
    assert!(line.contains("\"sender_domain\":\"example.org\""), "{line}");
    assert!(!line.contains("127.0.0.1"), "{line}");
}

#[tokio::test]
async fn the_logs_say_whose_session_a_line_is_about() {
    let gateway = start(1, FILE).await;
    let mut page = greeted(&gateway).await;
    page.mail().await;
    let line = &lines(&gateway.folder().join("audit.log"), 1).await[0];
    assert_ne!(line["client"], "127.0.0.1");
    let session = format!("session{{id={} client={}", line["session"], page.address());
    gateway.logged(&session).await;
}

/// As the README of `deploy` advises; what the process says of itself is for this test.
#[tokio::test]
async fn logs_of_warnings_and_mails_name_no_client() {
    let mut command = process::gateway();
    command.env(
        "RUST_LOG",
        "warn,wsmtp_gateway::audit=info,wsmtp_gateway::gateway=info",
    );
    let mut gateway = start_as(command, 1, "").await;
    let mut page = greeted(&gateway).await;
    let client = page.address().to_string();
    page.mail().await;
    page.leave().await;
    gateway.signal("-TERM");
    assert!(gateway.ended().await);
    let logs = gateway.logs();
    assert!(logs.contains("\"outcome\":\"accepted\""), "{logs}");
    assert!(!logs.contains(&client), "{logs}");
}

/// The line is still being gathered when the process is told not to wait.
#[tokio::test]
async fn who_stops_the_gateway_at_once_still_has_the_last_mails_line() {
    let mut gateway = start(1, FILE).await;
    let mut page = greeted(&gateway).await;
    page.ask("MAIL FROM:<ada@example.org>\r\n", 250).await;
    gateway.signal("-TERM");
    gateway.logged("a second signal").await;
    page.ask("RCPT TO:<bob@example.net>\r\n", 250).await;
    page.ask("DATA\r\n", 354).await;
    page.ask("Subject: hello\r\n\r\nBob\r\n.\r\n", 250).await;
    // The page has its time to answer the close, and does not.
    gateway.signal("-TERM");
    assert!(!gateway.ended().await, "it says that it did not finish");
    let file = gateway.folder().join("audit.log");
    assert_eq!(lines(&file, 1).await.len(), 1);
}

#[tokio::test]
async fn who_sends_nothing_leaves_no_line() {
    let mut gateway = start(0, FILE).await;
    let mut page = greeted(&gateway).await;
    page.ask("QUIT\r\n", 221).await;
    page.leave().await;
    gateway.signal("-TERM");
    assert!(gateway.ended().await);
    let text = std::fs::read_to_string(gateway.folder().join("audit.log")).unwrap();
    assert_eq!(text, "");
}
