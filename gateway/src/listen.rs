//! Accepting connections and speaking HTTP/1.1 on them.

use std::{future::Future, pin::pin, sync::Arc, time::Duration};

use axum::{Extension, Router, extract::ConnectInfo};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};

use crate::shared::Shared;

/// The most bytes of a request head: hyper's smallest, and plenty for an upgrade.
const MAX_HEAD: usize = 8192;

/// How long a connection may live that never becomes a session: nobody reads a page that slowly,
/// and a browser just opens the next one.
const LIFETIME: Duration = Duration::from_secs(10 * 60);

/// For the answer under way when that is over.
const GRACE: Duration = Duration::from_secs(60);

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
    let room = Arc::new(Semaphore::new(shared.limits.connections));
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
                // Extracted as `ConnectInfo` by who wants to log it.
                let router = router.clone().layer(Extension(ConnectInfo(client)));
                let shared = Arc::clone(shared);
                tokio::spawn(async move {
                    let _held = (permit, shared.shutdown.connection());
                    speak(&shared, stream, router).await;
                });
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(PAUSE).await;
            }
        }
    }
}

async fn speak(shared: &Shared, stream: TcpStream, router: Router) {
    // Without this an ack could wait for the page's next packet. A socket that cannot be told so
    // is as good as closed, and the next read says so.
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(shared.limits.request)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let over = async {
        tokio::select! {
            () = shared.shutdown.draining() => {}
            () = sleep(LIFETIME) => {}
        }
    };
    let outcome = tokio::select! {
        outcome = connection.as_mut() => Ok(outcome),
        () = over => {
            connection.as_mut().graceful_shutdown();
            timeout(GRACE, connection).await
        }
    };
    if !matches!(outcome, Ok(Ok(()))) {
        tracing::debug!("a connection ended in disorder");
    }
}
