//! The gateway as a whole.

mod fixed;

use std::{future::Future, io, sync::Arc, time::Duration};

use axum::Router;
use tokio::{
    task::spawn_blocking,
    time::{MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;
use wsmtp_tunnel::{ErrorCode, Target};

use crate::{
    Config, Listener, admin,
    dial::{Resolve, Resolvers},
    identity::Identity,
    listen::{Workers, listen},
    routes,
    rules::{Rules, Sandbox, SetupError},
    shared::Shared,
    telemetry::{LAST_LINES, Telemetry},
};
pub(crate) use fixed::Fixed;

/// How often the certificate's files are looked at. Two lookups cost nothing, and who has copied a
/// new pair there sees in the log at once how that went. Unlike the system's notes of changes, they
/// see through links, mounts and network file systems.
const LOOK: Duration = Duration::from_secs(2);

/// A gateway, ready to serve. Clones are the same gateway.
#[derive(Clone)]
pub struct Gateway {
    pub(crate) shared: Arc<Shared>,
    /// What the configuration said that holds until the end.
    pub(crate) fixed: Fixed,
    workers: Workers,
}

impl Gateway {
    /// Makes a gateway of a configuration.
    ///
    /// # Errors
    /// [`SetupError`] when something that the configuration names cannot be used.
    pub fn new(config: &Config) -> Result<Self, SetupError> {
        Self::with(config, Resolvers::default(), None)
    }

    /// The same with another resolver than the system's.
    ///
    /// # Errors
    /// As of [`new`](Self::new).
    pub fn with_resolver(config: &Config, resolver: Arc<dyn Resolve>) -> Result<Self, SetupError> {
        Self::with(config, resolver.into(), None)
    }

    pub(crate) fn with_sandbox(config: &Config, sandbox: Sandbox) -> Result<Self, SetupError> {
        Self::with(config, Resolvers::default(), Some(sandbox))
    }

    fn with(
        config: &Config,
        resolvers: Resolvers,
        sandbox: Option<Sandbox>,
    ) -> Result<Self, SetupError> {
        let (rules, telemetry) = (Rules::new(config, sandbox)?, Telemetry::new(config)?);
        let shared = Shared::new(rules, telemetry, resolvers);
        Ok(Self {
            shared: Arc::new(shared),
            fixed: Fixed::new(config),
            workers: Workers::default(),
        })
    }

    /// Has its connections served on threads of their own, one for each processor, until `stop` is
    /// cancelled; otherwise the runtime that [`serve`](Self::serve) is called on does that.
    ///
    /// # Errors
    /// The system's, when it gives no threads.
    pub fn on_threads(mut self, stop: &CancellationToken) -> io::Result<Self> {
        self.workers = Workers::start(stop)?;
        Ok(self)
    }

    /// Serves metrics and health for as long as this is polled: also while mails finish.
    ///
    /// # Errors
    /// The listener's, when it is not one that connections can be accepted from.
    pub async fn serve_admin(&self, listener: Listener) -> io::Result<()> {
        tracing::info!(address = %listener.place()?, "serving metrics and health");
        admin::serve(&listener, &self.shared).await;
        Ok(())
    }

    /// Serves until `stop` is ready, then lets the mails under way finish within their time.
    ///
    /// # Errors
    /// The listener's, when it is not one that connections can be accepted from.
    pub async fn serve(
        self,
        listener: impl Into<Listener>,
        stop: impl Future<Output = ()>,
    ) -> io::Result<()> {
        self.serve_with(listener.into(), Router::new(), stop).await
    }

    /// The same with more routes behind the same checks.
    pub(crate) async fn serve_with(
        self,
        listener: Listener,
        more: Router,
        stop: impl Future<Output = ()>,
    ) -> io::Result<()> {
        tracing::info!(address = %listener.place()?, "listening");
        let router = routes::router(&self.shared, more);
        let stop = async {
            stop.await;
            self.shared.shutdown.announce();
        };
        tokio::select! {
            () = listen(&self.shared, &self.workers, listener, router, stop) => {}
            () = watch(&self.shared) => {}
        }
        tracing::info!("no longer listening");
        let rules = self.shared.rules();
        self.shared.shutdown.drain(&rules.limits).await;
        self.flush(LAST_LINES);
        Ok(())
    }

    /// Ready when every thread that serves has come to do something new.
    pub async fn answer(&self) {
        self.workers.answer().await;
    }

    /// The host that a page is connected to which asks for this target, in its one spelling. Names alone
    /// are judged: no address is looked up, and no token looked at.
    ///
    /// # Errors
    /// What the page is told, as its code and a sentence.
    pub fn admits(&self, target: &Target) -> Result<String, (ErrorCode, String)> {
        let admitted = self.shared.rules().policy.admit(target);
        admitted
            .map(|upstream| upstream.host.clone())
            .map_err(|failure| (failure.code, failure.message))
    }

    /// Waits until the audit log has all its lines, or `limit` is over. Blocks.
    pub fn flush(&self, limit: Duration) {
        self.shared.telemetry.audit.flush(limit);
    }
}

/// Has the files of the listener's certificate looked at for ever.
async fn watch(shared: &Shared) {
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        let rules = shared.rules();
        let look = move || rules.identity.iter().for_each(Identity::look);
        // A file system may be slow. A look that panicked is none, and the next comes.
        let _ = spawn_blocking(look).await;
    }
}
