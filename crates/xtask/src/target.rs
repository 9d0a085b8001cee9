//! The Rust targets that a build needs beside the machine's own, and where builds end up.

use std::path::PathBuf;

use anyhow::{Context, Result};
use cargo_metadata::MetadataCommand;
use xshell::{Shell, cmd};

/// The browser's target.
pub(crate) const BROWSER: &str = "wasm32-unknown-unknown";

/// A target whose sysroot has no `std`, so that a crate that builds for it needs none.
pub(crate) const WITHOUT_STD: &str = "wasm32v1-none";

/// Wasm with an operating system around it that Node.js plays.
pub(crate) const WASI: &str = "wasm32-wasip1";

/// Adds `target` to the toolchain in use, if it is missing.
pub(crate) fn add(shell: &Shell, target: &str) -> Result<()> {
    let installed = cmd!(shell, "rustup target list --installed")
        .quiet()
        .read()
        .context("rustup is needed to add targets to the toolchain")?;
    if !installed.lines().any(|line| line == target) {
        cmd!(shell, "rustup target add {target}").run()?;
    }
    Ok(())
}

/// The machine's own target.
pub(crate) fn host(shell: &Shell) -> Result<String> {
    let version = cmd!(shell, "rustc --version --verbose").quiet().read()?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc does not say for which machine it is")?;
    Ok(host.to_owned())
}

/// Cargo's target folder, wherever the environment or a config file put it.
pub(crate) fn folder() -> Result<PathBuf> {
    let metadata = MetadataCommand::new().no_deps().exec()?;
    Ok(metadata.target_directory.into_std_path_buf())
}
