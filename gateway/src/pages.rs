//! The built pages, inside the binary.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../web/site/dist"]
#[allow_missing = true]
struct Pages;

/// Serves a page or one of its files.
pub(crate) async fn serve(request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = file_of(request.uri().path());
    match Pages::get(path) {
        Some(file) => answer(file, request.headers()),
        None if path == "index.html" => (
            StatusCode::NOT_FOUND,
            "this gateway was built without its pages: run `cargo xtask web`, then build it again\n",
        )
            .into_response(),
        None => (StatusCode::NOT_FOUND, "there is nothing here\n").into_response(),
    }
}

/// Whether this path is a page or one of its files.
pub(crate) fn holds(path: &str) -> bool {
    Pages::get(file_of(path)).is_some()
}

fn file_of(path: &str) -> &str {
    match path.trim_start_matches('/') {
        "" => "index.html",
        path => path,
    }
}

/// Pages change only with the binary, so a browser asks each time and mostly hears "not modified".
fn answer(file: EmbeddedFile, asked: &HeaderMap) -> Response {
    let hash = Bytes::copy_from_slice(&file.metadata.sha256_hash());
    let etag = format!("\"{hash:x}\"");
    let caching = [
        (header::ETAG, etag.clone()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
    ];
    if asked
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| *known == etag)
    {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    let kind = file.metadata.mimetype().to_owned();
    (
        caching,
        [(header::CONTENT_TYPE, kind)],
        Body::from(file.data),
    )
        .into_response()
}
