use std::time::Duration;

use wsmtp_proto::{
    Output,
    client::{Client, Event, Protocol},
    error::LocalError,
};

use super::{
    ask::{self, Asked},
    setting::Setting,
    watch::Watch,
};
use crate::oracle::{
    acts::{self, Act, Input, Split},
    memory::{Ledger, Load},
};

/// What a session led to, the same however what the server said was split.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Play {
    events: Vec<Event>,
    sent: Vec<u8>,
    /// What became of each ask.
    asked: Vec<Result<(), LocalError>>,
}

impl Play {
    pub(super) fn of(setting: &Setting, acts: &[Act], split: Split) -> Self {
        let mut stage = Stage::new(setting);
        stage.drain(0);
        for input in acts::inputs(acts, split) {
            stage.hand(input);
        }
        stage.keeps_secrets();
        stage.end();
        stage.play
    }
}

/// A client with its driver and its application.
struct Stage<'a> {
    setting: &'a Setting,
    client: Client,
    now: Duration,
    watch: Watch,
    play: Play,
}

impl<'a> Stage<'a> {
    fn new(setting: &'a Setting) -> Self {
        Self {
            setting,
            client: setting.begin(),
            now: Duration::ZERO,
            watch: Watch::new(setting.config.by_hand),
            play: Play::default(),
        }
    }

    fn hand(&mut self, input: Input<'_>) {
        let wanted = self.client.takes_content();
        let asked = self.setting.hand(&mut self.client, input);
        match (&asked, input) {
            (Ok(Asked::Mail(mail)), _) => self.watch.begins(*mail),
            (Ok(Asked::Line), _) => self.watch.typed(),
            (Err(error), Input::Piece(_)) => assert!(!wanted || *error == LocalError::Nul),
            (_, Input::Time(now)) => self.now = now,
            _ => {}
        }
        if !matches!(input, Input::Said(_)) {
            self.play.asked.push(asked.map(|_| ()));
        }
        self.drain(input.size());
    }

    /// Obeys, after so many octets came in.
    fn drain(&mut self, octets: usize) -> Output<Event> {
        loop {
            let output = self.client.poll_output();
            self.watch.sees(&output, octets);
            match output {
                Output::Send(octets) => self.play.sent.extend(octets),
                Output::Event(event) => self.play.events.push(event),
                Output::UpgradeTls => {}
                Output::Wait { .. } | Output::Closed => {
                    self.watch.rests(&mut self.client, &output, self.now);
                    return output;
                }
            }
        }
    }

    /// Whoever is told what happened, or prints the client, learns no password.
    fn keeps_secrets(&self) {
        if let Some(secret) = self.setting.secret {
            let shown = format!("{:?} {:?}", self.client, self.play.events);
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    /// Whatever it waits for does not come.
    fn end(&mut self) {
        if let Output::Wait { until } = self.drain(0) {
            match until {
                Some(until) => self.client.advance(until),
                None => self.client.receive_end(),
            }
            assert_eq!(self.drain(0), Output::Closed);
        }
    }
}

/// Counts memory while the session runs and nobody keeps what it tells.
pub(super) fn keeps_to_its_memory(setting: &Setting, acts: &[Act]) {
    let (mut ledger, mut client) = (Ledger::default(), None);
    ledger.count(|| client = Some(setting.begin()));
    let client = client.as_mut().expect("just begun");
    let mut load = Load {
        lmtp: setting.config.protocol == Protocol::Lmtp,
        ..Load::default()
    };
    for input in acts::inputs(acts, Split::Given) {
        if let Input::Ask(what) = input {
            load.recipients = load.recipients.max(ask::recipients(what));
        }
        load.piece = load.piece.max(input.size());
        ledger.count(|| {
            drop(setting.hand(client, input));
            while !matches!(client.poll_output(), Output::Wait { .. } | Output::Closed) {}
        });
        ledger.keeps_to(load.client(), input.size());
    }
}
