//! The page's side of the tunnel with the engine inside it: what arrives goes in, what is to be done comes out.
//!
//! No socket, no clock, no JavaScript: the page has those, on the other side of [`Session`](crate::Session). After each
//! input, the caller takes [`Driver::next_action`] until it is `None`, then calls [`Driver::tick`] at [`Driver::until`].

mod engine;
mod outbox;
#[cfg(test)]
mod tests;

use alloc::collections::VecDeque;
use alloc::{boxed::Box, string::String, vec::Vec};
use core::time::Duration;

use wsmtp_proto::Phase;
use wsmtp_proto::client::{Client, Config, Envelope, Step};
use wsmtp_proto::error::LocalError;
use wsmtp_proto::types::TlsActive;
use wsmtp_tunnel::{
    DecodeError, ErrorCode, GatewayMessage, MAX_BINARY, Opened, Security, TlsReport,
};

use self::outbox::Outbox;
use crate::event::{Event, step_name};
use crate::failure::{Failure, SaidReply};
use crate::options::Options;
use crate::sending::Sending;
use crate::upload::Facts;

/// For the WebSocket to open: a person waits, and one that takes longer is not there.
const CONNECT_LIMIT: Duration = Duration::from_secs(15);

/// For `opened`: longer than a gateway takes to connect (10 s), do TLS (15 s) and wait for a greeting (60 s), as
/// it knows better what went wrong.
const OPEN_LIMIT: Duration = Duration::from_secs(90);

/// What the session is to do. It may hold a token or a password, and so is shown to tests alone.
#[cfg_attr(test, derive(Debug, PartialEq))]
pub(crate) enum Action {
    /// Send a text message.
    Text(String),
    /// Send a binary message.
    Binary(Vec<u8>),
    /// Tell the page.
    Tell(Box<Event>),
    /// Close the WebSocket.
    Close,
}

/// One session, from the WebSocket's opening to its end.
pub(crate) struct Driver {
    options: Options,
    stage: Stage,
    outbox: Outbox,
    sending: Option<Sending>,
    /// The replies so far to what is not answered in full: in LMTP, content said by hand has one for each recipient.
    /// INVARIANT: at most one more than there were lines by hand.
    replies: Vec<(Step, SaidReply)>,
    /// Why the session had to end.
    cause: Option<Failure>,
    until: Option<Duration>,
    actions: VecDeque<Action>,
}

enum Stage {
    /// The WebSocket is opening.
    Connecting,
    /// `open` is sent.
    Opening,
    /// The gateway is connected, since when.
    Talking(Box<Client>, Duration),
    Over,
}

impl Driver {
    /// A session whose WebSocket begins to open at time zero.
    pub(crate) fn new(options: Options) -> Self {
        Self {
            options,
            stage: Stage::Connecting,
            outbox: Outbox::new(),
            sending: None,
            replies: Vec::new(),
            cause: None,
            until: Some(CONNECT_LIMIT),
            actions: VecDeque::new(),
        }
    }

    /// The next thing to do.
    pub(crate) fn next_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// When [`tick`](Self::tick) must be called.
    pub(crate) const fn until(&self) -> Option<Duration> {
        self.until
    }

    /// The time has come, or may have.
    pub(crate) fn tick(&mut self, now: Duration) {
        self.advance(now);
        self.drain();
    }

    /// The WebSocket is open.
    pub(crate) fn connected(&mut self, now: Duration) {
        if matches!(self.stage, Stage::Connecting) {
            self.stage = Stage::Opening;
            self.until = Some(now.saturating_add(OPEN_LIMIT));
            self.actions
                .push_back(Action::Text(self.options.open().encode()));
        }
    }

    /// A text message has arrived, and was read.
    pub(crate) fn control(&mut self, now: Duration, message: Result<GatewayMessage, DecodeError>) {
        self.tick(now);
        match message {
            Ok(GatewayMessage::Opened(opened)) => self.opened(now, opened),
            Ok(GatewayMessage::Secured { tls }) => self.secured(tls),
            Ok(GatewayMessage::Ack { bytes }) => self.acknowledged(bytes),
            Ok(GatewayMessage::Eof) => {
                if let Some(client) = self.client() {
                    client.receive_end();
                }
            }
            Ok(GatewayMessage::Error { code, message }) => {
                self.give_up(Failure::gateway(code, Some(message)));
            }
            Err(error) => self.give_up(Failure::tunnel(error)),
        }
        self.drain();
    }

    /// A binary message has arrived.
    pub(crate) fn binary(&mut self, now: Duration, bytes: &[u8]) {
        self.tick(now);
        match self.client() {
            Some(client) if bytes.len() <= MAX_BINARY => client.receive(bytes),
            Some(_) => self.give_up(Failure::tunnel("a binary message is too long")),
            None => self.give_up(Failure::tunnel("bytes came before `opened`")),
        }
        self.drain();
    }

    /// The WebSocket is closed, or never opened.
    pub(crate) fn disconnected(&mut self, now: Duration, close_code: u16) {
        self.tick(now);
        let failure = match (ErrorCode::from_close_code(close_code), &self.stage) {
            (Some(code), _) => Failure::gateway(code, None),
            // Browsers hide why; JavaScript asks the gateway whether it is there at all.
            (None, Stage::Connecting) => Failure::new(
                "websocket-refused",
                "the WebSocket to the gateway did not open",
            ),
            (None, Stage::Opening | Stage::Talking(..) | Stage::Over) => {
                let cause = "the connection to the gateway broke";
                let remedy = "check the network, then try again";
                Failure::advise("gateway-down", cause, remedy).temporary()
            }
        };
        self.give_up(failure);
        self.drain();
    }

    /// The page sends a mail.
    pub(crate) fn send(
        &mut self,
        now: Duration,
        envelope: Envelope,
        content: Facts,
    ) -> Result<(), Failure> {
        self.tick(now);
        let begun = Sending::begin(self.open_client()?, envelope, content);
        let begun = begun.map(|sending| self.sending = Some(sending));
        self.drain();
        begun.map_err(|error| self.why(error))
    }

    /// Whether the server takes files as they are (BINARYMIME, RFC 3030); it has not said so before it is greeted.
    pub(crate) fn takes_binary(&self) -> bool {
        match &self.stage {
            Stage::Talking(client, _) => client
                .capabilities()
                .is_some_and(|offered| offered.binary_mime()),
            Stage::Connecting | Stage::Opening | Stage::Over => false,
        }
    }

    /// The page supplies some of what was wanted. Nobody waits any more for what comes after its mail is over.
    pub(crate) fn supply(&mut self, now: Duration, octets: Vec<u8>) {
        self.tick(now);
        if let Some(sending) = self.wanting()
            && !sending.upload.supply(octets)
        {
            let problem = "the mail has another length than was said: send it again";
            self.give_up(Failure::bad_input(problem));
        }
        self.drain();
    }

    /// What was wanted cannot be read any more, and why. The session ends, as half of a mail cannot be taken back.
    pub(crate) fn missing(&mut self, now: Duration, why: &str) {
        self.tick(now);
        if self.wanting().is_some() {
            self.give_up(Failure::bad_input(why));
        }
        self.drain();
    }

    fn wanting(&mut self) -> Option<&mut Sending> {
        self.sending
            .as_mut()
            .filter(|sending| sending.upload.is_wanting())
    }

    /// The page gives a command; its replies come as the event `replied`.
    pub(crate) fn command(
        &mut self,
        now: Duration,
        give: impl FnOnce(&mut Client) -> Result<(), LocalError>,
    ) -> Result<(), Failure> {
        self.tick(now);
        let client = self.open_client()?;
        let given = give(client);
        // A line of content, said by hand, has no reply.
        if given.is_ok() && client.takes_line() {
            let (step, replies) = (step_name(Step::Raw), Vec::new());
            self.tell(Event::Replied { step, replies });
        }
        self.drain();
        given.map_err(|error| self.why(error))
    }

    /// What the engine refused, it may have refused because the session had to end.
    fn why(&self, error: LocalError) -> Failure {
        let ended = matches!(self.stage, Stage::Over);
        let cause = self.cause.clone().filter(|_| ended);
        cause.unwrap_or_else(|| error.into())
    }

    fn open_client(&mut self) -> Result<&mut Client, Failure> {
        self.client()
            .ok_or_else(|| Failure::new("closed", "the session is not open: open a new one"))
    }

    /// The page wants no more.
    pub(crate) fn abort(&mut self, now: Duration) {
        self.tick(now);
        self.give_up(Failure::new("closed", "the page closed the session"));
        self.drain();
    }

    fn client(&mut self) -> Option<&mut Client> {
        match &mut self.stage {
            Stage::Talking(client, _) => Some(client),
            Stage::Connecting | Stage::Opening | Stage::Over => None,
        }
    }

    fn advance(&mut self, now: Duration) {
        let late = self.until.is_some_and(|until| now >= until);
        match &mut self.stage {
            Stage::Talking(client, since) => client.advance(now.saturating_sub(*since)),
            Stage::Connecting if late => {
                let cause = "the gateway did not answer within 15 seconds";
                let remedy = "check its address and the network";
                self.give_up(Failure::advise("gateway-down", cause, remedy).temporary());
            }
            Stage::Opening if late => {
                let cause = "the gateway did not reach the mail server within 90 seconds";
                self.give_up(Failure::advise("timeout", cause, "try again later").temporary());
            }
            Stage::Connecting | Stage::Opening | Stage::Over => {}
        }
    }

    fn opened(&mut self, now: Duration, opened: Opened) {
        if !matches!(self.stage, Stage::Opening) {
            return self.give_up(Failure::tunnel("`opened` came out of turn"));
        }
        let client = match begin(self.options.config(opened.security), &opened) {
            Ok(client) => client,
            Err(failure) => return self.give_up(failure),
        };
        self.outbox.grant(opened.window);
        self.stage = Stage::Talking(Box::new(client), now);
        let Opened {
            peer,
            security,
            tls,
            ..
        } = opened;
        self.tell(Event::Opened {
            peer,
            security,
            tls,
        });
    }

    fn secured(&mut self, tls: TlsReport) {
        match self.client() {
            Some(client) if client.phase() == Phase::Handshake => {
                client.tls_established(TlsActive::attest());
                self.tell(Event::Secured { tls });
            }
            Some(_) | None => self.give_up(Failure::tunnel("`secured` came out of turn")),
        }
    }

    fn acknowledged(&mut self, total: u64) {
        if let Err(error) = self.outbox.acknowledged(total) {
            self.give_up(Failure::tunnel(error));
        } else if let Some(progress) = self
            .sending
            .as_mut()
            .and_then(|one| one.upload.taken(total))
        {
            self.tell(progress);
        }
    }

    /// Ends the session for a reason that is not the engine's; the engine says what that means for a mail.
    fn give_up(&mut self, failure: Failure) {
        match &mut self.stage {
            Stage::Talking(client, _) => {
                self.cause = Some(failure);
                client.receive_end();
            }
            Stage::Connecting | Stage::Opening => {
                self.tell(Event::Failed { failure });
                self.end();
            }
            Stage::Over => {}
        }
    }

    fn tell(&mut self, event: Event) {
        self.actions.push_back(Action::Tell(Box::new(event)));
    }

    fn end(&mut self) {
        self.stage = Stage::Over;
        self.until = None;
        self.sending = None;
        self.replies.clear();
        self.outbox = Outbox::new();
        self.actions.push_back(Action::Close);
        self.tell(Event::Closed);
    }
}

/// The engine, from where the gateway has brought the session.
fn begin(config: Config, opened: &Opened) -> Result<Client, Failure> {
    let tls = opened.tls.as_ref().map(|_| TlsActive::attest());
    let inside = match opened.security {
        Security::Implicit => true,
        Security::StartTls => opened.ready.is_some(),
        Security::None => false,
    };
    if tls.is_some() != inside {
        return Err(Failure::tunnel("`opened` contradicts itself about TLS"));
    }
    if let Some(introduction) = &opened.ready {
        return Client::resumed(config, introduction, tls).map_err(Failure::tunnel);
    }
    let mut client = Client::new(config);
    if let Some(tls) = tls {
        client.tls_established(tls);
    }
    Ok(client)
}
