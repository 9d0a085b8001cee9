//! Content that comes in BDAT ([RFC 3030 section 2]).
//!
//! Whatever a BDAT is answered, its octets are taken first, and are never read as commands: "the
//! receiver-SMTP MUST accept and discard the associated message data before sending the
//! appropriate 5XX or 4XX code". A chunk that is refused ends its mail, so that no part of it can
//! be taken for the whole; those that were sent behind it find no mail, and are refused.
//!
//! [RFC 3030 section 2]: https://www.rfc-editor.org/rfc/rfc3030#section-2

use alloc::vec::Vec;

use super::{
    Event, Server,
    reply::{faulty, too_large},
    state::{Envelope, State},
};
use crate::{
    codec::{ContentFault, TextChecker},
    reply,
    transcript::Direction,
    transition::Trigger,
    types::Reply,
};

/// A mail whose content comes in chunks.
#[derive(Debug)]
pub(super) struct Chunks {
    /// `None` for BINARYMIME, whose octets mean nothing to a server.
    text: Option<TextChecker>,
    /// The recipients that it is for.
    accepted: usize,
    /// Octets of all chunks so far.
    /// INVARIANT: at most the configured size.
    size: u64,
    chunk: Option<Chunk>,
}

/// A chunk of which octets may be missing.
#[derive(Clone, Copy, Debug)]
struct Chunk {
    size: u64,
    left: u64,
    last: bool,
}

/// A chunk that is refused when its octets have come. They are not kept.
#[derive(Debug)]
pub(super) struct Dropping {
    left: u64,
    reply: Reply,
    /// How often that is said: for each recipient in LMTP, if it is the last.
    times: usize,
}

impl Chunks {
    const fn new(envelope: Envelope) -> Self {
        Self {
            text: if envelope.binary {
                None
            } else {
                Some(TextChecker::new())
            },
            accepted: envelope.accepted,
            size: 0,
            chunk: None,
        }
    }

    /// Whether what comes next belongs to a chunk.
    pub(super) const fn is_open(&self) -> bool {
        self.chunk.is_some()
    }

    /// What of these octets is content, as far as it is sound.
    fn receive(&mut self, mut octets: Vec<u8>) -> Vec<u8> {
        if let Some(chunk) = &mut self.chunk {
            chunk.left = chunk.left.saturating_sub(octets.len() as u64);
        }
        if let Some(text) = &mut self.text {
            octets.truncate(text.check(&octets));
        }
        octets
    }

    /// The chunk that is complete, and what is wrong with the content by now.
    fn finish(&mut self) -> Option<(Chunk, Option<ContentFault>)> {
        let chunk = self.chunk.take_if(|chunk| chunk.left == 0)?;
        let Some(text) = &mut self.text else {
            return Some((chunk, None));
        };
        if chunk.last {
            text.finish();
        }
        Some((chunk, text.fault()))
    }
}

impl Server {
    pub(super) fn bdat(&mut self, size: u64, last: bool) {
        if !self.config.chunking {
            let reply = reply!(502, 5, 1, "this server does not offer BDAT");
            return self.drop_chunk(size, reply, 1);
        }
        if let State::Envelope(envelope) = &self.state {
            let envelope = *envelope;
            if let Some(refusal) = self.nobody_to_take(envelope) {
                // RFC 2033, 4.3: with no recipient, the last BDAT "returns zero replies".
                let times = if last { self.verdicts(0) } else { 1 };
                return self.refuse_chunk(size, refusal, times);
            }
            self.go(Trigger::ContentAsked, State::Chunks(Chunks::new(envelope)));
        }
        let limit = self.config.max_size;
        let State::Chunks(chunks) = &mut self.state else {
            return self.drop_chunk(size, self.out_of_order(), 1);
        };
        let accepted = chunks.accepted;
        chunks.size = chunks.size.saturating_add(size);
        if chunks.size > limit {
            let times = if last { self.verdicts(accepted) } else { 1 };
            return self.refuse_chunk(size, too_large(limit), times);
        }
        let left = size;
        chunks.chunk = Some(Chunk { size, left, last });
    }

    fn refuse_chunk(&mut self, size: u64, reply: Reply, times: usize) {
        self.end_mail();
        self.drop_chunk(size, reply, times);
    }

    fn drop_chunk(&mut self, left: u64, reply: Reply, times: usize) {
        self.dropping = Some(Dropping { left, reply, times });
    }

    /// Drops what has come of a refused chunk; says whether there was anything to do.
    pub(super) fn go_on_dropping(&mut self) -> bool {
        let Some(mut dropping) = self.dropping.take() else {
            return false;
        };
        let stuck = dropping.left > 0 && self.input.is_empty();
        if !stuck {
            let octets = self.octets_of_chunk(dropping.left);
            dropping.left = dropping.left.saturating_sub(octets.len() as u64);
        }
        if dropping.left > 0 {
            self.dropping = Some(dropping);
            return !stuck;
        }
        for _ in 0..dropping.times {
            self.reply(&dropping.reply);
        }
        true
    }

    /// Takes what has come of a chunk; says whether there was anything to do.
    pub(super) fn go_on_with_chunk(&mut self) -> bool {
        let State::Chunks(Chunks {
            chunk: Some(chunk), ..
        }) = &self.state
        else {
            return false;
        };
        let left = chunk.left;
        if left > 0 && self.input.is_empty() {
            return false;
        }
        let octets = self.octets_of_chunk(left);
        if let State::Chunks(chunks) = &mut self.state {
            let content = chunks.receive(octets);
            let finished = chunks.finish();
            let accepted = chunks.accepted;
            if !content.is_empty() {
                self.event(Event::Content(content));
            }
            if let Some((chunk, fault)) = finished {
                self.end_chunk(chunk, fault, accepted);
            }
        }
        true
    }

    fn end_chunk(&mut self, chunk: Chunk, fault: Option<ContentFault>, accepted: usize) {
        match fault {
            Some(fault) if chunk.last => self.refuse_content(&faulty(fault), accepted),
            Some(fault) => {
                self.end_mail();
                self.reply(&faulty(fault));
            }
            None if chunk.last => self.ask_verdict(accepted),
            None => self.reply(&reply!(250, 0, 0, "{} octets received", chunk.size)),
        }
    }

    /// Takes what has come of the `left` octets that are still to come, and shows it.
    fn octets_of_chunk(&mut self, left: u64) -> Vec<u8> {
        let waiting = self.input.waiting();
        let most = usize::try_from(left).unwrap_or(usize::MAX);
        let octets = waiting.get(..most).unwrap_or(waiting).to_vec();
        self.input.skip(octets.len());
        self.heard = self.now;
        let mut lines = self.recorder.push(&octets);
        if octets.len() == most {
            lines.extend(self.recorder.pause());
        }
        for line in lines {
            self.record(Direction::Client, line);
        }
        octets
    }
}
