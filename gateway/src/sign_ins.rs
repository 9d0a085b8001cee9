//! One session's sign-ins, as far as the mail server refuses them.

use std::sync::Arc;

use crate::{
    client::Client, inspect::SignIns, rules::Rules, sessions::whole_seconds, shared::Shared,
};

/// Counts them by upstream and the address that they come from.
pub(crate) struct Attempts {
    pub(crate) shared: Arc<Shared>,
    pub(crate) rules: Arc<Rules>,
    pub(crate) client: Client,
    /// The name of the upstream.
    pub(crate) upstream: String,
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
