//! What the service manager is told, where one started the gateway: systemd's `sd_notify`.

use std::{
    ffi::OsStr,
    io,
    os::unix::{ffi::OsStrExt as _, net::SocketAddr},
    time::Duration,
};

use sd_notify::NotifyState;
use tokio::{
    net::UnixDatagram,
    time::{MissedTickBehavior, interval, timeout},
};
use wsmtp_gateway::Gateway;

/// Far longer than a manager that lives takes to read its queue, and short for somebody who waits for the end.
const PATIENCE: Duration = Duration::from_secs(1);

/// Serving, from the beginning or anew.
pub(super) async fn ready(status: &str) {
    tell(&[NotifyState::Ready, NotifyState::Status(status)]).await;
}

/// Reading the configuration again; [`ready`] follows.
pub(super) async fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => tell(&[NotifyState::Reloading, now]).await,
        // Without the time, systemd would wait for a reload that it takes for an earlier one.
        Err(error) => tracing::warn!(%error, "the service manager is not told of the reload"),
    }
}

/// Letting mails finish.
pub(super) async fn stopping() {
    tell(&[
        NotifyState::Stopping,
        NotifyState::Status("letting mails finish"),
    ])
    .await;
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
        tell(&[NotifyState::Watchdog]).await;
    }
}

/// Does nothing where no service manager asked for it. One that does not listen holds nobody up for longer
/// than [`PATIENCE`].
async fn tell(states: &[NotifyState<'_>]) {
    match timeout(PATIENCE, send(states)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the service manager cannot be told"),
        Err(_) => tracing::warn!("the service manager does not listen"),
    }
}

/// Waits while the manager's queue is full, which [`sd_notify::notify`] would do with a whole thread.
async fn send(states: &[NotifyState<'_>]) -> io::Result<()> {
    let Some(name) = std::env::var_os("NOTIFY_SOCKET") else {
        return Ok(());
    };
    let socket = std::os::unix::net::UnixDatagram::unbound()?;
    socket.connect_addr(&address(&name)?)?;
    socket.set_nonblocking(true)?;
    let message: String = states.iter().map(|state| format!("{state}\n")).collect();
    let sent = UnixDatagram::from_std(socket)?
        .send(message.as_bytes())
        .await;
    sent.map(drop)
}

/// A path, or behind an `@` a name that no file has, as only Linux knows it.
fn address(name: &OsStr) -> io::Result<SocketAddr> {
    #[cfg(target_os = "linux")]
    if let Some((b'@', name)) = name.as_bytes().split_first() {
        use std::os::linux::net::SocketAddrExt as _;
        return SocketAddr::from_abstract_name(name);
    }
    SocketAddr::from_pathname(name)
}
