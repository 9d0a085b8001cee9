//! What a page may know of a gateway before it opens a session.
//!
//! Which servers `[open]` permits is not in it: these patterns show whom an operator trusts, and
//! everybody can read this, while `open` may ask for a token.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use wsmtp_tunnel::Security;

use crate::{config::TokenRule, rules::Sandbox, shared::Shared};

#[derive(Serialize)]
struct About<'a> {
    version: &'static str,
    upstreams: Vec<AboutUpstream<'a>>,
    sandbox: Option<&'a Sandbox>,
}

#[derive(Serialize)]
struct AboutUpstream<'a> {
    name: &'a str,
    security: Security,
    tokens: TokenRule,
    /// Whether a page needs no password of its own there.
    signed_in: bool,
}

pub(super) async fn about(State(shared): State<Arc<Shared>>) -> Response {
    let rules = shared.rules();
    let upstreams = rules.policy.upstreams();
    Json(About {
        version: env!("CARGO_PKG_VERSION"),
        upstreams: upstreams
            .map(|upstream| AboutUpstream {
                name: &upstream.name,
                security: upstream.security,
                tokens: upstream.tokens,
                signed_in: upstream.account.is_some(),
            })
            .collect(),
        sandbox: rules.sandbox.as_ref(),
    })
    .into_response()
}
