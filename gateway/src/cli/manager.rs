//! What the service manager is told, where one started the gateway: systemd's `sd_notify`.

use std::time::Duration;

use sd_notify::NotifyState;
use tokio::time::{MissedTickBehavior, interval};
use wsmtp_gateway::Gateway;

/// Serving, from the beginning or anew.
pub(super) fn ready(status: &str) {
    tell(&[NotifyState::Ready, NotifyState::Status(status)]);
}

/// Reading the configuration again; [`ready`] follows.
pub(super) fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => tell(&[NotifyState::Reloading, now]),
        // Without the time, systemd would wait for a reload that it takes for an earlier one.
        Err(error) => tracing::warn!(%error, "the service manager is not told of the reload"),
    }
}

/// Letting mails finish.
pub(super) fn stopping() {
    tell(&[
        NotifyState::Stopping,
        NotifyState::Status("letting mails finish"),
    ]);
}

/// Says that the gateway is alive, twice as often as asked for, for as long as it is polled and all of its
/// threads answer.
pub(super) async fn watched(gateway: &Gateway) {
    let Some(limit) = sd_notify::watchdog_enabled() else {
        return std::future::pending().await;
    };
    // A limit of nothing would be a slip, and no reason to end.
    let mut beats = interval((limit / 2).max(Duration::from_millis(1)));
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        beats.tick().await;
        gateway.answer().await;
        tell(&[NotifyState::Watchdog]);
    }
}

/// Does nothing where no service manager asked for it.
fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::warn!(%error, "the service manager cannot be told");
    }
}
