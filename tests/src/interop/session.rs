//! The engine's session with a server, as the scenarios want to speak of it.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail, ensure};
use wsmtp_proto::{
    client::{Client, Config, Delivery, Envelope, Event, Protocol, Refusal, Security, Verdict},
    error::LocalError,
    transcript::{Direction, Line},
    types::{Capabilities, Reply},
};

use super::{Letter, Server};
use crate::driver::Driver;

/// A session, and what was said in it.
pub(super) struct Session<'a> {
    server: &'a Server,
    driver: Driver,
    lines: Vec<Line>,
}

/// How a session that says who it is by itself begins.
pub(super) fn config() -> Result<Config> {
    Ok(Config::new("client.example".parse()?))
}

impl<'a> Session<'a> {
    /// A session that is ready for mail.
    pub(super) async fn ready(server: &'a Server, config: Config) -> Result<Self> {
        let (session, refusal) = Self::open(server, config).await?;
        match refusal {
            None => Ok(session),
            Some(refusal) => Err(session.slip(&format!("the session was refused: {refusal:?}"))),
        }
    }

    /// A session that is ready for mail, or was refused and is over.
    pub(super) async fn open(
        server: &'a Server,
        config: Config,
    ) -> Result<(Self, Option<Refusal>)> {
        let site = server.site();
        let address = match (config.protocol, config.security) {
            (Protocol::Lmtp, _) => server.lmtp().context("the server speaks no LMTP")?,
            (Protocol::Smtp, Security::Implicit) => site.implicit,
            (Protocol::Smtp, Security::StartTls | Security::None) => site.smtp,
        };
        let mut session = Self {
            server,
            driver: Driver::connect(address, config, server.tls()?).await?,
            lines: Vec::new(),
        };
        let mut refused = None;
        while let Some(event) = session.next().await? {
            match event {
                Event::Ready => return Ok((session, None)),
                Event::Refused(refusal) => refused = Some(refusal),
                _ => {}
            }
        }
        if refused.is_none() {
            return Err(session.slip("the session ended before it was ready"));
        }
        Ok((session, refused))
    }

    /// The server.
    pub(super) const fn server(&self) -> &'a Server {
        self.server
    }

    /// What the server can do.
    pub(super) fn capabilities(&mut self) -> Result<Capabilities> {
        let known = self.client().capabilities().cloned();
        known.context("the server told nothing about itself")
    }

    /// The engine.
    pub(super) fn client(&mut self) -> &mut Client {
        self.driver.client()
    }

    /// Sends a mail and tells what became of it.
    pub(super) async fn send(&mut self, envelope: Envelope, letter: &Letter) -> Result<Delivery> {
        self.client().send_mail(envelope)?;
        while let Some(event) = self.next().await? {
            match event {
                Event::ContentWanted(_) => self.driver.content(&letter.content).await?,
                Event::MailDone(_, delivery) => return Ok(delivery),
                _ => {}
            }
        }
        Err(self.slip("the session ended without an outcome"))
    }

    /// Sends a mail that must be accepted.
    pub(super) async fn deliver(
        &mut self,
        envelope: Envelope,
        letter: &Letter,
    ) -> Result<Delivery> {
        let delivery = self.send(envelope, letter).await?;
        match delivery.verdict {
            Verdict::Accepted(_) => Ok(delivery),
            Verdict::Refused(_) | Verdict::NotSent(_) | Verdict::Unknown(_) => {
                Err(self.slip(&format!("{} was not accepted", letter.id)))
            }
        }
    }

    /// Asks for something that is answered by one reply.
    pub(super) async fn ask(
        &mut self,
        ask: impl FnOnce(&mut Client) -> Result<(), LocalError>,
    ) -> Result<Reply> {
        ask(self.client())?;
        while let Some(event) = self.next().await? {
            if let Event::Replied(_, reply) = event {
                return Ok(reply);
            }
        }
        Err(self.slip("the session ended without an answer"))
    }

    /// Says goodbye, which the server must answer.
    pub(super) async fn quit(mut self) -> Result<()> {
        let reply = self.ask(Client::quit).await?;
        if !reply.is_success() {
            return Err(self.slip("the server did not take leave"));
        }
        Ok(())
    }

    /// What was said so far.
    pub(super) fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// How often the client said a line that begins with `word`.
    pub(super) fn said(&self, word: &str) -> usize {
        let lines = self.lines.iter();
        lines
            .filter(|line| line.direction == Direction::Client && line.text.starts_with(word))
            .count()
    }

    /// Fails where a parameter did not go out.
    pub(super) fn ensure_said(&self, parameters: &[&str]) -> Result<()> {
        for parameter in parameters {
            let said = self
                .lines
                .iter()
                .any(|line| line.direction == Direction::Client && line.text.contains(parameter));
            ensure!(said, self.slip(&format!("nobody said{parameter}")));
        }
        Ok(())
    }

    /// An error that shows what was said.
    pub(super) fn slip(&self, what: &str) -> anyhow::Error {
        let mut dialogue = String::new();
        for Line {
            direction, text, ..
        } in &self.lines
        {
            let _infallible = writeln!(dialogue, "{}: {text}", direction.letter());
        }
        let log = self.server.log();
        anyhow::anyhow!("{what}\n{dialogue}The server's log:\n{log}")
    }

    async fn next(&mut self) -> Result<Option<Event>> {
        let event = self.driver.next_event().await?;
        match &event {
            Some(Event::Line(line)) => self.lines.push(line.clone()),
            Some(Event::Failed(error)) => {
                let what = format!("the session failed: {error}");
                bail!(self.slip(&what));
            }
            _ => {}
        }
        Ok(event)
    }
}
