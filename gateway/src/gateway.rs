//! The gateway as a whole.

use std::{future::Future, io, sync::Arc};

use axum::Router;
use tokio::net::TcpListener;

use crate::{Config, http, listen::listen, shared::Shared, tls::TlsError};

/// A gateway, ready to serve.
pub struct Gateway {
    pub(crate) shared: Shared,
}

impl Gateway {
    /// Makes a gateway of a configuration.
    ///
    /// # Errors
    /// [`TlsError`] when an authority or a name of an upstream cannot be used for TLS.
    pub fn new(config: &Config) -> Result<Self, TlsError> {
        Shared::new(config).map(|shared| Self { shared })
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
        let shared = Arc::new(self.shared);
        let router = http::router(&shared, more);
        listen(&shared, listener, router, stop).await;
        tracing::info!("no longer listening");
        shared.shutdown.drain(&shared.limits).await;
        Ok(())
    }
}
