//! Faults that other engines had, each by its name: what led to them leads to nothing here. Those that can
//! be told as a dialogue are in `transcripts/others`.

use wsmtp_proto::{
    Output,
    client::{Client, Config, Event},
    error::{Error, LocalError, PeerError},
    server::{self, Server},
    types::TlsActive,
};

use crate::injection::{Field, envelope, hello, mail, recipient, sender};

/// Strings that carried a second command, where they did it.
const INJECTIONS: [(&str, Field, &str); 9] = [
    (
        "smtp-connection, issue 31",
        recipient,
        "bob@mail.example>\r\nRCPT TO:<eve@mail.example",
    ),
    (
        "PHPMailer, CVE-2015-8476",
        sender,
        "\"ann\r\nRCPT TO:<eve@mail.example>\"@client.example",
    ),
    (
        "CPython smtplib, bpo-43124",
        sender,
        "ann@client.example> SIZE=1\r\nX",
    ),
    (
        "nodemailer, GHSA-vvjj-xcjg-gr5g",
        hello,
        "client.example\r\nMAIL FROM:<eve@client.example>",
    ),
    (
        "aiosmtplib, GHSA-v3q9-hj7j-63hq",
        recipient,
        "bob\x0b\x7f@mail.example",
    ),
    (
        "MimeKit, CVE-2026-30227",
        recipient,
        "\"bob\r\nRCPT TO:<eve@mail.example>\r\n\"@mail.example",
    ),
    ("Mailpit, CVE-2026-23829", recipient, "bob\r@mail.example"),
    (
        "Ruby's mail",
        recipient,
        "bob@mail.example>\r\nDATA\r\nSubject: hello\r\n.\r\nQUIT",
    ),
    (
        "emailjs-smtp-client and mail-send",
        sender,
        "ann@client.example\r\nRSET",
    ),
];

#[test]
fn a_second_command_in_a_string_is_refused() {
    for (whose, field, given) in INJECTIONS {
        assert!(field(given).is_err(), "{whose}: {given:?}");
    }
}

/// Jakarta Mail (CVE-2025-7962) kept the lower octet of each UTF-16 unit, and so made CR LF of these.
#[test]
fn jakarta_mail_narrowing() {
    let given = "bob@mail.example>\u{760d}\u{760a}RCPT TO:<eve@mail.example";
    assert!(recipient(given).is_err());
    let quoted = "\"bob\u{760d}\u{760a}DATA\u{760d}\u{760a}\"@mail.example";
    let lines = recipient(quoted).map(|wire| wire.iter().filter(|octet| **octet == b'\n').count());
    let harmless = recipient("bob@mail.example").unwrap();
    let expected = harmless.iter().filter(|octet| **octet == b'\n').count();
    assert_eq!(lines.unwrap_or(expected), expected);
}

/// nodemailer (GHSA-c7w3-x93f-qmm8) took a size that was no number, with a command behind it.
#[test]
fn nodemailer_size() {
    for size in [0, 1, u64::MAX] {
        let mut envelope = envelope();
        envelope.parameters.size = Some(size);
        let wire = String::from_utf8(mail(envelope)).unwrap();
        assert!(wire.starts_with(&format!(
            "MAIL FROM:<ann@client.example> SIZE={size}\r\nRCPT "
        )));
    }
}

fn failure(client: &mut Client) -> Option<Error> {
    loop {
        match client.poll_output() {
            Output::Event(Event::Failed(error)) => return Some(error),
            Output::Send(sent) => panic!("{}", sent.escape_ascii()),
            Output::Event(_) | Output::UpgradeTls => {}
            Output::Wait { .. } | Output::Closed => return None,
        }
    }
}

/// nodemailer said everything in the clear where TLS was wanted at once and the connection was the
/// caller's own.
#[test]
fn nodemailer_cleartext_on_a_given_connection() {
    let mut config = Config::new("client.example".parse().unwrap());
    config.security = wsmtp_proto::client::Security::Implicit;
    let mut client = Client::new(config);
    client.receive(b"220 mail.example ready\r\n");
    assert_eq!(failure(&mut client), Some(LocalError::TlsMissing.into()));
}

/// Postfix (CVE-2011-0411), Dovecot (CVE-2021-33515) and aiosmtpd obeyed commands that came in the clear
/// behind STARTTLS as if they had come inside TLS.
#[test]
fn postfix_dovecot_and_aiosmtpd_commands_behind_starttls() {
    for behind in ["RSET\r\n", "MAIL FROM:<eve@client.example>\r\n", "N"] {
        let mut server = Server::new(server::Config {
            starttls: true,
            ..server::Config::new("mail.example".parse().unwrap())
        });
        drain(&mut server);
        server.receive(b"EHLO client.example\r\n");
        drain(&mut server);
        server.receive(format!("STARTTLS\r\n{behind}").as_bytes());
        let failed = drain(&mut server);
        assert_eq!(failed, [PeerError::ClientTlsResidue.into()], "{behind:?}");
        server.tls_established(TlsActive::attest());
        assert_eq!(server.poll_output(), Output::Closed);
    }
}

/// Why the server gave up, if it did; it must not have believed anything on the way.
fn drain(server: &mut Server) -> Vec<Error> {
    let mut failed = Vec::new();
    loop {
        match server.poll_output() {
            Output::Event(server::Event::Failed(error)) => failed.push(error),
            Output::Event(server::Event::Mail { .. } | server::Event::Reset) => {
                panic!("a command from before TLS was obeyed")
            }
            Output::Event(_) | Output::Send(_) | Output::UpgradeTls => {}
            Output::Wait { .. } | Output::Closed => return failed,
        }
    }
}
