//! TLS of the gateway's own, and its files.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

use rustls::pki_types::ServerName;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;
use wsmtp_gateway::{
    Config, check,
    config::{Forwarding, ListenerTls, Proxies},
};
use wsmtp_tunnel::Security;

use crate::support::{
    authority::{Authority, trusting},
    http::exchange,
    logs,
    mailserver::patient,
    page::Page,
    patiently, process,
    stage::{Stage, config},
};

/// The files of `[tls]`, and who signs what is in them.
struct Files {
    folder: TempDir,
    authority: Authority,
}

impl Files {
    fn new(name: &str) -> Self {
        let files = Self {
            folder: tempfile::tempdir().unwrap(),
            authority: Authority::new(),
        };
        let (certificate, key) = files.authority.files(name);
        files.write("certificate.pem", &certificate);
        files.write("key.pem", &key);
        files
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).unwrap();
    }

    async fn config(&self) -> Config {
        let mut config = config(patient().await, Security::None);
        config.hosts.push("gateway.example".into());
        config.tls = Some(ListenerTls {
            certificate: self.path("certificate.pem"),
            key: self.path("key.pem"),
        });
        config
    }

    /// TLS with the gateway, if it shows a certificate for this name.
    async fn connect(&self, stage: &Stage, name: &str) -> Option<TlsStream<TcpStream>> {
        let stream = TcpStream::connect(stage.address).await.unwrap();
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let handshake = trusting(self.authority.der.clone().into()).connect(name, stream);
        patiently("the handshake", handshake).await.ok()
    }

    /// Waits until the gateway shows a certificate for this name.
    async fn shown(&self, stage: &Stage, name: &str) -> TlsStream<TcpStream> {
        patiently("another certificate", async {
            loop {
                if let Some(stream) = self.connect(stage, name).await {
                    return stream;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
        .await
    }
}

/// The status of a request by an origin.
async fn asked(mut stream: TlsStream<TcpStream>, origin: &str) -> u16 {
    let head = format!(
        "GET /gateway.json HTTP/1.1\r\nhost: gateway.example:8443\r\norigin: {origin}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    patiently("the answer", stream.read_to_string(&mut answer))
        .await
        .unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_session_inside_the_gateways_own_tls() {
    let files = Files::new("gateway.example");
    let stage = Stage::new(files.config().await).await;
    let stream = files.connect(&stage, "gateway.example").await.unwrap();
    let page = Page::opened_over(stream).await;
    page.leave().await;
    assert!(files.connect(&stage, "elsewhere.example").await.is_none());
}

#[tokio::test]
async fn with_tls_the_gateways_own_pages_are_of_https_only() {
    let files = Files::new("gateway.example");
    let stage = Stage::new(files.config().await).await;
    for (origin, status) in [
        ("https://gateway.example:8443", 200),
        ("http://gateway.example:8443", 403),
        ("https://gateway.example", 403),
        ("http://localhost", 403),
    ] {
        let stream = files.connect(&stage, "gateway.example").await.unwrap();
        assert_eq!(asked(stream, origin).await, status, "{origin}");
    }
}

#[tokio::test]
async fn new_files_hold_for_new_connections_and_old_ones_live_on() {
    let files = Files::new("old.example");
    let stage = Stage::new(files.config().await).await;
    let stream = files.connect(&stage, "old.example").await.unwrap();
    let mut page = Page::opened_over(stream).await;

    let (certificate, key) = files.authority.files("new.example");
    files.write("certificate.pem", &certificate);
    files.write("key.pem", &key);
    Page::opened_over(files.shown(&stage, "new.example").await).await;
    assert!(files.connect(&stage, "old.example").await.is_none());

    page.send("NOOP\r\n").await;
    page.acked(6).await;
}

#[tokio::test]
async fn half_a_pair_and_a_broken_file_change_nothing() {
    let files = Files::new("old.example");
    let stage = Stage::new(files.config().await).await;
    let (certificate, key) = files.authority.files("new.example");
    let folder = files.folder.path().display().to_string();
    let kept = async |reason: &'static str| {
        let is_it = |line: &str| line.contains(reason) && line.contains(&folder);
        patiently(reason, async {
            while !logs::text().lines().any(is_it) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
        .await;
    };
    let (half, _) = certificate.split_at(certificate.len() / 2);
    files.write("certificate.pem", half);
    kept("the certificate before holds on").await;
    assert!(files.connect(&stage, "old.example").await.is_some());
    files.write("certificate.pem", &certificate);
    kept("one of the files is of another time").await;
    assert!(files.connect(&stage, "old.example").await.is_some());
    files.write("key.pem", &key);
    files.shown(&stage, "new.example").await;
}

/// Neither length nor time of the key's content tell that it is another.
#[tokio::test]
async fn a_key_that_is_put_right_behind_the_same_time_and_length_is_found() {
    let files = Files::new("old.example");
    let stage = Stage::new(files.config().await).await;
    let (certificate, key) = files.authority.files("new.example");
    files.write("key.pem", &key.replace("BEGIN", "BEGAN"));
    files.write("certificate.pem", &certificate);
    let named = format!(
        "cannot read a private key from {}",
        files.path("key.pem").display()
    );
    patiently("the warning", async {
        while !logs::text().contains(&named) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;

    files.write("new.pem", &key);
    let time = fs::metadata(files.path("key.pem")).unwrap().modified();
    let new = fs::File::options().write(true).open(files.path("new.pem"));
    new.unwrap().set_modified(time.unwrap()).unwrap();
    fs::rename(files.path("new.pem"), files.path("key.pem")).unwrap();
    files.shown(&stage, "new.example").await;
}

#[tokio::test]
async fn a_new_configuration_may_name_other_files_and_must_name_good_ones() {
    let files = Files::new("old.example");
    let stage = Stage::new(files.config().await).await;
    let mut config = files.config().await;
    config.tls.as_mut().unwrap().key = files.path("nothing.pem");
    assert!(stage.gateway.reload(&config).is_err());
    assert!(files.connect(&stage, "old.example").await.is_some());

    let (certificate, key) = files.authority.files("new.example");
    files.write("another-certificate.pem", &certificate);
    files.write("another-key.pem", &key);
    config.tls = Some(ListenerTls {
        certificate: files.path("another-certificate.pem"),
        key: files.path("another-key.pem"),
    });
    stage.gateway.reload(&config).unwrap();
    assert!(files.connect(&stage, "new.example").await.is_some());
}

#[tokio::test]
async fn a_handshake_without_end_holds_its_place_until_it_is_cut_off() {
    let files = Files::new("gateway.example");
    let mut config = files.config().await;
    config.limits.request = Duration::from_millis(200);
    config.limits.connections = 1;
    let stage = Stage::new(config).await;
    let mut half = TcpStream::connect(stage.address).await.unwrap();
    // The head of a record that does not come.
    half.write_all(&[22, 3, 1, 1, 0]).await.unwrap();
    assert!(files.connect(&stage, "gateway.example").await.is_some());
    let rest = patiently("the end", half.read_u8()).await;
    assert!(rest.is_err(), "cut off without an answer");
}

#[tokio::test]
async fn a_proxys_word_comes_before_tls() {
    let files = Files::new("gateway.example");
    let mut config = files.config().await;
    config.proxies = Some(Proxies {
        from: vec!["127.0.0.1".into()],
        by: Forwarding::ProxyProtocol,
    });
    let stage = Stage::new(config).await;
    let mut stream = TcpStream::connect(stage.address).await.unwrap();
    let header = b"PROXY TCP6 2001:db8:99::1 ::1 4711 443\r\n";
    stream.write_all(header).await.unwrap();
    let name = ServerName::try_from("gateway.example").unwrap();
    let tls = trusting(files.authority.der.clone().into());
    let stream = patiently("the handshake", tls.connect(name, stream)).await;
    Page::opened_over(stream.unwrap()).await;
    assert!(logs::text().contains("client=[2001:db8:99::1]:4711 "));
}

#[tokio::test]
async fn http_on_a_port_of_tls_is_not_served() {
    let files = Files::new("gateway.example");
    let stage = Stage::new(files.config().await).await;
    let mut stream = TcpStream::connect(stage.address).await.unwrap();
    let head = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
    stream.write_all(head).await.unwrap();
    let mut answer = Vec::new();
    let _ = patiently("the end", stream.read_to_end(&mut answer)).await;
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
}

#[tokio::test]
async fn tls_comes_and_goes_with_a_new_configuration() {
    let files = Files::new("gateway.example");
    let stage = Stage::new(config(patient().await, Security::None)).await;
    let head = "GET /healthz HTTP/1.1\r\nhost: localhost";
    assert_eq!(exchange(stage.address, head).await.status, 200);
    stage.gateway.reload(&files.config().await).unwrap();
    assert!(files.connect(&stage, "gateway.example").await.is_some());
    let plain = config(patient().await, Security::None);
    stage.gateway.reload(&plain).unwrap();
    assert_eq!(exchange(stage.address, head).await.status, 200);
}

#[test]
fn files_of_tls_that_cannot_be_used_are_found_before_serving() {
    let files = Files::new("gateway.example");
    let (_, other_key) = files.authority.files("gateway.example");
    files.write("other-key.pem", &other_key);
    files.write("empty.pem", "");
    for (certificate, key, expected) in [
        (
            "nothing",
            "key",
            "2: tls.certificate: cannot read a certificate from",
        ),
        (
            "empty",
            "key",
            "2: tls.certificate: cannot read a certificate from",
        ),
        (
            "key",
            "key",
            "2: tls.certificate: cannot read a certificate from",
        ),
        (
            "certificate",
            "nothing",
            "3: tls.key: cannot read a private key from",
        ),
        (
            "certificate",
            "certificate",
            "3: tls.key: cannot read a private key from",
        ),
        ("certificate", "other-key", "3: tls.key: the key in"),
    ] {
        let text = format!(
            "[tls]\ncertificate = \"{certificate}.pem\"\nkey = \"{key}.pem\"\n\
             [upstream.mail]\nhost = \"a.example\"\nport = 465\ntls = \"implicit\"\ntokens = \"none\"\n"
        );
        let problems = check::parse(&text, files.folder.path()).unwrap_err();
        let said = problems[0].to_string();
        assert!(said.starts_with(expected), "{said}");
        assert_eq!(problems.len(), 1);
    }
    assert!(Path::new(&files.path("certificate.pem")).exists());
}

#[test]
fn a_certificate_that_is_over_is_warned_of_and_no_error() {
    logs::begin();
    let files = Files::new("gateway.example");
    let text = format!(
        "[tls]\ncertificate = \"certificate.pem\"\nkey = \"key.pem\"\n{}",
        process::clear(25)
    );
    let named = format!("file={}", files.path("certificate.pem").display());
    check::parse(&text, files.folder.path()).unwrap();
    assert!(!logs::text().contains(&named));
    let (expired, its_key) = files.authority.expired_files("gateway.example");
    files.write("certificate.pem", &expired);
    files.write("key.pem", &its_key);
    check::parse(&text, files.folder.path()).unwrap();
    let logs = logs::text();
    let warning = logs.lines().find(|line| line.contains(&named)).unwrap();
    assert!(
        warning.contains("the certificate is not valid now"),
        "{warning}"
    );
    assert!(warning.contains("to=Dec 31 00:00:00 2000"), "{warning}");
}

#[tokio::test]
async fn files_of_a_certificate_that_is_over_are_shown_and_warned_of() {
    let files = Files::new("gateway.example");
    let stage = Stage::new(files.config().await).await;
    let (expired, its_key) = files.authority.expired_files("gateway.example");
    files.write("certificate.pem", &expired);
    files.write("key.pem", &its_key);
    let named = format!("file={}", files.path("certificate.pem").display());
    patiently("the warning", async {
        while !logs::text().contains(&named) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    patiently("a client that refuses it", async {
        while files.connect(&stage, "gateway.example").await.is_some() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
}

#[test]
fn a_key_that_everybody_can_read_is_warned_of() {
    logs::begin();
    let files = Files::new("gateway.example");
    let text = format!(
        "[tls]\ncertificate = \"certificate.pem\"\nkey = \"key.pem\"\n{}",
        process::clear(25)
    );
    let named = format!("file={}", files.path("key.pem").display());
    let warned = |mode| {
        fs::set_permissions(files.path("key.pem"), fs::Permissions::from_mode(mode)).unwrap();
        check::parse(&text, files.folder.path()).unwrap();
        logs::text().contains(&named)
    };
    assert!(!warned(0o640));
    assert!(warned(0o644));
}
