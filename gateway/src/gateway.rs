//! The gateway as a whole: what every request shares.

use std::{future::Future, io, sync::Arc};

use axum::Router;
use tokio::net::TcpListener;

use crate::{
    Config, Limits, guard::Guard, http, listen::listen, policy::Policy, sessions::Sessions,
    shutdown::Shutdown, tls::TlsError,
};

/// A gateway, ready to serve.
pub struct Gateway {
    pub(crate) limits: Limits,
    pub(crate) policy: Policy,
    pub(crate) guard: Arc<Guard>,
    pub(crate) sessions: Sessions,
    pub(crate) shutdown: Shutdown,
    pub(crate) sandbox: Option<http::Sandbox>,
}

impl Gateway {
    /// Makes a gateway of a configuration.
    ///
    /// # Errors
    /// [`TlsError`] when an authority or a name of an upstream cannot be used for TLS.
    pub fn new(config: &Config) -> Result<Self, TlsError> {
        Ok(Self {
            limits: config.limits.clone(),
            policy: Policy::new(config)?,
            guard: Arc::new(Guard::new(config)),
            sessions: Sessions::new(config.limits.sessions),
            shutdown: Shutdown::default(),
            sandbox: None,
        })
    }

    /// Serves until `stop` is ready, then lets sessions finish within their time.
    ///
    /// # Errors
    /// The listener's, when it is not one that connections can be accepted from.
    pub async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()>,
    ) -> io::Result<()> {
        self.serve_with(listener, Router::new(), stop).await
    }

    /// The same with more routes behind the same checks.
    pub(crate) async fn serve_with(
        self,
        listener: TcpListener,
        more: Router,
        stop: impl Future<Output = ()>,
    ) -> io::Result<()> {
        tracing::info!(address = %listener.local_addr()?, "listening");
        let gateway = Arc::new(self);
        let router = http::router(&gateway, more);
        listen(&gateway, listener, router, stop).await;
        tracing::info!("no longer listening");
        gateway.shutdown.drain(&gateway.limits).await;
        Ok(())
    }
}
