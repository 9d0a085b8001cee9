//! What is served under which path.

mod about;

use std::sync::Arc;

use axum::{Router, middleware::from_fn_with_state, routing::get};

use crate::{
    guard::{HEALTH, guard},
    pages,
    shared::Shared,
    upgrade::{raw, tunnel},
};
use about::about;

pub(crate) fn router(shared: &Arc<Shared>, more: Router) -> Router {
    Router::new()
        .route(HEALTH, get(|| async { "ok\n" }))
        .route("/gateway.json", get(about))
        .route("/tunnel", get(tunnel))
        .route("/smtp/{upstream}", get(raw))
        .with_state(Arc::clone(shared))
        .merge(more)
        .fallback(pages::serve)
        .layer(from_fn_with_state(Arc::clone(shared), guard))
}
