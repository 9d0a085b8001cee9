//! One session's sign-ins, as far as the mail server refuses them.

use std::{sync::Arc, time::Duration};

use crate::{client::Client, inspect::SignIns, rules::Rules, shared::Shared};

/// Counts them by the address that they come from.
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
    fn admit(&self) -> Result<(), Duration> {
        let limits = &self.rules.limits;
        self.shared.sessions.may_sign_in(self.client, limits)
    }

    fn refused(&self) {
        let limits = &self.rules.limits;
        self.shared.sessions.guessed(self.client, limits);
        let metrics = &self.shared.telemetry.metrics;
        metrics.sign_in_refused(&self.upstream);
        // Among the session's lines, which say who it is.
        tracing::info!("the mail server refused a sign-in");
    }
}
