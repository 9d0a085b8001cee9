//! What the sandbox has taken, and who wants to hear of it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use tokio::sync::{
    OwnedSemaphorePermit, Semaphore,
    broadcast::{Receiver, Sender},
};
use wsmtp_proto::transcript::Line;
use wsmtp_sandbox::{Mail, Mailbox, Message, MessageId, Security, SessionId};

use super::api::{Digest, Summary};

/// Who may listen at a time, tests that wait for a mail among them: a few dozen tabs and tests of one
/// developer. Each holds a connection, and the gateway has 256 of these.
const LISTENERS: usize = 64;

/// What a listener may have to catch up with: a whole mailbox. Who is further behind is told so.
const BACKLOG: usize = Mailbox::MAX_MESSAGES;

/// A mailbox that connections write and pages read. Clones are the same inbox.
#[derive(Clone)]
pub(super) struct Inbox(Arc<Shared>);

struct Shared {
    contents: Mutex<Contents>,
    happenings: Sender<Heard>,
    room: Arc<Semaphore>,
}

/// What is in the inbox, locked as a whole and never for long: no mail is read or copied meanwhile.
#[derive(Default)]
pub(super) struct Contents {
    mailbox: Mailbox,
    /// INVARIANT: of the mails in the mailbox, and of no others.
    summaries: BTreeMap<MessageId, Arc<Summary>>,
    mark: Mark,
}

/// How far one has heard of what happens in the inbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// The number of the last mail that has come.
    pub(super) delivered: u64,
    /// How often mails were deleted.
    pub(super) deleted: u64,
}

/// What a listener hears.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heard {
    pub(super) happening: Happening,
    /// How it was just then.
    pub(super) mark: Mark,
}

/// What happens in the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Happening {
    /// A mail has come.
    Delivered(MessageId),
    /// A mail was deleted.
    Removed(MessageId),
    /// All mails were deleted.
    Cleared,
}

/// A place among those who listen.
pub(super) struct Listener {
    pub(super) happenings: Receiver<Heard>,
    _place: OwnedSemaphorePermit,
}

/// One connection's way into the inbox.
pub(super) struct Recorder {
    inbox: Inbox,
    session: SessionId,
}

impl Inbox {
    pub(super) fn new() -> Self {
        Self(Arc::new(Shared {
            contents: Mutex::default(),
            happenings: Sender::new(BACKLOG),
            room: Arc::new(Semaphore::new(LISTENERS)),
        }))
    }

    pub(super) fn recorder(&self) -> Recorder {
        Recorder {
            inbox: self.clone(),
            session: self.contents().mailbox.open_session(),
        }
    }

    pub(super) fn contents(&self) -> MutexGuard<'_, Contents> {
        // Nothing panics between two steps that belong together.
        let contents = self.0.contents.lock();
        contents.unwrap_or_else(PoisonError::into_inner)
    }

    /// Hears of all that happens from now on; nobody where too many listen already.
    pub(super) fn listen(&self) -> Option<Listener> {
        let place = Arc::clone(&self.0.room).try_acquire_owned().ok()?;
        Some(Listener {
            happenings: self.0.happenings.subscribe(),
            _place: place,
        })
    }

    pub(super) fn clear(&self) {
        let mut contents = self.contents();
        contents.mailbox.clear();
        contents.summaries.clear();
        contents.mark.deleted += 1;
        self.tell(&contents, Happening::Cleared);
    }

    /// Whether there was such a mail.
    pub(super) fn remove(&self, id: MessageId) -> bool {
        let mut contents = self.contents();
        let removed = contents.mailbox.remove(id);
        if removed.is_some() {
            contents.summaries.remove(&id);
            contents.mark.deleted += 1;
            self.tell(&contents, Happening::Removed(id));
        }
        removed.is_some()
    }

    /// Told while the contents are locked, so that who listens hears of everything in order and once.
    fn tell(&self, contents: &Contents, happening: Happening) {
        let mark = contents.mark;
        // It is no error when nobody listens.
        self.0.happenings.send(Heard { happening, mark }).ok();
    }
}

impl Contents {
    pub(super) fn message(&self, id: MessageId) -> Option<Arc<Message>> {
        self.mailbox.message(id).cloned()
    }

    pub(super) fn transcript(&self, session: SessionId) -> Option<Vec<Line>> {
        self.mailbox.transcript(session).map(<[Line]>::to_vec)
    }

    /// Nothing for a mail that is not kept any more.
    pub(super) fn summary(&self, id: MessageId) -> Option<Arc<Summary>> {
        self.summaries.get(&id).cloned()
    }

    /// Of all mails, the oldest first.
    pub(super) fn summaries(&self) -> impl DoubleEndedIterator<Item = (&MessageId, &Arc<Summary>)> {
        self.summaries.iter()
    }

    /// How far one has heard who has heard of everything.
    pub(super) const fn mark(&self) -> Mark {
        self.mark
    }

    fn deliver(&mut self, session: SessionId, mail: Mail, digest: Digest, now: u64) -> MessageId {
        let id = self.mailbox.deliver(session, mail, now);
        let summary = Summary::new(id, session, now, digest);
        self.summaries.insert(id, summary);
        // The oldest may have had to go.
        let oldest = self.mailbox.messages().next();
        if let Some(oldest) = oldest.map(|oldest| oldest.id) {
            self.summaries = self.summaries.split_off(&oldest);
        }
        self.mark.delivered = id.get();
        id
    }
}

impl Recorder {
    pub(super) fn record(&self, line: Line) {
        let mut contents = self.inbox.contents();
        contents.mailbox.record(self.session, line);
    }

    /// A mail has come on a connection that is secured so.
    pub(super) fn deliver(&self, mail: Mail, security: Security) {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let now = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        let digest = Digest::of(&mail, security);
        let mut contents = self.inbox.contents();
        let id = contents.deliver(self.session, mail, digest, now);
        self.inbox.tell(&contents, Happening::Delivered(id));
    }
}
