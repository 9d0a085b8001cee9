//! What the server answers, and what the gateway says in its place.

use std::mem;

use bytes::BytesMut;
use memchr::memchr;
use wsmtp_proto::{
    codec::ReplyDecoder,
    types::{Capabilities, Reply},
};

use super::{
    Awaited, Channel, Fault, Inspector, MAX_AWAITED, MAX_FOR_PAGE, Reading, content::Content,
    offer::Offer, sign_ins::is_refusal,
};

impl Inspector {
    /// Whether the page has to wait because so much is unanswered or unread.
    pub(super) fn is_full(&self) -> bool {
        self.awaited.len() >= MAX_AWAITED || self.for_page.len() >= MAX_FOR_PAGE
    }

    /// Something went to the server, which will answer it.
    pub(super) fn expect(&mut self, awaited: Awaited) {
        // Who has ended answers nothing.
        if !self.server_ended {
            self.awaited.push_back(awaited);
        }
    }

    /// Says something in the server's place, when all that was asked before is answered. The page is to
    /// know who said it.
    pub(super) fn say(&mut self, reply: &Reply) {
        self.expect(Awaited::Own(of_gateway(reply), None));
        self.speak();
    }

    /// The same, as the last that is said.
    pub(super) fn last_word(&mut self, reply: &Reply, fault: Fault) {
        self.reading = Reading::Over;
        self.expect(Awaited::Own(of_gateway(reply), Some(fault)));
        self.speak();
    }

    /// Ends the session at once.
    pub(super) fn break_off(&mut self, fault: Fault) {
        self.reading = Reading::Over;
        self.fault = Some(fault);
    }

    /// Says what is due.
    fn speak(&mut self) {
        while let Some(Awaited::Own(..)) = self.awaited.front() {
            if let Some(Awaited::Own(reply, fault)) = self.awaited.pop_front() {
                self.for_page.extend_from_slice(&reply.encode());
                if fault.is_some() {
                    self.fault = fault;
                    self.awaited.clear();
                }
            }
        }
        if self.awaited.is_empty() {
            // Idle sessions are many.
            self.awaited.shrink_to(8);
        }
    }

    /// Takes one line of the server's, or what there is of one; gives what is left.
    pub(super) fn hear<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        if matches!(self.reading, Reading::Handshake) {
            // Whatever this is, it was added in clear, and it is the page's to refuse it.
            self.for_page.extend_from_slice(bytes);
            return &[];
        }
        let end = memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
        let (piece, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
        self.decoder.push(piece);
        self.reply.extend_from_slice(piece);
        match self.decoder.next_reply() {
            Ok(None) => {}
            Ok(Some(reply)) => {
                self.decoder = ReplyDecoder::new();
                let bytes = mem::take(&mut self.reply);
                self.hear_reply(&reply, bytes);
            }
            Err(_) => {
                // The page's engine says what is wrong with it.
                self.for_page.unsplit(mem::take(&mut self.reply));
                self.for_page.extend_from_slice(rest);
                self.break_off(Fault::NotAReply);
            }
        }
        rest
    }

    /// A whole reply. One that nobody asked for, such as 421, passes too.
    fn hear_reply(&mut self, reply: &Reply, bytes: BytesMut) {
        let awaited = self.awaited.pop_front();
        let bytes = match &awaited {
            Some(Awaited::OwnReset(outcome)) => {
                self.end_mail(*outcome);
                BytesMut::new()
            }
            Some(Awaited::Hello { extended: true }) if reply.is_success() => {
                self.chunking = Capabilities::from_reply(reply).chunking();
                self.offer(bytes)
            }
            Some(awaited) => {
                self.heed(awaited, reply);
                bytes
            }
            None => bytes,
        };
        self.for_page.unsplit(bytes);
        if matches!(
            awaited,
            Some(Awaited::Hello { .. } | Awaited::Reset | Awaited::Quit)
        ) {
            self.end_mail_left();
        }
        self.speak();
    }

    fn heed(&mut self, awaited: &Awaited, reply: &Reply) {
        let code = reply.code().get();
        match awaited {
            Awaited::Mail if !reply.is_success() => self.judge_mail(reply),
            Awaited::Rcpt => self.count_recipient(reply),
            Awaited::Data if code == 354 => self.reading = Reading::Content(Content::new()),
            Awaited::Auth if code == 334 => self.reading = Reading::Response,
            Awaited::StartTls if code == 220 => self.reading = Reading::Handshake,
            Awaited::Auth => {
                self.reading = Reading::Commands;
                if let Some(sign_ins) = &self.setup.sign_ins {
                    sign_ins.answered(is_refusal(reply));
                }
            }
            // The server ends the session now.
            Awaited::Quit if reply.is_success() => self.reading = Reading::Over,
            Awaited::Data => {
                self.reading = Reading::Commands;
                self.mail.data_refused();
            }
            Awaited::StartTls | Awaited::Quit => self.reading = Reading::Commands,
            Awaited::EndOfData | Awaited::Chunk { last: true } => self.judge_mail(reply),
            Awaited::Chunk { last: false } if !reply.is_success() => self.judge_mail(reply),
            Awaited::Hello { extended: false } if reply.is_success() => self.chunking = false,
            _ => {}
        }
    }

    /// What the server offers stands as far as the gateway lets it.
    fn offer(&self, reply: BytesMut) -> BytesMut {
        if self.setup.channel == Channel::BeforeTls {
            // It will be asked again inside TLS.
            return reply;
        }
        let offer = Offer {
            rules: &self.setup.rules,
            auth: !self.setup.signed_in,
        };
        offer.edit(reply)
    }
}

/// In words that say who speaks.
fn of_gateway(reply: &Reply) -> Reply {
    let text = format!("gateway: {}", reply.text());
    Reply::new(reply.code(), reply.enhanced(), &text)
}
