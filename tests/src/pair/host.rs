use wsmtp_proto::{
    reply,
    server::Event,
    types::{Body, Credentials, ForwardPath, Mailbox, Reply, ReversePath},
};

/// The application behind the server: one user, and some addresses that are refused.
///
/// `nobody` is refused for good, `busy` for now, and `leaving` ends the session, as sender and as
/// recipient.
#[derive(Clone, Debug, Default)]
pub struct Host {
    /// Who may sign in.
    pub user: Option<Credentials>,
    mail: Option<Received>,
    taken: Option<Received>,
}

/// A mail that the host took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The sender.
    pub from: ReversePath,
    /// The accepted recipients.
    pub to: Vec<ForwardPath>,
    /// What octets the client said that it holds.
    pub body: Body,
    /// The content, dots unstuffed.
    pub content: Vec<u8>,
}

impl Host {
    /// A host with this user.
    #[must_use]
    pub const fn of(user: Credentials) -> Self {
        Self {
            user: Some(user),
            mail: None,
            taken: None,
        }
    }

    /// The mail that was complete since the last call.
    pub(super) fn take(&mut self) -> Option<Received> {
        self.taken.take()
    }

    /// The answer where the event is a question.
    pub(super) fn answer(&mut self, event: Event) -> Option<Reply> {
        match event {
            Event::Auth(user) if Some(&user) == self.user.as_ref() => {
                Some(reply!(235, 7, 0, "welcome"))
            }
            Event::Auth(_) => Some(reply!(535, 7, 8, "wrong user or password")),
            Event::Mail { path, body, .. } => Some(self.sender(path, body)),
            Event::Recipient(path) => Some(self.recipient(path)),
            Event::Content(piece) => {
                let mail = self.mail.as_mut()?;
                mail.content.extend(piece);
                None
            }
            Event::ContentEnd => {
                self.taken = self.mail.take();
                Some(reply!(250, 0, 0, "taken"))
            }
            Event::Reset => {
                self.mail = None;
                None
            }
            _ => None,
        }
    }

    fn sender(&mut self, from: ReversePath, body: Body) -> Reply {
        let answer = match &from {
            ReversePath::Null => judge("<>"),
            ReversePath::Mailbox(mailbox) => judge(mailbox.local()),
        };
        self.mail = answer.is_success().then(|| Received {
            from,
            to: Vec::new(),
            body,
            content: Vec::new(),
        });
        answer
    }

    fn recipient(&mut self, path: ForwardPath) -> Reply {
        let answer = judge(Mailbox::local(path.mailbox()));
        if let Some(mail) = self.mail.as_mut().filter(|_| answer.is_success()) {
            mail.to.push(path);
        }
        answer
    }
}

fn judge(local: &str) -> Reply {
    match local {
        "busy" => reply!(450, 2, 1, "not now"),
        "leaving" => reply!(421, 3, 2, "no more today"),
        "nobody" => reply!(550, 1, 1, "no such user"),
        _ => reply!(250, 1, 5, "fine"),
    }
}
