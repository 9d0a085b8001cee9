//! A mail's content on its way, and how far it has come.

use alloc::vec::Vec;

use wsmtp_message::{Base64Lines, Piece, Rendered, SourceEncoding};

use crate::event::Event;

/// Octets of a source that are asked for at a time, some 156 KiB in base64: whole lines of it, and much against the
/// cost of asking.
const WANTED: u64 = 57 * 2048;

/// The content of one mail, which is sent once for each part of the mail's recipients.
pub(crate) struct Upload {
    pieces: Vec<Piece>,
    /// Octets of all pieces.
    size: u64,
    /// The piece that is under way.
    at: usize,
    /// Octets of that piece that were handed to the engine, or, of a source, asked for.
    offset: u64,
    /// How many octets of the source were asked for and are not there.
    wanted: Option<usize>,
    /// What the source has become, and how much of it was handed to the engine.
    /// INVARIANT: what [`WANTED`] octets become, at most.
    ready: Vec<u8>,
    handed: usize,
    base64: Base64Lines,
    /// How many of the page's bytes went before the content; not known before the server wants it.
    start: Option<u64>,
    /// Octets of the parts that are over.
    over: u64,
    /// Octets of all parts.
    total: u64,
    told: u64,
}

/// Octets of a source of the page's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) source: usize,
    pub(crate) offset: u64,
    pub(crate) length: u64,
}

/// What comes next of the content.
pub(crate) enum Next<'a> {
    /// These octets.
    Octets(&'a [u8]),
    /// Octets that the page has: to be asked for.
    Wanted(Wanted),
    /// Octets that were asked for.
    Later,
    /// Nothing.
    End,
}

impl Upload {
    pub(crate) fn new(mail: Rendered, parts: usize) -> Self {
        Self {
            pieces: mail.pieces,
            size: mail.size,
            at: 0,
            offset: 0,
            wanted: None,
            ready: Vec::new(),
            handed: 0,
            base64: Base64Lines::new(),
            start: None,
            over: 0,
            total: mail.size.saturating_mul(parts as u64),
            told: 0,
        }
    }

    /// The content is wanted for the first time, or for more; so many bytes went before it.
    pub(crate) fn wanted_after(&mut self, given: u64) {
        self.start.get_or_insert(given);
    }

    /// What comes next, of octets at most so many; those that were handed out do not come again.
    pub(crate) fn next(&mut self, most: usize) -> Next<'_> {
        if self.wanted.is_some() {
            return Next::Later;
        }
        self.pass_over();
        let is_ready = self.handed < self.ready.len();
        if let Some(&Piece::Source { index, length, .. }) = self.pieces.get(self.at)
            && !is_ready
        {
            return Next::Wanted(self.ask(index, length));
        }
        match self.pieces.get(self.at) {
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
        while let Some(piece) = self.pieces.get(self.at) {
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

    fn ask(&mut self, source: usize, length: u64) -> Wanted {
        let offset = self.offset;
        let length = length.saturating_sub(offset).min(WANTED);
        self.offset += length;
        self.wanted = usize::try_from(length).ok();
        Wanted {
            source,
            offset,
            length,
        }
    }

    /// Whether octets were asked for that are not there.
    pub(crate) const fn is_wanting(&self) -> bool {
        self.wanted.is_some()
    }

    /// Takes what was asked for; whether it is all of it.
    pub(crate) fn supply(&mut self, octets: Vec<u8>) -> bool {
        let Some(&Piece::Source {
            length, encoding, ..
        }) = self.pieces.get(self.at)
        else {
            return false;
        };
        if self.wanted != Some(octets.len()) {
            return false;
        }
        match encoding {
            SourceEncoding::AsIs => self.ready = octets,
            SourceEncoding::Base64 => self.encode(&octets, self.offset == length),
        }
        self.wanted = None;
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

    /// The server's socket has taken so many of the page's bytes in total: what to tell, if that is news.
    ///
    /// Dots that are doubled on the wire and the commands between chunks count as sent, so the end is reached a
    /// little early.
    pub(crate) fn taken(&mut self, total: u64) -> Option<Event> {
        let sent = total.saturating_sub(self.start?);
        self.tell(self.over + sent.min(self.size))
    }

    /// A part is over. If the server has accepted it, it has all of it: what to tell, if that is news.
    pub(crate) fn part_over(&mut self, accepted: bool) -> Option<Event> {
        (self.at, self.offset, self.handed) = (0, 0, 0);
        self.wanted = None;
        self.ready.clear();
        self.base64 = Base64Lines::new();
        self.start = None;
        self.over = self.over.saturating_add(self.size);
        if accepted { self.tell(self.over) } else { None }
    }

    fn tell(&mut self, sent: u64) -> Option<Event> {
        let news = sent > self.told;
        self.told = self.told.max(sent);
        news.then_some(Event::Progress {
            sent,
            total: self.total,
        })
    }
}

fn piece_from(octets: &[u8], begin: usize, most: usize) -> &[u8] {
    let rest = octets.get(begin..).unwrap_or_default();
    rest.get(..most).unwrap_or(rest)
}
