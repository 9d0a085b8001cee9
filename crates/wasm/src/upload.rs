//! A mail's content on its way, and how far it has come.

use crate::event::Event;

/// Octets that are handed to the engine at a time: small against the window, so progress is smooth, and large
/// against the cost of a message.
const PIECE: usize = 16 * 1024;

/// The content of one mail, which is sent once for each part of the mail's recipients.
pub(crate) struct Upload {
    content: Vec<u8>,
    handed: usize,
    /// How many of the page's bytes went before the content; not known before the server wants it.
    start: Option<u64>,
    /// Octets of the parts that are over.
    over: u64,
    /// Octets of all parts.
    total: u64,
    told: u64,
}

impl Upload {
    pub(crate) fn new(content: Vec<u8>, parts: usize) -> Self {
        Self {
            total: (content.len() as u64).saturating_mul(parts as u64),
            content,
            handed: 0,
            start: None,
            over: 0,
            told: 0,
        }
    }

    /// The content is wanted for the first time, or for more; so many bytes went before it.
    pub(crate) fn wanted_after(&mut self, given: u64) {
        self.start.get_or_insert(given);
    }

    /// The next piece; `None` after the last.
    pub(crate) fn next_piece(&mut self) -> Option<&[u8]> {
        let rest = self
            .content
            .get(self.handed..)
            .filter(|rest| !rest.is_empty())?;
        let piece = rest.get(..PIECE).unwrap_or(rest);
        self.handed += piece.len();
        Some(piece)
    }

    /// The server's socket has taken so many of the page's bytes in total: what to tell, if that is news.
    ///
    /// Dots that are doubled on the wire and the commands between chunks count as sent, so the end is reached a
    /// little early.
    pub(crate) fn taken(&mut self, total: u64) -> Option<Event> {
        let sent = total.saturating_sub(self.start?);
        self.tell(self.over + sent.min(self.content.len() as u64))
    }

    /// A part is over. If the server has accepted it, it has all of it: what to tell, if that is news.
    pub(crate) fn part_over(&mut self, accepted: bool) -> Option<Event> {
        self.handed = 0;
        self.start = None;
        self.over = self.over.saturating_add(self.content.len() as u64);
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
