//! The client engine on a real socket: bytes one way and the other, TLS when asked for, the time.

use std::{collections::VecDeque, net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Result;
use rustls::{
    ClientConfig, ClientConnection, ConfigBuilder, ProtocolVersion, RootCertStore,
    client::WantsClientCert,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject as _},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, empty},
    net::TcpStream,
    time::{Instant, timeout_at},
};
use tokio_rustls::TlsConnector;
use wsmtp_proto::{
    Output, Phase,
    client::{Client, Config, Event, Security},
    types::{ChannelBinding, TlsActive},
};

use crate::certificates::Certified;

/// Octets of content handed to the engine at once, and octets read from the socket at once.
const PIECE: usize = 64 * 1024;

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Whom to trust, and to be what.
pub struct Tls {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl Tls {
    /// Trusts a server called `name` that `authority`, given as PEM, certified.
    ///
    /// # Errors
    /// Where either is not what it should be.
    pub fn new(authority: &str, name: &str) -> Result<Self> {
        let config = trusting(authority)?.with_no_client_auth();
        Self::from_config(config, name)
    }

    /// As [`Tls::new`], and shows a certificate to a server that asks for one.
    ///
    /// # Errors
    /// Where any of them is not what it should be.
    pub fn showing(authority: &str, name: &str, identity: &Certified) -> Result<Self> {
        let certificate = CertificateDer::from_pem_slice(identity.certificate.as_bytes())?;
        let key = PrivateKeyDer::from_pem_slice(identity.key.as_bytes())?;
        let config = trusting(authority)?.with_client_auth_cert(vec![certificate], key)?;
        Self::from_config(config, name)
    }

    fn from_config(config: ClientConfig, name: &str) -> Result<Self> {
        Ok(Self {
            connector: Arc::new(config).into(),
            name: ServerName::try_from(name)?.to_owned(),
        })
    }
}

fn trusting(authority: &str) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.as_bytes())?)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots))
}

/// The proof that the handshake is done, with what tells the connection from every other.
fn attest(connection: &ClientConnection) -> Result<TlsActive> {
    let proof = TlsActive::attest();
    // RFC 9266 section 4.2: in TLS 1.2 not every connection has material of its own.
    if connection.protocol_version() != Some(ProtocolVersion::TLSv1_3) {
        return Ok(proof);
    }
    let label = b"EXPORTER-Channel-Binding";
    let material = connection.export_keying_material([0; 32], label, Some(&[]))?;
    Ok(proof.with_binding(ChannelBinding::TlsExporter(material)))
}

/// A session under way.
pub struct Driver {
    client: Client,
    stream: Box<dyn Stream>,
    tls: Tls,
    start: Instant,
    events: VecDeque<Event>,
}

/// What comes after a drained engine.
enum Pause {
    Until(Option<Duration>),
    Closed,
}

impl Driver {
    /// Connects, and begins the session.
    ///
    /// # Errors
    /// Where there is no connection, or TLS fails.
    pub async fn connect(server: SocketAddr, config: Config, tls: Tls) -> Result<Self> {
        let stream = Box::new(TcpStream::connect(server).await?);
        let implicit = config.security == Security::Implicit;
        let client = Client::new(config);
        let (start, events) = (Instant::now(), VecDeque::new());
        let mut driver = Self {
            client,
            stream,
            tls,
            start,
            events,
        };
        if implicit {
            driver.upgrade().await?;
        }
        Ok(driver)
    }

    /// The engine, for one input; what follows from it happens at the next event.
    pub fn client(&mut self) -> &mut Client {
        self.client.advance(self.start.elapsed());
        &mut self.client
    }

    /// The next event, or nothing when the session is over.
    ///
    /// # Errors
    /// Where TLS fails.
    pub async fn next_event(&mut self) -> Result<Option<Event>> {
        loop {
            let pause = self.drain().await?;
            if let Some(event) = self.events.pop_front() {
                return Ok(Some(event));
            }
            match pause {
                Pause::Until(until) => self.wait(until).await,
                Pause::Closed => return Ok(None),
            }
        }
    }

    /// Hands in the content of a mail, each piece on its way before the next. What the mail's outcome
    /// overtakes stays here.
    ///
    /// # Errors
    /// Where the engine wants no content now, or TLS fails.
    pub async fn content(&mut self, content: &[u8]) -> Result<()> {
        for piece in content.chunks(PIECE) {
            if !self.has_room().await? {
                return Ok(());
            }
            self.client().content(piece)?;
        }
        if self.has_room().await? {
            self.client().content_end()?;
        }
        self.drain().await?;
        Ok(())
    }

    /// Waits until there is room for content; tells if there will not be any more.
    async fn has_room(&mut self) -> Result<bool> {
        loop {
            let pause = self.drain().await?;
            match pause {
                _ if self.client.takes_content() => return Ok(true),
                Pause::Until(until) if self.client.phase() == Phase::Content => {
                    self.wait(until).await;
                }
                Pause::Until(_) | Pause::Closed => return Ok(false),
            }
        }
    }

    async fn drain(&mut self) -> Result<Pause> {
        loop {
            match self.client.poll_output() {
                Output::Send(bytes) => self.send(&bytes).await,
                Output::UpgradeTls => self.upgrade().await?,
                Output::Event(event) => self.events.push_back(event),
                Output::Wait { until } => return Ok(Pause::Until(until)),
                Output::Closed => {
                    self.stream = Box::new(empty());
                    return Ok(Pause::Closed);
                }
            }
        }
    }

    /// A broken connection is told by reading from it, after what the server said last.
    async fn send(&mut self, bytes: &[u8]) {
        if self.stream.write_all(bytes).await.is_ok() {
            let _told_by_reading = self.stream.flush().await;
        }
    }

    async fn upgrade(&mut self) -> Result<()> {
        let plain = std::mem::replace(&mut self.stream, Box::new(empty()));
        let secured = self
            .tls
            .connector
            .connect(self.tls.name.clone(), plain)
            .await?;
        let proof = attest(secured.get_ref().1)?;
        self.stream = Box::new(secured);
        self.client().tls_established(proof);
        Ok(())
    }

    /// Waits for octets, the end, or the time.
    async fn wait(&mut self, until: Option<Duration>) {
        let mut buffer = vec![0; PIECE];
        let reading = self.stream.read(&mut buffer);
        let read = match until {
            Some(until) => timeout_at(self.start + until, reading).await.ok(),
            None => Some(reading.await),
        };
        match read {
            Some(Ok(count)) if count > 0 => {
                buffer.truncate(count);
                self.client().receive(&buffer);
            }
            Some(_) => self.client().receive_end(),
            None => {
                self.client();
            }
        }
    }
}
