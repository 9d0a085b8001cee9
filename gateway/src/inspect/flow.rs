//! The page's bytes, piece by piece: what they are, and how far they can be read.

use bytes::BytesMut;
use wsmtp_proto::{
    codec::{ContentFault, LineError},
    reply,
    server::MAX_LINE,
};

use super::{
    Awaited, Channel, Fault, Inspector, Outcome, Passage, Reading,
    content::Behind,
    line::{is_base64, line_end},
};

/// Octets in a line in clear, without CRLF (RFC 5321 section 4.5.3.1.4).
const MAX_LINE_BEFORE_TLS: usize = 510;

impl Inspector {
    /// One step; says whether there may be another.
    pub(super) fn step(&mut self, held: &mut BytesMut, passage: &mut Passage) -> bool {
        self.part();
        match &self.reading {
            Reading::Commands => self.line(held, passage),
            Reading::Held if self.server_ended => self.give_up_reading(held),
            Reading::Held => {
                passage.waits = true;
                false
            }
            Reading::Response => self.response(held, passage),
            Reading::Content(_) => self.content(held, passage),
            Reading::TooLarge(_) => self.too_large(held, passage),
            Reading::Chunk { .. } => self.chunk(held, passage),
            Reading::Dropped { .. } => self.dropped(held, passage),
            Reading::Handshake => {
                self.break_off(Fault::TlsDue);
                true
            }
            Reading::Over => self.give_up_reading(held),
        }
    }

    /// What comes now goes nowhere, and nobody is told that it has.
    pub(super) fn give_up_reading(&mut self, held: &mut BytesMut) -> bool {
        self.reading = Reading::Over;
        held.clear();
        false
    }

    fn line(&mut self, held: &mut BytesMut, passage: &mut Passage) -> bool {
        if self.is_full() {
            passage.waits = true;
            return false;
        }
        let limit = match self.setup.channel {
            Channel::BeforeTls => MAX_LINE_BEFORE_TLS,
            Channel::Clear | Channel::Tls => MAX_LINE,
        };
        match line_end(held, limit) {
            Ok(Some(end)) => self.command(held, end, passage),
            Ok(None) => false,
            Err(error) => self.no_line(error),
        }
    }

    fn no_line(&mut self, error: LineError) -> bool {
        if self.setup.channel == Channel::BeforeTls {
            self.break_off(Fault::BeforeTls);
            return true;
        }
        let (reply, fault) = match error {
            LineError::BareLineFeed => (
                reply!(421, 5, 2, "a line ended with LF alone; SMTP needs CR LF"),
                Fault::BareLineFeed,
            ),
            LineError::TooLong => (
                reply!(421, 5, 2, "the line is too long"),
                Fault::LineTooLong,
            ),
        };
        self.last_word(&reply, fault);
        true
    }

    /// A response to 334 passes as it is. In place of what is none the server hears that the page gives
    /// up, and its reply to that is the page's (RFC 4954 section 4).
    fn response(&mut self, held: &mut BytesMut, passage: &mut Passage) -> bool {
        let end = match line_end(held, MAX_LINE) {
            Ok(Some(end)) => end,
            Ok(None) => return false,
            Err(error) => return self.no_line(error),
        };
        let line = held.split_to(end);
        let response = line.strip_suffix(b"\r\n").unwrap_or_default();
        if response == b"*" || is_base64(response) {
            passage.same(line);
        } else {
            passage.instead(b"*\r\n", end);
        }
        self.reading = Reading::Held;
        self.expect(Awaited::Auth);
        true
    }

    fn content(&mut self, held: &mut BytesMut, passage: &mut Passage) -> bool {
        let Reading::Content(content) = &mut self.reading else {
            return false;
        };
        let (count, behind) = content.pass(held);
        if self.setup.rules.is_too_large(content.size()) {
            passage.replace(held, count, b"");
            return self.beyond_size(behind);
        }
        self.mail.size = content.size();
        passage.same(held.split_to(count));
        match behind {
            Behind::More => return false,
            Behind::Fault(fault) => self.faulty(fault),
            Behind::End => {
                self.mail.is_complete();
                self.reading = Reading::Commands;
                self.expect(Awaited::EndOfData);
            }
        }
        true
    }

    /// The server never learns where this content ends, so it can do nothing with what it has of it.
    fn beyond_size(&mut self, behind: Behind) -> bool {
        self.end_mail(Outcome::Forbidden(552));
        if let Reading::Content(content) = std::mem::replace(&mut self.reading, Reading::Over) {
            self.reading = Reading::TooLarge(content);
        }
        self.end_too_large(behind)
    }

    fn too_large(&mut self, held: &mut BytesMut, passage: &mut Passage) -> bool {
        let Reading::TooLarge(content) = &mut self.reading else {
            return false;
        };
        let (count, behind) = content.pass(held);
        passage.replace(held, count, b"");
        self.end_too_large(behind)
    }

    /// A client that is told before it has sent its mail does not listen.
    fn end_too_large(&mut self, behind: Behind) -> bool {
        match behind {
            Behind::More => return false,
            Behind::Fault(fault) => self.faulty(fault),
            Behind::End => {
                let limit = self.setup.rules.size.unwrap_or_default();
                self.last_word(&self.setup.rules.too_large(), Fault::TooLarge(limit));
            }
        }
        true
    }

    fn faulty(&mut self, fault: ContentFault) {
        self.end_mail(Outcome::Forbidden(554));
        let found = super::fault::found(&fault);
        self.last_word(
            &reply!(554, 6, 0, "the mail holds {found}"),
            Fault::Content(fault),
        );
    }

    fn chunk(&mut self, held: &mut BytesMut, passage: &mut Passage) -> bool {
        let Reading::Chunk { left, last } = &mut self.reading else {
            return false;
        };
        let count = within(*left, held.len());
        *left -= count as u64;
        self.mail.size = self.mail.size.saturating_add(count as u64);
        passage.same(held.split_to(count));
        if let (0, last) = (*left, *last) {
            self.end_chunk(last);
        }
        true
    }

    /// All octets of a chunk have passed.
    pub(super) fn end_chunk(&mut self, last: bool) {
        self.reading = Reading::Commands;
        if last {
            self.mail.is_complete();
        }
    }

    fn dropped(&mut self, held: &mut BytesMut, passage: &mut Passage) -> bool {
        let Reading::Dropped { left, reply } = &mut self.reading else {
            return false;
        };
        let count = within(*left, held.len());
        passage.replace(held, count, b"");
        *left -= count as u64;
        if *left == 0 {
            let reply = reply.clone();
            self.reading = Reading::Commands;
            self.say(&reply);
        }
        true
    }
}

fn within(left: u64, held: usize) -> usize {
    usize::try_from(left).map_or(held, |left| left.min(held))
}
