//! What the packages weigh on their way to a page.

use std::{fs, path::PathBuf};

use anyhow::{Result, ensure};
use xshell::{Shell, cmd};

/// Compresses as servers do.
const PROGRAM: &str = "crates/xtask/weigh.mjs";

/// Files that a page loads together, and how many KiB they may be with brotli.
pub(crate) struct Load {
    pub(crate) what: &'static str,
    /// Where that stands for those who choose the package.
    pub(crate) readme: &'static str,
    pub(crate) files: Vec<PathBuf>,
    pub(crate) most: usize,
}

/// Tells what they weigh; fails where that is as much as is allowed, or more, and where the README does not say so.
pub(crate) fn check(shell: &Shell, loads: &[Load]) -> Result<()> {
    for Load {
        what,
        readme,
        files,
        most,
    } in loads
    {
        let words = fs::read_to_string(shell.current_dir().join(readme))?;
        let octets: usize = cmd!(shell, "node {PROGRAM} {files...}").read()?.parse()?;
        println!("{what}: {octets} octets with brotli");
        ensure!(
            octets < most * 1024,
            "{what}: {octets} octets with brotli, and less than {most} KiB are allowed"
        );
        ensure!(
            words.contains(&format!("less than {most} KiB")),
            "{readme} does not say that {what} is less than {most} KiB with brotli"
        );
    }
    Ok(())
}
