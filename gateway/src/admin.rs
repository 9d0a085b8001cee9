//! Metrics and health, on a listener of their own that pages have no business with.

use std::{future::Future, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::get,
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    sync::Semaphore,
    time::{sleep, timeout},
};

use crate::{
    Listener,
    failure::cut,
    guard::{HEALTH, host_of},
    identity::Identity,
    shared::Shared,
    socket::Socket,
};

/// A few scrapers and probes at a time.
pub(crate) const CONNECTIONS: usize = 32;

/// For the head of a request, and between two requests.
const REQUEST: Duration = Duration::from_secs(30);

/// For a connection as a whole.
const LIFETIME: Duration = Duration::from_secs(10 * 60);

/// The most bytes of a head: hyper's smallest.
const MAX_HEAD: usize = 8192;

/// Bytes of a host that are logged: those of the longest name.
const MAX_HOST: usize = 253;

/// How long to wait when the system has no file descriptor to give.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers for as long as it is polled.
pub(crate) async fn serve(listener: &Listener, shared: &Arc<Shared>) {
    let router = router(Arc::clone(shared));
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let permit = Arc::clone(&room).acquire_owned().await;
        match listener.accept().await {
            Ok((stream, _)) => {
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

fn answer(stream: Socket, router: Router) -> impl Future<Output = ()> {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(REQUEST)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    async {
        // Who asked is gone, or reads too slowly, and can ask again.
        let _ = timeout(LIFETIME, connection).await;
    }
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route_layer(from_fn_with_state(Arc::clone(&shared), guard))
        // Probes call it as they like, and are told nothing else.
        .route(HEALTH, get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .with_state(shared)
}

/// Refuses a page that has had its own name point to this machine.
async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let host = host_of(&request);
    let rules = shared.rules();
    if host
        .as_ref()
        .is_some_and(|host| rules.admin_hosts.know_or_is_address(host))
    {
        return next.run(request).await;
    }
    if shared.strangers.admits() {
        let host = host.map(|host| cut(host.to_string(), MAX_HOST));
        tracing::info!(host, "metrics refused; the name is not in `admin.hosts`");
    }
    let reason = "metrics are not known by that name; use an address, or have the operator add the name to `hosts` of [admin]\n";
    (StatusCode::MISDIRECTED_REQUEST, reason).into_response()
}

async fn metrics(State(shared): State<Arc<Shared>>) -> Response {
    // Asked for now, as it changes with a reload and with its files.
    let certificate = shared.rules().identity.as_ref().map(Identity::expires);
    shared.telemetry.metrics.expires(certificate);
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
