//! A running gateway.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use tokio::{sync::oneshot, task::JoinHandle};
use wsmtp_gateway::{
    Config, Gateway, Listener, Resolve, SystemResolver, UpstreamConfig,
    config::{Listen, TokenRule},
};
use wsmtp_tunnel::Security;

use super::{authority::Authority, logs, page::Page, patiently};

pub(crate) struct Stage {
    pub(crate) address: SocketAddr,
    pub(crate) gateway: Gateway,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

/// Where nobody can be: the address of a stage on a Unix socket.
const NOWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);

/// The name that certificates of these tests are for.
pub(crate) const NAME: &str = "mail.example.test";

/// A configuration with one upstream called `mail`.
pub(crate) fn config(port: u16, security: Security) -> Config {
    let mut config = Config::new(SocketAddr::from(([127, 0, 0, 1], 0)));
    let mut upstream = UpstreamConfig::new("127.0.0.1", port, security);
    upstream.tokens = Some(TokenRule::None);
    config.upstreams.insert("mail".into(), upstream);
    config
}

/// The same for a server whose certificate this authority has signed.
pub(crate) fn trusting(port: u16, security: Security, authority: &Authority) -> Config {
    let mut config = config(port, security);
    let upstream = config.upstreams.get_mut("mail").unwrap();
    upstream.authorities.push(authority.der.clone());
    upstream.server_name = Some(NAME.into());
    config
}

impl Stage {
    pub(crate) async fn new(config: Config) -> Self {
        Self::resolving(config, Arc::new(SystemResolver::default())).await
    }

    /// A gateway that asks this resolver.
    pub(crate) async fn resolving(config: Config, resolver: Arc<dyn Resolve>) -> Self {
        logs::begin();
        let listener = Listener::bind(&config.listen).await.unwrap();
        let address = match listener.place().unwrap() {
            Listen::Tcp(address) => address,
            Listen::Unix(_) => NOWHERE,
        };
        let (stop, stopped) = oneshot::channel();
        let gateway = Gateway::with_resolver(&config, resolver).unwrap();
        let serving = gateway.clone();
        let task = tokio::spawn(async move {
            let stop = async { stopped.await.unwrap_or_default() };
            serving.serve(listener, stop).await.unwrap();
        });
        Self {
            address,
            gateway,
            stop,
            task,
        }
    }

    /// A gateway to a server in clear at this port.
    pub(crate) async fn clear(port: u16) -> Self {
        Self::new(config(port, Security::None)).await
    }

    pub(crate) async fn page(&self) -> Page {
        Page::connect(self.address, "/tunnel", Some("wsmtp.v1")).await
    }

    /// A page that has opened `mail` and read `greeting`.
    pub(crate) async fn opened(&self, greeting: &str) -> Page {
        let mut page = self.page().await;
        page.open("mail").await;
        page.opened().await;
        page.hear(greeting).await;
        page
    }

    /// A page that has begun a mail: what comes now is content.
    pub(crate) async fn in_content(&self) -> Page {
        let mut page = self.opened("220 hello\r\n").await;
        page.send_envelope().await;
        page
    }

    /// What SIGTERM does; gives the task that ends when the gateway has.
    pub(crate) fn stop(self) -> JoinHandle<()> {
        self.stop.send(()).unwrap();
        self.task
    }

    pub(crate) async fn stopped(self) {
        patiently("the gateway to end", self.stop()).await.unwrap();
    }
}
