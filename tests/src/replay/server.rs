use wsmtp_proto::{
    Output,
    codec::ReplyDecoder,
    server::{Event, Server},
    transcript::Direction,
    types::{Reply, TlsActive},
};

use super::{Mismatch, Split, contents, in_every_split, lines};
use crate::script::{Act, Script, Step};

/// Replays a transcript through the server engine in every split.
pub(super) fn replay(script: &Script) -> Result<(), Mismatch> {
    in_every_split(script, |split| {
        let mismatch = |(line, problem)| Mismatch::new(script, split, line, problem);
        Replay::new(script, split)
            .map_err(|problem| (0, problem))
            .and_then(Replay::run)
            .map_err(mismatch)
    })
}

struct Replay<'a> {
    script: &'a Script,
    split: Split,
    /// The replies of the transcript, each with the line where it ends.
    expected: Vec<(usize, Reply)>,
    server: Server,
    decoder: ReplyDecoder,
    replies: Vec<Reply>,
    upgrade: bool,
    closed: bool,
    /// What was told, with each mail's content in one piece.
    events: Vec<Event>,
    content: Vec<u8>,
    /// The content that is being judged.
    complete: Option<Vec<u8>>,
    /// The contents of the mails that the application took.
    taken: Vec<Vec<u8>>,
}

impl<'a> Replay<'a> {
    fn new(script: &'a Script, split: Split) -> Result<Self, String> {
        let starttls = script.steps.iter().any(|step| matches!(step.act, Act::Tls));
        let offered = lines::offered(script);
        let config = script.settings.server(&offered, starttls);
        let config = config.map_err(reason)?;
        let mut server = Server::new(config);
        if script.settings.is_implicit() {
            server.tls_established(TlsActive::attest());
        }
        Ok(Self {
            script,
            split,
            expected: replies(&script.steps)?,
            server,
            decoder: ReplyDecoder::new(),
            replies: Vec::new(),
            upgrade: false,
            closed: false,
            events: Vec::new(),
            content: Vec::new(),
            complete: None,
            taken: Vec::new(),
        })
    }

    fn run(mut self) -> Result<Vec<Event>, (usize, String)> {
        self.drain().map_err(|problem| (1, problem))?;
        let mut steps = self.script.steps.as_slice();
        while let Some((step, after)) = steps.split_first() {
            let run = match step.client_line() {
                Some(_) if self.split == Split::Whole => {
                    let at_once = |step: &&Step| matches!(step.act, Act::Ask(_) | Act::Client(_));
                    after.iter().take_while(at_once).count()
                }
                Some(_) | None => 0,
            };
            let (now, later) = steps.split_at_checked(run + 1).unwrap_or((steps, &[]));
            self.step(step, now)
                .map_err(|problem| (step.line, problem))?;
            steps = later;
        }
        self.compare_replies()?;
        self.compare_lines()
            .and_then(|()| self.compare_contents())
            .and_then(|()| self.compare_end())
            .map_err(|problem| (0, problem))?;
        Ok(self.events)
    }

    /// One step, or a run of the client's lines that arrive at once.
    fn step(&mut self, step: &Step, run: &[Step]) -> Result<(), String> {
        match step.act {
            Act::Client(_) => {
                let lines: Vec<_> = run.iter().filter_map(Step::client_line).collect();
                for piece in self.split.pieces(&lines.concat()) {
                    self.server.receive(piece);
                    self.drain()?;
                }
                Ok(())
            }
            Act::Tls if self.upgrade => {
                self.upgrade = false;
                self.server.tls_established(TlsActive::attest());
                self.drain()
            }
            Act::Tls => Err("the server is not about to upgrade to TLS".into()),
            Act::Ask(_) | Act::Server(_) | Act::ServerEnds | Act::Time(_) => Ok(()),
        }
    }

    fn drain(&mut self) -> Result<(), String> {
        loop {
            self.script.settings.keep_secret(&self.server)?;
            match self.server.poll_output() {
                Output::Send(octets) => {
                    self.decoder.push(&octets);
                    while let Some(reply) = self.decoder.next_reply().map_err(reason)? {
                        self.replies.push(reply);
                    }
                }
                Output::UpgradeTls => self.upgrade = true,
                Output::Event(event) => {
                    self.script.settings.keep_secret(&event)?;
                    self.heed(&event)?;
                    self.note(event);
                }
                Output::Wait { .. } => return Ok(()),
                Output::Closed => {
                    self.closed = true;
                    return Ok(());
                }
            }
        }
    }

    /// Questions get the transcript's answer.
    fn heed(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::Auth(_)
            | Event::ContentEnd
            | Event::Expand(_)
            | Event::Mail { .. }
            | Event::Recipient { .. }
            | Event::Verify(_) => {
                let next = self.expected.get(self.replies.len());
                let (_, answer) = next.ok_or_else(|| format!("nothing answers {event:?}"))?;
                let answer = answer.clone();
                if *event == Event::ContentEnd {
                    self.judged(&answer);
                }
                self.server.answer(answer).map_err(reason)?;
            }
            Event::Failed(error) => return Err(format!("the server gives up: {error}")),
            _ => {}
        }
        Ok(())
    }

    /// A mail is taken if anybody gets it; LMTP asks for each.
    fn judged(&mut self, verdict: &Reply) {
        if self.events.last() != Some(&Event::ContentEnd) {
            self.complete = Some(self.content.clone());
        }
        if verdict.is_success() {
            self.taken.extend(self.complete.take());
        }
    }

    fn note(&mut self, event: Event) {
        match event {
            Event::Content(piece) => self.content.extend(piece),
            Event::Line(_) => self.events.push(event),
            _ => {
                let content = std::mem::take(&mut self.content);
                let content = Some(content).filter(|content| !content.is_empty());
                self.events.extend(content.map(Event::Content));
                self.events.push(event);
            }
        }
    }

    fn compare_lines(&self) -> Result<(), String> {
        let mut said = lines::said(self.script);
        said.retain(|(direction, _)| *direction == Direction::Client);
        let shown: Vec<_> = self.events.iter().filter_map(client_line).collect();
        lines::compare(&said, &shown)
    }

    /// What the application took is what the client's lines hold, and no mail is missing that the
    /// dialogue has as accepted.
    fn compare_contents(&self) -> Result<(), String> {
        let said = contents::of(self.script);
        let outcomes = self.script.outcomes.iter();
        let accepted = outcomes.filter(|(_, outcome)| outcome.starts_with("accepted"));
        if accepted.count() <= self.taken.len() && contents::are_among(&self.taken, &said) {
            return Ok(());
        }
        let shown = |contents: &[Vec<u8>]| -> Vec<_> {
            let shown = contents.iter().map(|content| content.escape_ascii());
            shown.map(|content| content.to_string()).collect()
        };
        let (said, taken) = (shown(&said), shown(&self.taken));
        Err(format!("the contents {said:?} arrived as {taken:?}"))
    }

    /// The server closes where its last word is 221 or 421, and nowhere else.
    fn compare_end(&self) -> Result<(), String> {
        let last = self.expected.last().map(|(_, reply)| reply.code().get());
        match (self.closed, matches!(last, Some(221 | 421))) {
            (true, false) => Err("the server closes the session".into()),
            (false, true) => Err("the server does not close the session".into()),
            (true, true) | (false, false) => Ok(()),
        }
    }

    fn compare_replies(&self) -> Result<(), (usize, String)> {
        for ((line, expected), reply) in self.expected.iter().zip(&self.replies) {
            if reply.code() != expected.code() {
                return Err((
                    *line,
                    format!("the server says `{reply}`, not `{expected}`"),
                ));
            }
        }
        let (expected, said) = (self.expected.len(), self.replies.len());
        if expected == said {
            Ok(())
        } else {
            Err((0, format!("the server says {said} replies, not {expected}")))
        }
    }
}

fn client_line(event: &Event) -> Option<lines::Shown> {
    match event {
        Event::Line(line) if line.direction == Direction::Client => Some(lines::shown(line)),
        _ => None,
    }
}

fn replies(steps: &[Step]) -> Result<Vec<(usize, Reply)>, String> {
    let mut decoder = ReplyDecoder::new();
    let mut replies = Vec::new();
    for step in steps {
        decoder.push(step.server_line().unwrap_or_default());
        while let Some(reply) = decoder.next_reply().map_err(reason)? {
            replies.push((step.line, reply));
        }
    }
    Ok(replies)
}

fn reason(error: impl std::error::Error) -> String {
    error.to_string()
}
