//! nginx, Caddy and HAProxy in front of the gateway, each with the file for it in `deploy`, in which only
//! ports, paths and time spans are others.

use std::{io, net::SocketAddr, path::Path, time::Duration};

use rustls::pki_types::{CertificateDer, pem::PemObject};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpSocket, TcpStream},
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_tungstenite::tungstenite::http::Request;

use crate::support::{
    authority::{Authority, trusting},
    mailserver::{serve, take_mails},
    page::{self, Page},
    patiently,
    process::{self, Process},
    program::{Server, address, program},
};

/// What pages call the gateway in the files of `deploy`.
const NAME: &str = "gateway.example.org";

/// Where pages come from in these tests.
const CLIENT: &str = "127.0.0.77";

/// Where the gateway is in the files of `deploy`, and its metrics and health.
const GATEWAY: &str = "127.0.0.1:8025";
const ADMIN: &str = "9025";

/// The time span of the files of `deploy`, which three of the gateway's pings fit into: as in these tests.
const SILENCE: (&str, &str) = ("90s", "4s");

/// A file of `deploy` with other words in some places, all of which must be there.
fn changed(file: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(file.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from} is not in {text}");
        text.replace(from, to)
    })
}

/// A gateway by the `gateway.toml` of `deploy`, whose proxy says by `by` who comes.
async fn gateway(mail: u16, by: &str) -> Process {
    let server = format!("host = \"127.0.0.1\"\nport = {mail}\ntls = \"none\"");
    let configuration = changed(
        include_str!("../../deploy/gateway.toml"),
        &[
            ("listen = \"127.0.0.1:8025\"\n", ""),
            ("127.0.0.1:9025", "127.0.0.1:0"),
            ("/var/log/wsmtp/audit.log", "audit.log"),
            ("\"x-forwarded-for\"", &format!("\"{by}\"")),
            (
                "host = \"mail.example.org\"\nport = 465\ntls = \"implicit\"",
                &server,
            ),
        ],
    );
    let configuration = format!("{configuration}\n[limits]\nping = 1\n");
    Process::start(process::gateway(), &configuration).await
}

/// A way in for pages without TLS: what comes in goes to the proxy through TLS, from [`CLIENT`].
async fn entrance(proxy: SocketAddr, authority: CertificateDer<'static>) -> SocketAddr {
    let connector = trusting(authority);
    patiently("the proxy's certificate", async {
        while secure(proxy, &connector).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut page, _) = listener.accept().await.unwrap();
            let connector = connector.clone();
            tokio::spawn(async move {
                let mut stream = secure(proxy, &connector).await.unwrap();
                // However this ends, the page sees it.
                let _ = copy_bidirectional(&mut page, &mut stream).await;
            });
        }
    });
    address
}

async fn secure(proxy: SocketAddr, connector: &TlsConnector) -> io::Result<TlsStream<TcpStream>> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(format!("{CLIENT}:0").parse().unwrap())?;
    let stream = socket.connect(proxy).await?;
    connector.connect(NAME.try_into().unwrap(), stream).await
}

/// The upgrade of a page of the gateway's own, which claims to come from elsewhere.
fn upgrade(entrance: SocketAddr) -> Request<()> {
    let mut request = page::request(entrance, "/tunnel", Some("wsmtp.v1"));
    let headers = request.headers_mut();
    headers.insert("host", NAME.parse().unwrap());
    headers.insert("origin", format!("https://{NAME}").parse().unwrap());
    headers.insert("x-forwarded-for", "203.0.113.9".parse().unwrap());
    request
}

/// What must hold through each proxy.
async fn passes(gateway: &Process, entrance: SocketAddr, mail: tokio::task::JoinHandle<()>) {
    let mut page = Page::with(upgrade(entrance)).await;
    page.open("mail").await;
    page.opened().await;
    page.hear("220 mail.example.org\r\n").await;
    // Longer than the proxy bears silence: the gateway's pings keep the connection.
    page.pinged(5).await;
    page.ask("EHLO page.example\r\n", 250).await;
    page.mail().await;
    page.ask("QUIT\r\n", 221).await;
    page.end_in_order().await;
    mail.await.unwrap();

    let line = gateway.logged("ended").await;
    assert!(line.contains(&format!("client={CLIENT}")), "{line}");
    assert!(!gateway.logs().contains("203.0.113.9"));
    heads(entrance).await;
}

/// A head as large as browsers make them passes; one that is too large is not served, and no harm.
async fn heads(entrance: SocketAddr) {
    for (cookie, is_served) in [(4000, true), (200_000, false), (10, true)] {
        let cookie = "c".repeat(cookie);
        let head = format!(
            "GET /gateway.json HTTP/1.1\r\nhost: {NAME}\r\nconnection: close\r\ncookie: {cookie}\r\n\r\n"
        );
        let mut stream = TcpStream::connect(entrance).await.unwrap();
        let mut answer = Vec::new();
        // Who refuses it need not read to its end, and may cut the connection.
        let _ = stream.write_all(head.as_bytes()).await;
        let _ = patiently("an answer", stream.read_to_end(&mut answer)).await;
        let answer = String::from_utf8_lossy(&answer);
        assert_eq!(answer.starts_with("HTTP/1.1 200 OK"), is_served, "{answer}");
    }
}

fn write(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// nginx's main file around the one that is tested.
fn around(folder: &Path, file: &str) -> String {
    let folder = folder.display();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|what| format!("    {what}_temp_path {folder}/{what};\n"))
        .collect();
    format!(
        "daemon off;\nmaster_process off;\npid {folder}/pid;\nevents {{}}\n\
         http {{\n    access_log off;\n{temporary}    include {file};\n}}\n"
    )
}

#[tokio::test]
async fn nginx() {
    let (port, mail) = serve(|line| take_mails(line, 1)).await;
    let gateway = gateway(port, "x-forwarded-for").await;
    let authority = Authority::new();
    let (certificate, key) = authority.files(NAME);
    let folder = tempfile::tempdir().unwrap();
    let place = address();
    let file = changed(
        include_str!("../../deploy/nginx.conf"),
        &[
            ("listen 443 ssl", &format!("listen {place} ssl")),
            (
                "/etc/ssl/certs/gateway.pem",
                &write(&folder, "cert.pem", &certificate),
            ),
            (
                "/etc/ssl/private/gateway.key",
                &write(&folder, "key.pem", &key),
            ),
            (GATEWAY, &gateway.address.to_string()),
            SILENCE,
        ],
    );
    let file = write(&folder, "gateway.conf", &file);
    let main = write(&folder, "nginx.conf", &around(folder.path(), &file));
    let mut command = program("sbin/nginx");
    command
        .args(["-e", "stderr", "-c", &main, "-p"])
        .arg(folder.path());
    let _nginx = Server::start(command, folder.path(), place).await;
    let entrance = entrance(place, authority.der.into()).await;
    passes(&gateway, entrance, mail).await;
}

#[tokio::test]
async fn caddy() {
    let (port, mail) = serve(|line| take_mails(line, 1)).await;
    let gateway = gateway(port, "x-forwarded-for").await;
    let folder = tempfile::tempdir().unwrap();
    let place = address();
    // A certificate of its own making, where it would ask for one that the world trusts.
    let options = format!(
        "{{\n\tadmin off\n\tlocal_certs\n\tskip_install_trust\n\tauto_https disable_redirects\n\t\
         default_bind {}\n\thttps_port {}\n\tstorage file_system {}\n}}\n",
        place.ip(),
        place.port(),
        folder.path().display()
    );
    let file = changed(
        include_str!("../../deploy/Caddyfile"),
        &[(GATEWAY, &gateway.address.to_string())],
    );
    let file = write(&folder, "Caddyfile", &format!("{options}{file}"));
    let mut command = program("bin/caddy");
    command
        .args(["run", "--adapter", "caddyfile", "--config", &file])
        .env("HOME", folder.path());
    let _caddy = Server::start(command, folder.path(), place).await;
    let root = folder.path().join("pki/authorities/local/root.crt");
    let root = CertificateDer::from_pem_file(root).unwrap();
    let entrance = entrance(place, root).await;
    passes(&gateway, entrance, mail).await;
}

/// HAProxy as it is, but that it says what becomes of its health checks.
const SPEAKS: &str = "global\n    log stdout format raw local0\n\ndefaults\n    log global\n    option log-health-checks\n";

/// Waits until HAProxy has said this of the gateway's health.
async fn health(haproxy: &Server, words: &str) {
    patiently(words, async {
        while !haproxy.log().contains(words) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn haproxy() {
    let (port, mail) = serve(|line| take_mails(line, 1)).await;
    let gateway = gateway(port, "proxy-protocol").await;
    let authority = Authority::new();
    let (certificate, key) = authority.files(NAME);
    let folder = tempfile::tempdir().unwrap();
    let place = address();
    let admin = gateway.admin().await.port().to_string();
    let file = changed(
        include_str!("../../deploy/haproxy.cfg"),
        &[
            ("defaults\n", SPEAKS),
            ("bind :443", &format!("bind {place}")),
            (
                "/etc/haproxy/gateway.pem",
                &write(&folder, "gateway.pem", &(certificate + &key)),
            ),
            (GATEWAY, &gateway.address.to_string()),
            (ADMIN, &admin),
            SILENCE,
        ],
    );
    let file = write(&folder, "haproxy.cfg", &file);
    let mut command = program("sbin/haproxy");
    command.args(["-db", "-f", &file]);
    let haproxy = Server::start(command, folder.path(), place).await;
    let entrance = entrance(place, authority.der.into()).await;
    passes(&gateway, entrance, mail).await;
    health(&haproxy, "Layer7 check passed, code: 200").await;
    drop(gateway);
    health(&haproxy, "gateway is DOWN").await;
}
