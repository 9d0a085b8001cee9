//! Tokens of clients that know no first message: they stand in the head of the upgrade.

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use wsmtp_tunnel::{ErrorCode, Token};

use super::Handshake;
use crate::failure::Failure;

/// What stands before a token that is offered as a subprotocol: a page in a browser can set no header.
const SUBPROTOCOL: &str = "bearer.";

/// More than one token: which one counts is not for the gateway to guess (RFC 6750 section 2).
pub(crate) struct Several;

/// The token of `Authorization: Bearer` (RFC 6750 section 2.1) or of a subprotocol.
pub(crate) fn token(headers: &HeaderMap, upgrade: &Handshake) -> Result<Option<Token>, Several> {
    let authorization = headers.get_all(header::AUTHORIZATION).iter();
    let mut tokens = authorization
        .filter_map(|value| after_scheme(value.to_str().ok()?))
        .chain(
            upgrade
                .requested_protocols()
                .filter_map(|protocol| protocol.strip_prefix(SUBPROTOCOL)),
        );
    match (tokens.next(), tokens.next()) {
        (token, None) => Ok(token.map(Token::new)),
        (_, Some(_)) => Err(Several),
    }
}

/// The answer to who is not admitted, with the challenge of RFC 6750 section 3.
pub(crate) fn refuse(failure: &Failure) -> Response {
    let (status, error) = match failure.code {
        ErrorCode::TokenMissing => (StatusCode::UNAUTHORIZED, None),
        ErrorCode::UpstreamForbidden => (StatusCode::FORBIDDEN, Some("insufficient_scope")),
        _ => (StatusCode::UNAUTHORIZED, Some("invalid_token")),
    };
    let challenge = match error {
        // Who has sent none did nothing wrong yet.
        None => "Bearer realm=\"wsmtp\"".to_owned(),
        Some(error) => {
            format!("Bearer realm=\"wsmtp\", error=\"{error}\", error_description=\"{failure}\"")
        }
    };
    let body = format!("{failure}\n");
    let challenge = [(header::WWW_AUTHENTICATE, challenge)];
    let mut response = (status, challenge, body).into_response();
    // For the logs.
    response.extensions_mut().insert(failure.code);
    response
}

/// The token behind `Bearer`, whose case does not matter (RFC 9110 section 11.1).
fn after_scheme(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim_start_matches(' '))
}
