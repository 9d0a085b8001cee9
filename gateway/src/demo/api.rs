//! The inbox over HTTP, for its page and for the tests of other projects.

mod depth;
mod events;
mod letter;
mod list;
mod reading;
mod setup;
mod summary;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderValue, StatusCode, header},
    middleware::map_response,
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Serialize;
use tokio_util::sync::CancellationToken;
use wsmtp_proto::transcript::{Direction, Line};
use wsmtp_sandbox::{Message, MessageId};

use super::{inbox::Inbox, practice::Practice};
use letter::{Letter, attachment};
pub(super) use reading::Readers;
pub(super) use summary::{Digest, Summary};

/// What every request for the inbox shares.
#[derive(Clone)]
pub(super) struct Api {
    pub(super) inbox: Inbox,
    pub(super) practice: Practice,
    pub(super) readers: Readers,
    /// Nobody is kept waiting any longer.
    pub(super) stop: CancellationToken,
}

/// Nothing runs, nothing is loaded, nothing frames it; and its origin is none.
const NO_PAGE: &str =
    "sandbox; default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// One line of a conversation.
#[derive(Serialize)]
struct Said {
    direction: &'static str,
    text: String,
    at_ms: u64,
}

impl Api {
    pub(super) fn router(self) -> Router {
        Router::new()
            .route(
                "/sandbox/messages",
                get(list::list).delete(clear).options(preflight),
            )
            .route(
                "/sandbox/messages/{id}",
                get(message).delete(remove).options(preflight),
            )
            .route("/sandbox/messages/{id}/json", get(parsed))
            .route("/sandbox/messages/{id}/attachments/{n}", get(attached))
            .route("/sandbox/messages/{id}/transcript", get(transcript))
            .route("/sandbox/events", get(events::events))
            .route(
                "/sandbox/setup",
                get(setup::read).put(setup::write).options(preflight),
            )
            .layer(DefaultBodyLimit::max(setup::MAX_BODY))
            .layer(map_response(as_no_page))
            .with_state(self)
    }

    fn find(&self, id: &str) -> Option<Arc<Message>> {
        let id = id.parse::<MessageId>().ok()?;
        self.inbox.contents().message(id)
    }
}

/// What strangers have written is never a page of this origin, whatever a browser takes it for, and is
/// kept by no cache, events neither.
async fn as_no_page(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, NO_PAGE),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// What a browser asks before a page of another origin, which the guard has admitted, changes something.
async fn preflight() -> Response {
    let may = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, PUT, DELETE"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
    ];
    (StatusCode::NO_CONTENT, may).into_response()
}

async fn clear(State(api): State<Api>) -> StatusCode {
    api.inbox.clear();
    StatusCode::NO_CONTENT
}

async fn remove(State(api): State<Api>, Path(id): Path<String>) -> Response {
    match id.parse::<MessageId>() {
        Ok(id) if api.inbox.remove(id) => StatusCode::NO_CONTENT.into_response(),
        _ => missing(),
    }
}

async fn message(State(api): State<Api>, Path(id): Path<String>) -> Response {
    match api.find(&id) {
        Some(message) => {
            let kind = [
                (header::CONTENT_TYPE, "message/rfc822"),
                (header::CONTENT_DISPOSITION, "attachment"),
            ];
            (kind, message.mail.content.clone()).into_response()
        }
        None => missing(),
    }
}

async fn parsed(State(api): State<Api>, Path(id): Path<String>) -> Response {
    let Some(message) = api.find(&id) else {
        return missing();
    };
    let read = api.readers.read(move || Letter::read(&message));
    match read.await {
        Some(letter) => Json(letter).into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// As plain bytes, to be saved: shown, a file that a stranger has made would be a page of this origin.
async fn attached(State(api): State<Api>, Path((id, number)): Path<(String, String)>) -> Response {
    let (Some(message), Ok(number)) = (api.find(&id), number.parse()) else {
        return missing();
    };
    let read = api.readers.read(move || attachment(&message, number));
    match read.await.flatten() {
        Some(bytes) => {
            let kind = [
                (header::CONTENT_TYPE, "application/octet-stream"),
                (header::CONTENT_DISPOSITION, "attachment"),
            ];
            (kind, bytes).into_response()
        }
        None => missing(),
    }
}

async fn transcript(State(api): State<Api>, Path(id): Path<String>) -> Response {
    let message = api.find(&id);
    let lines = message.and_then(|message| api.inbox.contents().transcript(message.session));
    match lines {
        Some(lines) => Json(lines.iter().map(said).collect::<Vec<_>>()).into_response(),
        None => missing(),
    }
}

fn missing() -> Response {
    (
        StatusCode::NOT_FOUND,
        "the inbox has nothing of that number, or no longer\n",
    )
        .into_response()
}

/// When as many listen as may.
fn crowded() -> Response {
    (
        StatusCode::SERVICE_UNAVAILABLE,
        [(header::RETRY_AFTER, "1")],
        "too many wait for mails here already: close some of the pages or tests that do\n",
    )
        .into_response()
}

fn said(line: &Line) -> Said {
    Said {
        direction: match line.direction {
            Direction::Client => "C",
            Direction::Server => "S",
        },
        text: line.text.clone(),
        at_ms: u64::try_from(line.at.as_millis()).unwrap_or(u64::MAX),
    }
}
