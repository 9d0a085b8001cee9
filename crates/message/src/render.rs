//! A message as pieces: header, parts, boundaries.

use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

use crate::boundary::Boundaries;
use crate::content_type::{ContentType, is_composite};
use crate::error::ComposeError;
use crate::field::Field;
use crate::folded::Folded;
use crate::label::{self, Label};
use crate::message::Message;
use crate::part::{FileEncoding, Part};
use crate::piece::{Piece, Rendered, SourceEncoding};
use crate::text::Text;
use crate::width::{self, Width};

/// A message as far as it is written.
pub(crate) struct Renderer {
    /// Whether files may travel as they are.
    binary: bool,
    boundaries: Boundaries,
    pieces: Vec<Piece>,
    /// The last piece.
    open: Vec<u8>,
    /// Whether the last octets that come as they are end their line.
    ended: bool,
    utf8_header: bool,
}

/// Writes the message.
pub(crate) fn render(message: Message, binary: bool) -> Result<Rendered, ComposeError> {
    let body = message.body.simple()?;
    let width = width::of(&body, binary);
    let mut renderer = Renderer {
        binary,
        boundaries: Boundaries::new(&message.seed, &body),
        pieces: Vec::new(),
        open: Vec::new(),
        ended: true,
        utf8_header: false,
    };
    renderer.message(&message.header, body)?;
    let size = renderer.pieces.iter().map(Piece::size);
    Ok(Rendered {
        size: size.fold(0, u64::saturating_add),
        pieces: renderer.pieces,
        eight_bit: width > Width::SevenBit || renderer.utf8_header,
        binary: width == Width::Binary,
        utf8_header: renderer.utf8_header,
    })
}

impl Renderer {
    fn message(&mut self, fields: &[Field], body: Part) -> Result<(), ComposeError> {
        let mut header = Vec::new();
        write_all(fields, &mut header)?;
        if !matches!(body, Part::Raw { .. }) {
            header.extend_from_slice(b"MIME-Version: 1.0\r\n");
        }
        self.header(&header);
        self.part(body)?;
        self.end_line();
        self.close();
        Ok(())
    }

    fn part(&mut self, part: Part) -> Result<(), ComposeError> {
        match part {
            Part::Multipart {
                subtype,
                header,
                parts,
            } => self.multipart(&subtype, &header, parts),
            Part::Text {
                label,
                text,
                encoding,
            } => {
                let content_type = ContentType::parse(&label.content_type)?;
                let text = Text::new(&text, &content_type, encoding)?;
                self.label(&label, content_type, text.encoding)?;
                self.open.extend(text.octets);
                Ok(())
            }
            Part::File {
                label,
                source,
                length,
                encoding,
                ended,
            } => {
                self.file(&label, encoding, source, length)?;
                // A file that makes the message binary is octets, which need no line.
                self.ended = ended || (self.binary && encoding == FileEncoding::Base64);
                Ok(())
            }
            Part::Raw {
                source,
                length,
                utf8_header,
                ended,
                ..
            } => {
                self.ended = ended;
                self.utf8_header |= utf8_header;
                self.source(source, length, SourceEncoding::AsIs);
                Ok(())
            }
        }
    }

    fn multipart(
        &mut self,
        subtype: &str,
        fields: &[Field],
        parts: Vec<Part>,
    ) -> Result<(), ComposeError> {
        let boundary = self.boundaries.next();
        let mut header = Vec::new();
        multipart_type(subtype, &boundary, parts.first(), &mut header)?;
        match width::of_all(&parts, self.binary) {
            Width::SevenBit => {}
            Width::EightBit => label::write_encoding(b"8bit", &mut header),
            Width::Binary => label::write_encoding(b"binary", &mut header),
        }
        write_all(fields, &mut header)?;
        self.header(&header);
        for part in parts {
            self.delimiter(&boundary, b"");
            self.part(part)?;
        }
        self.delimiter(&boundary, b"--");
        Ok(())
    }

    /// The line end before it is its own, RFC 2046 section 5.1.1; the first has the one that ends the header.
    fn delimiter(&mut self, boundary: &[u8], end: &[u8]) {
        for piece in [b"\r\n--", boundary, end, b"\r\n"] {
            self.open.extend_from_slice(piece);
        }
    }

    fn file(
        &mut self,
        label: &Label,
        encoding: FileEncoding,
        source: usize,
        length: u64,
    ) -> Result<(), ComposeError> {
        let content_type = file_type(label, encoding)?;
        let (name, encoding) = match encoding {
            FileEncoding::SevenBit => (&b"7bit"[..], SourceEncoding::AsIs),
            FileEncoding::EightBit => (&b"8bit"[..], SourceEncoding::AsIs),
            FileEncoding::Base64 if self.binary => (&b"binary"[..], SourceEncoding::AsIs),
            FileEncoding::Base64 => (&b"base64"[..], SourceEncoding::Base64),
        };
        self.label(label, content_type, name)?;
        self.source(source, length, encoding);
        Ok(())
    }

    fn label(
        &mut self,
        label: &Label,
        content_type: ContentType,
        encoding: &[u8],
    ) -> Result<(), ComposeError> {
        let mut header = Vec::new();
        label.write(content_type, encoding, &mut header)?;
        header.extend_from_slice(b"\r\n");
        self.header(&header);
        Ok(())
    }

    fn header(&mut self, header: &[u8]) {
        self.utf8_header |= !header.is_ascii();
        self.open.extend_from_slice(header);
    }

    fn source(&mut self, index: usize, length: u64, encoding: SourceEncoding) {
        self.close();
        self.pieces.push(Piece::Source {
            index,
            length,
            encoding,
        });
    }

    /// Ends the last line of the message.
    fn end_line(&mut self) {
        let ended = match self.pieces.last() {
            Some(Piece::Source { encoding, .. }) if self.open.is_empty() => {
                *encoding == SourceEncoding::AsIs && self.ended
            }
            _ => self.open.ends_with(b"\r\n"),
        };
        if !ended {
            self.open.extend_from_slice(b"\r\n");
        }
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            let written = mem::take(&mut self.open);
            self.pieces.push(Piece::Written(written));
        }
    }
}

fn write_all(fields: &[Field], header: &mut Vec<u8>) -> Result<(), ComposeError> {
    fields.iter().try_for_each(|field| field.write(header))
}

fn multipart_type(
    subtype: &str,
    boundary: &[u8],
    first: Option<&Part>,
    header: &mut Vec<u8>,
) -> Result<(), ComposeError> {
    let mut content_type = ContentType::multipart(subtype)?;
    let related = content_type
        .essence()
        .eq_ignore_ascii_case("multipart/related");
    // RFC 2387 section 3.1.
    if let Some(root) = first
        .filter(|_| related)
        .map(essence)
        .transpose()?
        .flatten()
    {
        content_type.set("type", &root);
    }
    content_type.remove("boundary");
    let mut line = Folded::new("Content-Type");
    content_type.write(&mut line);
    line.glue(b";");
    line.word(&[b"boundary=\"", boundary, b"\""].concat());
    line.end(header);
    Ok(())
}

/// The type of a part as it is written; of a part with a header of its own nothing is known.
fn essence(part: &Part) -> Result<Option<String>, ComposeError> {
    let content_type = match part {
        Part::Multipart { subtype, .. } => ContentType::multipart(subtype)?,
        Part::Text { label, .. } => ContentType::parse(&label.content_type)?,
        Part::File {
            label, encoding, ..
        } => file_type(label, *encoding)?,
        Part::Raw { .. } => return Ok(None),
    };
    Ok(Some(content_type.essence().into()))
}

fn file_type(label: &Label, encoding: FileEncoding) -> Result<ContentType, ComposeError> {
    let content_type = ContentType::parse(&label.content_type)?;
    if encoding == FileEncoding::Base64 && is_composite(content_type.essence()) {
        return Ok(ContentType::unknown());
    }
    Ok(content_type)
}
