//! What stands on a part: its type, its name, how it is shown.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::content_type::ContentType;
use crate::error::ComposeError;
use crate::field::Field;
use crate::folded::Folded;
use crate::{id, parameter, plain};

/// Octets; file systems stop at 255 characters, which are at most four octets each.
const FILENAME_MAX: usize = 1020;

/// The header of a part that is no multipart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// `type/subtype`, perhaps with parameters (RFC 2045 section 5.1), at most 1020 octets. Empty for bytes of which
    /// nothing is known.
    pub content_type: String,
    /// In any script, without control characters, at most 1020 octets.
    pub filename: Option<String>,
    /// How it is shown; a part with a file name is an attachment, if nothing is said.
    pub disposition: Option<Disposition>,
    /// What HTML beside it calls it by `cid:`, without angle brackets, at most 900 octets.
    pub cid: Option<String>,
    /// More fields.
    pub header: Vec<Field>,
}

/// `Content-Disposition`, RFC 2183.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// Shown where it stands.
    Inline,
    /// Shown when it is asked for.
    Attachment,
}

impl Label {
    /// A part of this type of which nothing more is said.
    pub fn new(content_type: &str) -> Self {
        Self {
            content_type: content_type.to_owned(),
            filename: None,
            disposition: None,
            cid: None,
            header: Vec::new(),
        }
    }

    /// Adds the fields of a part that is encoded in this way.
    pub(crate) fn write(
        &self,
        mut content_type: ContentType,
        encoding: &[u8],
        header: &mut Vec<u8>,
    ) -> Result<(), ComposeError> {
        let filename = self.filename.as_deref().filter(|name| !name.is_empty());
        if let Some(name) = filename {
            plain::check("file name", name, FILENAME_MAX)?;
            content_type.remove("name");
        }
        let mut line = Folded::new("Content-Type");
        content_type.write(&mut line);
        if let Some(name) = filename {
            // The parameter that RFC 2047 forbids to be encoded and that many mail programs look for, encoded.
            parameter::write_words(&mut line, "name", name);
        }
        line.end(header);
        write_encoding(encoding, header);
        if let Some(cid) = &self.cid {
            let mut line = Folded::new("Content-ID");
            id::write_content_id(&mut line, cid)?;
            line.end(header);
        }
        self.write_disposition(filename, header);
        self.header.iter().try_for_each(|field| field.write(header))
    }

    fn write_disposition(&self, filename: Option<&str>, header: &mut Vec<u8>) {
        let mut line = Folded::new("Content-Disposition");
        match self.disposition {
            Some(Disposition::Inline) => line.word(b"inline"),
            Some(Disposition::Attachment) => line.word(b"attachment"),
            None if filename.is_some() => line.word(b"attachment"),
            None => return,
        }
        if let Some(name) = filename {
            parameter::write(&mut line, "filename", name);
        }
        line.end(header);
    }
}

pub(crate) fn write_encoding(encoding: &[u8], header: &mut Vec<u8>) {
    let mut line = Folded::new("Content-Transfer-Encoding");
    line.word(encoding);
    line.end(header);
}
