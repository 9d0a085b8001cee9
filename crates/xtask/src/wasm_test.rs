//! The tests of all that goes into a page, on wasm: the same ones that run natively.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::{no_arguments, target};

/// What the wasms that pages load are made of.
const PACKAGES: &[&str] = &[
    "wsmtp-bind",
    "wsmtp-composer",
    "wsmtp-message",
    "wsmtp-practice",
    "wsmtp-proto",
    "wsmtp-sandbox",
    "wsmtp-tunnel",
    "wsmtp-wasm",
];

/// Gives a program WASI, which Node.js has built in.
const RUNNER: &str = "crates/xtask/wasi.mjs";

/// Runs the tests in Node.js. The target is WASI's rather than the browser's: ordinary tests know
/// how to print there, and the compiler makes the same code for both.
pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    no_arguments(arguments)?;
    let wasi = target::WASI;
    target::add(shell, wasi)?;
    let runner = shell.current_dir().join(RUNNER);
    // WASI is an experiment to Node.js 20 and 22, which says so at every start.
    let runner = format!(
        "target.{wasi}.runner = ['node', '--no-warnings', '{}']",
        runner.display()
    );
    let packages = PACKAGES.iter().flat_map(|package| ["--package", package]);
    Ok(cmd!(
        shell,
        "cargo test --config {runner} --target {wasi} --tests {packages...} -- --nocapture"
    )
    .run()?)
}
