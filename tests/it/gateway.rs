//! A gateway that signs in to Debian's Postfix by itself, and a page that sends a mail without a
//! password.

use std::net::SocketAddr;

use anyhow::{Result, bail, ensure};
use futures_util::{SinkExt as _, StreamExt as _};
use testsuite::postfix::{NAME, PASSWORD, Postfix, Settings, USER};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};
use wsmtp_gateway::{
    Config, Gateway, UpstreamConfig,
    config::{Account, TokenRule},
};
use wsmtp_tunnel::{ErrorCode, GatewayMessage, Open, PageMessage, Security};

/// Serves this upstream under the name `team` for as long as the test runs.
async fn serve(upstream: UpstreamConfig) -> Result<SocketAddr> {
    let mut config = Config::new(SocketAddr::from(([127, 0, 0, 1], 0)));
    config.upstreams.insert("team".to_owned(), upstream);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let gateway = Gateway::new(&config)?;
    tokio::spawn(gateway.serve(listener, std::future::pending()));
    Ok(address)
}

/// An upstream to which the gateway signs in with this password.
fn upstream(server: &Postfix, security: Security, password: &str) -> Result<UpstreamConfig> {
    let address = match security {
        Security::Implicit => server.implicit(),
        Security::StartTls | Security::None => server.starttls(),
    };
    let file = server.authority_file().with_file_name("password");
    std::fs::write(&file, password)?;
    let mut upstream = UpstreamConfig::new(address.ip().to_string(), address.port(), security);
    upstream.tokens = Some(TokenRule::None);
    upstream.server_name = Some(NAME.to_owned());
    upstream.ca = Some(server.authority_file());
    upstream.account = Some(Account::with_file(USER, file));
    Ok(upstream)
}

struct Page(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Page {
    async fn open(gateway: SocketAddr) -> Result<Self> {
        let mut request = format!("ws://{gateway}/tunnel").into_client_request()?;
        let protocol = "wsmtp.v1".parse()?;
        request
            .headers_mut()
            .insert("sec-websocket-protocol", protocol);
        let mut page = Self(connect_async(request).await?.0);
        let open = PageMessage::Open(Open::upstream("team"));
        page.0.send(Message::text(open.encode())).await?;
        Ok(page)
    }

    /// The next control message that is no ack.
    async fn told(&mut self) -> Result<GatewayMessage> {
        while let Some(message) = self.0.next().await {
            if let Message::Text(text) = message? {
                match GatewayMessage::decode(&text)? {
                    GatewayMessage::Ack { .. } => {}
                    message => return Ok(message),
                }
            }
        }
        bail!("the gateway said nothing more")
    }

    /// Says a line, or several; the answer must begin with this code.
    async fn ask(&mut self, said: &str, code: &str) -> Result<()> {
        self.0
            .send(Message::binary(said.as_bytes().to_vec()))
            .await?;
        while let Some(message) = self.0.next().await {
            if let Message::Binary(bytes) = message? {
                let reply = String::from_utf8_lossy(&bytes);
                ensure!(reply.starts_with(code), "{said:?}: {reply}");
                return Ok(());
            }
        }
        bail!("no answer to {said:?}")
    }
}

#[tokio::test]
async fn a_page_without_a_password_sends_a_mail_by_every_mechanism() -> Result<()> {
    for mechanism in ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256"] {
        let server = Postfix::start_with(&Settings {
            mechanisms: mechanism.to_owned(),
            ..Settings::default()
        })?;
        for security in [Security::StartTls, Security::Implicit] {
            let gateway = serve(upstream(&server, security, PASSWORD)?).await?;
            let mut page = Page::open(gateway).await?;
            let GatewayMessage::Opened(opened) = page.told().await? else {
                bail!("{mechanism}: not opened; Postfix says:\n{}", server.log());
            };
            let ready = opened.ready.unwrap_or_default();
            ensure!(ready.first().is_some_and(|name| name == NAME), "{ready:?}");
            ensure!(ready.iter().any(|line| line == "PIPELINING"), "{ready:?}");
            ensure!(
                !ready.iter().any(|line| line.starts_with("AUTH")),
                "{ready:?}"
            );
            ensure!(opened.tls.is_some());
            page.ask(&format!("MAIL FROM:<{USER}>\r\n"), "250").await?;
            page.ask("RCPT TO:<bob@postfix.test>\r\n", "250").await?;
            page.ask("DATA\r\n", "354").await?;
            page.ask("Subject: ready\r\n\r\nhello\r\n.\r\n", "250")
                .await?;
            page.ask("QUIT\r\n", "221").await?;
        }
        server.mailbox("bob").wait_for(2)?;
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_password_is_the_operators_to_correct() -> Result<()> {
    let server = Postfix::start()?;
    let gateway = serve(upstream(&server, Security::StartTls, "wr0ng")?).await?;
    let mut page = Page::open(gateway).await?;
    match page.told().await? {
        GatewayMessage::Error { code, message } => {
            assert_eq!(code, ErrorCode::SignInRefused, "{message}");
            assert!(
                !message.contains("wr0ng") && !message.contains(USER),
                "{message}"
            );
        }
        other => bail!("{other:?}"),
    }
    Ok(())
}
