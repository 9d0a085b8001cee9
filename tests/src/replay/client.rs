use std::time::Duration;

use wsmtp_proto::{
    Output,
    client::{Client, Event},
    error::LocalError,
};

use super::{Mismatch, Split, in_every_split, lines};
use crate::{
    outcome,
    script::{Act, Ask, Script, Settings, Step},
};

/// Replays a transcript through the client engine in every split.
pub(super) fn replay(script: &Script) -> Result<(), Mismatch> {
    in_every_split(script, |split| Replay::new(script, split)?.run())
}

struct Replay<'a> {
    script: &'a Script,
    split: Split,
    client: Client,
    now: Duration,
    /// The line of the step that is being done.
    line: usize,
    /// What the client has sent and no step has accounted for yet.
    sent: Vec<u8>,
    upgrade: bool,
    closed: bool,
    events: Vec<Event>,
    outcomes: Vec<String>,
}

impl<'a> Replay<'a> {
    fn new(script: &'a Script, split: Split) -> Result<Self, Mismatch> {
        let client = client(&script.settings);
        let client = client.map_err(|problem| Mismatch::new(script, split, 0, problem))?;
        Ok(Self {
            script,
            split,
            client,
            now: Duration::ZERO,
            line: 0,
            sent: Vec::new(),
            upgrade: false,
            closed: false,
            events: Vec::new(),
            outcomes: Vec::new(),
        })
    }

    fn run(mut self) -> Result<Vec<Event>, Mismatch> {
        let result = self.dialogue().and_then(|()| self.end());
        match result {
            Ok(()) => Ok(self.events),
            Err(problem) => Err(Mismatch::new(self.script, self.split, self.line, problem)),
        }
    }

    fn dialogue(&mut self) -> Result<(), String> {
        let mut steps = self.script.steps.as_slice();
        while let Some((step, after)) = steps.split_first() {
            self.line = step.line;
            steps = after;
            if !matches!(step.act, Act::Ask(_) | Act::Client(_)) {
                self.expect_silence()?;
            }
            match &step.act {
                Act::Ask(ask) => self.ask(ask, after)?,
                Act::Client(line) => self.hear(line)?,
                Act::Server(line) if self.split == Split::Whole => {
                    let run: Vec<&[u8]> = after.iter().map_while(Step::server_line).collect();
                    steps = after.get(run.len()..).unwrap_or_default();
                    let octets = [&[line.as_slice()], run.as_slice()].concat().concat();
                    self.receive(&octets)?;
                }
                Act::Server(line) => self.receive(line)?,
                Act::ServerEnds => self.client.receive_end(),
                Act::Time(time) => {
                    self.now += *time;
                    self.client.advance(self.now);
                }
                Act::Tls if self.upgrade => self.upgrade()?,
                Act::Tls => return Err("the client does not ask for TLS".into()),
            }
            self.drain()?;
        }
        Ok(())
    }

    fn upgrade(&mut self) -> Result<(), String> {
        self.upgrade = false;
        self.client.tls_established(self.script.settings.tls());
        match self.client.capabilities() {
            None => Ok(()),
            Some(_) => Err("the client remembers what was offered before TLS".into()),
        }
    }

    fn receive(&mut self, octets: &[u8]) -> Result<(), String> {
        for piece in self.split.pieces(octets) {
            self.client.receive(piece);
            self.drain()?;
        }
        Ok(())
    }

    fn ask(&mut self, ask: &Ask, after: &[Step]) -> Result<(), String> {
        let asked = match ask {
            Ask::Abort => {
                self.client.abort();
                Ok(())
            }
            Ask::Content => return self.content(after),
            Ask::End => self.client.content_end(),
            Ask::Expand(list) => self.client.expand(list.clone()),
            Ask::Help(about) => self.client.help(about.clone()),
            Ask::Mail(envelope) => self.client.send_mail(envelope.clone()).map(|_| ()),
            Ask::Noop => self.client.noop(),
            Ask::Piece(piece) => return self.piece(piece).map(|_| ()),
            Ask::Quit => self.client.quit(),
            Ask::Raw(line) => self.client.raw(line),
            Ask::Reset => self.client.reset(),
            Ask::Verify(user) => self.client.verify(user.clone()),
        };
        self.possible(asked);
        Ok(())
    }

    /// Hands in the content that the client's next lines show.
    fn content(&mut self, after: &[Step]) -> Result<(), String> {
        let mut lines = after.iter().map_while(Step::client_line);
        while let Some(line) = lines.next() {
            let (piece, ended) = match lines::chunk(line) {
                Some((size, last)) => (lines::octets(&mut lines, size)?, last),
                None if line == b".\r\n" => (Vec::new(), true),
                None => (line.strip_prefix(b".").unwrap_or(line).into(), false),
            };
            if !self.piece(&piece)? {
                return Ok(());
            }
            if ended {
                let ended = self.client.content_end();
                self.possible(ended);
                return Ok(());
            }
        }
        Ok(())
    }

    fn piece(&mut self, octets: &[u8]) -> Result<bool, String> {
        for piece in self.split.pieces(octets) {
            let given = self.client.content(piece);
            if !self.possible(given) {
                return Ok(false);
            }
            self.drain()?;
        }
        Ok(true)
    }

    fn possible(&mut self, asked: Result<(), LocalError>) -> bool {
        let impossible = asked.err().map(|error| outcome::named(&error.into()));
        let outcome = impossible.map(|named| format!("impossible {named}"));
        let possible = outcome.is_none();
        self.outcomes.extend(outcome);
        possible
    }

    fn hear(&mut self, line: &[u8]) -> Result<(), String> {
        if !self.sent.starts_with(line) {
            let (expected, sent) = (line.escape_ascii(), self.sent.escape_ascii());
            return Err(format!("the client says `{sent}`, not `{expected}`"));
        }
        self.sent.drain(..line.len());
        Ok(())
    }

    fn expect_silence(&self) -> Result<(), String> {
        if self.sent.is_empty() {
            Ok(())
        } else {
            let sent = self.sent.escape_ascii();
            Err(format!("the client already says `{sent}`"))
        }
    }

    fn drain(&mut self) -> Result<(), String> {
        loop {
            self.script.settings.keep_secret(&self.client)?;
            match self.client.poll_output() {
                Output::Send(octets) => self.sent.extend(octets),
                Output::UpgradeTls => self.upgrade = true,
                Output::Event(event) => {
                    self.script.settings.keep_secret(&event)?;
                    self.outcomes.extend(outcome::of_event(&event));
                    self.events.push(event);
                }
                Output::Wait { .. } => return Ok(()),
                Output::Closed => {
                    self.closed = true;
                    return Ok(());
                }
            }
        }
    }

    fn end(&mut self) -> Result<(), String> {
        self.expect_silence()?;
        if !self.closed {
            self.outcomes.push("open".into());
        }
        self.compare_outcomes()?;
        self.compare_lines()
    }

    /// An expected outcome may leave out the words behind an error's name.
    fn compare_outcomes(&mut self) -> Result<(), String> {
        let mut expected = self.script.outcomes.iter();
        for outcome in &self.outcomes {
            let (line, text) = expected
                .next()
                .ok_or_else(|| format!("no line expects: = {outcome}"))?;
            let rest = outcome.strip_prefix(text.as_str());
            if !rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(": ")) {
                self.line = *line;
                return Err(format!("the outcome is: = {outcome}"));
            }
        }
        match expected.next() {
            None => Ok(()),
            Some((line, _)) => {
                self.line = *line;
                Err("this never happens".into())
            }
        }
    }

    /// The lines that the engine shows must be those of the dialogue, secrets masked.
    fn compare_lines(&self) -> Result<(), String> {
        let said = lines::said(self.script);
        let shown: Vec<_> = self.events.iter().filter_map(line).collect();
        if self.closed {
            lines::compare_closed(said, &shown)
        } else {
            lines::compare(&said, &shown)
        }
    }
}

fn client(settings: &Settings) -> Result<Client, String> {
    let config = settings.client().map_err(|error| error.to_string())?;
    let tls = settings.is_implicit().then(|| settings.tls());
    if let Some(introduction) = settings.introduction() {
        return Client::resumed(config, introduction, tls).map_err(|error| error.to_string());
    }
    let mut client = Client::new(config);
    if let Some(tls) = tls {
        client.tls_established(tls);
    }
    Ok(client)
}

fn line(event: &Event) -> Option<lines::Shown> {
    match event {
        Event::Line(line) => Some(lines::shown(line)),
        _ => None,
    }
}
