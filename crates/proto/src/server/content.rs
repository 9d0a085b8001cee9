//! Content that follows DATA, up to an end of data.

use alloc::{string::String, vec::Vec};

use super::{Event, Server, reply::faulty, reply::too_large, state::State};
use crate::{
    codec::{END_OF_DATA, Unstuffer},
    transcript::{ContentRecorder, Direction},
    types::Reply,
};

/// A mail's content on its way in.
#[derive(Debug)]
pub(super) struct Content {
    unstuffer: Unstuffer,
    /// The recipients that it is for.
    accepted: usize,
    /// Octets so far, and the most that are taken.
    size: u64,
    limit: u64,
}

/// What a piece of the stream held.
struct Piece {
    /// How much of it was content, in octets of the stream.
    taken: usize,
    /// The content, unless it is refused anyway.
    content: Vec<u8>,
    /// What to show of it.
    shown: Vec<String>,
}

impl Server {
    /// Takes what has come of the content.
    pub(super) fn content(&mut self) {
        let State::Content(content) = &mut self.state else {
            return;
        };
        let piece = content.receive(self.input.waiting(), &mut self.recorder);
        let accepted = content.accepted;
        let outcome = content.is_ended().then(|| content.refusal());
        self.input.skip(piece.taken);
        self.heard = self.now;
        for line in piece.shown {
            self.record(Direction::Client, line);
        }
        if !piece.content.is_empty() {
            self.event(Event::Content(piece.content));
        }
        match outcome {
            None => {}
            Some(None) => self.ask_verdict(accepted),
            Some(Some(refusal)) => self.refuse_content(&refusal, accepted),
        }
    }
}

impl Content {
    pub(super) const fn new(accepted: usize, limit: u64) -> Self {
        Self {
            unstuffer: Unstuffer::new(),
            accepted,
            size: 0,
            limit,
        }
    }

    fn receive(&mut self, wire: &[u8], recorder: &mut ContentRecorder) -> Piece {
        let held = self.unstuffer.held();
        let mut content = Vec::new();
        let taken = self.unstuffer.receive(wire, &mut content);
        let shown = self.show(held, wire.get(..taken).unwrap_or_default(), recorder);
        let room = usize::try_from(self.limit.saturating_sub(self.size)).unwrap_or(usize::MAX);
        self.size = self.size.saturating_add(content.len() as u64);
        content.truncate(room);
        Piece {
            taken,
            content,
            shown,
        }
    }

    /// Lines to show of these octets and of the `held` ones before them, which were not shown
    /// while they could be the end of data. That is always shown, however much is left out.
    fn show(&self, held: usize, taken: &[u8], recorder: &mut ContentRecorder) -> Vec<String> {
        let mut wire = END_OF_DATA.get(..held).unwrap_or_default().to_vec();
        wire.extend_from_slice(taken);
        wire.truncate(wire.len().saturating_sub(self.unstuffer.held()));
        let mut lines = recorder.push(&wire);
        if self.is_ended() {
            lines.extend(recorder.finish());
            lines.push(".".into());
        }
        lines
    }

    const fn is_ended(&self) -> bool {
        self.unstuffer.is_ended()
    }

    /// Why the mail cannot be taken, whatever the application thinks of it.
    fn refusal(&self) -> Option<Reply> {
        if self.size > self.limit {
            Some(too_large(self.limit))
        } else {
            self.unstuffer.fault().map(faulty)
        }
    }
}
