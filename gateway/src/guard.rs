//! Who may speak to this gateway over HTTP: the checks of `Host` and `Origin`, and the headers that
//! keep a page of ours from being misused.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{Config, policy::is_loopback_name};

/// Scripts, styles and connections only from here, WebAssembly allowed, nothing inline; images may
/// be data or blobs because mails carry them.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; \
    frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// What `Host` and `Origin` are checked against.
pub(crate) struct Guard {
    hosts: Vec<String>,
    origins: Vec<Origin>,
}

/// A scheme and an authority, with the port that the scheme implies left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    scheme: String,
    host: String,
    port: Option<u16>,
}

impl Guard {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            hosts: config
                .hosts
                .iter()
                .map(|host| host.to_ascii_lowercase())
                .collect(),
            origins: config
                .origins
                .iter()
                .filter_map(|origin| Origin::parse(origin))
                .collect(),
        }
    }

    /// The origin to answer to, where there is one.
    fn judge(&self, request: &Request) -> Result<Option<HeaderValue>, (StatusCode, &'static str)> {
        let host = host_of(request).filter(|host| self.knows(host)).ok_or((
            StatusCode::MISDIRECTED_REQUEST,
            "this gateway is not known by that name; its operator can add the name to `hosts`\n",
        ))?;
        if !request.headers().contains_key(header::ORIGIN) {
            return Ok(None);
        }
        let origin = one(request.headers(), &header::ORIGIN).filter(|origin| {
            let origin = origin.to_str().ok().and_then(Origin::parse);
            origin.is_some_and(|origin| origin.is_of(&host) || self.origins.contains(&origin))
        });
        match origin {
            Some(origin) => Ok(Some(origin.clone())),
            None => Err((
                StatusCode::FORBIDDEN,
                "pages of that origin may not use this gateway; its operator can add the origin to `origins`\n",
            )),
        }
    }

    fn knows(&self, host: &Authority) -> bool {
        let name = host.host().trim_start_matches('[').trim_end_matches(']');
        is_loopback_name(name)
            || self
                .hosts
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name))
    }
}

impl Origin {
    /// Reads `scheme://host[:port]`; `null` and everything else is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let authority: Authority = rest.parse().ok()?;
        if authority.as_str().contains('@') || !matches!(scheme, "http" | "https") {
            return None;
        }
        let port = authority
            .port_u16()
            .filter(|port| *port != default_port(scheme));
        Some(Self {
            scheme: scheme.to_owned(),
            host: authority.host().to_ascii_lowercase(),
            port,
        })
    }

    /// Whether a page of this origin was served under this `Host`. A proxy may have ended TLS, so
    /// the scheme says nothing here; the port still does.
    fn is_of(&self, host: &Authority) -> bool {
        let port = host
            .port_u16()
            .filter(|port| *port != default_port(&self.scheme));
        self.host.eq_ignore_ascii_case(host.host()) && self.port == port
    }
}

/// The middleware before every route.
pub(crate) async fn guard(
    State(guard): State<Arc<Guard>>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = match guard.judge(&request) {
        Ok(origin) => {
            let mut response = next.run(request).await;
            if let Some(origin) = origin {
                let headers = response.headers_mut();
                headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
                headers.insert(header::VARY, HeaderValue::from_static("origin"));
            }
            response
        }
        Err(refusal) => refusal.into_response(),
    };
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        tracing::info!(%client, status = status.as_u16(), path, "refused");
    }
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

fn host_of(request: &Request) -> Option<Authority> {
    // A request for an absolute URI names its host there (RFC 9112 section 3.2.2).
    if let Some(authority) = Uri::authority(request.uri()) {
        return Some(authority.clone());
    }
    one(request.headers(), &header::HOST)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

/// The only value of a header; two of them are as good as none.
fn one<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a HeaderValue> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())
}

fn default_port(scheme: &str) -> u16 {
    if scheme == "https" { 443 } else { 80 }
}
