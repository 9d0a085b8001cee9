//! A mail's octets, as they are asked for: those that are written, and those that files become.

use alloc::vec::Vec;

use wsmtp_message::{Base64Lines, Piece, Rendered, SourceEncoding};

/// Octets of a source that are asked for at a time, some 156 KiB in base64: whole lines of it, and much against the
/// cost of asking.
const SPAN: u64 = 57 * 2048;

/// One mail, from front to back, as often as it is sent.
pub(crate) struct Content {
    mail: Rendered,
    /// The piece that is under way.
    at: usize,
    /// Octets of that piece that were handed out, or, of a source, asked for.
    offset: u64,
    /// The octets of the source that were asked for and are not there.
    missing: Option<Span>,
    /// What the source has become, and how much of it was handed out.
    /// INVARIANT: what [`SPAN`] octets become, at most.
    ready: Vec<u8>,
    handed: usize,
    base64: Base64Lines,
}

/// Octets of a source of the page's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) source: usize,
    pub(crate) offset: u64,
    pub(crate) length: u64,
}

/// What comes next of the mail.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next<'a> {
    /// These octets.
    Octets(&'a [u8]),
    /// Octets that the page has, which are to be supplied first.
    Span(Span),
    /// Nothing.
    End,
}

impl Content {
    pub(crate) const fn new(mail: Rendered) -> Self {
        Self {
            mail,
            at: 0,
            offset: 0,
            missing: None,
            ready: Vec::new(),
            handed: 0,
            base64: Base64Lines::new(),
        }
    }

    pub(crate) const fn mail(&self) -> &Rendered {
        &self.mail
    }

    /// Goes back to the front, whatever was asked for.
    pub(crate) fn restart(&mut self) {
        (self.at, self.offset, self.handed) = (0, 0, 0);
        self.missing = None;
        self.ready.clear();
        self.base64 = Base64Lines::new();
    }

    /// What comes next, of octets at most so many; those that were handed out do not come again.
    pub(crate) fn next(&mut self, most: usize) -> Next<'_> {
        if let Some(missing) = self.missing {
            return Next::Span(missing);
        }
        self.pass_over();
        let is_ready = self.handed < self.ready.len();
        if let Some(&Piece::Source { index, length, .. }) = self.mail.pieces.get(self.at)
            && !is_ready
        {
            return Next::Span(self.ask(index, length));
        }
        match self.mail.pieces.get(self.at) {
            None => Next::End,
            Some(Piece::Written(octets)) => {
                let begin = usize::try_from(self.offset).unwrap_or(usize::MAX);
                let next = piece_from(octets, begin, most);
                self.offset += next.len() as u64;
                Next::Octets(next)
            }
            Some(Piece::Source { .. }) => {
                let next = piece_from(&self.ready, self.handed, most);
                self.handed += next.len();
                Next::Octets(next)
            }
        }
    }

    /// Goes on to a piece of which something is left.
    fn pass_over(&mut self) {
        while let Some(piece) = self.mail.pieces.get(self.at) {
            let (length, waits) = match piece {
                Piece::Written(octets) => (octets.len() as u64, false),
                Piece::Source { length, .. } => (*length, self.handed < self.ready.len()),
            };
            if waits || self.offset < length {
                return;
            }
            self.at += 1;
            self.offset = 0;
        }
    }

    fn ask(&mut self, source: usize, length: u64) -> Span {
        let offset = self.offset;
        let length = length.saturating_sub(offset).min(SPAN);
        self.offset += length;
        let span = Span {
            source,
            offset,
            length,
        };
        self.missing = Some(span);
        span
    }

    /// Takes what was asked for; whether it is all of it.
    pub(crate) fn supply(&mut self, octets: Vec<u8>) -> bool {
        let asked = self.missing.map(|span| span.length);
        let Some(&Piece::Source {
            length, encoding, ..
        }) = self.mail.pieces.get(self.at)
        else {
            return false;
        };
        if asked != Some(octets.len() as u64) {
            return false;
        }
        match encoding {
            SourceEncoding::AsIs => self.ready = octets,
            SourceEncoding::Base64 => self.encode(&octets, self.offset == length),
        }
        self.missing = None;
        self.handed = 0;
        true
    }

    fn encode(&mut self, octets: &[u8], last: bool) {
        self.ready.clear();
        self.base64.push(octets, &mut self.ready);
        if last {
            self.base64.finish(&mut self.ready);
        }
    }
}

fn piece_from(octets: &[u8], begin: usize, most: usize) -> &[u8] {
    let rest = octets.get(begin..).unwrap_or_default();
    rest.get(..most).unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the page's source holds, over and over.
    const LINE: &[u8] = b"0123456789abcde\n";

    /// A header, so many octets of the page's first source, and an end.
    fn with_source(length: u64, encoding: SourceEncoding) -> Content {
        let written = |text: &[u8]| Piece::Written(text.to_vec());
        let source = Piece::Source {
            index: 0,
            length,
            encoding,
        };
        Content::new(Rendered {
            size: source.size() + 19,
            pieces: vec![written(b"Subject: a\r\n\r\n"), source, written(b"end\r\n")],
            eight_bit: false,
            binary: false,
            utf8_header: false,
        })
    }

    fn supply(content: &mut Content, length: u64) -> bool {
        let octets = LINE.iter().copied().cycle();
        content.supply(octets.take(usize::try_from(length).unwrap()).collect())
    }

    /// The whole mail, from here on, and the spans that it took.
    fn read(content: &mut Content, most: usize) -> (String, Vec<Span>) {
        let (mut octets, mut spans) = (Vec::new(), Vec::new());
        loop {
            match content.next(most) {
                Next::Octets(next) => {
                    assert!(!next.is_empty() && next.len() <= most);
                    octets.extend_from_slice(next);
                }
                Next::Span(span) => {
                    spans.push(span);
                    assert!(supply(content, span.length));
                }
                Next::End => return (String::from_utf8(octets).unwrap(), spans),
            }
        }
    }

    fn span(offset: u64, length: u64) -> Span {
        Span {
            source: 0,
            offset,
            length,
        }
    }

    #[test]
    fn a_file_is_asked_for_in_order_and_goes_out_as_it_is() {
        let mut content = with_source(SPAN + 1, SourceEncoding::AsIs);
        let (mail, spans) = read(&mut content, 1000);
        assert_eq!(mail.len() as u64, content.mail().size);
        assert!(mail.starts_with("Subject: a\r\n\r\n0123"));
        assert!(mail.ends_with("0end\r\n"));
        assert_eq!(spans, [span(0, SPAN), span(SPAN, 1)]);
    }

    #[test]
    fn a_file_goes_out_in_base64_as_it_is_read_and_each_time_the_same() {
        let mut content = with_source(SPAN + 1, SourceEncoding::Base64);
        let (first, _) = read(&mut content, 1 << 20);
        assert_eq!(first.len() as u64, content.mail().size);
        assert!(first.starts_with("Subject: a\r\n\r\nMDEyMzQ1Njc4OWFiY2RlCjAx"));
        assert!(first.ends_with("\r\nMA==end\r\n"));
        for half_way in [false, true] {
            content.restart();
            if half_way {
                content.next(99);
                content.next(99);
                content.restart();
            }
            assert_eq!(read(&mut content, 1 << 20).0, first);
        }
    }

    #[test]
    fn what_is_missing_is_asked_for_until_it_is_there_and_nothing_else_is_taken() {
        let mut content = with_source(100, SourceEncoding::AsIs);
        assert!(!supply(&mut content, 100), "nothing was asked for");
        content.next(99);
        assert_eq!(content.next(99), Next::Span(span(0, 100)));
        for other in [0, 99, 101] {
            assert!(!supply(&mut content, other));
            assert_eq!(content.next(99), Next::Span(span(0, 100)));
        }
        assert!(supply(&mut content, 100));
        assert!(!supply(&mut content, 100));
        assert_eq!(content.next(4), Next::Octets(b"0123"));
    }
}
