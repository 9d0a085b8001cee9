use std::sync::Arc;

use mail_parser::MessageParser;
use serde::Serialize;
use wsmtp_sandbox::{Mail, MessageId, Security, SessionId};

use crate::failure::cut;

/// Octets in which a subject is looked for: the headers of any mail that one wants to read.
const MAX_HEADERS: usize = 256 * 1024;

/// Octets of a subject in the list: as many as one line of a header has (RFC 5322 section 2.1.1).
const MAX_SUBJECT: usize = 998;

/// One line of the list.
#[derive(Serialize)]
pub(in super::super) struct Summary {
    pub(super) id: u64,
    pub(super) session: u64,
    /// Milliseconds since 1970 began.
    pub(super) received: u64,
    #[serde(flatten)]
    pub(super) digest: Digest,
}

/// What a mail is told by.
#[derive(Serialize)]
pub(in super::super) struct Digest {
    /// The reverse path; empty for the null path.
    pub(super) from: String,
    pub(super) to: Vec<String>,
    /// Bytes of the whole message.
    pub(super) size: usize,
    pub(super) subject: String,
    /// How the connection was secured on which it came: `none`, `starttls` or `implicit`.
    pub(super) security: &'static str,
}

impl Summary {
    pub(in super::super) fn new(
        id: MessageId,
        session: SessionId,
        received: u64,
        digest: Digest,
    ) -> Arc<Self> {
        Arc::new(Self {
            id: id.get(),
            session: session.get(),
            received,
            digest,
        })
    }
}

impl Digest {
    pub(in super::super) fn of(mail: &Mail, security: Security) -> Self {
        let size = mail.content.len();
        let begin = mail.content.get(..MAX_HEADERS).unwrap_or(&mail.content);
        let headers = MessageParser::default().parse_headers(begin);
        let subject = headers.as_ref().and_then(mail_parser::Message::subject);
        Self {
            from: mail.sender(),
            to: mail.recipients(),
            size,
            subject: cut(subject.unwrap_or_default().into(), MAX_SUBJECT),
            security: security.name(),
        }
    }
}
