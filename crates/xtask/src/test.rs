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
    fuzz::again(shell)?;
    package(shell)
}

fn pages(shell: &Shell) -> Result<()> {
    web::build(shell)?;
    let _web = shell.push_dir(npm::WEB);
    Ok(cmd!(shell, "npm test --workspaces --if-present").run()?)
}

/// The npm packages and the pages, with the programs that `cargo test` has just built.
fn package(shell: &Shell) -> Result<()> {
    npm::install(shell, npm::DIFFERENTIAL)?;
    npm::install(shell, npm::E2E)?;
    projects(shell)?;
    encoding(shell)?;
    let built = target::folder()?.join("debug");
    let _gateway = shell.push_env("WSMTP_GATEWAY", built.join("wsmtp-gateway"));
    let _postfix = shell.push_env("WSMTP_POSTFIX", built.join("postfix"));
    npm::script(shell, npm::DIFFERENTIAL, "test")?;
    npm::script(shell, npm::E2E, "test")
}

/// Installs the projects that use the npm packages, which are packed first, as they depend on the files.
fn projects(shell: &Shell) -> Result<()> {
    npm::script(shell, npm::PACKAGING, "pack")?;
    npm::install(shell, npm::PACKAGING)?;
    npm::PROJECTS
        .iter()
        .try_for_each(|project| npm::install(shell, project))
}

/// Tries what measures how fast attachments are encoded, on little of one.
fn encoding(shell: &Shell) -> Result<()> {
    npm::install(shell, npm::BENCH)?;
    let _bench = shell.push_dir(npm::BENCH);
    Ok(cmd!(shell, "node encode.mjs 1 1").run()?)
}
