//! The API documentation of the npm package, written from its types and their comments.

use anyhow::{Result, ensure};
use xshell::Shell;

use crate::{no_arguments, npm, wasm};

/// The page that is committed, and what TypeDoc writes.
const PAGE: &str = "web/client/api.md";
const WRITTEN: &str = "web/client/docs/dist/api.md";

pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    no_arguments(arguments)?;
    write(shell)?;
    Ok(shell.copy_file(WRITTEN, PAGE)?)
}

/// Fails when something public has no documentation or no example, and when the committed page
/// is not what the types give.
pub(crate) fn check(shell: &Shell) -> Result<()> {
    write(shell)?;
    ensure!(
        shell.read_file(PAGE)? == shell.read_file(WRITTEN)?,
        "{PAGE} is older than the package's types: run `cargo xtask api`"
    );
    Ok(())
}

/// The types name those of the wasm, so that is built first.
fn write(shell: &Shell) -> Result<()> {
    wasm::build(shell)?;
    npm::install(shell, npm::DOCS)?;
    npm::script(shell, npm::DOCS, "generate")
}
