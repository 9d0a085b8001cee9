//! From a file to a [`Config`], with every problem named by line, key and reason.

mod keys;
mod rules;

use std::{
    fmt,
    path::{Path, PathBuf},
};

use toml::de::DeTable;

use crate::{Config, visible::escaped};
use keys::Keys;

/// One thing that is wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line in the file, from 1.
    pub line: usize,
    /// The key with its tables, such as `upstream.mail.port`; empty where no key is meant.
    pub key: String,
    /// What is wrong and what would be right.
    pub reason: String,
}

/// Why a file is not a configuration.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The file cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is read and wrong.
    #[error("{}", lines(path, problems))]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Everything that is wrong with it, in the order of the lines.
        problems: Vec<Problem>,
    },
}

/// Reads and checks a file. Relative paths in it are relative to its folder.
///
/// # Errors
/// [`CheckError`] when the file cannot be read, is not TOML, or says something it must not.
pub fn read(path: &Path) -> Result<Config, CheckError> {
    let text = std::fs::read_to_string(path).map_err(|source| CheckError::Read {
        path: path.to_owned(),
        source,
    })?;
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    parse(&text, folder).map_err(|problems| CheckError::Wrong {
        path: path.to_owned(),
        problems,
    })
}

/// Checks the text of a file whose relative paths are relative to `folder`.
///
/// # Errors
/// Every problem found, in the order of the lines; never an empty list.
pub fn parse(text: &str, folder: &Path) -> Result<Config, Vec<Problem>> {
    let table = DeTable::parse(text).map_err(|error| vec![problem_of(text, &error)])?;
    let keys = Keys::new(text, table.get_ref());
    let mut problems = keys.unknown();
    match toml::from_str::<Config>(text) {
        Ok(mut config) => {
            config.settle(folder);
            problems.extend(rules::broken(&config, &keys));
            if problems.is_empty() {
                return Ok(config);
            }
        }
        Err(error) => problems.push(keys.with_key(problem_of(text, &error), error.span())),
    }
    problems.sort_by_key(|problem| problem.line);
    Err(problems)
}

fn problem_of(text: &str, error: &toml::de::Error) -> Problem {
    let at = error.span().map_or(0, |span| span.start);
    Problem {
        line: line_at(text, at),
        key: String::new(),
        reason: plain(error.message()),
    }
}

/// The parser's words, with the names of our types in words of the file's.
fn plain(message: &str) -> String {
    /// Each type here is used for one thing only, but for numbers of things.
    const WORDS: [(&str, &str); 6] = [
        ("\n", ", "),
        ("expected u16", "expected a port up to 65535"),
        ("expected i64", "expected whole seconds"),
        ("expected u32", "expected a whole number"),
        ("expected u64", "expected a number of bytes"),
        ("expected usize", "expected a whole number"),
    ];
    WORDS.iter().fold(message.to_owned(), |text, (from, to)| {
        text.replace(from, to)
    })
}

fn line_at(text: &str, offset: usize) -> usize {
    text.bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
        + 1
}

fn lines(path: &Path, problems: &[Problem]) -> String {
    let line = |problem: &Problem| format!("{}:{problem}", path.display());
    problems.iter().map(line).collect::<Vec<_>>().join("\n")
}

impl fmt::Display for Problem {
    /// One line, whatever the file says.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (key, reason) = (shown(&self.key), shown(&self.reason));
        if key.is_empty() {
            write!(f, "{}: {reason}", self.line)
        } else {
            write!(f, "{}: {key}: {reason}", self.line)
        }
    }
}

/// The text with what nobody would see in it as `\n` and `\u{202e}`.
fn shown(text: &str) -> String {
    escaped(text, |hidden, shown| shown.extend(hidden.escape_default()))
}
