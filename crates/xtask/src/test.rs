//! Every test there is, in the order in which they are cheap to fail.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::{check, fuzz, no_arguments, npm, owner, setup, target, wasm_test, web};

pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    no_arguments(arguments)?;
    let outcome = everything(shell);
    owner::give_back(shell)?;
    outcome
}

fn everything(shell: &Shell) -> Result<()> {
    setup::run(shell, &[])?;
    check::run(shell, &[])?;
    pages(shell)?;
    cmd!(shell, "cargo test --workspace").run()?;
    wasm_test::run(shell, &[])?;
    // Long enough to see that the oracles can be fuzzed, and for a fault that is easy to reach.
    fuzz::run(shell, &["--seconds".into(), "3".into()])?;
    browser(shell)
}

fn pages(shell: &Shell) -> Result<()> {
    web::build(shell)?;
    let _web = shell.push_dir(npm::WEB);
    Ok(cmd!(shell, "npm test --workspaces --if-present").run()?)
}

/// Uses the programs that `cargo test` has just built, with the pages inside.
fn browser(shell: &Shell) -> Result<()> {
    npm::install(shell, npm::E2E)?;
    let built = target::folder()?.join("debug");
    let _gateway = shell.push_env("WSMTP_GATEWAY", built.join("wsmtp-gateway"));
    let _postfix = shell.push_env("WSMTP_POSTFIX", built.join("postfix"));
    npm::script(shell, npm::E2E, "test")
}
