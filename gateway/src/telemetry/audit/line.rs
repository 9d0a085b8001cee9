//! One line of the audit log.

use serde::Serialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{inspect::MailRecord, telemetry::journal::Party, visible::escaped};

/// What is written, in this order.
#[derive(Serialize)]
struct Line<'a> {
    time: String,
    session: u64,
    client: Option<String>,
    subject: Option<&'a str>,
    upstream: Option<&'a str>,
    sender: Option<String>,
    sender_domain: Option<String>,
    recipients: usize,
    size: u64,
    outcome: &'static str,
    code: Option<u16>,
}

/// The line of a mail; `show` says how an address stands in it.
pub(super) fn json(party: &Party, mail: &MailRecord, show: impl Fn(&str) -> String) -> String {
    let line = Line {
        // INVARIANT: years of our time have four digits.
        time: OffsetDateTime::now_utc()
            .format(&Rfc3339)
            .unwrap_or_default(),
        session: party.session,
        client: party.client.map(|client| show(&client.to_string())),
        subject: party.subject.as_deref(),
        upstream: party.upstream.as_deref(),
        sender: mail.sender.as_ref().map(|sender| show(&sender.to_string())),
        sender_domain: mail.sender_domain().map(ToString::to_string),
        recipients: mail.recipients,
        size: mail.size,
        outcome: mail.outcome.name(),
        code: mail.outcome.code(),
    };
    // INVARIANT: texts and numbers can be written as JSON.
    let text = serde_json::to_string(&line).unwrap_or_default();
    // JSON permits controls that terminals obey, and what nobody sees: whatever a page has put in there
    // stays one line of text that reads as it is written.
    let mut text = escaped(&text, escape);
    text.push('\n');
    text
}

/// RFC 8259 section 7: beyond the first 65,536 characters, a pair of surrogates.
fn escape(character: char, text: &mut String) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        text.push_str(&format!("\\u{unit:04x}"));
    }
}
