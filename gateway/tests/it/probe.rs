//! `wsmtp-gateway probe`, as an operator runs it.

use std::{fs, os::unix::fs::PermissionsExt as _, process::Output};

use tempfile::TempDir;

use crate::support::{
    authority::Authority,
    mailserver::{nobody, serve},
    patiently, process,
    stage::NAME,
};

/// Runs the probe on this configuration.
async fn probe(folder: &TempDir, configuration: &str, arguments: &[&str]) -> Output {
    let file = folder.path().join("wsmtp.toml");
    fs::write(&file, configuration).unwrap();
    let mut command = process::gateway();
    command
        .arg("probe")
        .args(arguments)
        .arg("--config")
        .arg(file);
    let run = tokio::task::spawn_blocking(move || command.output().unwrap());
    patiently("the probe", run).await.unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn all_that_a_server_shows() {
    let authority = Authority::new();
    let acceptor = authority.acceptor(NAME);
    let (port, server) = serve(|mut line| async move {
        line.say("220 mail.example \u{1b}[2J\u{202e}hello\r\n")
            .await;
        line.hear("EHLO [127.0.0.1]\r\n").await;
        line.say("250-mail.example\r\n250 STARTTLS\r\n").await;
        line.hear("STARTTLS\r\n").await;
        line.say("220 go ahead\r\n").await;
        let mut line = line.secure(acceptor).await;
        line.hear("EHLO [127.0.0.1]\r\n").await;
        line.say("250-mail.example\r\n250-SIZE 1000\r\n250 AUTH PLAIN\r\n")
            .await;
        line.hear("AUTH PLAIN AG1lAHBhNTU=\r\n").await;
        line.say("235 welcome\r\n").await;
        line.hear("QUIT\r\n").await;
        line.say("221 bye\r\n").await;
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ca.pem"), &authority.pem).unwrap();
    let password = folder.path().join("password");
    fs::write(&password, "pa55\n").unwrap();
    fs::set_permissions(&password, fs::Permissions::from_mode(0o600)).unwrap();
    let configuration = format!(
        "[upstream.mail]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"starttls\"\ntokens = \"none\"\n\
         ca = \"ca.pem\"\nserver_name = \"{NAME}\"\n\
         [upstream.mail.account]\nuser = \"me\"\npassword_file = \"password\"\nanybody = true\n"
    );
    let output = probe(&folder, &configuration, &["mail"]).await;
    assert!(output.status.success(), "{output:?}");
    let printed = text(&output.stdout);
    assert!(
        printed.starts_with(&format!("mail: 127.0.0.1, port {port}\n")),
        "{printed}"
    );
    let fields: Vec<_> = printed
        .lines()
        .skip(1)
        .map(|line| line.get(2..20).unwrap_or_default().trim())
        .collect();
    let steps = [
        "connected to",
        "connect",
        "greeting",
        "EHLO",
        "STARTTLS and TLS",
        "EHLO",
        "AUTH",
    ];
    let shown = [
        "greets",
        "offers",
        "offers",
        "TLS",
        "certificate",
        "names",
        "issuer",
        "valid",
        "SHA-256",
        "signed in",
    ];
    assert_eq!(fields, [&steps[..], &shown[..]].concat(), "{printed}");
    for words in [
        "mail.example \u{fffd}[2J\\u{202e}hello",
        "SIZE 1000",
        "TLSv1.3",
        NAME,
        "CN=Test Authority",
    ] {
        assert!(printed.contains(words), "{words}: {printed}");
    }
    assert!(
        !printed.contains('\u{1b}') && !printed.contains("pa55"),
        "{printed}"
    );
    patiently("the goodbye", server).await.unwrap();
}

#[tokio::test]
async fn a_failure_is_told_in_the_words_that_pages_get() {
    let folder = tempfile::tempdir().unwrap();
    let port = nobody();
    let output = probe(&folder, &process::clear(port), &["mail"]).await;
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stdout),
        format!("mail: 127.0.0.1, port {port}\n")
    );
    let complaint = text(&output.stderr);
    assert!(
        complaint.starts_with("server-unreachable: the mail server 127.0.0.1 cannot be reached"),
        "{complaint}"
    );

    let output = probe(&folder, &process::clear(port), &["post"]).await;
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        "there is no upstream `post`; the configuration has mail\n"
    );
}

#[tokio::test]
async fn what_was_seen_before_a_failure_is_shown_and_json_on_request() {
    let (port, _server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear("EHLO [127.0.0.1]\r\n").await;
        line.say("421 not now\r\n").await;
        line.hear_rest().await
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let output = probe(&folder, &process::clear(port), &["mail", "--json"]).await;
    assert_eq!(output.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["peer"], format!("127.0.0.1:{port}"));
    assert_eq!(report["greeting"], serde_json::json!(["hello"]));
    assert_eq!(report["failure"]["code"], "server-refused");
    assert_eq!(report["steps"][0]["name"], "connect");
    assert!(report["steps"][1]["milliseconds"].as_f64().unwrap() > 0.0);
}
