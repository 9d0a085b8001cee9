//! The gateway with a mail server of its own behind it, for trying and learning: nothing to
//! configure, nothing kept, nothing reachable from another machine.
//!
//! Everything between page and mailbox is real: TCP, STARTTLS, a certificate that is verified. Only
//! the authority is made for this run, and the mail server delivers nowhere.

mod api;
mod authority;
mod inbox;
mod mailserver;
mod practice;

use std::{future::Future, io, net::SocketAddr};

use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;
use wsmtp_sandbox::Settings;
use wsmtp_tunnel::Security;

use crate::{Config, Gateway, SetupError, UpstreamConfig, config::TokenRule, origin::Origin};
use api::{Api, Readers};
use authority::Authority;
use inbox::Inbox;
use mailserver::MailServer;
use practice::{Door, Practice};

/// The mail server's name to pages.
const UPSTREAM: &str = "sandbox";

/// A demo that has its ports and is ready to run.
pub struct Demo {
    gateway: Gateway,
    listener: TcpListener,
    url: String,
    inbox: Inbox,
    practice: Practice,
    mail_server: MailServer,
    mail_listener: TcpListener,
    /// Where programs bring their mails, if they do.
    program_listener: Option<TcpListener>,
}

/// Why a demo cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// Everybody who reaches the demo can read its mails and its password.
    #[error(
        "the demo is open to everybody who reaches it, so it listens on this machine only; {0} is not a loopback address"
    )]
    Exposed(SocketAddr),
    /// What is given as the origin of a page is none.
    #[error("`{0}` is not an origin; write scheme, host and port, like `http://localhost:5173`")]
    Origin(String),
    /// An address cannot be listened at.
    #[error("cannot listen at {address}; with 0 for its port the demo takes any that is free")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// No certificate could be made.
    #[error("cannot make a certificate for the demo")]
    Certificate(#[from] rcgen::Error),
    /// The certificate cannot be used.
    #[error("cannot use the certificate of the demo")]
    Server(#[from] rustls::Error),
    /// The gateway cannot use the authority.
    #[error(transparent)]
    Gateway(#[from] SetupError),
    /// The system gives no random bytes for a password.
    #[error("the system gives no random bytes")]
    Random(#[from] getrandom::Error),
    /// A name or password of ours does not fit its type.
    #[error("a name of the demo is not valid")]
    Name(#[from] wsmtp_proto::types::ValueError),
}

impl Demo {
    /// Takes the ports and makes authority, password and mailbox. Pages of `origins` may do
    /// what its own do: send mails, and read the inbox.
    ///
    /// # Errors
    /// [`DemoError`], before anything is served.
    pub async fn bind(listen: SocketAddr, origins: Vec<String>) -> Result<Self, DemoError> {
        stays_on_this_machine(listen)?;
        if let Some(wrong) = origins
            .iter()
            .find(|origin| Origin::parse(origin).is_none())
        {
            return Err(DemoError::Origin(wrong.clone()));
        }
        let (listener, address) = listener(listen).await?;
        let (mail_listener, mail_address) = listener_on_loopback().await?;
        let authority = Authority::new(Settings::DOMAIN)?;
        let password = password()?;
        let inbox = Inbox::new();
        let settings = Settings::practice(&password)?;
        let mut config = config(address, mail_address.port(), authority.der());
        config.origins = origins;
        let gateway = Gateway::with_sandbox(&config, practice::sandbox(&settings))?;
        let practice = Practice::new(settings, gateway.clone(), config);
        let acceptor = authority.acceptor()?;
        let mail_server = MailServer::new(practice.clone(), acceptor, inbox.clone());
        let url = format!("http://{address}/");
        Ok(Self {
            gateway,
            listener,
            url,
            inbox,
            practice,
            mail_server,
            mail_listener,
            program_listener: None,
        })
    }

    /// Takes the mails of programs that speak SMTP themselves, too, here; they need not sign in. Gives
    /// the address, with the port where any was asked for.
    ///
    /// # Errors
    /// [`DemoError::Exposed`] or [`DemoError::Listen`].
    pub async fn listen_for_mails(&mut self, at: SocketAddr) -> Result<SocketAddr, DemoError> {
        stays_on_this_machine(at)?;
        let (listener, address) = listener(at).await?;
        self.program_listener = Some(listener);
        Ok(address)
    }

    /// Where the pages are.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Runs until `stop` is ready and the mails under way have had their time.
    ///
    /// # Errors
    /// The listener's.
    pub async fn run(self, stop: impl Future<Output = ()>) -> io::Result<()> {
        let mut mail_servers = JoinSet::new();
        if let Some(listener) = self.program_listener {
            mail_servers.spawn(self.mail_server.clone().serve(listener, Door::Programs));
        }
        mail_servers.spawn(self.mail_server.serve(self.mail_listener, Door::Gateway));
        let waiting = CancellationToken::new();
        let stop = async {
            stop.await;
            waiting.cancel();
        };
        let api = Api {
            inbox: self.inbox,
            practice: self.practice,
            readers: Readers::default(),
            stop: waiting.clone(),
        };
        let gateway = self.gateway;
        let served = gateway
            .serve_with(self.listener.into(), api.router(), stop)
            .await;
        mail_servers.shutdown().await;
        served
    }
}

/// Who reaches the demo reads its mails.
fn stays_on_this_machine(listen: SocketAddr) -> Result<(), DemoError> {
    match listen.ip().is_loopback() {
        true => Ok(()),
        false => Err(DemoError::Exposed(listen)),
    }
}

fn config(listen: SocketAddr, mail_port: u16, authority: Vec<u8>) -> Config {
    let mut config = Config::new(listen);
    let mut upstream = UpstreamConfig::new("127.0.0.1", mail_port, Security::StartTls);
    upstream.server_name = Some(Settings::DOMAIN.to_owned());
    upstream.tokens = Some(TokenRule::None);
    upstream.authorities.push(authority);
    config.upstreams.insert(UPSTREAM.to_owned(), upstream);
    config
}

/// 64 random bits: nobody guesses it, and a person can still type it.
fn password() -> Result<String, getrandom::Error> {
    Ok(format!("{:016x}", getrandom::u64()?))
}

async fn listener(address: SocketAddr) -> Result<(TcpListener, SocketAddr), DemoError> {
    let wrong = |source| DemoError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(wrong)?;
    let address = listener.local_addr().map_err(wrong)?;
    Ok((listener, address))
}

async fn listener_on_loopback() -> Result<(TcpListener, SocketAddr), DemoError> {
    listener(SocketAddr::from(([127, 0, 0, 1], 0))).await
}
