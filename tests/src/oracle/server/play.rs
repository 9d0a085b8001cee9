use std::{mem, time::Duration};

use wsmtp_proto::{
    Output,
    error::{LocalError, PeerError},
    server::{Event, Server},
};

use super::{host, setting::Setting, watch::Watch};
use crate::oracle::{
    acts::{self, Act, Input, Split},
    memory::{Ledger, Load},
};

/// What a session led to, the same however what the client said was split.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Play {
    /// With the content of a mail in one piece.
    events: Vec<Event>,
    content: Vec<u8>,
    sent: Vec<u8>,
    /// What became of each answer.
    answered: Vec<Result<(), LocalError>>,
}

impl Play {
    pub(super) fn of(setting: &Setting, acts: &[Act], split: Split) -> Self {
        let mut stage = Stage::new(setting);
        stage.drain();
        for input in acts::inputs(acts, split) {
            stage.hand(input);
        }
        stage.end();
        stage.play
    }

    /// Octets came in the clear behind STARTTLS.
    pub(super) fn failed_over_residue(&self) -> bool {
        let residue = Event::Failed(PeerError::ClientTlsResidue.into());
        self.events.last() == Some(&residue)
    }

    fn note(&mut self, event: Event) {
        match event {
            Event::Content(piece) => self.content.extend(piece),
            Event::Line(_) => self.events.push(event),
            _ => {
                let content = mem::take(&mut self.content);
                let content = Some(content).filter(|content| !content.is_empty());
                self.events.extend(content.map(Event::Content));
                self.events.push(event);
            }
        }
    }
}

/// A server with its driver and its application.
struct Stage<'a> {
    setting: &'a Setting,
    server: Server,
    now: Duration,
    watch: Watch<'a>,
    play: Play,
}

impl<'a> Stage<'a> {
    fn new(setting: &'a Setting) -> Self {
        Self {
            setting,
            server: setting.begin(),
            now: Duration::ZERO,
            watch: Watch::new(setting),
            play: Play::default(),
        }
    }

    fn hand(&mut self, input: Input<'_>) {
        self.watch.hands(input);
        if let Input::Time(now) = input {
            self.now = now;
        }
        let handed = self.setting.hand(&mut self.server, input);
        if let Input::Ask(what) = input {
            if self.setting.leaves(what) {
                self.watch.leaves(handed.is_ok());
            } else {
                self.watch.answers(&host::reply(what), handed.is_ok());
            }
            self.play.answered.push(handed);
        }
        self.drain();
    }

    /// Obeys.
    fn drain(&mut self) -> Output<Event> {
        loop {
            let output = self.server.poll_output();
            self.watch.sees(&output);
            match output {
                Output::Send(octets) => self.play.sent.extend(octets),
                Output::Event(event) => {
                    if !self.setting.slow {
                        self.respond(&event);
                    }
                    self.play.note(event);
                }
                Output::UpgradeTls => {}
                Output::Wait { .. } | Output::Closed => {
                    self.watch.rests(&mut self.server, &output, self.now);
                    return output;
                }
            }
        }
    }

    /// At once, where the event is a question.
    fn respond(&mut self, event: &Event) {
        if matches!(event, Event::Consult(_)) {
            let left = self.server.proceed();
            self.watch.leaves(left.is_ok());
        } else if let Some(answer) = host::answer(event) {
            let answered = self.server.answer(answer.clone());
            self.watch.answers(&answer, answered.is_ok());
        }
    }

    /// Whatever it waits for does not come.
    fn end(&mut self) {
        if let Output::Wait { until } = self.drain() {
            self.server.advance(until.expect("a session has an end"));
            assert_eq!(self.drain(), Output::Closed);
        }
    }
}

/// Counts memory while the session runs and nobody keeps what it tells.
pub(super) fn keeps_to_its_memory(setting: &Setting, acts: &[Act]) {
    let (mut ledger, mut server) = (Ledger::default(), None);
    ledger.count(|| server = Some(setting.begin()));
    let server = server.as_mut().expect("just begun");
    let mut load = Load::default();
    for input in acts::inputs(acts, Split::Given) {
        load.piece = load.piece.max(input.size());
        ledger.count(|| {
            drop(setting.hand(server, input));
            loop {
                match server.poll_output() {
                    Output::Event(Event::Consult(_)) if !setting.slow => drop(server.proceed()),
                    Output::Event(event) if !setting.slow => {
                        host::answer(&event).map(|answer| server.answer(answer));
                    }
                    Output::Wait { .. } | Output::Closed => break,
                    Output::Send(_) | Output::UpgradeTls | Output::Event(_) => {}
                }
            }
        });
        ledger.keeps_to(load.server(), input.size());
    }
}
