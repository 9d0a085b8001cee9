//! The gateway's side of the tunnel over one session of the sandbox. It holds no clock, and no WebSocket either.

use alloc::{collections::VecDeque, string::String, string::ToString, vec::Vec};
use core::{mem, time::Duration};

use wsmtp_proto::{Output, types::TlsActive};
use wsmtp_sandbox::{Event, Session};
use wsmtp_tunnel::{
    DEFAULT_WINDOW, DecodeError, ErrorCode, GatewayMessage, MAX_BINARY, Opened, PageMessage,
    Security, Target, Window,
};

use crate::pretence;

/// The name of the server to a page, which is also that of the gateway's own sandbox.
const UPSTREAM: &str = "sandbox";

/// As long as a gateway waits for a server's greeting.
const GREETING_LIMIT: Duration = Duration::from_secs(60);

/// What the connection is to do.
#[cfg_attr(test, derive(Debug, PartialEq))]
pub(crate) enum Action {
    /// Say a control message to the page.
    Say(GatewayMessage),
    /// Pass on octets of the server's.
    Octets(Vec<u8>),
    /// Tell whoever keeps the mails and the conversations.
    Tell(Event),
    /// Close the page's WebSocket with this code.
    Close(u16),
}

/// One connection, from the WebSocket's opening to its end.
pub(crate) struct Driver {
    session: Session,
    /// How the page expects the connection to be secured.
    security: Security,
    /// Whether it is, by now.
    secured: bool,
    /// What the server calls itself.
    name: String,
    stage: Stage,
    window: Window,
    /// What the page has sent and the session has not taken. INVARIANT: no more than the window.
    waiting: Vec<u8>,
    page_ended: bool,
    /// The session was told so.
    end_told: bool,
    /// When the session must be asked again.
    until: Option<Duration>,
    /// INVARIANT: what one output of the session, or one message of the page's, leads to.
    actions: VecDeque<Action>,
}

enum Stage {
    /// The page has not said `open`.
    Connected,
    /// The server has not greeted in whole, and must until then; what it has said.
    Greeting(Duration, Vec<u8>),
    Open,
    /// The server waits for TLS, and the page has not said `starttls` yet.
    Upgrading,
    Over,
}

impl Driver {
    /// A connection that begins at time zero.
    pub(crate) fn new(session: Session, security: Security, name: String) -> Self {
        Self {
            session,
            security,
            secured: false,
            name,
            stage: Stage::Connected,
            window: Window::new(DEFAULT_WINDOW),
            waiting: Vec::new(),
            page_ended: false,
            end_told: false,
            until: None,
            actions: VecDeque::new(),
        }
    }

    /// How the connection is secured now: a page may go on without STARTTLS.
    pub(crate) const fn security_now(&self) -> Security {
        if self.secured {
            self.security
        } else {
            Security::None
        }
    }

    /// The next thing to do. The session is asked for no more than that: what a long reply to many commands would
    /// take is nobody's memory.
    pub(crate) fn next_action(&mut self) -> Option<Action> {
        loop {
            if let Some(action) = self.actions.pop_front() {
                return Some(action);
            }
            if !self.step() {
                return None;
            }
        }
    }

    /// When [`tick`](Self::tick) must be called, once there is no [action](Self::next_action) left.
    pub(crate) fn until(&self) -> Option<Duration> {
        match &self.stage {
            Stage::Greeting(limit, _) => Some(self.until.map_or(*limit, |until| until.min(*limit))),
            Stage::Connected | Stage::Open | Stage::Upgrading | Stage::Over => self.until,
        }
    }

    /// The time has come, or may have.
    pub(crate) fn tick(&mut self, now: Duration) {
        match &self.stage {
            Stage::Connected | Stage::Over => {}
            Stage::Greeting(limit, _) if now >= *limit => {
                let why = "the server did not greet within 60 seconds";
                self.fail(ErrorCode::ServerTimeout, why);
            }
            Stage::Greeting(..) | Stage::Open | Stage::Upgrading => self.session.advance(now),
        }
    }

    /// The page has sent a text message, which was read.
    pub(crate) fn control(&mut self, now: Duration, message: Result<PageMessage, DecodeError>) {
        match (message, &self.stage) {
            (_, Stage::Over) => {}
            (Ok(PageMessage::Open(open)), Stage::Connected) => self.open(now, open.target),
            (Ok(PageMessage::StartTls), Stage::Upgrading) => self.secure(),
            (Ok(PageMessage::Eof), Stage::Greeting(..) | Stage::Open | Stage::Upgrading)
                if !self.page_ended =>
            {
                self.page_ended = true;
            }
            (Ok(message), _) => {
                let what = match message {
                    PageMessage::Open(_) => "open",
                    PageMessage::StartTls => "starttls",
                    PageMessage::Eof => "eof",
                };
                let why = alloc::format!("`{what}` may not come here");
                self.fail(ErrorCode::BadMessage, &why);
            }
            (Err(error), _) => self.fail(ErrorCode::BadMessage, &error.to_string()),
        }
        self.tick(now);
    }

    /// The page has sent a binary message.
    pub(crate) fn binary(&mut self, now: Duration, octets: &[u8]) {
        if matches!(self.stage, Stage::Over) {
            return;
        }
        if octets.len() > MAX_BINARY || self.page_ended || matches!(self.stage, Stage::Connected) {
            self.fail(
                ErrorCode::BadMessage,
                "a binary message is too long, or may not come here",
            );
        } else if let Err(error) = self.window.sent(octets.len() as u64) {
            self.fail(ErrorCode::WindowExceeded, &error.to_string());
        } else {
            self.waiting.extend_from_slice(octets);
        }
        self.tick(now);
    }

    fn open(&mut self, now: Duration, target: Target) {
        match target {
            Target::Upstream(name) if name == UPSTREAM => {
                let limit = now.saturating_add(GREETING_LIMIT);
                self.stage = Stage::Greeting(limit, Vec::new());
                if self.security == Security::Implicit {
                    self.lock();
                }
            }
            Target::Upstream(_) => {
                let why = "the only server in this page is `sandbox`: open that one";
                self.fail(ErrorCode::UpstreamUnknown, why);
            }
            Target::Host { .. } => {
                let why =
                    "no server is reached from inside of this page: open the upstream `sandbox`";
                self.fail(ErrorCode::HostForbidden, why);
            }
        }
    }

    /// The page has read the 220 to STARTTLS.
    fn secure(&mut self) {
        if !self.waiting.is_empty() {
            let why = "bytes came before `starttls` which the server has not read";
            return self.fail(ErrorCode::BadMessage, why);
        }
        self.stage = Stage::Open;
        self.lock();
        let tls = pretence::report(&self.name);
        self.say(GatewayMessage::Secured { tls });
    }

    /// TLS is up, or pretends to be.
    fn lock(&mut self) {
        self.session.tls_established(TlsActive::attest());
        self.secured = true;
    }

    /// Obeys the session once, and hands it what the page has sent; whether there was something to do.
    fn step(&mut self) -> bool {
        if matches!(self.stage, Stage::Connected | Stage::Over) {
            return false;
        }
        match self.session.poll_output() {
            Output::Send(octets) => self.pass(octets),
            Output::UpgradeTls => self.stage = Stage::Upgrading,
            Output::Event(event) => self.actions.push_back(Action::Tell(event)),
            Output::Wait { until } => {
                self.until = until;
                return self.feed();
            }
            Output::Closed => self.close(),
        }
        true
    }

    /// Hands the session some of what waits for it; whether there was something that it takes now.
    fn feed(&mut self) -> bool {
        if !matches!(self.stage, Stage::Open) {
            return false;
        }
        if self.waiting.is_empty() {
            // Told once: the flag stays, to refuse what may still come.
            let ended = self.page_ended && !mem::replace(&mut self.end_told, true);
            if ended {
                self.session.receive_end();
            }
            return ended;
        }
        let room = self.session.room().min(self.waiting.len());
        if room == 0 {
            return false;
        }
        let rest = self.waiting.split_off(room);
        let octets = mem::replace(&mut self.waiting, rest);
        self.session.receive(&octets);
        let total = self
            .window
            .total_acked()
            .saturating_add(octets.len() as u64);
        // INVARIANT: what waited was sent.
        if self.window.acked(total).is_ok() {
            self.say(GatewayMessage::Ack { bytes: total });
        }
        true
    }

    /// Octets of the server's. The page is told that it is connected when the greeting is whole.
    fn pass(&mut self, octets: Vec<u8>) {
        let Stage::Greeting(_, said) = &mut self.stage else {
            return self.actions.push_back(Action::Octets(octets));
        };
        said.extend(octets);
        if is_whole(said) {
            let greeting = mem::take(said);
            self.opened();
            self.actions.push_back(Action::Octets(greeting));
        }
    }

    fn opened(&mut self) {
        self.stage = Stage::Open;
        let implicit = self.security == Security::Implicit;
        self.say(GatewayMessage::Opened(Opened {
            peer: alloc::format!("{} (in this page)", self.name)
                .chars()
                .take(64)
                .collect(),
            tls: implicit.then(|| pretence::report(&self.name)),
            security: self.security,
            window: DEFAULT_WINDOW,
            ready: None,
        }));
    }

    /// The server has hung up.
    fn close(&mut self) {
        if matches!(self.stage, Stage::Greeting(..)) {
            let why = "the server closed the connection before it greeted";
            return self.fail(ErrorCode::ServerClosed, why);
        }
        self.say(GatewayMessage::Eof);
        self.end(1000);
    }

    fn fail(&mut self, code: ErrorCode, why: &str) {
        if !matches!(self.stage, Stage::Over) {
            self.say(GatewayMessage::Error {
                code,
                message: why.to_string(),
            });
            self.end(code.close_code());
        }
    }

    fn end(&mut self, code: u16) {
        self.stage = Stage::Over;
        self.until = None;
        self.waiting = Vec::new();
        self.actions.push_back(Action::Close(code));
    }

    fn say(&mut self, message: GatewayMessage) {
        self.actions.push_back(Action::Say(message));
    }
}

/// Whether a reply has come to its last line, behind whose code is no hyphen (RFC 5321 section 4.2.1).
fn is_whole(reply: &[u8]) -> bool {
    let last = reply
        .strip_suffix(b"\r\n")
        .and_then(|lines| lines.rsplit(|octet| *octet == b'\n').next());
    last.is_some_and(|line| line.get(3) != Some(&b'-'))
}

#[cfg(test)]
mod tests;
