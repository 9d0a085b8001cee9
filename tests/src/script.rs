//! Sessions written down as dialogues, read from `*.smtp` files; `tests/README.md` has the grammar.

mod ask;
mod envelope;
mod octets;
mod settings;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

pub use ask::Ask;
pub use settings::Settings;

/// One transcript.
#[derive(Clone, Debug)]
pub struct Script {
    /// The file it was read from, for messages.
    pub file: PathBuf,
    /// How both sides are set up.
    pub settings: Settings,
    /// What is said and done, in order.
    pub steps: Vec<Step>,
    /// What the application must be told, in order, with the line that says so.
    pub outcomes: Vec<(usize, String)>,
}

/// One line of the dialogue.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its line in the file, from 1.
    pub line: usize,
    /// What happens.
    pub act: Act,
}

impl Step {
    /// What the server says in this step.
    #[must_use]
    pub fn server_line(&self) -> Option<&[u8]> {
        match &self.act {
            Act::Server(line) => Some(line),
            Act::Ask(_) | Act::Client(_) | Act::ServerEnds | Act::Time(_) | Act::Tls => None,
        }
    }

    /// What the client must say in this step.
    #[must_use]
    pub fn client_line(&self) -> Option<&[u8]> {
        match &self.act {
            Act::Client(line) => Some(line),
            Act::Ask(_) | Act::Server(_) | Act::ServerEnds | Act::Time(_) | Act::Tls => None,
        }
    }
}

/// What happens in one step.
#[derive(Clone, Debug)]
pub enum Act {
    /// `A:` the client's application asks for something.
    Ask(Ask),
    /// `C:` the client must say exactly this.
    Client(Vec<u8>),
    /// `S:` the server says this.
    Server(Vec<u8>),
    /// `S: <eof>` the server's side of the connection ends.
    ServerEnds,
    /// `T:` nothing happens for this long.
    Time(Duration),
    /// `TLS` the handshake succeeds.
    Tls,
}

/// A transcript that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// The file or folder could not be read.
    #[error("{}: {error}", file.display())]
    File {
        /// Which one.
        file: PathBuf,
        /// Why not.
        error: std::io::Error,
    },
    /// A line that is not in the grammar.
    #[error("{}:{line}: {problem}", file.display())]
    Line {
        /// Which file.
        file: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
}

/// The first word of an outcome, as `= accepted 250 OK`.
const OUTCOMES: [&str; 9] = [
    "accepted",
    "answered",
    "failed",
    "impossible",
    "not-sent",
    "open",
    "recipient",
    "refused",
    "unknown",
];

impl Script {
    /// Reads one file.
    ///
    /// # Errors
    /// The file cannot be read, or a line of it is not in the grammar.
    pub fn read(file: &Path) -> Result<Self, ScriptError> {
        let text = fs::read_to_string(file).map_err(|error| ScriptError::File {
            file: file.into(),
            error,
        })?;
        Self::parse(file, &text)
    }

    /// Reads a transcript; `file` is for messages.
    ///
    /// # Errors
    /// A line is not in the grammar.
    pub fn parse(file: &Path, text: &str) -> Result<Self, ScriptError> {
        let mut script = Self {
            file: file.into(),
            settings: Settings::default(),
            steps: Vec::new(),
            outcomes: Vec::new(),
        };
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            script
                .take(number, line)
                .map_err(|problem| ScriptError::Line {
                    file: file.into(),
                    line: number,
                    problem,
                })?;
        }
        script.check_outcomes()?;
        Ok(script)
    }

    /// Outcomes are what the client's application is told, so there must be a client.
    fn check_outcomes(&self) -> Result<(), ScriptError> {
        match self.outcomes.first() {
            Some((line, _)) if !self.settings.for_client() => Err(ScriptError::Line {
                file: self.file.clone(),
                line: *line,
                problem: "a dialogue of the server's side has no outcomes".into(),
            }),
            Some(_) | None => Ok(()),
        }
    }

    fn take(&mut self, number: usize, line: &str) -> Result<(), String> {
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        if let Some(outcome) = line.strip_prefix("= ") {
            return self.expect(number, outcome);
        }
        if line == "TLS" {
            self.step(number, Act::Tls);
            return Ok(());
        }
        let (word, rest) = line.split_once(':').ok_or_else(|| unknown(line))?;
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        match word {
            "A" => self.step(number, Act::Ask(rest.parse()?)),
            "C" => self.step(number, Act::Client(octets::parse(rest)?)),
            "S" if rest == "<eof>" => self.step(number, Act::ServerEnds),
            "S" => self.step(number, Act::Server(octets::parse(rest)?)),
            "T" => self.step(number, Act::Time(seconds(rest)?)),
            _ => return self.repeated_or_set(number, word, rest),
        }
        Ok(())
    }

    /// `S*129: 250-again` is that line as often; every other word is a setting's.
    fn repeated_or_set(&mut self, number: usize, word: &str, rest: &str) -> Result<(), String> {
        if let Some(times) = word.strip_prefix("S*") {
            let times: usize = times.parse().map_err(|_| unknown(word))?;
            let octets = octets::parse(rest)?;
            for _ in 0..times {
                self.step(number, Act::Server(octets.clone()));
            }
            return Ok(());
        }
        if !self.steps.is_empty() {
            return Err(format!("{word:?} is no line of a dialogue"));
        }
        self.settings.set(word, rest)
    }

    fn expect(&mut self, number: usize, outcome: &str) -> Result<(), String> {
        let word = outcome.split(' ').next().unwrap_or_default();
        if !OUTCOMES.contains(&word) {
            return Err(format!(
                "{word:?} is no outcome; these are: {}",
                OUTCOMES.join(", ")
            ));
        }
        self.outcomes.push((number, outcome.into()));
        Ok(())
    }

    fn step(&mut self, line: usize, act: Act) {
        self.steps.push(Step { line, act });
    }
}

fn unknown(word: &str) -> String {
    format!("{word:?} is not in the grammar")
}

fn seconds(text: &str) -> Result<Duration, String> {
    let number = text
        .strip_suffix('s')
        .and_then(|number| number.parse().ok());
    number
        .map(Duration::from_secs)
        .ok_or_else(|| format!("{text:?} is no time; write it as 60s"))
}
