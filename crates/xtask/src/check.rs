//! Everything that can be told without running the project.

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use crate::{api, edges, fuzz, interop, links, locks, npm, pages, tables, target, wasm};

/// What `cargo install` fetches when the machine has no cargo-deny.
const CARGO_DENY: &str = "cargo-deny@0.20.2";

type Check = (&'static str, fn(&Shell) -> Result<()>);

/// The quick ones first.
const CHECKS: &[Check] = &[
    ("format", format),
    ("edges", |_| edges::check()),
    ("links", links::check),
    ("locks", locks::check),
    ("deny", deny),
    ("lints", lints),
    ("docs", docs),
    ("no-std", no_std),
    ("tables", tables::check),
    ("interop", interop::check),
    ("wasm", wasm::check),
    ("types", types),
    ("api", api::check),
    ("pages", pages::check),
];

/// Runs the checks that `names` picks, or all.
pub(crate) fn run(shell: &Shell, names: &[String]) -> Result<()> {
    if let Some(unknown) = names
        .iter()
        .find(|name| !CHECKS.iter().any(|(known, _)| known == name))
    {
        let known: Vec<_> = CHECKS.iter().map(|(name, _)| *name).collect();
        bail!(
            "there is no check `{unknown}`; there are {}",
            known.join(", ")
        );
    }
    for (name, check) in CHECKS {
        if names.is_empty() || names.iter().any(|picked| picked == name) {
            println!("check {name}");
            check(shell).with_context(|| format!("check `{name}` failed"))?;
        }
    }
    Ok(())
}

fn format(shell: &Shell) -> Result<()> {
    cmd!(shell, "cargo fmt --all --check").run()?;
    let fuzz = fuzz::MANIFEST;
    cmd!(shell, "cargo fmt --manifest-path {fuzz} --check").run()?;
    for folder in [npm::WEB, npm::E2E, npm::DIFFERENTIAL] {
        npm::install(shell, folder)?;
        npm::script(shell, folder, "format:check")?;
    }
    Ok(())
}

fn lints(shell: &Shell) -> Result<()> {
    let browser = target::BROWSER;
    target::add(shell, browser)?;
    cmd!(
        shell,
        "cargo clippy --workspace --all-targets -- -D warnings"
    )
    .run()?;
    // Their other dependencies of ours were looked at above, on a machine with wider pointers.
    let packages = [
        "wsmtp-bind",
        "wsmtp-composer",
        "wsmtp-practice",
        "wsmtp-wasm",
    ];
    let packages = packages.iter().flat_map(|package| ["--package", package]);
    cmd!(
        shell,
        "cargo clippy {packages...} --target {browser} --no-deps -- -D warnings"
    )
    .run()?;
    Ok(())
}

fn docs(shell: &Shell) -> Result<()> {
    let _warnings = shell.push_env("RUSTDOCFLAGS", "-D warnings");
    Ok(cmd!(shell, "cargo doc --workspace --no-deps").run()?)
}

fn no_std(shell: &Shell) -> Result<()> {
    let without_std = target::WITHOUT_STD;
    target::add(shell, without_std)?;
    Ok(cmd!(
        shell,
        "cargo check --package wsmtp-proto --package wsmtp-message --no-default-features --target {without_std}"
    )
    .run()?)
}

/// Bans, licences and sources; known vulnerabilities need a database from the network, so they
/// are asked for where the network is, by the public CI.
fn deny(shell: &Shell) -> Result<()> {
    if cmd!(shell, "cargo deny --version")
        .quiet()
        .ignore_stdout()
        .ignore_stderr()
        .run()
        .is_err()
    {
        cmd!(shell, "cargo install --locked --debug {CARGO_DENY}").run()?;
    }
    for manifest in ["Cargo.toml", fuzz::MANIFEST] {
        cmd!(
            shell,
            "cargo deny --manifest-path {manifest} check bans licenses sources"
        )
        .run()?;
    }
    Ok(())
}

/// TypeScript needs the types of the wasm, so that is built first.
fn types(shell: &Shell) -> Result<()> {
    wasm::build(shell)?;
    npm::script(shell, npm::WEB, "check")?;
    npm::install(shell, npm::E2E)?;
    npm::script(shell, npm::E2E, "check")
}
