//! From the page's mail to the pieces that go out.

use js_sys::Uint8Array;
use wsmtp_message::{Address, Attachment, ComposeError, Message};
use wsmtp_tunnel::Value;

use crate::failure::Failure;
use crate::fields::{field, flag, list, number, text, text_or_null};
use crate::object::Given;

/// A mail that is complete and not yet sent.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub(crate) pieces: Vec<Piece>,
    /// Octets of all pieces.
    pub(crate) size: u64,
    /// Whether there are octets above 127.
    pub(crate) eight_bit: bool,
    /// Whether there are some in a header.
    pub(crate) utf8_header: bool,
}

/// A piece of a mail's content.
#[derive(Debug)]
pub(crate) enum Piece {
    /// It is here.
    Written(Vec<u8>),
    /// It is the page's: so many octets of a source.
    Source {
        index: usize,
        length: u64,
        encoding: Encoding,
    },
}

/// How a source goes out.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Encoding {
    AsIs,
}

/// Reads a `WireMail` of `web/client/src/runtime/wire.ts`.
pub(crate) fn read(mail: &Given) -> Result<Rendered, Failure> {
    match mail.field("letter") {
        Some(letter) => compose(&letter),
        None => raw(&field(mail, "body")?),
    }
}

fn raw(part: &Given) -> Result<Rendered, Failure> {
    let length = number(part, "length")?;
    Ok(Rendered {
        pieces: vec![Piece::Source {
            index: number(part, "source")?,
            length,
            encoding: Encoding::AsIs,
        }],
        size: length,
        eight_bit: flag(part, "eightBit")?,
        utf8_header: flag(part, "utf8Header")?,
    })
}

fn compose(letter: &Given) -> Result<Rendered, Failure> {
    let from = mailbox(&field(letter, "from")?)?;
    let mut message = Message::new(from, &text(letter, "messageId")?, number(letter, "date")?);
    message.to = mailboxes(letter, "to")?;
    message.cc = mailboxes(letter, "cc")?;
    message.reply_to = mailboxes(letter, "replyTo")?;
    message.subject = text(letter, "subject")?;
    message.text = text_or_null(letter, "text")?;
    message.html = text_or_null(letter, "html")?;
    let files = list(letter, "files")?;
    message.attachments = files.iter().map(file).collect::<Result<_, _>>()?;
    let content = message.render()?;
    let eight_bit = !content.is_ascii();
    Ok(Rendered {
        size: content.len() as u64,
        pieces: vec![Piece::Written(content)],
        eight_bit,
        utf8_header: eight_bit,
    })
}

fn mailboxes(letter: &Given, name: &'static str) -> Result<Vec<Address>, Failure> {
    list(letter, name)?.iter().map(mailbox).collect()
}

fn mailbox(given: &Given) -> Result<Address, Failure> {
    Ok(Address::new(
        &text(given, "name")?,
        &text(given, "address")?,
    )?)
}

fn file(given: &Given) -> Result<Attachment, Failure> {
    let bytes = Uint8Array::new(&field(given, "bytes")?.0).to_vec();
    let (filename, kind) = (text(given, "filename")?, text(given, "contentType")?);
    let attachment = Attachment::new(&filename, &kind, bytes)?;
    Ok(match text_or_null(given, "cid")? {
        Some(cid) => attachment.inline(&cid)?,
        None => attachment,
    })
}

impl From<ComposeError> for Failure {
    fn from(error: ComposeError) -> Self {
        Self::bad_input(error)
    }
}
