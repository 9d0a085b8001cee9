//! What the wasm and its glue weigh on their way to a page.

use std::{fs, path::Path};

use anyhow::{Result, ensure};
use xshell::{Shell, cmd};

/// Compresses as servers do.
const PROGRAM: &str = "crates/xtask/weigh.mjs";

/// Where the figure stands for those who choose the package.
const README: &str = "web/client/README.md";

/// KiB; a page waits for these before its first mail. It is what the engine, the composer and the glue are, rounded
/// up: what makes them more is to be seen, and weighed against what it is good for.
const MOST: usize = 93;

/// Tells what `files` weigh together; fails where it is more than is allowed, or than the package's README says.
pub(crate) fn check(shell: &Shell, files: &[&Path]) -> Result<()> {
    let octets: usize = cmd!(shell, "node {PROGRAM} {files...}").read()?.parse()?;
    println!("wasm and glue: {octets} octets with brotli");
    ensure!(
        octets < MOST * 1024,
        "the wasm and its glue are {octets} octets with brotli, and less than {MOST} KiB are allowed"
    );
    let said = fs::read_to_string(shell.current_dir().join(README))?;
    ensure!(
        said.contains(&format!("less than {MOST} KiB")),
        "{README} does not say that the wasm and its glue are less than {MOST} KiB with brotli"
    );
    Ok(())
}
