//! A mail's content on its way, and how far it has come.

use alloc::vec::Vec;

use wsmtp_bind::{Mistyped, Value, flag, number};

use crate::event::Event;

/// Octets that are asked for at a time: much against the cost of asking, and what is larger, many allocators ask the
/// system for each time.
const WANTED: u64 = 64 * 1024;

/// What is known of a content before its octets come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    /// Octets.
    pub(crate) size: u64,
    /// Whether there are octets beyond ASCII: it needs 8BITMIME (RFC 6152).
    pub(crate) eight_bit: bool,
    /// Whether it is more than lines: it needs BINARYMIME (RFC 3030).
    pub(crate) binary: bool,
    /// Whether there are such octets in a header: it needs SMTPUTF8 (RFC 6531).
    pub(crate) utf8_header: bool,
}

impl Facts {
    /// Reads a `WireContent` of `web/client/src/runtime/wire.ts`.
    pub(crate) fn read<V: Value>(given: &V) -> Result<Self, Mistyped> {
        Ok(Self {
            size: number(given, "size")?,
            eight_bit: flag(given, "eightBit")?,
            binary: flag(given, "binary")?,
            utf8_header: flag(given, "utf8Header")?,
        })
    }
}

/// The content of one mail, which is sent once for each part of the mail's recipients. The page has it, and hands it in
/// as it is wanted.
pub(crate) struct Upload {
    /// Octets of the content.
    size: u64,
    /// Octets of it that were supplied in this part.
    supplied: u64,
    /// How many octets were asked for and are not there.
    wanted: Option<u64>,
    /// What was supplied last, and how much of it was handed to the engine.
    /// INVARIANT: [`WANTED`] octets, at most.
    ready: Vec<u8>,
    handed: usize,
    /// How many of the page's bytes went before the content; not known before the server wants it.
    start: Option<u64>,
    /// Octets of the parts that are over, as far as they left.
    over: u64,
    /// Octets of all parts, but for those that never leave.
    total: u64,
    /// INVARIANT: no less than `over`, and no more than that and `size`.
    told: u64,
}

/// Octets of the content that the page has, at most so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
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
    pub(crate) const fn new(size: u64, parts: usize) -> Self {
        Self {
            size,
            supplied: 0,
            wanted: None,
            ready: Vec::new(),
            handed: 0,
            start: None,
            over: 0,
            total: size.saturating_mul(parts as u64),
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
        if self.handed < self.ready.len() {
            let rest = self.ready.get(self.handed..).unwrap_or_default();
            let next = rest.get(..most).unwrap_or(rest);
            self.handed += next.len();
            return Next::Octets(next);
        }
        let offset = self.supplied;
        let length = self.size.saturating_sub(offset).min(WANTED);
        if length == 0 {
            return Next::End;
        }
        self.wanted = Some(length);
        Next::Wanted(Wanted { offset, length })
    }

    /// Whether octets were asked for that are not there.
    pub(crate) const fn is_wanting(&self) -> bool {
        self.wanted.is_some()
    }

    /// Takes some of what was asked for; false where it is nothing, or more.
    pub(crate) fn supply(&mut self, octets: Vec<u8>) -> bool {
        let supplied = octets.len() as u64;
        if supplied == 0 || self.wanted.is_none_or(|wanted| supplied > wanted) {
            return false;
        }
        self.supplied += supplied;
        self.ready = octets;
        self.handed = 0;
        self.wanted = None;
        true
    }

    /// The server's socket has taken so many of the page's bytes in total: what to tell, if that is news.
    ///
    /// Dots that are doubled on the wire and the commands between chunks count as sent, so the end is reached a
    /// little early.
    pub(crate) fn taken(&mut self, total: u64) -> Option<Event> {
        let sent = total.saturating_sub(self.start?);
        self.tell(self.over.saturating_add(sent.min(self.size)))
    }

    /// A part is over. If the server has accepted it, it has all of it: what to tell, if that is news.
    pub(crate) fn part_over(&mut self, accepted: bool) -> Option<Event> {
        (self.supplied, self.handed) = (0, 0);
        self.wanted = None;
        self.ready.clear();
        self.start = None;
        let end = self.over.saturating_add(self.size);
        if !accepted {
            // What has not left of it never will.
            self.total = self.total.saturating_sub(end.saturating_sub(self.told));
            self.over = self.told;
            return None;
        }
        self.over = end;
        self.tell(end)
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
