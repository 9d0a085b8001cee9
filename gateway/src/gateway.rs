//! The gateway as a whole.

use std::{future::Future, io, sync::Arc};

use axum::Router;
use tokio::net::TcpListener;

use crate::{
    Config,
    listen::listen,
    resolve::{Resolve, SystemResolver},
    rules::{Rules, SetupError},
    shared::{Sandbox, Shared},
    upgrade,
};

/// A gateway, ready to serve. Clones are the same gateway.
#[derive(Clone)]
pub struct Gateway {
    shared: Arc<Shared>,
}

impl Gateway {
    /// Makes a gateway of a configuration.
    ///
    /// # Errors
    /// [`SetupError`] when something that the configuration names cannot be used.
    pub fn new(config: &Config) -> Result<Self, SetupError> {
        Self::with_resolver(config, Arc::new(SystemResolver::default()))
    }

    /// The same with another resolver than the system's.
    ///
    /// # Errors
    /// As of [`new`](Self::new).
    pub fn with_resolver(config: &Config, resolver: Arc<dyn Resolve>) -> Result<Self, SetupError> {
        let shared = Shared::new(Rules::new(config)?, resolver, None);
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    pub(crate) fn with_sandbox(config: &Config, sandbox: Sandbox) -> Result<Self, SetupError> {
        let resolver = Arc::new(SystemResolver::default());
        let shared = Shared::new(Rules::new(config)?, resolver, Some(sandbox));
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// Lets a new configuration hold for all sessions to come. Those that are open go on under the
    /// old one, and the listener stays as it is.
    ///
    /// # Errors
    /// [`SetupError`]; then the old one holds on.
    pub fn reload(&self, config: &Config) -> Result<(), SetupError> {
        self.shared.replace(Rules::new(config)?);
        Ok(())
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
        let router = upgrade::router(&self.shared, more);
        listen(&self.shared, listener, router, stop).await;
        tracing::info!("no longer listening");
        let rules = self.shared.rules();
        self.shared.shutdown.drain(&rules.limits).await;
        Ok(())
    }
}
