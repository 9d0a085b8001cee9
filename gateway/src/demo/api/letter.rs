//! A mail as what it says, for those who do not want to read MIME.

use mail_parser::{
    Address, Message as Parsed, MessageParser, MessagePart, MimeHeaders as _, PartType,
};
use serde::Serialize;
use wsmtp_sandbox::Message;

use super::depth;

/// A mail, read.
#[derive(Serialize)]
pub(super) struct Letter {
    id: u64,
    session: u64,
    /// Milliseconds since 1970 began.
    received: u64,
    /// Bytes of the whole message.
    size: usize,
    envelope: Envelope,
    #[serde(flatten)]
    content: Content,
}

/// What MAIL and RCPT said.
#[derive(Serialize)]
struct Envelope {
    /// The reverse path; empty for the null path.
    from: String,
    to: Vec<String>,
}

/// What the message itself says; empty where it cannot be read.
#[derive(Default, Serialize)]
struct Content {
    subject: Option<String>,
    /// As of RFC 3339.
    date: Option<String>,
    /// Without the angle brackets.
    message_id: Option<String>,
    from: Vec<Person>,
    to: Vec<Person>,
    cc: Vec<Person>,
    bcc: Vec<Person>,
    reply_to: Vec<Person>,
    /// In their order, unfolded, otherwise as they stand.
    headers: Vec<Field>,
    text: Option<String>,
    html: Option<String>,
    attachments: Vec<Attachment>,
}

#[derive(Serialize)]
struct Person {
    name: String,
    address: String,
}

#[derive(Serialize)]
struct Field {
    name: String,
    value: String,
}

/// One file; it is served under `/attachments/` and its place in the list, from 0.
#[derive(Serialize)]
struct Attachment {
    name: Option<String>,
    /// What the mail says that it is.
    r#type: String,
    /// Bytes, decoded.
    size: usize,
    /// Its `Content-ID` without the angle brackets.
    cid: Option<String>,
}

impl Letter {
    pub(super) fn read(message: &Message) -> Self {
        let mail = &message.mail;
        let parsed = parse(&mail.content);
        Self {
            id: message.id.get(),
            session: message.session.get(),
            received: message.received,
            size: mail.content.len(),
            envelope: Envelope {
                from: mail.sender(),
                to: mail.recipients(),
            },
            content: parsed.as_ref().map(Content::of).unwrap_or_default(),
        }
    }
}

/// Nothing for what cannot be read, or not safely: see [`depth`].
fn parse(content: &[u8]) -> Option<Parsed<'_>> {
    if depth::is_safe(content) {
        MessageParser::default().parse(content)
    } else {
        None
    }
}

/// The bytes of one attachment, decoded.
pub(super) fn attachment(message: &Message, number: usize) -> Option<Vec<u8>> {
    let parsed = parse(&message.mail.content)?;
    let part = files(&parsed).nth(number)?;
    Some(part.contents().to_vec())
}

impl Content {
    fn of(parsed: &Parsed<'_>) -> Self {
        Self {
            subject: parsed.subject().map(Into::into),
            date: parsed.date().map(mail_parser::DateTime::to_rfc3339),
            message_id: parsed.message_id().map(Into::into),
            from: people(parsed.from()),
            to: people(parsed.to()),
            cc: people(parsed.cc()),
            bcc: people(parsed.bcc()),
            reply_to: people(parsed.reply_to()),
            headers: fields(parsed),
            text: text(parsed),
            html: html(parsed),
            attachments: files(parsed).map(Attachment::of).collect(),
        }
    }
}

impl Attachment {
    fn of(part: &MessagePart<'_>) -> Self {
        Self {
            name: part.attachment_name().map(Into::into),
            r#type: kind(part),
            size: part.contents().len(),
            cid: part.content_id().map(Into::into),
        }
    }
}

/// As lower case says it, without parameters; RFC 2045 section 5.2 where the mail does not say.
fn kind(part: &MessagePart<'_>) -> String {
    let said = part.content_type().and_then(|kind| {
        let sub = kind.subtype()?;
        Some(format!("{}/{sub}", kind.ctype()).to_ascii_lowercase())
    });
    said.unwrap_or_else(|| "text/plain".to_owned())
}

/// Everything that is neither the text nor the HTML of the mail, pictures within the HTML among it.
fn files<'a>(parsed: &'a Parsed<'_>) -> impl Iterator<Item = &'a MessagePart<'a>> {
    let numbered = (0u32..).zip(&parsed.parts);
    numbered
        .filter(|(number, part)| match part.body {
            PartType::Multipart(_) => false,
            PartType::Text(_) | PartType::Html(_) => parsed.attachments.contains(number),
            PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Message(_) => true,
        })
        .map(|(_, part)| part)
}

fn text(parsed: &Parsed<'_>) -> Option<String> {
    let parts = parsed.text_bodies().filter_map(|part| match &part.body {
        PartType::Text(text) => Some(text.as_ref()),
        _ => None,
    });
    joined(parts)
}

fn html(parsed: &Parsed<'_>) -> Option<String> {
    let parts = parsed.html_bodies().filter_map(|part| match &part.body {
        PartType::Html(html) => Some(html.as_ref()),
        _ => None,
    });
    joined(parts)
}

/// Several parts in a row are one text to the reader; nothing where there is none.
fn joined<'a>(parts: impl Iterator<Item = &'a str>) -> Option<String> {
    let parts: Vec<_> = parts.collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// All in one list; names of groups are not told.
fn people(addresses: Option<&Address<'_>>) -> Vec<Person> {
    let addresses = addresses.into_iter().flat_map(Address::iter);
    addresses
        .map(|one| Person {
            name: one.name().unwrap_or_default().into(),
            address: one.address().unwrap_or_default().into(),
        })
        .collect()
}

/// As they stand in the mail, whatever it holds that is no UTF-8.
fn fields(parsed: &Parsed<'_>) -> Vec<Field> {
    let mail = &parsed.raw_message;
    let text = |from: u32, to: u32| {
        let octets = mail.get(from as usize..to as usize);
        String::from_utf8_lossy(octets.unwrap_or_default())
    };
    let headers = parsed.headers().iter();
    headers
        .map(|header| Field {
            name: text(header.offset_field, header.offset_start)
                .trim_end_matches(':')
                .trim()
                .into(),
            value: text(header.offset_start, header.offset_end)
                .replace("\r\n", "")
                .trim()
                .into(),
        })
        .collect()
}
