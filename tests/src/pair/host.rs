use wsmtp_proto::{
    reply,
    server::Event,
    types::{
        Credentials, ForwardPath, MailParameters, Protocol, RcptParameters, Reply, ReversePath,
    },
};

/// The application behind the server: one user, and some addresses that are refused.
///
/// `nobody` is refused for good, `busy` for now, and `leaving` ends the session, as sender and as
/// recipient. In LMTP, `full` has no room for the mail.
#[derive(Clone, Debug, Default)]
pub struct Host {
    /// Who may sign in.
    pub user: Option<Credentials>,
    protocol: Protocol,
    mail: Option<Received>,
    /// The verdicts on the mail so far.
    verdicts: Vec<Reply>,
    taken: Option<Received>,
}

/// A mail that the host took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The sender.
    pub from: ReversePath,
    /// What was asked for it.
    pub parameters: MailParameters,
    /// The recipients that got it.
    pub to: Vec<ForwardPath>,
    /// What was asked for each of them.
    pub wishes: Vec<RcptParameters>,
    /// The content, dots unstuffed.
    pub content: Vec<u8>,
}

impl Host {
    /// A host with this user.
    #[must_use]
    pub fn of(user: Credentials) -> Self {
        Self {
            user: Some(user),
            ..Self::default()
        }
    }

    /// The same host for this protocol.
    pub(super) fn speaking(self, protocol: Protocol) -> Self {
        Self { protocol, ..self }
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
            Event::Mail { path, parameters } => Some(self.sender(path, parameters)),
            Event::Recipient { path, parameters } => Some(self.recipient(path, parameters)),
            Event::Content(piece) => {
                let mail = self.mail.as_mut()?;
                mail.content.extend(piece);
                None
            }
            Event::ContentEnd => Some(self.content_end()),
            Event::Verify(user) => Some(judge(user.as_str())),
            Event::Expand(_) => Some(reply!(250, 1, 5, "<ada@mail.example>\n<bob@mail.example>")),
            Event::Reset => {
                self.mail = None;
                None
            }
            _ => None,
        }
    }

    fn sender(&mut self, from: ReversePath, parameters: MailParameters) -> Reply {
        let answer = match &from {
            ReversePath::Null => judge("<>"),
            ReversePath::Mailbox(mailbox) => judge(mailbox.local()),
        };
        self.verdicts.clear();
        self.mail = answer.is_success().then(|| Received {
            from,
            parameters,
            to: Vec::new(),
            wishes: Vec::new(),
            content: Vec::new(),
        });
        answer
    }

    fn recipient(&mut self, path: ForwardPath, parameters: RcptParameters) -> Reply {
        let answer = judge(local(&path));
        if let Some(mail) = self.mail.as_mut().filter(|_| answer.is_success()) {
            mail.to.push(path);
            mail.wishes.push(parameters);
        }
        answer
    }

    fn content_end(&mut self) -> Reply {
        if self.protocol == Protocol::Smtp {
            self.taken = self.mail.take();
            return reply!(250, 0, 0, "taken");
        }
        let next = self.verdicts.len();
        let to = self.mail.iter().flat_map(|mail| &mail.to);
        let verdict = match to.map(local).nth(next) {
            Some("full") => reply!(452, 2, 2, "no room"),
            Some(_) | None => reply!(250, 0, 0, "taken"),
        };
        self.verdicts.push(verdict.clone());
        let judged = |mail: &mut Received| mail.to.len() == next + 1;
        if let Some(mail) = self.mail.take_if(judged) {
            self.taken = mail.for_those(&self.verdicts);
        }
        verdict
    }
}

impl Received {
    /// The mail for those of whom the verdict is a yes.
    fn for_those(self, verdicts: &[Reply]) -> Option<Self> {
        let recipients = self.to.into_iter().zip(self.wishes).zip(verdicts);
        let (to, wishes): (Vec<_>, Vec<_>) = recipients
            .filter_map(|(recipient, verdict)| verdict.is_success().then_some(recipient))
            .unzip();
        (!to.is_empty()).then_some(Self { to, wishes, ..self })
    }
}

fn local(path: &ForwardPath) -> &str {
    path.mailbox().local()
}

fn judge(local: &str) -> Reply {
    match local {
        "busy" => reply!(450, 2, 1, "not now"),
        "leaving" => reply!(421, 3, 2, "no more today"),
        "nobody" => reply!(550, 1, 1, "no such user"),
        _ => reply!(250, 1, 5, "fine"),
    }
}
