//! Reads along with a session, and decides what of it passes.
//!
//! The page's commands are read by `wsmtp-proto` and go to the server as it writes them, so that no
//! difference between two parsers can carry anything past the rules. What cannot be read, what the rules
//! do not permit, and what is a way around them is answered here, in the order in which the server's
//! replies stand, and the server never sees it. The server's replies pass as they are, but for what it
//! offers and the gateway refuses.
//!
//! There is no I/O here: bytes of the page's go in by [`Inspector::page`] and come out for the server;
//! bytes of the server's go in by [`Inspector::server`]; what is for the page waits in
//! [`Inspector::for_page`]. What of the page's bytes cannot be decided on yet is left where it is.

mod answer;
mod closing;
mod command;
mod content;
mod decision;
mod fault;
mod flow;
mod ledger;
mod line;
mod mail;
mod offer;
mod passage;
mod record;
mod rules;
mod sign_ins;

use std::{collections::VecDeque, fmt, mem, sync::Arc};

use bytes::BytesMut;
use wsmtp_proto::{codec::ReplyDecoder, types::Reply};

pub use fault::Fault;
pub use ledger::{Budget, Ledger};
pub use passage::Passage;
pub use record::{MailRecord, Outcome};
pub use rules::{MailRules, SenderPattern};
pub use sign_ins::SignIns;

use content::Content;
use mail::Mail;

/// Commands that may be unanswered: a mail to a hundred recipients twice. A client that sends more at
/// once waits for the first replies.
const MAX_AWAITED: usize = 256;

/// Octets of the gateway's own replies that may wait for a page that does not read. One more may be
/// added, of 512 octets at most.
const MAX_FOR_PAGE: usize = 16 * 1024;

/// How the connection to the server is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// In clear, as the operator wants it.
    Clear,
    /// In clear until STARTTLS: nothing may pass that is for TLS to protect.
    BeforeTls,
    /// Inside TLS.
    Tls,
}

/// Gets the record of each mail.
pub type Records = Box<dyn FnMut(MailRecord) + Send>;

/// What an inspector goes by.
pub struct Setup {
    /// How the connection is secured.
    pub channel: Channel,
    /// Whether the gateway has signed in itself, so that the page may not.
    pub signed_in: bool,
    /// Whether the server has offered CHUNKING to the gateway, where that has said EHLO for the page.
    pub chunking: bool,
    /// What mails may be sent.
    pub rules: Arc<MailRules>,
    /// Where the mails of an hour are counted; `None` where nobody is known to count for.
    pub budget: Option<Budget>,
    /// Who counts the sign-ins that the server refuses; `None` where nobody does.
    pub sign_ins: Option<Arc<dyn SignIns>>,
    /// Where the records go.
    pub records: Records,
}

/// One session as it is read along. See the module.
pub struct Inspector {
    setup: Setup,
    reading: Reading,
    /// What the server, or the gateway itself, has yet to answer, in order.
    /// INVARIANT: the first is never the gateway's own, and there are at most [`MAX_AWAITED`] and a
    /// mail's last few.
    awaited: VecDeque<Awaited>,
    mail: Mail,
    /// Mails of this session that the server has taken.
    mails: u32,
    /// Whether the server offers BDAT. One that does not know it would read chunks as commands.
    chunking: bool,
    decoder: ReplyDecoder,
    /// The octets of a reply that has begun.
    reply: BytesMut,
    for_page: BytesMut,
    fault: Option<Fault>,
    server_ended: bool,
    /// Whether the gateway is ending.
    closing: bool,
}

/// What the page's next bytes are.
#[derive(Debug)]
enum Reading {
    Commands,
    /// Nobody knows before the server has answered: DATA, AUTH, STARTTLS or QUIT.
    Held,
    /// A response to 334.
    Response,
    Content(Content),
    /// Content that is too large, and goes nowhere.
    TooLarge(Content),
    Chunk {
        left: u64,
        last: bool,
    },
    /// A chunk that goes nowhere, and what is said when it is over.
    Dropped {
        left: u64,
        reply: Reply,
    },
    /// The server waits for TLS.
    Handshake,
    /// Nothing that matters any more.
    Over,
}

/// What a reply is to.
#[derive(Debug)]
enum Awaited {
    Hello {
        extended: bool,
    },
    Mail,
    Rcpt,
    Data,
    EndOfData,
    Chunk {
        last: bool,
    },
    Auth,
    StartTls,
    Reset,
    Quit,
    Other,
    /// The gateway's own RSET, with what became of the mail. The page has not asked for it.
    OwnReset(Outcome),
    /// What the gateway says itself when all before it is answered, and why that is the last.
    Own(Reply, Option<Fault>),
}

impl Inspector {
    /// At the beginning of a session, or behind the handshake of STARTTLS.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        Self {
            reading: Reading::Commands,
            awaited: VecDeque::new(),
            mail: Mail::none(),
            mails: 0,
            chunking: setup.chunking,
            decoder: ReplyDecoder::new(),
            reply: BytesMut::new(),
            for_page: BytesMut::new(),
            fault: None,
            server_ended: false,
            closing: false,
            setup,
        }
    }

    /// Takes the page's bytes from the front of `held` as far as they can be decided on.
    ///
    /// Call it again with what is left and more behind it: when more has come, when the server has been
    /// heard, and when [`for_page`](Self::for_page) has been taken.
    pub fn page(&mut self, held: &mut BytesMut) -> Passage {
        let mut passage = Passage::default();
        while !held.is_empty() && self.step(held, &mut passage) {}
        passage.waits &= !held.is_empty();
        passage
    }

    /// Takes bytes of the server's.
    pub fn server(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() && self.fault.is_none() {
            rest = self.hear(rest);
        }
    }

    /// The server will say nothing more.
    pub fn server_end(&mut self) {
        self.server_ended = true;
        self.for_page.unsplit(mem::take(&mut self.reply));
        self.awaited.clear();
        self.end_mail_unheard();
    }

    /// Takes what is for the page by now.
    pub fn for_page(&mut self) -> BytesMut {
        mem::take(&mut self.for_page)
    }

    /// Whether something of the server's was heard, or of the gateway's said, that the page has not got.
    #[must_use]
    pub fn owes_page(&self) -> bool {
        !self.for_page.is_empty() || !self.reply.is_empty()
    }

    /// Why the session must end, once the page has got what [`for_page`](Self::for_page) gave.
    #[must_use]
    pub const fn fault(&self) -> Option<Fault> {
        self.fault
    }
}

impl fmt::Debug for Inspector {
    /// Where it stands, and nothing of what was said.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inspector")
            .field("channel", &self.setup.channel)
            .field("awaited", &self.awaited.len())
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }
}

impl Drop for Inspector {
    fn drop(&mut self) {
        self.end_mail_unheard();
    }
}

#[cfg(test)]
mod tests;
