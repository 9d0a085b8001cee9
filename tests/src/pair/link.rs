use wsmtp_proto::transcript::Direction;

use super::Cut;

/// The connection between both ends: what was said and has not arrived yet.
#[derive(Debug)]
pub(super) struct Link {
    cut: Cut,
    to_client: Vec<u8>,
    to_server: Vec<u8>,
    breaks: Option<Break>,
    broken: bool,
}

/// Where a connection breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// Whose octets are counted.
    pub by: Direction,
    /// How many of them still arrive.
    pub after: usize,
    /// Whether what the other end says still arrives, or is lost too.
    pub one_way: bool,
}

impl Link {
    pub(super) const fn new(cut: Cut) -> Self {
        Self {
            cut,
            to_client: Vec::new(),
            to_server: Vec::new(),
            breaks: None,
            broken: false,
        }
    }

    pub(super) fn breaking(self, breaks: Break) -> Self {
        let breaks = Some(breaks);
        Self { breaks, ..self }
    }

    /// `by` says this; where the way is broken, into the void.
    pub(super) fn say(&mut self, by: Direction, octets: Vec<u8>) {
        if !self.is_dead(by) {
            self.way(by).extend(octets);
        }
    }

    /// What arrives next of what `by` said.
    pub(super) fn take(&mut self, by: Direction) -> Vec<u8> {
        let mut way = std::mem::take(self.way(by));
        let mut piece = self.cut.take(&mut way, usize::MAX);
        *self.way(by) = way;
        if let Some(breaks) = self.breaks.as_mut().filter(|breaks| breaks.by == by) {
            piece.truncate(breaks.after);
            breaks.after -= piece.len();
            if breaks.after == 0 {
                self.tear();
            }
        }
        piece
    }

    /// The next piece of what is on its way to an end, cut like the stream, and read from somewhere as
    /// drivers read: 64 KiB at a time.
    pub(super) fn piece(&mut self, octets: &mut Vec<u8>) -> Vec<u8> {
        self.cut.take(octets, 64 * 1024)
    }

    /// Whether nothing is on its way.
    pub(super) fn is_empty(&self) -> bool {
        self.to_client.is_empty() && self.to_server.is_empty()
    }

    /// Whether the connection broke.
    pub(super) const fn is_broken(&self) -> bool {
        self.broken
    }

    fn tear(&mut self) {
        self.broken = true;
        for by in [Direction::Client, Direction::Server] {
            if self.is_dead(by) {
                self.way(by).clear();
            }
        }
    }

    fn is_dead(&self, by: Direction) -> bool {
        self.broken
            && self
                .breaks
                .is_some_and(|breaks| breaks.by == by || !breaks.one_way)
    }

    const fn way(&mut self, by: Direction) -> &mut Vec<u8> {
        match by {
            Direction::Client => &mut self.to_server,
            Direction::Server => &mut self.to_client,
        }
    }
}
