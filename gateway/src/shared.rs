//! What every request and session shares.

use std::sync::Arc;

use ipnet::IpNet;
use tokio::sync::watch;

use crate::{
    dial::Resolvers,
    inspect::Ledger,
    rules::Rules,
    sessions::{Crowd, Pace, Sessions, Throttle},
    shutdown::Shutdown,
    telemetry::Telemetry,
};

pub(crate) struct Shared {
    rules: watch::Sender<Arc<Rules>>,
    pub(crate) resolvers: Resolvers,
    pub(crate) sessions: Sessions,
    /// Connections that are no sessions, by address.
    pub(crate) connections: Arc<Crowd<IpNet>>,
    /// Connections as they come, by address.
    pub(crate) connects: Pace,
    /// What strangers may have logged.
    pub(crate) strangers: Arc<Throttle>,
    pub(crate) shutdown: Shutdown,
    pub(crate) telemetry: Arc<Telemetry>,
    /// The mails of the last hour, whatever the rules were then.
    pub(crate) ledger: Arc<Ledger>,
}

impl Shared {
    pub(crate) fn new(rules: Rules, telemetry: Telemetry, resolvers: Resolvers) -> Self {
        show(&telemetry, &rules);
        Self {
            sessions: Sessions::new(),
            connections: Crowd::new(),
            connects: Pace::default(),
            strangers: Arc::new(Throttle::default()),
            rules: watch::Sender::new(Arc::new(rules)),
            resolvers,
            shutdown: Shutdown::default(),
            telemetry: Arc::new(telemetry),
            ledger: Arc::default(),
        }
    }

    /// The rules as they are now.
    pub(crate) fn rules(&self) -> Arc<Rules> {
        Arc::clone(&self.rules.borrow())
    }

    /// New rules for whoever comes next.
    pub(crate) fn replace(&self, rules: Rules) {
        show(&self.telemetry, &rules);
        self.rules.send_replace(Arc::new(rules));
    }
}

/// Lets the metrics have what these rules have names for.
fn show(telemetry: &Telemetry, rules: &Rules) {
    let names = rules.policy.upstreams().map(|upstream| &*upstream.name);
    telemetry.knows(rules.limits.sessions, names);
}
