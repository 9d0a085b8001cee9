mod draft;
mod heed;

use alloc::{string::String, sync::Arc, vec::Vec};
use core::time::Duration;

use wsmtp_proto::{
    Output, Phase,
    error::Error,
    server::{self, Server},
    transcript::Line,
    types::{Reply, TlsActive},
};

use crate::{Action, Mail, bare_lf::BareLf, sandbox::Shared, slow::Lane};

use draft::Draft;

/// What happened in a session.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A mail is complete. It counts as delivered: the 250 follows.
    Delivered(Mail),
    /// The session ended before its time; `Closed` follows.
    Failed(Error),
    /// A line was said; secrets are masked.
    Line(Line),
}

/// One connection with the sandbox. Its inputs are those of [`Server`], and so is the drain rule; but before it
/// hands in octets, a driver asks for [`room`](Self::room).
#[derive(Debug)]
pub struct Session {
    shared: Arc<Shared>,
    server: Server,
    /// The mail under way.
    draft: Option<Draft>,
    /// What waits for its time. While it does, the server is not asked for more.
    held: Option<Held>,
    /// What the line has not had room for yet of what is sent. While there is any, nothing else is done.
    sending: Vec<u8>,
    /// What is put behind the 220 to STARTTLS.
    injected: Option<String>,
    from_client: Lane,
    to_client: Lane,
    bare_lf: Option<BareLf>,
    now: Duration,
    /// The connection was closed without a word, on request.
    hung_up: bool,
}

/// What the server has told, and what is made of it then.
#[derive(Debug)]
struct Held {
    until: Duration,
    event: server::Event,
    action: Option<Action>,
}

impl Session {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        let settings = &shared.settings;
        let lane = Lane::new(settings.slow);
        Self {
            server: Server::new(settings.config(shared.strips())),
            draft: None,
            held: None,
            sending: Vec::new(),
            injected: None,
            from_client: lane,
            to_client: lane,
            bare_lf: settings.bare_lf.then(BareLf::default),
            now: Duration::ZERO,
            hung_up: false,
            shared,
        }
    }

    /// Where the session is.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        if self.hung_up {
            Phase::Closed
        } else {
            self.server.phase()
        }
    }

    /// Tells the time since the driver's own start; never goes back.
    pub fn advance(&mut self, now: Duration) {
        self.now = self.now.max(now);
        self.server.advance(now);
    }

    /// How many octets of the client's may be handed in now. Where it is 0, the driver reads nothing before the time
    /// that [`Output::Wait`] names, so that what waits does so on the line.
    #[must_use]
    pub fn room(&self) -> usize {
        if self.held.is_some() || !self.sending.is_empty() {
            0
        } else {
            self.from_client.room(self.now)
        }
    }

    /// Takes octets that the client sent. More than there is [room](Self::room) for only makes the line busy for longer.
    pub fn receive(&mut self, octets: &[u8]) {
        self.from_client.pass(self.now, octets.len());
        match &mut self.bare_lf {
            Some(bare_lf) => self.server.receive(&bare_lf.read(octets)),
            None => self.server.receive(octets),
        }
    }

    /// The client will send nothing more; what it sent is still answered.
    pub const fn receive_end(&mut self) {
        self.server.receive_end();
    }

    /// TLS is up: before the greeting, or after [`Output::UpgradeTls`].
    pub fn tls_established(&mut self, proof: TlsActive) {
        self.server.tls_established(proof);
    }

    /// Ends the session at any time; `reply` should be a 421.
    pub fn close(&mut self, reply: Reply) {
        self.held = None;
        self.server.close(reply);
    }

    /// What to do next.
    pub fn poll_output(&mut self) -> Output<Event> {
        while !self.hung_up {
            if !self.sending.is_empty() {
                return self.send_on();
            }
            if let Some(held) = self.held.take() {
                if self.now < held.until {
                    let until = Some(held.until);
                    self.held = Some(held);
                    return Output::Wait { until };
                }
                if let Some(event) = self.meet(held.event, held.action) {
                    return Output::Event(event);
                }
                continue;
            }
            match self.server.poll_output() {
                Output::Send(octets) => self.send(octets),
                Output::UpgradeTls => return Output::UpgradeTls,
                Output::Wait { until } => return self.wait(until),
                Output::Closed => return Output::Closed,
                Output::Event(event) => {
                    if let Some(event) = self.heed(event) {
                        return Output::Event(event);
                    }
                }
            }
        }
        Output::Closed
    }

    fn send(&mut self, octets: Vec<u8>) {
        self.sending = octets;
        // The server has nothing else to say once it waits for TLS.
        if self.server.phase() == Phase::Handshake
            && let Some(injected) = self.injected.take()
        {
            self.sending.extend(injected.bytes());
            self.sending.extend(b"\r\n");
        }
    }

    fn send_on(&mut self) -> Output<Event> {
        match self.to_client.until(self.now) {
            Some(until) => Output::Wait { until: Some(until) },
            None => Output::Send(self.to_client.take(self.now, &mut self.sending)),
        }
    }

    fn wait(&self, until: Option<Duration>) -> Output<Event> {
        let busy = self.from_client.until(self.now);
        let until = match (until, busy) {
            (Some(until), Some(busy)) => Some(until.min(busy)),
            (until, busy) => until.or(busy),
        };
        Output::Wait { until }
    }
}

#[cfg(test)]
mod tests;
