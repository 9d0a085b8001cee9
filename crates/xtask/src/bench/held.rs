//! A child that says what it has done, and ends with its standard input.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, ChildStdout, Stdio},
    str::FromStr,
};

use anyhow::{Context, Result};

use super::process::permitted;

pub(super) struct Held {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Held {
    pub(super) fn start(program: &Path, arguments: &[&str]) -> Result<Self> {
        let mut child = permitted(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let lines = child.stdout.take().context("a child without output")?;
        let lines = BufReader::new(lines);
        Ok(Self { child, lines })
    }

    /// What stands behind `name` on the next line.
    pub(super) fn answer<T: FromStr>(&mut self, name: &str) -> Result<T> {
        let mut line = String::new();
        self.lines.read_line(&mut line)?;
        let value = line.trim().strip_prefix(name).map(str::trim);
        let value = value.and_then(|value| value.parse().ok());
        value.with_context(|| format!("no `{name}`, but `{line}`"))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // It ends by itself; how, nobody asks any more.
        let _ = self.child.wait();
    }
}
