//! Client and server engine back to back, with nothing between them but the cuts in the stream.

mod cut;
mod host;
mod link;

use std::{collections::VecDeque, time::Duration};

use wsmtp_proto::{
    Output, Phase,
    client::{self, Client, Delivery, Envelope, Refusal},
    error::{Error, LocalError},
    server::{self, Server},
    transcript::{Direction, Line},
    types::TlsActive,
};

pub use cut::Cut;
pub use host::{Host, Received};
pub use link::Break;

use link::Link;

/// One session between both engines, not yet begun.
#[derive(Debug)]
pub struct Pair {
    client: Client,
    server: Server,
    host: Host,
    link: Link,
    unsent: VecDeque<Post>,
    /// The mail under way.
    sending: Vec<u8>,
    client_upgrades: bool,
    server_upgrades: bool,
    outcome: Outcome,
}

#[derive(Debug)]
struct Post {
    envelope: Envelope,
    content: Vec<u8>,
}

/// What both ends were told.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many mails the client began.
    pub begun: usize,
    /// What became of each of them, as the client sees it.
    pub deliveries: Vec<Delivery>,
    /// The mails that the host took.
    pub received: Vec<Received>,
    /// The server's no to the session.
    pub refusal: Option<Refusal>,
    /// Why the session ended before its time, as the client sees it.
    pub client_failed: Option<Error>,
    /// And as the server sees it.
    pub server_failed: Option<Error>,
    /// What arrived, piece by piece, and who had said it.
    pub pieces: Vec<(Direction, Vec<u8>)>,
    /// What each end shows as said by the client, then by the server.
    pub client_shows: [Vec<String>; 2],
    /// The server's own record.
    pub server_shows: [Vec<String>; 2],
    /// Whether each end came to its end.
    pub client_closed: bool,
    /// See [`client_closed`](Self::client_closed).
    pub server_closed: bool,
}

impl Pair {
    /// A session that will be cut in this way. With [`client::Security::Implicit`], TLS is up on both
    /// sides from the start.
    #[must_use]
    pub fn new(client: client::Config, server: server::Config, host: Host, cut: Cut) -> Self {
        let implicit = client.security == client::Security::Implicit;
        let mut pair = Self {
            client: Client::new(client),
            host: host.speaking(server.protocol),
            server: Server::new(server),
            link: Link::new(cut),
            unsent: VecDeque::new(),
            sending: Vec::new(),
            client_upgrades: implicit,
            server_upgrades: implicit,
            outcome: Outcome::default(),
        };
        pair.upgrade();
        pair
    }

    /// The same session on a connection that breaks.
    #[must_use]
    pub fn breaking(self, breaks: Break) -> Self {
        let link = self.link.breaking(breaks);
        Self { link, ..self }
    }

    /// Will send this mail, after those before it.
    pub fn send(&mut self, envelope: Envelope, content: impl Into<Vec<u8>>) {
        let content = content.into();
        self.unsent.push_back(Post { envelope, content });
    }

    /// Holds the session until both ends have nothing more to say.
    ///
    /// # Errors
    /// The driver asked an engine for what it does not allow: a mail that cannot be sent, say.
    pub fn run(mut self) -> Result<Outcome, LocalError> {
        self.server.advance(Duration::ZERO);
        self.client.advance(Duration::ZERO);
        self.drain_server()?;
        self.drain_client()?;
        while self.step()? {}
        Ok(self.outcome)
    }

    /// Moves one piece each way, or upgrades, or passes an end on.
    fn step(&mut self) -> Result<bool, LocalError> {
        let to_server = self.arriving(Direction::Client);
        let to_client = self.arriving(Direction::Server);
        let moved = !to_server.is_empty() || !to_client.is_empty();
        self.server.receive(&to_server);
        self.client.receive(&to_client);
        let broken = self.link.is_broken();
        if !moved && (broken || self.outcome.client_closed) {
            self.server.receive_end();
        }
        if !moved && (broken || self.outcome.server_closed) {
            self.client.receive_end();
        }
        let upgraded = !moved && !broken && self.upgrade();
        self.drain_server()?;
        self.drain_client()?;
        Ok(moved || upgraded || !self.link.is_empty())
    }

    fn arriving(&mut self, by: Direction) -> Vec<u8> {
        let piece = self.link.take(by);
        if !piece.is_empty() {
            self.outcome.pieces.push((by, piece.clone()));
        }
        piece
    }

    fn upgrade(&mut self) -> bool {
        let both = self.client_upgrades && self.server_upgrades;
        if both {
            self.client_upgrades = false;
            self.server_upgrades = false;
            self.client.tls_established(TlsActive::attest());
            self.server.tls_established(TlsActive::attest());
        }
        both
    }

    fn drain_client(&mut self) -> Result<(), LocalError> {
        loop {
            match self.client.poll_output() {
                Output::Send(octets) => self.link.say(Direction::Client, octets),
                Output::UpgradeTls => self.client_upgrades = true,
                Output::Event(event) => self.heed(event)?,
                Output::Wait { .. } => return Ok(()),
                Output::Closed => {
                    self.outcome.client_closed = true;
                    return Ok(());
                }
            }
        }
    }

    fn heed(&mut self, event: client::Event) -> Result<(), LocalError> {
        match event {
            client::Event::Line(line) => note(&mut self.outcome.client_shows, line),
            client::Event::Ready => self.next_mail()?,
            client::Event::ContentWanted(_) => self.hand_in()?,
            client::Event::MailDone(_, delivery) => {
                self.outcome.deliveries.push(delivery);
                if self.client.phase() == Phase::Ready {
                    self.next_mail()?;
                }
            }
            client::Event::Refused(refusal) => self.outcome.refusal = Some(refusal),
            client::Event::Failed(error) => self.outcome.client_failed = Some(error),
            _ => {}
        }
        Ok(())
    }

    fn hand_in(&mut self) -> Result<(), LocalError> {
        while self.client.takes_content() {
            if self.sending.is_empty() {
                return self.client.content_end();
            }
            self.client.content(&self.link.piece(&mut self.sending))?;
        }
        Ok(())
    }

    fn next_mail(&mut self) -> Result<(), LocalError> {
        let Some(Post { envelope, content }) = self.unsent.pop_front() else {
            return self.client.quit();
        };
        self.sending = content;
        self.outcome.begun += 1;
        self.client.send_mail(envelope).map(|_| ())
    }

    fn drain_server(&mut self) -> Result<(), LocalError> {
        loop {
            match self.server.poll_output() {
                Output::Send(octets) => self.link.say(Direction::Server, octets),
                Output::UpgradeTls => self.server_upgrades = true,
                Output::Event(server::Event::Line(line)) => {
                    note(&mut self.outcome.server_shows, line);
                }
                Output::Event(server::Event::Failed(error)) => {
                    self.outcome.server_failed = Some(error);
                }
                Output::Event(event) => {
                    if let Some(answer) = self.host.answer(event) {
                        self.server.answer(answer)?;
                    }
                    self.outcome.received.extend(self.host.take());
                }
                Output::Wait { .. } => return Ok(()),
                Output::Closed => {
                    self.outcome.server_closed = true;
                    return Ok(());
                }
            }
        }
    }
}

fn note([client, server]: &mut [Vec<String>; 2], line: Line) {
    match line.direction {
        Direction::Client => client.push(line.text),
        Direction::Server => server.push(line.text),
    }
}
