//! The state diagram of the engine's docs, drawn from the engine's own table.

use anyhow::{Result, ensure};
use xshell::{Shell, cmd};

use crate::no_arguments;

const PAGE: &str = "crates/proto/src/states.md";

pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    no_arguments(arguments)?;
    Ok(shell.write_file(PAGE, draw(shell)?)?)
}

/// Fails when the committed page is not what the table gives.
pub(crate) fn check(shell: &Shell) -> Result<()> {
    ensure!(
        shell.read_file(PAGE)? == draw(shell)?,
        "{PAGE} is older than the engine's table: run `cargo xtask diagram`"
    );
    Ok(())
}

fn draw(shell: &Shell) -> Result<String> {
    let page = cmd!(
        shell,
        "cargo run --quiet --package wsmtp-proto --example diagram"
    )
    .output()?;
    Ok(String::from_utf8(page.stdout)?)
}
