//! One session's sign-ins, as far as the mail server refuses them.

use std::sync::Arc;

use crate::{
    client::Client, inspect::SignIns, rules::Rules, sessions::whole_seconds, shared::Shared,
};

/// Counts them by upstream and the address that they come from.
pub(crate) struct Attempts {
    shared: Arc<Shared>,
    rules: Arc<Rules>,
    client: Client,
    upstream: String,
}

impl Attempts {
    /// Those of `client` at the upstream of this name.
    pub(crate) fn new(
        shared: Arc<Shared>,
        rules: Arc<Rules>,
        client: Client,
        upstream: &str,
    ) -> Self {
        Self {
            shared,
            rules,
            client,
            upstream: upstream.to_owned(),
        }
    }
}

impl SignIns for Attempts {
    fn admit(&self) -> Result<(), u64> {
        let (sessions, limits) = (&self.shared.sessions, &self.rules.limits);
        let step = sessions.sign_in(self.client, &self.upstream, limits);
        step.map_err(whole_seconds)
    }

    fn answered(&self, is_refused: bool) {
        let limits = &self.rules.limits;
        if is_refused {
            let metrics = &self.shared.telemetry.metrics;
            metrics.sign_in_refused(&self.upstream);
            // Among the session's lines, which say who it is.
            tracing::info!("the mail server refused a sign-in");
        } else {
            let sessions = &self.shared.sessions;
            sessions.signed_in(self.client, &self.upstream, limits);
        }
    }
}
