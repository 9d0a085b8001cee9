//! What the sandbox has taken, and who wants to hear of it.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use tokio::sync::{
    OwnedSemaphorePermit, Semaphore,
    broadcast::{Receiver, Sender},
};
use wsmtp_proto::transcript::Line;
use wsmtp_sandbox::{Mail, Mailbox, MessageId, SessionId};

/// Who may listen at a time, tests that wait for a mail among them: a few dozen tabs and tests of one
/// developer. Each holds a connection, and the gateway has 256 of these.
const LISTENERS: usize = 64;

/// What a listener may have to catch up with: a whole mailbox. Who is further behind is told so.
const BACKLOG: usize = Mailbox::MAX_MESSAGES;

/// A mailbox that connections write and pages read. Clones are the same inbox.
#[derive(Clone)]
pub(super) struct Inbox(Arc<Shared>);

struct Shared {
    mailbox: Mutex<Mailbox>,
    happenings: Sender<Happening>,
    room: Arc<Semaphore>,
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
    pub(super) happenings: Receiver<Happening>,
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
            mailbox: Mutex::default(),
            happenings: Sender::new(BACKLOG),
            room: Arc::new(Semaphore::new(LISTENERS)),
        }))
    }

    pub(super) fn recorder(&self) -> Recorder {
        Recorder {
            inbox: self.clone(),
            session: self.mailbox().open_session(),
        }
    }

    pub(super) fn mailbox(&self) -> MutexGuard<'_, Mailbox> {
        // A mailbox has no state between two of its methods that a panic could leave broken.
        let mailbox = self.0.mailbox.lock();
        mailbox.unwrap_or_else(PoisonError::into_inner)
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
        let mut mailbox = self.mailbox();
        mailbox.clear();
        self.tell(Happening::Cleared);
    }

    /// Whether there was such a mail.
    pub(super) fn remove(&self, id: MessageId) -> bool {
        let mut mailbox = self.mailbox();
        let removed = mailbox.remove(id).is_some();
        if removed {
            self.tell(Happening::Removed(id));
        }
        removed
    }

    /// Told while the mailbox is locked, so that who listens hears of everything in order and once.
    fn tell(&self, happening: Happening) {
        // It is no error when nobody listens.
        self.0.happenings.send(happening).ok();
    }
}

impl Recorder {
    pub(super) fn record(&self, line: Line) {
        self.inbox.mailbox().record(self.session, line);
    }

    pub(super) fn deliver(&self, mail: Mail) {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let now = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        let mut mailbox = self.inbox.mailbox();
        let id = mailbox.deliver(self.session, mail, now);
        self.inbox.tell(Happening::Delivered(id));
    }
}
