//! Before every route: who may not speak to this gateway is refused, and every answer has the headers
//! that keep a page of ours from being misused.

use std::sync::Arc;

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use wsmtp_tunnel::ErrorCode;

use crate::{client::Client, failure::cut, origin::Origins, pages, shared::Shared};

/// Scripts, workers, styles and connections only from here, WebAssembly allowed, nothing inline; images
/// may be data or blobs because mails carry them. The manifest lets the pages be installed.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
    connect-src 'self'; manifest-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; \
    frame-ancestors 'none'";

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

/// Keeps what is no page's file out of pages of other origins that ask without CORS.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What a browser says of who asks: the Fetch Metadata of the W3C, section 2.3.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Open to everybody: probes come by address, and it tells nothing.
pub(crate) const HEALTH: &str = "/healthz";

/// Bytes of a path that are logged: all of ours, and enough to know what a stranger looked for.
const MAX_PATH: usize = 128;

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
    let is_public = is_public(request.uri().path());
    let mut response = match judge(&rules.origins, &request) {
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
    note(&response, &path, client, &shared);
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        // What a route says of itself is stricter.
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    if !is_public {
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    }
    // What a cache keeps for one origin must not be served to another.
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    // All but the pages may be another the next time, or hold a mail.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Counts and logs an answer that refuses something.
fn note(response: &Response, path: &str, client: Client, shared: &Shared) {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return;
    }
    shared.telemetry.metrics.refused(status.as_str());
    if shared.strangers.admits() {
        let code = response
            .extensions()
            .get()
            .map(|code: &ErrorCode| code.name());
        tracing::info!(%client, status = status.as_u16(), path, code, "refused");
    }
}

/// The origin to answer to, where there is one.
fn judge(
    origins: &Origins,
    request: &Request,
) -> Result<Option<HeaderValue>, (StatusCode, &'static str)> {
    let path = request.uri().path();
    if path == HEALTH {
        return Ok(None);
    }
    let host = host_of(request).filter(|host| origins.knows(host)).ok_or((
        StatusCode::MISDIRECTED_REQUEST,
        "this gateway is not known by that name; its operator can add the name to `hosts`\n",
    ))?;
    // A frame without an origin of its own asks for its style.
    if is_public(path) {
        return Ok(None);
    }
    if !request.headers().contains_key(header::ORIGIN) {
        return by_no_other_site(request.headers()).map(|()| None);
    }
    let origin = one(request.headers(), &header::ORIGIN).filter(|origin| {
        let text = origin.to_str();
        text.is_ok_and(|text| origins.admits(text, &host))
    });
    match origin {
        Some(origin) => Ok(Some(origin.clone())),
        None => Err((
            StatusCode::FORBIDDEN,
            "pages of that origin may not use this gateway; its operator can add the origin to `origins`\n",
        )),
    }
}

/// Whether everybody may have what is there: what probes ask for, and the pages' files.
fn is_public(path: &str) -> bool {
    path == HEALTH || pages::holds(path)
}

/// A page may ask without CORS, and without an `Origin`, for what it is not let see, and learn from
/// how long the answer takes. Browsers say that it does; programs say nothing.
fn by_no_other_site(headers: &HeaderMap) -> Result<(), (StatusCode, &'static str)> {
    let mut sites = headers.get_all(FETCH_SITE).iter();
    match sites.all(|site| site == "same-origin" || site == "none") {
        true => Ok(()),
        false => Err((
            StatusCode::FORBIDDEN,
            "pages of other sites may use this gateway only by CORS, which says who they are; ask with the mode `cors`\n",
        )),
    }
}

/// The name that a request calls the gateway by.
pub(crate) fn host_of(request: &Request) -> Option<Authority> {
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
