//! One connection: HTTP/1.1, bounded in time and size.

use std::{net::SocketAddr, pin::pin, time::Duration};

use axum::{Extension, Router, extract::ConnectInfo};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::TcpStream,
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

/// Answers the requests of one connection until it ends or becomes a session.
pub(crate) async fn accept(shared: &Shared, stream: TcpStream, client: SocketAddr, router: Router) {
    // Without this an ack could wait for the page's next packet. A socket that cannot be told so
    // is as good as closed, and the next read says so.
    let _ = stream.set_nodelay(true);
    // Extracted as `ConnectInfo` by who wants to log it.
    let service = TowerToHyperService::new(router.layer(Extension(ConnectInfo(client))));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(shared.rules().limits.request)
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
