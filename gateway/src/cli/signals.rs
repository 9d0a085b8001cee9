//! What a service manager or a person at the terminal tells the process.

use std::{future::Future, io};

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Ready on SIGTERM, which service managers send, and on SIGINT, which Ctrl-C sends. The second
/// ends the process once `last` is done: a mail may take a minute to finish, and who asks twice will not
/// wait.
pub(super) fn stopped(
    last: impl FnOnce() + Send + 'static,
) -> io::Result<impl Future<Output = ()>> {
    let mut signals = Signals::new()?;
    Ok(async move {
        signals.next().await;
        tracing::info!(
            "stopping when the mails under way are finished; a second signal stops at once"
        );
        tokio::spawn(async move {
            signals.next().await;
            last();
            std::process::exit(1);
        });
    })
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
