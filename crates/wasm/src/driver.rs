//! The page's side of the tunnel with the engine inside it: what arrives goes in, what is to be done comes out.
//!
//! No socket, no clock, no JavaScript: [`Session`](crate::Session) has those. After each input, the caller takes
//! [`Driver::next_action`] until it is `None`, then calls [`Driver::tick`] at [`Driver::until`].

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::Duration;

use wsmtp_proto::client::{Client, Delivery, Envelope, Verdict};
use wsmtp_proto::error::{Error, LocalError};
use wsmtp_proto::types::TlsActive;
use wsmtp_proto::{Output, Phase, client};
use wsmtp_tunnel::{
    ErrorCode, GatewayMessage, MAX_BINARY, MIN_WINDOW, Opened, PageMessage, Security, TlsReport,
    Window,
};

use crate::done::Done;
use crate::event::Event;
use crate::failure::Failure;
use crate::options::Options;
use crate::upload::Upload;

/// For the WebSocket to open: a person waits, and one that takes longer is not there.
const CONNECT_LIMIT: Duration = Duration::from_secs(15);

/// For `opened`: longer than a gateway takes to connect (10 s), do TLS (15 s) and wait for a greeting (60 s), as
/// it knows better what went wrong.
const OPEN_LIMIT: Duration = Duration::from_secs(90);

/// The longest message to the gateway, in bytes. The tunnel allows four times this, but a WebSocket's buffer at the
/// gateway grows to the longest that it has seen and stays so.
const FRAME: usize = 16 * 1024;

/// What the session is to do.
#[derive(Debug, PartialEq)]
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
    window: Window,
    /// What the engine wants sent and the window has no room for yet: at most the commands of one mail's envelope
    /// and one piece of content, as the next piece is only asked for when this is empty.
    unsent: VecDeque<u8>,
    /// How many bytes the engine has given out so far, sent or not.
    given: u64,
    upload: Option<Upload>,
    /// Why the session had to end, where the driver knows more than the engine.
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
            window: Window::new(MIN_WINDOW),
            unsent: VecDeque::new(),
            given: 0,
            upload: None,
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

    /// A text message has arrived.
    pub(crate) fn text(&mut self, now: Duration, text: &str) {
        self.advance(now);
        match GatewayMessage::decode(text) {
            Ok(GatewayMessage::Opened(opened)) => self.opened(now, opened),
            Ok(GatewayMessage::Secured { tls }) => self.secured(tls),
            Ok(GatewayMessage::Ack { bytes }) => self.acknowledged(bytes),
            Ok(GatewayMessage::Eof) => {
                if let Some(client) = self.client() {
                    client.receive_end();
                }
            }
            Ok(GatewayMessage::Error { code, message }) => {
                self.give_up(Failure::gateway(code, message));
            }
            Err(error) => self.give_up(Failure::tunnel(error)),
        }
        self.drain();
    }

    /// A binary message has arrived.
    pub(crate) fn binary(&mut self, now: Duration, bytes: &[u8]) {
        self.advance(now);
        match self.client() {
            Some(client) if bytes.len() <= MAX_BINARY => client.receive(bytes),
            Some(_) => self.give_up(Failure::tunnel("a binary message is too long")),
            None => self.give_up(Failure::tunnel("bytes came before `opened`")),
        }
        self.drain();
    }

    /// The WebSocket is closed, or never opened.
    pub(crate) fn disconnected(&mut self, now: Duration, close_code: u16) {
        self.advance(now);
        let failure = match (ErrorCode::from_close_code(close_code), &self.stage) {
            (Some(code), _) => {
                Failure::gateway(code, format!("the gateway ended the session: {code}"))
            }
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
        mut envelope: Envelope,
        content: Vec<u8>,
    ) -> Result<(), Failure> {
        envelope.size = u64::try_from(content.len()).ok();
        self.command(now, |client| client.send_mail(envelope).map(drop))?;
        self.upload = Some(Upload::new(content));
        Ok(())
    }

    /// The page gives a command.
    pub(crate) fn command(
        &mut self,
        now: Duration,
        give: impl FnOnce(&mut Client) -> Result<(), LocalError>,
    ) -> Result<(), Failure> {
        self.advance(now);
        let client = self
            .client()
            .ok_or_else(|| Failure::new("closed", "the session is not open: open a new one"))?;
        let given = give(client).map_err(Failure::from);
        self.drain();
        given
    }

    /// The page wants no more.
    pub(crate) fn abort(&mut self, now: Duration) {
        self.advance(now);
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
        if opened.ready.is_some() {
            return self.give_up(Failure::tunnel("it signed in by itself, for a later wsmtp"));
        }
        self.window.resize(opened.window);
        let mut client = Client::new(self.options.config(opened.security));
        match (opened.security, &opened.tls) {
            (Security::Implicit, Some(_)) => client.tls_established(TlsActive::attest()),
            (Security::StartTls | Security::None, None) => {}
            (Security::Implicit, None) | (Security::StartTls | Security::None, Some(_)) => {
                return self.give_up(Failure::tunnel("`opened` contradicts itself about TLS"));
            }
        }
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
        if let Err(error) = self.window.acked(total) {
            self.give_up(Failure::tunnel(error));
        } else if let Some(progress) = self.upload.as_mut().and_then(|one| one.taken(total)) {
            self.tell(progress);
        }
    }

    /// Ends the session for a reason that is not the engine's; the engine says what that means for a mail.
    fn give_up(&mut self, failure: Failure) {
        let failure = self.cause.get_or_insert(failure).clone();
        match &mut self.stage {
            Stage::Talking(client, _) => client.receive_end(),
            Stage::Connecting | Stage::Opening => {
                self.tell(Event::Failed { failure });
                self.end();
            }
            Stage::Over => {}
        }
    }

    /// Obeys the engine, sends what the window has room for, and hands in content while there is room.
    fn drain(&mut self) {
        loop {
            self.obey();
            self.flush();
            if !self.feed() {
                return;
            }
        }
    }

    fn obey(&mut self) {
        while let Stage::Talking(client, since) = &mut self.stage {
            match client.poll_output() {
                Output::Send(bytes) => {
                    self.given = self.given.saturating_add(bytes.len() as u64);
                    self.unsent.extend(bytes);
                }
                Output::UpgradeTls => {
                    self.actions
                        .push_back(Action::Text(PageMessage::StartTls.encode()));
                }
                Output::Event(event) => self.on_event(event),
                Output::Wait { until } => {
                    self.until = until.map(|until| until.saturating_add(*since));
                    return;
                }
                Output::Closed => {
                    self.flush();
                    self.end();
                }
            }
        }
    }

    fn flush(&mut self) {
        while !self.unsent.is_empty() && self.window.available() > 0 {
            let room = usize::try_from(self.window.available()).unwrap_or(FRAME);
            let count = room.min(FRAME).min(self.unsent.len());
            let piece: Vec<u8> = self.unsent.drain(..count).collect();
            if let Err(error) = self.window.sent(count as u64) {
                return self.give_up(Failure::tunnel(error));
            }
            self.actions.push_back(Action::Binary(piece));
        }
    }

    /// Hands in the next piece of content; whether there was one to hand in, and room for it.
    fn feed(&mut self) -> bool {
        let (Stage::Talking(client, _), Some(upload)) = (&mut self.stage, &mut self.upload) else {
            return false;
        };
        let room = self.unsent.is_empty() && self.window.available() > 0;
        if !room || client.phase() != Phase::Content {
            return false;
        }
        let handed = match upload.next_piece() {
            Some(piece) => client.content(piece),
            None => client.content_end(),
        };
        handed.is_ok()
    }

    fn on_event(&mut self, event: client::Event) {
        match event {
            client::Event::Line(line) => self.tell(line.into()),
            client::Event::Ready => {
                let capabilities = self.client().and_then(|client| client.capabilities());
                let capabilities = capabilities.map(|known| known.lines().to_vec());
                self.tell(Event::Ready {
                    capabilities: capabilities.unwrap_or_default(),
                });
            }
            client::Event::Refused(refusal) => {
                self.tell(Event::Failed {
                    failure: Failure::refused(&refusal),
                });
            }
            client::Event::ContentWanted(_) => {
                if let Some(upload) = &mut self.upload {
                    upload.begins_after(self.given);
                }
            }
            client::Event::MailDone(_, delivery) => self.mail_done(delivery),
            client::Event::Replied(_, reply) => self.tell(Event::Replied {
                reply: (&reply).into(),
            }),
            client::Event::Failed(error) => {
                let failure = self.reason(&error);
                self.tell(Event::Failed { failure });
            }
            // The transcript and `Ready` say what these say.
            client::Event::Greeted(_)
            | client::Event::Capabilities(_)
            | client::Event::Secured
            | client::Event::Authenticated(_)
            | _ => {}
        }
    }

    fn mail_done(&mut self, delivery: Delivery) {
        let progress = self.upload.take().and_then(Upload::accepted);
        if let (Verdict::Accepted(_), Some(progress)) = (&delivery.verdict, progress) {
            self.tell(progress);
        }
        let done = Done::new(&delivery, |error| self.reason(error));
        self.tell(Event::Done(done));
    }

    /// Why the session ended: the driver's reason, where it has one, is what the engine saw the effect of.
    fn reason(&self, error: &Error) -> Failure {
        self.cause.clone().unwrap_or_else(|| error.into())
    }

    fn tell(&mut self, event: Event) {
        self.actions.push_back(Action::Tell(Box::new(event)));
    }

    fn end(&mut self) {
        self.stage = Stage::Over;
        self.until = None;
        self.upload = None;
        self.unsent.clear();
        self.actions.push_back(Action::Close);
        self.tell(Event::Closed);
    }
}
