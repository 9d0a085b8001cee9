//! What the wasms and their glue weigh on their way to a page.

use std::{fs, path::PathBuf};

use anyhow::{Result, ensure};
use xshell::{Shell, cmd};

/// Compresses as servers do.
const PROGRAM: &str = "crates/xtask/weigh.mjs";

/// Where the figure stands for those who choose the package.
const README: &str = "web/client/README.md";

/// KiB; a page waits for these before its session can begin. It is what the engine and the glue are, rounded up: what
/// makes them more is to be seen, and weighed against what it is good for.
const MOST: usize = 77;

/// Tells what the files of the core weigh together, and those of the composer, which comes beside it; fails where the
/// core's are more than is allowed, or than the package's README says.
pub(crate) fn check(shell: &Shell, core: &[PathBuf], composer: &[PathBuf]) -> Result<()> {
    let octets = weigh(shell, core)?;
    println!("wasm and glue: {octets} octets with brotli");
    println!("composer and glue: {} octets", weigh(shell, composer)?);
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

fn weigh(shell: &Shell, files: &[PathBuf]) -> Result<usize> {
    Ok(cmd!(shell, "node {PROGRAM} {files...}").read()?.parse()?)
}
