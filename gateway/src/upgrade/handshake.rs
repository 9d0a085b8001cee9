//! The handshake from HTTP to WebSocket (RFC 6455 section 4.2), without extensions.

use std::future::Future;

use axum::{
    extract::FromRequestParts,
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header, request::Parts,
    },
    response::{IntoResponse, Response},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use hyper::upgrade::{OnUpgrade, Upgraded};
use sha1::{Digest as _, Sha1};

/// What a server shows that it speaks WebSocket with (RFC 6455 section 1.3).
const GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// The version that is spoken here.
const VERSION: &str = "13";

/// The bytes of the nonce in a key (RFC 6455 section 4.1).
const NONCE: usize = 16;

/// A request for a WebSocket, to be accepted.
pub(crate) struct Handshake {
    accept: HeaderValue,
    requested: Vec<String>,
    selected: Option<HeaderValue>,
    on_upgrade: OnUpgrade,
}

/// Why there is no WebSocket.
pub(crate) enum Refusal {
    /// The request is not one for a WebSocket.
    Bad(&'static str),
    /// It is one for another version of WebSocket.
    Version,
}

impl Handshake {
    /// The subprotocols that the page offers.
    pub(crate) fn requested_protocols(&self) -> impl Iterator<Item = &str> {
        self.requested.iter().map(String::as_str)
    }

    pub(crate) fn select(&mut self, protocol: &'static str) {
        self.selected = Some(HeaderValue::from_static(protocol));
    }

    /// Accepts, and runs a session once the connection is a WebSocket's.
    pub(crate) fn accept<F>(self, session: impl FnOnce(Upgraded) -> F + Send + 'static) -> Response
    where
        F: Future<Output = ()> + Send + 'static,
    {
        tokio::spawn(async move {
            // A page that goes before it has its answer needs no session.
            if let Ok(upgraded) = self.on_upgrade.await {
                session(upgraded).await;
            }
        });
        let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, self.accept);
        if let Some(selected) = self.selected {
            headers.insert(header::SEC_WEBSOCKET_PROTOCOL, selected);
        }
        response
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Bad(reason) => (StatusCode::BAD_REQUEST, reason).into_response(),
            // RFC 6455 section 4.4, and RFC 9110 section 15.5.22.
            Self::Version => {
                let headers = [
                    (header::CONNECTION, "upgrade"),
                    (header::UPGRADE, "websocket"),
                    (header::SEC_WEBSOCKET_VERSION, VERSION),
                ];
                let reason = "WebSocket is spoken in version 13 here\n";
                (StatusCode::UPGRADE_REQUIRED, headers, reason).into_response()
            }
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Handshake {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let headers = &parts.headers;
        if parts.method != Method::GET || parts.version < Version::HTTP_11 {
            return Err(Refusal::Bad(
                "here is a WebSocket; ask with GET in HTTP/1.1\n",
            ));
        }
        if !names(headers, &header::CONNECTION, "upgrade")
            || !names(headers, &header::UPGRADE, "websocket")
        {
            return Err(Refusal::Bad("here is a WebSocket; ask for an upgrade\n"));
        }
        if !listed(headers, &header::SEC_WEBSOCKET_VERSION).eq([VERSION]) {
            return Err(Refusal::Version);
        }
        let key = headers.get(header::SEC_WEBSOCKET_KEY);
        let accept = key
            .and_then(accept)
            .ok_or(Refusal::Bad("sec-websocket-key is no key\n"))?;
        let requested = listed(headers, &header::SEC_WEBSOCKET_PROTOCOL)
            .map(str::to_owned)
            .collect();
        let on_upgrade = parts.extensions.remove::<OnUpgrade>();
        Ok(Self {
            accept,
            requested,
            selected: None,
            on_upgrade: on_upgrade.ok_or(Refusal::Bad("this connection cannot be upgraded\n"))?,
        })
    }
}

/// The answer to a key.
fn accept(key: &HeaderValue) -> Option<HeaderValue> {
    let nonce = BASE64_STANDARD.decode(key).ok()?;
    if nonce.len() != NONCE {
        return None;
    }
    let digest = Sha1::new().chain_update(key).chain_update(GUID).finalize();
    HeaderValue::try_from(BASE64_STANDARD.encode(digest)).ok()
}

fn names(headers: &HeaderMap, name: &HeaderName, word: &str) -> bool {
    listed(headers, name).any(|listed| listed.eq_ignore_ascii_case(word))
}

/// The words of a header that is a list.
fn listed<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let values = headers.get_all(name).into_iter();
    let texts = values.filter_map(|value| value.to_str().ok());
    texts.flat_map(|text| text.split(',').map(str::trim))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_the_rfc_has_the_answer_of_the_rfc() {
        let answer = |key| accept(&HeaderValue::from_static(key));
        let expected = HeaderValue::from_static("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assert_eq!(answer("dGhlIHNhbXBsZSBub25jZQ=="), Some(expected));
        assert_eq!(answer("c2hvcnQ="), None);
        assert_eq!(answer("?"), None);
    }
}
