//! What the demo's mail server is like, as text.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use tokio::task::spawn_blocking;
use wsmtp_sandbox::Setup;

use super::Api;

/// The longest setup, and as much again, so that who exceeds it is told by how much it may be.
pub(super) const MAX_BODY: usize = 2 * Setup::MAX_OCTETS;

/// The setup that holds now.
pub(super) async fn read(State(api): State<Api>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (kind, api.practice.text()).into_response()
}

/// Another setup, for connections to come.
pub(super) async fn write(State(api): State<Api>, text: String) -> Response {
    let setup = match text.parse::<Setup>() {
        Ok(setup) => setup,
        Err(error) => return (StatusCode::BAD_REQUEST, format!("{error}\n")).into_response(),
    };
    match spawn_blocking(move || api.practice.set(text, &setup)).await {
        Ok(Ok(())) => StatusCode::NO_CONTENT.into_response(),
        Ok(Err(error)) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
