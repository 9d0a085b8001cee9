//! Taking connections from the listener, as many at a time as permitted.

mod listener;
mod workers;

use std::{future::Future, pin::pin, sync::Arc, time::Duration};

use axum::Router;
use tokio::time::sleep;

use crate::{accept::accept, sessions::Crowd, shared::Shared};
pub use listener::Listener;
pub(crate) use workers::Workers;

/// How long to wait when the system has no file descriptor to give.
const PAUSE: Duration = Duration::from_millis(100);

/// Accepts until `stop` is ready. When there are as many connections as permitted, the next wait in
/// the system's queue.
pub(crate) async fn listen(
    shared: &Arc<Shared>,
    workers: &Workers,
    listener: Listener,
    router: Router,
    stop: impl Future<Output = ()>,
) {
    let room = Crowd::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = async {
            let place = room.enter_in_time((), || shared.rules().limits.connections);
            (place.await, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = &mut stop => return,
            accepted = accepted => accepted,
        };
        match accepted {
            Ok((socket, client)) => {
                // Counted from here on, so that a drain sees it on its way to a thread, too.
                let held = (place, shared.shutdown.connection());
                let shared = Arc::clone(shared);
                let router = router.clone();
                workers.spawn(socket, move |socket| async move {
                    let _held = held;
                    accept(&shared, socket, client, router).await;
                });
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(PAUSE).await;
            }
        }
    }
}
