//! Who may speak to this gateway over HTTP: the checks of `Host` and `Origin`, and the headers that
//! keep a page of ours from being misused.

use std::sync::Arc;

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use wsmtp_tunnel::ErrorCode;

use crate::{Config, accept::Client, failure::cut, judge::is_loopback_name, pages, shared::Shared};

/// Scripts, styles and connections only from here, WebAssembly allowed, nothing inline; images may
/// be data or blobs because mails carry them.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; \
    frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    // What a cache keeps for one origin must not be served to another.
    (header::VARY, "origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// Open to everybody: probes come by address, and it tells nothing.
pub(crate) const HEALTH: &str = "/healthz";

/// Bytes of a path that are logged: all of ours, and enough to know what a stranger looked for.
const MAX_PATH: usize = 128;

/// What `Host` and `Origin` are checked against.
pub(crate) struct Guard {
    /// Whether the gateway does TLS itself, and so serves no page of `http:`.
    is_secure: bool,
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
            is_secure: config.tls.is_some(),
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
        if request.uri().path() == HEALTH {
            return Ok(None);
        }
        let host = host_of(request).filter(|host| self.knows(host)).ok_or((
            StatusCode::MISDIRECTED_REQUEST,
            "this gateway is not known by that name; its operator can add the name to `hosts`\n",
        ))?;
        // The pages' files are public, and a frame without an origin of its own asks for its style.
        if !request.headers().contains_key(header::ORIGIN) || pages::holds(request.uri().path()) {
            return Ok(None);
        }
        let origin = one(request.headers(), &header::ORIGIN).filter(|origin| {
            let origin = origin.to_str().ok().and_then(Origin::parse);
            origin
                .is_some_and(|origin| self.is_own(&origin, &host) || self.origins.contains(&origin))
        });
        match origin {
            Some(origin) => Ok(Some(origin.clone())),
            None => Err((
                StatusCode::FORBIDDEN,
                "pages of that origin may not use this gateway; its operator can add the origin to `origins`\n",
            )),
        }
    }

    /// Whether a page of this origin was served under this `Host`. Beyond this machine that takes
    /// HTTPS: anybody on the way could have written a page of `http:`.
    fn is_own(&self, origin: &Origin, host: &Authority) -> bool {
        let may_be_plain = !self.is_secure && is_loopback_name(name_of(host));
        (origin.scheme == "https" || may_be_plain) && origin.is_of(host)
    }

    fn knows(&self, host: &Authority) -> bool {
        let name = name_of(host);
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

    fn is_of(&self, host: &Authority) -> bool {
        let port = host
            .port_u16()
            .filter(|port| *port != default_port(&self.scheme));
        self.host.eq_ignore_ascii_case(host.host()) && self.port == port
    }
}

/// The middleware before every route.
pub(crate) async fn guard(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(sender): ConnectInfo<Client>,
    mut request: Request,
    next: Next,
) -> Response {
    let rules = shared.rules();
    let client = rules.proxies.origin(sender, request.headers());
    request.extensions_mut().insert(ConnectInfo(client));
    let path = cut(request.uri().path().to_owned(), MAX_PATH);
    let mut response = match rules.guard.judge(&request) {
        Ok(origin) => {
            let mut response = next.run(request).await;
            if let Some(origin) = origin {
                response
                    .headers_mut()
                    .insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            }
            response
        }
        Err(refusal) => refusal.into_response(),
    };
    let status = response.status();
    let is_refused = status.is_client_error() || status.is_server_error();
    if is_refused {
        shared.telemetry.metrics.refused(status.as_str());
    }
    if is_refused && shared.strangers.admits() {
        let code = response
            .extensions()
            .get()
            .map(|code: &ErrorCode| code.name());
        tracing::info!(%client, status = status.as_u16(), path, code, "refused");
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // All but the pages may be another the next time, or hold a mail.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A host without port, and without the brackets of IPv6.
fn name_of(host: &Authority) -> &str {
    host.host().trim_start_matches('[').trim_end_matches(']')
}

fn host_of(request: &Request) -> Option<Authority> {
    let host = match Uri::authority(request.uri()) {
        // A request for an absolute URI names its host there (RFC 9112 section 3.2.2).
        Some(authority) => authority.clone(),
        None => {
            let host = one(request.headers(), &header::HOST)?.to_str().ok()?;
            host.parse().ok()?
        }
    };
    (!host.as_str().contains('@')).then_some(host)
}

/// The only value of a header; two of them are as good as none.
fn one<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a HeaderValue> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())
}

fn default_port(scheme: &str) -> u16 {
    if scheme == "https" { 443 } else { 80 }
}
