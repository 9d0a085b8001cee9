//! The pages: TypeScript and wasm bundled into plain files for the gateway to embed.

use anyhow::Result;
use xshell::Shell;

use crate::{no_arguments, npm, wasm};

pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    no_arguments(arguments)?;
    build(shell)
}

/// Builds `web/site/dist`, and all that goes into it.
pub(crate) fn build(shell: &Shell) -> Result<()> {
    npm::install(shell, npm::WEB)?;
    wasm::build(shell)?;
    npm::script(shell, npm::WEB, "build")
}
