//! Holds a transcript's dialogue with the engines, however what the other side says is split.

mod client;
mod contents;
mod lines;
mod server;

use std::{fmt::Debug, path::PathBuf};

use crate::script::Script;

/// How what the other side says arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// All that it can say before it must be answered, at once.
    Whole,
    /// Line by line.
    Line,
    /// Octet by octet; content is handed in the same way.
    Byte,
}

impl Split {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Whole, Self::Line, Self::Byte];

    fn pieces(self, octets: &[u8]) -> impl Iterator<Item = &[u8]> {
        octets.chunks(match self {
            Self::Whole | Self::Line => octets.len().max(1),
            Self::Byte => 1,
        })
    }
}

/// Where an engine and the transcript part.
#[derive(Debug, thiserror::Error)]
#[error("{}:{line}: split {split:?}: {problem}", file.display())]
pub struct Mismatch {
    file: PathBuf,
    line: usize,
    split: Split,
    problem: String,
}

impl Mismatch {
    fn new(script: &Script, split: Split, line: usize, problem: String) -> Self {
        Self {
            file: script.file.clone(),
            line,
            split,
            problem,
        }
    }
}

/// Replays a transcript in every split, with each engine that can hold it.
///
/// # Errors
/// An engine says, shows or tells something else than the transcript, or not the same in all
/// splits, or lets a secret be seen.
pub fn replay(script: &Script) -> Result<(), Mismatch> {
    if script.settings.for_client() {
        client::replay(script)?;
    }
    if script.settings.for_server() {
        server::replay(script)?;
    }
    Ok(())
}

/// Runs a replay in every split: its events must be the same in all of them.
fn in_every_split<E: PartialEq + Debug>(
    script: &Script,
    run: impl Fn(Split) -> Result<Vec<E>, Mismatch>,
) -> Result<(), Mismatch> {
    let first = run(Split::Whole)?;
    for split in [Split::Line, Split::Byte] {
        let events = run(split)?;
        if events != first {
            let problem = format!("other events than whole:\n{events:#?}\nnot\n{first:#?}");
            return Err(Mismatch::new(script, split, 0, problem));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_that_depend_on_the_split_are_told() {
        let script = Script::parse("x.smtp".as_ref(), "").unwrap();
        let run = |split: Split| Ok(vec![split == Split::Byte]);
        let error = in_every_split(&script, run).unwrap_err().to_string();
        assert!(
            error.starts_with("x.smtp:0: split Byte: other events than whole"),
            "{error}"
        );
        assert!(in_every_split(&script, |_| Ok(vec![1])).is_ok());
    }
}
