//! Taking connections from the listener, as many at a time as permitted.

use std::{future::Future, pin::pin, sync::Arc, time::Duration};

use axum::Router;
use tokio::{net::TcpListener, sync::Semaphore, time::sleep};

use crate::{accept::accept, shared::Shared};

/// How long to wait when the system has no file descriptor to give.
const PAUSE: Duration = Duration::from_millis(100);

/// Accepts until `stop` is ready. When there are as many connections as permitted, the next wait in
/// the system's queue.
pub(crate) async fn listen(
    shared: &Arc<Shared>,
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
) {
    let room = Arc::new(Semaphore::new(shared.rules().limits.connections));
    let mut stop = pin!(stop);
    loop {
        let accepted = async {
            let permit = Arc::clone(&room).acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            () = &mut stop => return,
            accepted = accepted => accepted,
        };
        match accepted {
            Ok((stream, client)) => {
                let shared = Arc::clone(shared);
                let router = router.clone();
                tokio::spawn(async move {
                    let _held = (permit, shared.shutdown.connection());
                    accept(&shared, stream, client, router).await;
                });
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(PAUSE).await;
            }
        }
    }
}
