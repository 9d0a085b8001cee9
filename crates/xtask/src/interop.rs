//! What the engine can do with other people's mail servers, as the tests found it.

use anyhow::{Result, ensure};
use xshell::{Shell, cmd};

use crate::no_arguments;

const RESULTS: &str = "tests/interop/expected-results.json";
const PAGE: &str = "tests/interop/results.md";

/// Plays every scenario with every server, and writes down what comes of it.
pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    no_arguments(arguments)?;
    shell.write_file(RESULTS, ask(shell, &[])?)?;
    Ok(shell.write_file(PAGE, ask(shell, &["page"])?)?)
}

/// Fails when the committed page is not what the results give.
pub(crate) fn check(shell: &Shell) -> Result<()> {
    ensure!(
        shell.read_file(PAGE)? == ask(shell, &["page"])?,
        "{PAGE} does not show what {RESULTS} says: run `cargo xtask interop`"
    );
    Ok(())
}

fn ask(shell: &Shell, arguments: &[&str]) -> Result<String> {
    let answer = cmd!(
        shell,
        "cargo run --quiet --package testsuite --bin interop -- {arguments...}"
    )
    .output()?;
    Ok(String::from_utf8(answer.stdout)?)
}
