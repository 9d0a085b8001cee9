//! Metrics and health, on a listener of their own that pages never reach.

use std::{future::Future, io, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, UnixListener},
    sync::Semaphore,
    time::sleep,
};
use tokio_util::either::Either;

use crate::{config::Listen, shared::Shared};

/// A few scrapers and probes at a time.
const CONNECTIONS: usize = 32;

/// For the head of a request, and between two requests.
const REQUEST: Duration = Duration::from_secs(30);

/// The most bytes of a head: hyper's smallest.
const MAX_HEAD: usize = 8192;

/// How long to wait when the system has no file descriptor to give.
const PAUSE: Duration = Duration::from_millis(100);

/// Where metrics and health are served, before anybody is answered.
pub struct AdminListener(Either<TcpListener, UnixListener>);

/// Why they cannot be served there.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen at {listen} for metrics and health")]
pub struct AdminError {
    listen: Listen,
    source: io::Error,
}

impl AdminListener {
    /// Listens.
    ///
    /// # Errors
    /// [`AdminError`] when the system does not permit it.
    pub async fn bind(listen: &Listen) -> Result<Self, AdminError> {
        let bound = match listen {
            Listen::Tcp(address) => TcpListener::bind(address).await.map(Either::Left),
            Listen::Unix(path) => UnixListener::bind(path).map(Either::Right),
        };
        bound.map(Self).map_err(|source| AdminError {
            listen: listen.clone(),
            source,
        })
    }

    /// Answers for as long as it is polled.
    pub(crate) async fn serve(self, shared: Arc<Shared>) {
        let router = router(shared);
        let room = Arc::new(Semaphore::new(CONNECTIONS));
        loop {
            let permit = Arc::clone(&room).acquire_owned().await;
            match self.accept().await {
                Ok(stream) => {
                    let answers = answer(stream, router.clone());
                    tokio::spawn(async move {
                        let _held = permit;
                        answers.await;
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection for metrics and health");
                    sleep(PAUSE).await;
                }
            }
        }
    }

    async fn accept(&self) -> io::Result<impl AsyncRead + AsyncWrite + Unpin + Send + 'static> {
        Ok(match &self.0 {
            Either::Left(listener) => Either::Left(listener.accept().await?.0),
            Either::Right(listener) => Either::Right(listener.accept().await?.0),
        })
    }

    /// Where it listens, as the configuration would name it.
    pub(crate) fn address(&self) -> io::Result<String> {
        Ok(match &self.0 {
            Either::Left(listener) => listener.local_addr()?.to_string(),
            Either::Right(listener) => format!("{:?}", listener.local_addr()?),
        })
    }
}

fn answer(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    router: Router,
) -> impl Future<Output = ()> {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(REQUEST)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    async {
        // Who asked is gone, and can ask again.
        let _ = connection.await;
    }
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .with_state(shared)
}

async fn metrics(State(shared): State<Arc<Shared>>) -> Response {
    match shared.telemetry.metrics.text() {
        Ok(text) => ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response(),
        Err(error) => {
            tracing::warn!(%error, "the metrics cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn ready(State(shared): State<Arc<Shared>>) -> Response {
    if shared.shutdown.is_draining() {
        let reason = "draining: no new sessions\n";
        return (StatusCode::SERVICE_UNAVAILABLE, reason).into_response();
    }
    "ready\n".into_response()
}
