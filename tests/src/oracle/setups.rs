//! Setups of the sandbox, and what becomes of a session under them.

use std::time::Duration;

use wsmtp_proto::{Output, server::Config, types::Credentials, types::TlsActive};
use wsmtp_sandbox::{Event, Sandbox, Session, Settings, Setup};

use super::acts::{self, Input, Split};

/// Between the setup's text and what its client does.
const END_OF_SETUP: u8 = 0;

/// What one octet of the client's may lead to: an empty line is a command, and a reply to one has up to 32 lines.
const OUTPUTS: usize = 64;

/// Waits of one session: on the slowest line each octet has one of its own, for an hour, and a long reply after that.
const WAITS: usize = 200_000;

/// Any text gives a setup that is read as the same again, or an error that names one of its lines; and whatever a
/// client does at a server that is set up so, in whatever pieces, it is never kept waiting without a time, and the
/// session ends.
pub fn setups(input: &[u8]) {
    let mut parts = input.splitn(2, |octet| *octet == END_OF_SETUP);
    let (text, said) = (parts.next(), parts.next());
    let Ok(text) = std::str::from_utf8(text.unwrap_or_default()) else {
        return;
    };
    let setup = match text.parse::<Setup>() {
        Ok(setup) => setup,
        Err(error) => {
            assert!((1..=text.lines().count().max(1)).contains(&error.line));
            assert!(!error.to_string().contains(char::is_control), "{error:?}");
            return;
        }
    };
    reads_back(&setup);
    let acts = acts::read(said.unwrap_or_default());
    for split in [Split::Given, Split::Whole, Split::Octets] {
        let mut terminal = Terminal::new(&setup);
        for input in acts::inputs(&acts, split) {
            terminal.hand(input);
        }
        terminal.end();
    }
}

/// As text, and as rules.
fn reads_back(setup: &Setup) {
    assert_eq!(setup.to_string().parse().as_ref(), Ok(setup));
    assert_eq!(Setup::new(setup.rules().to_vec()).as_ref(), Ok(setup));
}

/// A client, and the time that it has.
struct Terminal {
    session: Session,
    now: Duration,
    waits: usize,
    /// What the session waits for, but for the client; none when it is over.
    until: Option<Duration>,
}

impl Terminal {
    fn new(setup: &Setup) -> Self {
        let name = "sandbox.test".parse().expect("a domain");
        let mut settings = Settings::new(Config::new(name));
        settings.server.starttls = true;
        settings.users = vec![Credentials::new("a", "b").expect("a user")];
        let mut terminal = Self {
            session: Sandbox::new(setup.apply(settings)).session(),
            now: Duration::ZERO,
            waits: 0,
            until: None,
        };
        terminal.pass_to(Duration::ZERO);
        terminal
    }

    fn hand(&mut self, input: Input<'_>) {
        match input {
            Input::Said(octets) => return self.say(octets),
            Input::Time(now) => return self.pass_to(now),
            Input::Gone => self.session.receive_end(),
            Input::Tls => self.session.tls_established(TlsActive::attest()),
            // There is no application to do so.
            Input::Ask(_) | Input::Piece(_) | Input::End => return,
        }
        self.drain(0);
    }

    /// As there is room, and as time goes by until there is.
    fn say(&mut self, octets: &[u8]) {
        let mut rest = octets;
        while !rest.is_empty() {
            let room = self.session.room().min(rest.len());
            match self.until {
                None => return,
                Some(until) if room == 0 => self.pass_to(until),
                Some(_) => {
                    let (piece, later) = rest.split_at(room);
                    self.session.receive(piece);
                    self.drain(piece.len());
                    rest = later;
                }
            }
        }
    }

    fn pass_to(&mut self, now: Duration) {
        self.now = self.now.max(now);
        self.session.advance(self.now);
        self.drain(0);
    }

    fn drain(&mut self, octets: usize) {
        // What has waited in the session until now may go on, too.
        let most = OUTPUTS * (octets + acts::MOST_SAID);
        for outputs in 0.. {
            assert!(outputs < most, "more than {most} outputs at once");
            match self.session.poll_output() {
                Output::Event(Event::Delivered(mail)) => assert!(!mail.to.is_empty()),
                Output::Send(octets) => assert!(!octets.is_empty()),
                Output::Event(_) | Output::UpgradeTls => {}
                Output::Wait { until } => return self.rest(until),
                Output::Closed => return self.until = None,
            }
        }
    }

    /// Each wait is for a time that comes.
    fn rest(&mut self, until: Option<Duration>) {
        let until = until.expect("a session has an end");
        assert!(until > self.now, "it waits for what is past");
        self.waits += 1;
        assert!(self.waits < WAITS, "it waits for ever");
        self.until = Some(until);
    }

    /// The client does nothing more.
    fn end(&mut self) {
        while let Some(until) = self.until {
            self.pass_to(until);
        }
    }
}
