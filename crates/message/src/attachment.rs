//! A file that travels with the message.

use mail_builder::headers::HeaderType;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::MimePart;

use crate::error::ComposeError;
use crate::{encoded, field};

/// Octets; file systems stop at 255 characters, which are at most four octets each.
const FILENAME_MAX: usize = 1020;
/// What is known of bytes of which nothing is known, RFC 2046 section 4.5.1.
const UNKNOWN: &str = "application/octet-stream";

/// A named piece of bytes. It always travels as base64, so it arrives byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    filename: String,
    content_type: String,
    cid: Option<String>,
    bytes: Vec<u8>,
}

impl Attachment {
    /// Takes a file name in any script, perhaps empty, and a content type, perhaps empty for unknown bytes.
    ///
    /// A `message/*` or `multipart/*` type becomes `application/octet-stream`: those may not travel as base64
    /// (RFC 2045 section 6.4), and an attached file is to arrive unchanged.
    pub fn new(filename: &str, content_type: &str, bytes: Vec<u8>) -> Result<Self, ComposeError> {
        field::plain("file name", filename, FILENAME_MAX)?;
        let content_type = if content_type.is_empty() || is_composite(content_type) {
            UNKNOWN
        } else {
            field::content_type(content_type)?;
            content_type
        };
        Ok(Self {
            filename: filename.to_owned(),
            content_type: content_type.to_owned(),
            cid: None,
            bytes,
        })
    }

    /// Makes it a part that the HTML shows by `cid:`, given without angle brackets.
    pub fn inline(mut self, cid: &str) -> Result<Self, ComposeError> {
        field::content_id(cid)?;
        self.cid = Some(cid.to_owned());
        Ok(self)
    }

    pub(crate) fn is_inline(&self) -> bool {
        self.cid.is_some()
    }

    pub(crate) fn into_part(self) -> MimePart<'static> {
        let kind = if self.is_inline() {
            "inline"
        } else {
            "attachment"
        };
        // A raw content type keeps the library from sending text/* as text, where line ends may change.
        let part = MimePart::raw(self.bytes)
            .header("Content-Type", Raw::new(self.content_type))
            .header("Content-Disposition", disposition(kind, self.filename));
        match self.cid {
            Some(cid) => part.cid(cid),
            None => part,
        }
    }
}

fn disposition(kind: &'static str, filename: String) -> HeaderType<'static> {
    if encoded::is_mistakable(&filename) {
        let parameter = encoded::parameter("filename", &filename);
        Raw::new(format!("{kind}{parameter}")).into()
    } else if filename.is_empty() {
        ContentType::new(kind).into()
    } else {
        ContentType::new(kind)
            .attribute("filename", filename)
            .into()
    }
}

fn is_composite(content_type: &str) -> bool {
    let lower = content_type.to_ascii_lowercase();
    lower.starts_with("message/") || lower.starts_with("multipart/")
}
