//! The built pages, inside the binary.

mod coding;

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use rust_embed::{EmbeddedFile, RustEmbed};

use coding::Coding;

#[derive(RustEmbed)]
#[folder = "../web/site/dist"]
#[allow_missing = true]
struct Pages;

/// Where the build puts files whose names hold a hash of what is in them.
const HASHED: &str = "assets/";

/// Serves a page or one of its files.
pub(crate) async fn serve(request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = file_of(request.uri().path());
    match get(path) {
        Some(file) => answer(path, file, request.headers()),
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
    get(file_of(path)).is_some()
}

fn file_of(path: &str) -> &str {
    match path.trim_start_matches('/') {
        "" => "index.html",
        path => path,
    }
}

/// A file of the pages; the compressed ones beside it are other forms of it, and no files of their own.
fn get(path: &str) -> Option<EmbeddedFile> {
    let is_form = Coding::ALL
        .iter()
        .any(|coding| path.ends_with(coding.suffix()));
    if is_form { None } else { Pages::get(path) }
}

/// The file as the build has compressed it, where the browser can read that.
fn answer(path: &str, file: EmbeddedFile, asked: &HeaderMap) -> Response {
    let kind = file.metadata.mimetype().to_owned();
    let mut codings = Coding::accepted(asked).into_iter();
    let compressed = codings.find_map(|coding| {
        let file = Pages::get(&format!("{path}{}", coding.suffix()))?;
        Some((Some(coding), file))
    });
    let (coding, file) = compressed.unwrap_or((None, file));
    let hash = Bytes::copy_from_slice(&file.metadata.sha256_hash());
    let etag = format!("\"{hash:x}\"");
    let caching = [
        (header::ETAG, etag.clone()),
        (header::CACHE_CONTROL, cached(path).to_owned()),
        (header::VARY, "accept-encoding".to_owned()),
    ];
    if knows(asked, &etag) {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    let mut response = (
        caching,
        [(header::CONTENT_TYPE, kind)],
        Body::from(file.data),
    )
        .into_response();
    if let Some(coding) = coding {
        let name = coding.header();
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, name);
    }
    response
}

/// Whether `If-None-Match` (RFC 9110 section 13.1.2) names this tag, weakly or not, or any.
fn knows(asked: &HeaderMap, etag: &str) -> bool {
    let values = asked.get_all(header::IF_NONE_MATCH).iter();
    let mut tags = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim);
    tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

/// What has a hash in its name never changes. The rest changes with the binary, so a browser asks each
/// time and mostly hears "not modified".
fn cached(path: &str) -> &'static str {
    if path.starts_with(HASHED) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_tag_is_known_weakly_or_not_among_others_or_as_any() {
        const TAG: &str = "\"abc\"";
        for (asked, known) in [
            (&["\"abc\""][..], true),
            (&["W/\"abc\""], true),
            (&["*"], true),
            (&["\"x\",W/\"abc\" , \"y\""], true),
            (&["\"x\"", "\"abc\""], true),
            (&[], false),
            (&["abc"], false),
            (&["\"ab\", \"abcd\""], false),
            (&["w/\"abc\""], false),
        ] {
            let mut headers = HeaderMap::new();
            for one in asked {
                headers.append(header::IF_NONE_MATCH, HeaderValue::from_static(one));
            }
            assert_eq!(knows(&headers, TAG), known, "{asked:?}");
        }
    }
}
