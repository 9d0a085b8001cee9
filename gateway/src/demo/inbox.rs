//! What the sandbox has taken, for the inbox page.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use mail_parser::MessageParser;
use serde::Serialize;
use wsmtp_proto::{
    transcript::{Direction, Line},
    types::ReversePath,
};
use wsmtp_sandbox::{Mail, Mailbox, Message, MessageId, SessionId};

/// A mailbox that connections write and pages read.
#[derive(Clone, Default)]
pub(super) struct Inbox(Arc<Mutex<Mailbox>>);

/// One connection's way into the inbox.
pub(super) struct Recorder {
    inbox: Inbox,
    session: SessionId,
}

/// One line of the list.
#[derive(Serialize)]
struct Summary {
    id: u64,
    session: u64,
    /// Milliseconds since 1970 began.
    received: u64,
    /// The reverse path; empty for the null path.
    from: String,
    to: Vec<String>,
    /// Bytes of the whole message.
    size: usize,
    subject: String,
}

/// One line of a conversation.
#[derive(Serialize)]
struct Said {
    direction: &'static str,
    text: String,
    at_ms: u64,
}

impl Inbox {
    pub(super) fn recorder(&self) -> Recorder {
        Recorder {
            inbox: self.clone(),
            session: self.mailbox().open_session(),
        }
    }

    pub(super) fn router(&self) -> Router {
        Router::new()
            .route("/sandbox/messages", get(list).delete(clear))
            .route("/sandbox/messages/{id}", get(message))
            .route("/sandbox/messages/{id}/transcript", get(transcript))
            .with_state(self.clone())
    }

    fn mailbox(&self) -> MutexGuard<'_, Mailbox> {
        // A mailbox has no state between two of its methods that a panic could leave broken.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recorder {
    pub(super) fn record(&self, line: Line) {
        self.inbox.mailbox().record(self.session, line);
    }

    pub(super) fn deliver(&self, mail: Mail) {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let now = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        self.inbox.mailbox().deliver(self.session, mail, now);
    }
}

/// The newest first.
async fn list(State(inbox): State<Inbox>) -> Response {
    Json(
        inbox
            .mailbox()
            .messages()
            .rev()
            .map(summary)
            .collect::<Vec<_>>(),
    )
    .into_response()
}

async fn clear(State(inbox): State<Inbox>) -> StatusCode {
    inbox.mailbox().clear();
    StatusCode::NO_CONTENT
}

async fn message(State(inbox): State<Inbox>, Path(id): Path<String>) -> Response {
    match find(&inbox.mailbox(), &id) {
        Some(message) => {
            let kind = [(header::CONTENT_TYPE, "message/rfc822")];
            (kind, message.mail.content.clone()).into_response()
        }
        None => missing(),
    }
}

async fn transcript(State(inbox): State<Inbox>, Path(id): Path<String>) -> Response {
    let mailbox = inbox.mailbox();
    let lines = find(&mailbox, &id).and_then(|message| mailbox.transcript(message.session));
    match lines {
        Some(lines) => Json(lines.iter().map(said).collect::<Vec<_>>()).into_response(),
        None => missing(),
    }
}

fn find<'a>(mailbox: &'a Mailbox, id: &str) -> Option<&'a Message> {
    mailbox.message(id.parse::<MessageId>().ok()?)
}

fn missing() -> Response {
    (
        StatusCode::NOT_FOUND,
        "the inbox has no such message, or no longer\n",
    )
        .into_response()
}

fn summary(message: &Message) -> Summary {
    let mail = &message.mail;
    let headers = MessageParser::default().parse_headers(&mail.content);
    Summary {
        id: message.id.get(),
        session: message.session.get(),
        received: message.received,
        from: match &mail.from {
            ReversePath::Null => String::new(),
            ReversePath::Mailbox(mailbox) => mailbox.to_string(),
        },
        to: mail
            .to
            .iter()
            .map(|recipient| recipient.path.mailbox().to_string())
            .collect(),
        size: mail.content.len(),
        subject: headers
            .as_ref()
            .and_then(mail_parser::Message::subject)
            .unwrap_or_default()
            .into(),
    }
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
