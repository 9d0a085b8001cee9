//! A mail's content on its way, and how far it has come.

use crate::event::Event;

/// Octets that are handed to the engine at a time: small against the window, so progress is smooth, and large
/// against the cost of a message.
const PIECE: usize = 16 * 1024;

/// The content of one mail.
pub(crate) struct Upload {
    content: Vec<u8>,
    handed: usize,
    /// How many of the page's bytes went before the content; not known before the server wants it.
    start: Option<u64>,
    told: u64,
}

impl Upload {
    pub(crate) const fn new(content: Vec<u8>) -> Self {
        Self {
            content,
            handed: 0,
            start: None,
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
    /// Dots that are doubled on the wire count as sent, so the end is reached a little early.
    pub(crate) fn taken(&mut self, total: u64) -> Option<Event> {
        let length = self.content.len() as u64;
        let sent = total.saturating_sub(self.start?).min(length);
        let news = sent > self.told;
        self.told = sent;
        news.then_some(Event::Progress {
            sent,
            total: length,
        })
    }

    /// The server has accepted the mail, so it has all of it: what to tell, if that is news.
    pub(crate) fn accepted(self) -> Option<Event> {
        let total = self.content.len() as u64;
        (self.told < total).then_some(Event::Progress { sent: total, total })
    }
}
