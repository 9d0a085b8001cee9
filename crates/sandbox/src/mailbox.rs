use alloc::{collections::VecDeque, sync::Arc, vec::Vec};
use core::{fmt, num::ParseIntError, str::FromStr};

use wsmtp_proto::transcript::Line;

use crate::Mail;

/// What the sandbox took, and how: the newest mails and conversations, the oldest go first.
#[derive(Clone, Debug, Default)]
pub struct Mailbox {
    /// INVARIANT: at most [`MAX_MESSAGES`](Self::MAX_MESSAGES), oldest first.
    messages: VecDeque<Arc<Message>>,
    /// INVARIANT: at most [`MAX_SESSIONS`](Self::MAX_SESSIONS), oldest first.
    conversations: VecDeque<Conversation>,
    last_message: u64,
    last_session: u64,
}

/// A mail in the mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its number, never used again.
    pub id: MessageId,
    /// The session that it came in.
    pub session: SessionId,
    /// When it was taken, in milliseconds since 1970 began.
    pub received: u64,
    /// The mail itself.
    pub mail: Mail,
}

/// What was said in a session.
#[derive(Clone, Debug)]
struct Conversation {
    session: SessionId,
    /// INVARIANT: at most [`Mailbox::MAX_LINES`], and
    /// [`Mailbox::MAX_TRANSCRIPT_OCTETS`] together.
    lines: Vec<Line>,
    /// Octets of all lines said, those that are not kept among them.
    octets: usize,
}

/// Numbers a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(u64);

/// Numbers a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(u64);

impl Mailbox {
    /// More than anybody looks through by hand.
    pub const MAX_MESSAGES: usize = 200;
    /// Octets of all content together: several of the largest mails, and a bearable part of a
    /// small machine's memory. The newest mail is kept even where it exceeds this by itself.
    pub const MAX_OCTETS: usize = 128 * 1024 * 1024;
    /// Conversations: every mail can have one of its own, and as many are kept that brought none.
    pub const MAX_SESSIONS: usize = 2 * Self::MAX_MESSAGES;
    /// Lines of one conversation: about ten mails' worth. Further lines are not kept.
    pub const MAX_LINES: usize = 500;
    /// Octets of one conversation: as many lines of a usual length. Further lines are not kept.
    /// All conversations together stay below a quarter of [`MAX_OCTETS`](Self::MAX_OCTETS).
    pub const MAX_TRANSCRIPT_OCTETS: usize = 64 * 1024;

    /// Begins a conversation.
    pub fn open_session(&mut self) -> SessionId {
        if self.conversations.len() == Self::MAX_SESSIONS {
            self.forget_a_conversation();
        }
        self.last_session += 1;
        let session = SessionId(self.last_session);
        self.conversations.push_back(Conversation::new(session));
        session
    }

    /// Adds a line to a conversation, if it is still kept.
    pub fn record(&mut self, session: SessionId, line: Line) {
        let mut kept = self.conversations.iter_mut();
        if let Some(conversation) = kept.find(|kept| kept.session == session) {
            conversation.record(line);
        }
    }

    /// Puts a mail in, `received` at this many milliseconds since 1970 began.
    pub fn deliver(&mut self, session: SessionId, mail: Mail, received: u64) -> MessageId {
        self.last_message += 1;
        let id = MessageId(self.last_message);
        self.messages.push_back(Arc::new(Message {
            id,
            session,
            received,
            mail,
        }));
        while self.messages.len() > Self::MAX_MESSAGES
            || self.octets() > Self::MAX_OCTETS && self.messages.len() > 1
        {
            self.messages.pop_front();
        }
        id
    }

    /// The mails, oldest first.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.iter().map(Arc::as_ref)
    }

    /// One mail, if it is still kept; a clone of it costs nothing.
    #[must_use]
    pub fn message(&self, id: MessageId) -> Option<&Arc<Message>> {
        self.messages.iter().find(|message| message.id == id)
    }

    /// What was said in a session, if it is still kept.
    #[must_use]
    pub fn transcript(&self, session: SessionId) -> Option<&[Line]> {
        let mut kept = self.conversations.iter();
        kept.find(|kept| kept.session == session)
            .map(|kept| kept.lines.as_slice())
    }

    /// Takes one mail out, if it is still kept; what was said in its session stays.
    pub fn remove(&mut self, id: MessageId) -> Option<Arc<Message>> {
        let place = self.messages.iter().position(|message| message.id == id)?;
        self.messages.remove(place)
    }

    /// Forgets all mails, and what was said until now. Sessions that go on are recorded on.
    pub fn clear(&mut self) {
        self.messages.clear();
        for conversation in &mut self.conversations {
            *conversation = Conversation::new(conversation.session);
        }
    }

    /// The oldest goes that no mail came in. There is one: mails are fewer than conversations.
    fn forget_a_conversation(&mut self) {
        let has_mail = |session| self.messages.iter().any(|mail| mail.session == session);
        let mut kept = self.conversations.iter();
        if let Some(oldest) = kept.position(|kept| !has_mail(kept.session)) {
            self.conversations.remove(oldest);
        }
    }

    fn octets(&self) -> usize {
        self.messages
            .iter()
            .map(|message| message.mail.content.len())
            .sum()
    }
}

impl Conversation {
    const fn new(session: SessionId) -> Self {
        Self {
            session,
            lines: Vec::new(),
            octets: 0,
        }
    }

    fn record(&mut self, line: Line) {
        self.octets = self.octets.saturating_add(line.text.len());
        if self.octets <= Mailbox::MAX_TRANSCRIPT_OCTETS && self.lines.len() < Mailbox::MAX_LINES {
            self.lines.push(line);
        }
    }
}

impl MessageId {
    /// The number itself.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl SessionId {
    /// The number itself.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl FromStr for MessageId {
    type Err = ParseIntError;

    fn from_str(given: &str) -> Result<Self, ParseIntError> {
        given.parse().map(Self)
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests;
