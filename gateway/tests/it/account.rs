//! The gateway signs in itself: the page gets a session that is ready, and never the password.

mod environment;

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use tempfile::TempDir;
use wsmtp_gateway::{Config, Gateway, check, config::Account};
use wsmtp_tunnel::{ErrorCode, PageMessage, Security};

use crate::support::{
    authority::Authority,
    http, logs,
    mailserver::{Line, serve},
    page::Page,
    patiently,
    stage::{self, NAME, Stage, trusting},
};

const USER: &str = "gateway-user@example.test";
const PASSWORD: &str = "pa55-in-a-file";

/// A file with the password, which the owner alone may read.
fn password_file(content: &str) -> (TempDir, Account) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    fs::write(&file, content).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let account = Account::with_file(USER, &file);
    (folder, account)
}

/// A gateway of this configuration that signs in.
async fn signing_in(mut config: Config) -> Stage {
    let (_folder, account) = password_file(&format!("{PASSWORD}\nanother line\n"));
    config.upstreams.get_mut("mail").unwrap().account = Some(account);
    Stage::new(config).await
}

fn plain() -> String {
    let message = BASE64_STANDARD.encode(format!("\0{USER}\0{PASSWORD}"));
    format!("AUTH PLAIN {message}\r\n")
}

/// The server's part until the gateway has signed in.
async fn admit<S: crate::support::mailserver::Bytes>(line: &mut Line<S>) {
    line.hear("EHLO [127.0.0.1]\r\n").await;
    line.say("250-mail.example hello there\r\n250-SIZE 1000\r\n")
        .await;
    line.say("250-AUTH=PLAIN\r\n250-AUTH PLAIN LOGIN\r\n250-STARTTLS\r\n250 PIPELINING\r\n")
        .await;
    line.hear(&plain()).await;
    line.say("235 welcome-text\r\n").await;
}

const READY: [&str; 3] = ["mail.example", "SIZE 1000", "PIPELINING"];

fn holds_no_secret(text: &str) {
    for secret in [
        PASSWORD,
        &BASE64_STANDARD.encode(PASSWORD),
        plain().trim_end(),
        USER,
    ] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
}

#[tokio::test]
async fn a_page_gets_a_session_that_is_ready() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        admit(&mut line).await;
        line.hear("MAIL FROM:<me@example.test>\r\n").await;
        line.say("250 ok\r\n").await;
        line.hear_rest().await
    })
    .await;
    let stage = signing_in(stage::config(port, Security::None)).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    // Bytes that come too early wait until the session is ready.
    page.send("MAIL FROM:<me@example.test>\r\n").await;
    let opened = page.opened().await;
    assert_eq!(opened.ready.unwrap(), READY);
    assert_eq!((opened.tls, opened.security), (None, Security::None));
    page.hear("250 ok\r\n").await;
    page.say(&PageMessage::Eof).await;
    assert_eq!(patiently("the end", server).await.unwrap(), b"");
    stage.stopped().await;
    let logs = logs::text();
    for secret in [PASSWORD, plain().trim_end(), "welcome-text"] {
        assert!(!logs.contains(secret), "{secret} is in the logs");
    }
}

#[tokio::test]
async fn starttls_is_the_gateways_too() {
    let authority = Authority::new();
    let acceptor = authority.acceptor(NAME);
    let (port, _server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear("EHLO [127.0.0.1]\r\n").await;
        line.say("250-evil.example\r\n250-INJECTED\r\n250 STARTTLS\r\n")
            .await;
        line.hear("STARTTLS\r\n").await;
        line.say("220 go ahead\r\n").await;
        let mut line = line.secure(acceptor).await;
        admit(&mut line).await;
        line
    })
    .await;
    let stage = signing_in(trusting(port, Security::StartTls, &authority)).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    let opened = page.opened().await;
    assert_eq!(
        opened.ready.unwrap(),
        READY,
        "what was said in clear is forgotten"
    );
    assert_eq!(opened.tls.unwrap().certificate.names, [NAME]);
    assert_eq!(opened.security, Security::StartTls);
    page.say(&PageMessage::StartTls).await;
    page.failed(ErrorCode::BadMessage).await;
}

#[tokio::test]
async fn inside_implicit_tls_with_a_server_that_knows_no_ehlo() {
    let authority = Authority::new();
    let acceptor = authority.acceptor(NAME);
    let (port, _server) = serve(|line| async move {
        let mut line = line.secure(acceptor).await;
        line.say("220 hello\r\n").await;
        line.hear("EHLO [127.0.0.1]\r\n").await;
        line.say("500 what\r\n").await;
        line.hear("HELO [127.0.0.1]\r\n").await;
        line.say("250 old.example\r\n").await;
        line.hear_rest().await
    })
    .await;
    let stage = signing_in(trusting(port, Security::Implicit, &authority)).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    page.failed(ErrorCode::SignInRefused).await;
}

#[tokio::test]
async fn a_client_of_bytes_gets_the_greeting_and_is_signed_in() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        admit(&mut line).await;
        line.hear("EHLO me\r\n").await;
        line.say("250 mail.example\r\n").await;
        line.hear_rest().await
    })
    .await;
    let stage = signing_in(stage::config(port, Security::None)).await;
    let mut page = Page::connect(stage.address, "/smtp/mail", Some("binary")).await;
    page.send("EHLO me\r\n").await;
    page.hear("220 hello\r\n250 mail.example\r\n").await;
    page.leave().await;
    assert_eq!(patiently("the end", server).await.unwrap(), b"");
}

#[tokio::test]
async fn a_page_can_know_that_it_needs_no_password() {
    let stage = signing_in(stage::config(25, Security::None)).await;
    let about = http::get(stage.address, "/gateway.json").await.body;
    let about: serde_json::Value = serde_json::from_str(&about).unwrap();
    assert_eq!(about["upstreams"][0]["signed_in"], true);
    holds_no_secret(&about.to_string());
}

/// Each: what the server says, turn by turn, and what becomes of it.
const NO: &[(&[&str], ErrorCode, &str)] = &[
    (
        &["554 s3rver-text\r\n"],
        ErrorCode::ServerRefused,
        "answered 554",
    ),
    (
        &["220 hello\r\n", "421 s3rver-text\r\n"],
        ErrorCode::ServerRefused,
        "answered 421",
    ),
    (
        &["220 hello\r\n", "250 s3rver-text\r\n"],
        ErrorCode::SignInRefused,
        "offers no way to sign in",
    ),
    (
        &["220 hello\r\n", "250-s3rver-text\r\n250 AUTH EXTERNAL\r\n"],
        ErrorCode::SignInRefused,
        "offers no way to sign in",
    ),
    (
        &[
            "220 hello\r\n",
            "250-mail\r\n250 AUTH PLAIN\r\n",
            "535 5.7.8 s3rver-text\r\n",
        ],
        ErrorCode::SignInRefused,
        "does not take the gateway's own user",
    ),
    (
        &[
            "220 hello\r\n",
            "250-mail\r\n250 AUTH PLAIN\r\n",
            "454 4.7.0 s3rver-text\r\n",
        ],
        ErrorCode::ServerRefused,
        "try again later",
    ),
    (
        &[
            "220 hello\r\n",
            "250-mail\r\n250 AUTH PLAIN\r\n",
            "s3rver-text\r\n",
        ],
        ErrorCode::NotSmtp,
        "did not keep to it",
    ),
    (
        &["220 hello\r\n250 s3rver-text\r\n"],
        ErrorCode::NotSmtp,
        "did not keep to it",
    ),
    (
        &["220 hello\r\n", "250-mail\r\n250 AUTH PLAIN\r\n", ""],
        ErrorCode::ServerClosed,
        "during the sign-in",
    ),
];

#[tokio::test]
async fn a_no_is_told_without_the_servers_words_or_the_account() {
    for (turns, code, words) in NO {
        let (port, _server) = serve(move |mut line| async move {
            let mut turns = turns.iter();
            line.say(turns.next().unwrap()).await;
            for turn in turns {
                heard(&mut line).await;
                line.say(turn).await;
            }
            line.end().await;
            line.hear_rest().await
        })
        .await;
        let stage = signing_in(stage::config(port, Security::None)).await;
        let mut page = stage.page().await;
        page.open("mail").await;
        let message = page.failed(*code).await;
        assert!(message.contains(words), "{message}");
        assert!(!message.contains("s3rver-text"), "{message}");
        holds_no_secret(&message);
    }
    let logs = logs::text();
    assert!(
        logs.contains("the server refused the `account`"),
        "the operator is told"
    );
    assert!(logs.contains("code=535 enhanced=\"5.7.8\""));
    assert!(!logs.contains("s3rver-text") && !logs.contains(PASSWORD));
}

/// Reads one line, whatever it is.
async fn heard(line: &mut Line) {
    use tokio::io::AsyncReadExt as _;
    while patiently("a line", line.0.read_u8()).await.unwrap() != b'\n' {}
}

#[tokio::test]
async fn the_password_never_goes_in_clear_where_tls_is_asked_for() {
    let (port, server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear("EHLO [127.0.0.1]\r\n").await;
        line.say("250-mail\r\n250 AUTH PLAIN\r\n").await;
        line.hear_rest().await
    })
    .await;
    let stage = signing_in(stage::config(port, Security::StartTls)).await;
    let mut page = stage.page().await;
    page.open("mail").await;
    page.failed(ErrorCode::TlsFailed).await;
    let heard = String::from_utf8(patiently("the end", server).await.unwrap()).unwrap();
    assert!(!heard.contains("AUTH"), "{heard}");
}

#[tokio::test]
async fn a_server_that_never_answers() {
    let (port, _server) = serve(|mut line| async move {
        line.say("220 hello\r\n").await;
        line.hear_rest().await
    })
    .await;
    let mut config = stage::config(port, Security::None);
    config.limits.greeting = std::time::Duration::from_millis(200);
    let stage = signing_in(config).await;
    let mut page = Page::connect(stage.address, "/smtp/mail", Some("binary")).await;
    page.cut(ErrorCode::ServerTimeout).await;
}

fn refused(account: Account) -> String {
    let mut config = stage::config(25, Security::None);
    config.upstreams.get_mut("mail").unwrap().account = Some(account);
    match Gateway::new(&config) {
        Ok(_) => panic!("the account was taken"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn passwords_that_cannot_be_used() {
    for (content, complaint) in [
        ("", "password is empty"),
        ("\npassword\n", "password is empty"),
        ("a\0b", "cannot sign in with what is given"),
    ] {
        let (_folder, account) = password_file(content);
        let error = refused(account);
        assert!(error.contains(complaint), "{error}");
    }
    let error = refused(Account::with_file(USER, "/nowhere/password"));
    assert!(
        error.starts_with("upstream `mail`: cannot read the password from /nowhere/password: "),
        "{error}"
    );
    let mut account = Account::with_file(USER, "/nowhere/password");
    account.password_env = Some("WSMTP_TEST_UNSET".into());
    assert!(refused(account.clone()).contains("say where the password is"));
    account.password_file = None;
    let error = refused(account);
    assert_eq!(
        error,
        "upstream `mail`: cannot read the password from the environment's WSMTP_TEST_UNSET: it is not set"
    );
}

/// A configuration but for what its account says.
const UPSTREAM: &str = "[upstream.mail]\nhost = \"localhost\"\nport = 25\ntls = \"none\"\n\
    tokens = \"none\"\n[upstream.mail.account]\nanybody = true\n";

#[test]
fn an_account_without_tokens_takes_a_word_of_its_own() {
    let check = |text: &str| check::parse(text, Path::new("/nowhere"));
    let text = format!("{UPSTREAM}user = \"me\"\npassword_env = \"WSMTP_TEST_UNSET\"\n");
    check(&text).unwrap();
    let everybody = text.replace("anybody = true\n", "");
    let problems = check(&everybody).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:#?}");
    let said = problems[0].to_string();
    let complaint = "5: upstream.mail.tokens: every program that reaches the gateway could send as";
    assert!(said.starts_with(complaint), "{said}");
    assert!(said.contains("`anybody = true`"), "{said}");
    let required = everybody.replace("tokens = \"none\"", "tokens = \"required\"");
    let problems = check(&required).unwrap_err();
    let said = problems[0].to_string();
    assert!(said.contains("a token needs keys"), "{said}");
    assert_eq!(problems.len(), 1, "{problems:#?}");
}

#[test]
fn a_password_for_everybody_is_warned_of() {
    logs::begin();
    let (folder, _) = password_file(PASSWORD);
    let file = folder.path().join("password");
    let warned = || {
        let text = format!("{UPSTREAM}user = \"me\"\npassword_file = \"password\"\n");
        check::parse(&text, folder.path()).unwrap();
        logs::text().contains(&format!("file={}", file.display()))
    };
    assert!(!warned());
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(warned());
}

#[test]
fn a_check_names_the_line() {
    for (account, complaint) in [
        (
            "user = \"me\"\npassword_file = \"none\"\n",
            "9: upstream.mail.account.password_file: cannot read the password from /nowhere/none",
        ),
        (
            "user = \"me\"\n",
            "6: upstream.mail.account.password_file: say where the password is",
        ),
        (
            "user = \"\"\npassword_env = \"X\"\n",
            "8: upstream.mail.account.user: say as whom",
        ),
        (
            "user = \"me\"\npassword = \"x\"\n",
            "9: upstream.mail.account.password: there is no such key; did you mean `password_",
        ),
    ] {
        let text = format!("{UPSTREAM}{account}");
        let problems = check::parse(&text, Path::new("/nowhere")).unwrap_err();
        let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
        assert!(
            problems
                .iter()
                .any(|problem| problem.starts_with(complaint)),
            "{problems:#?}"
        );
    }
    let text = format!("{UPSTREAM}user = \"me\"\npassword_env = \"WSMTP_TEST_UNSET\"\n");
    assert!(
        check::parse(&text, Path::new("/nowhere")).is_ok(),
        "for the start"
    );
}
