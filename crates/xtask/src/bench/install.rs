//! The programs that are compared: ours are built, the others installed once, below the target folder.

use std::path::{Path, PathBuf};

use anyhow::Result;
use xshell::{Shell, cmd};

use super::FOLDER;
use crate::{npm, target};

/// The websocat that is compared with.
const WEBSOCAT: &str = "1.14.1";

pub(super) struct Programs {
    pub(super) driver: PathBuf,
    pub(super) gateway: PathBuf,
    pub(super) websocat: PathBuf,
    pub(super) websockify: PathBuf,
    pub(super) node: PathBuf,
    /// What Node.js runs.
    pub(super) bridge: PathBuf,
    /// How many files a program may open.
    pub(super) files: usize,
    /// What is compared, by name and version.
    pub(super) versions: Vec<String>,
}

pub(super) fn install(shell: &Shell, work: &Path) -> Result<Programs> {
    cmd!(shell, "cargo build --release --package wsmtp-gateway").run()?;
    cmd!(
        shell,
        "cargo build --release --package testsuite --bin bench"
    )
    .run()?;
    let release = target::folder()?.join("release");
    npm::install(shell, npm::BENCH)?;
    let files = cmd!(shell, "sh -c 'ulimit -Hn'").quiet().read()?;
    Ok(Programs {
        driver: release.join("bench"),
        gateway: release.join("wsmtp-gateway"),
        websocat: websocat(shell, work)?,
        websockify: websockify(shell, work)?,
        node: "node".into(),
        bridge: shell.current_dir().join(FOLDER).join("bridge.mjs"),
        // `unlimited` is more than enough.
        files: files.parse().unwrap_or(usize::MAX),
        versions: versions(shell)?,
    })
}

fn websocat(shell: &Shell, work: &Path) -> Result<PathBuf> {
    let root = work.join("websocat");
    let built = work.join("websocat-build");
    // Cargo looks by itself whether this very version is there.
    cmd!(
        shell,
        "cargo install --quiet --locked --root {root} --target-dir {built} --version {WEBSOCAT} websocat"
    )
    .run()?;
    Ok(root.join("bin/websocat"))
}

fn websockify(shell: &Shell, work: &Path) -> Result<PathBuf> {
    let (folder, requirements) = (
        work.join("websockify"),
        format!("{FOLDER}/requirements.txt"),
    );
    let wanted = shell.read_file(&requirements)?;
    let stamp = folder.join(".installed");
    if shell
        .read_file(&stamp)
        .is_ok_and(|installed| installed == wanted)
    {
        return Ok(folder.join("bin/websockify"));
    }
    shell.remove_path(&folder)?;
    cmd!(shell, "/usr/bin/python3 -m venv {folder}").run()?;
    let pip = folder.join("bin/pip");
    // What it needs beside these is for its plugins.
    let options = ["--quiet", "--disable-pip-version-check", "--no-deps"];
    cmd!(
        shell,
        "{pip} install {options...} --requirement {requirements}"
    )
    .run()?;
    shell.write_file(&stamp, wanted)?;
    Ok(folder.join("bin/websockify"))
}

fn versions(shell: &Shell) -> Result<Vec<String>> {
    let requirements = shell.read_file(format!("{FOLDER}/requirements.txt"))?;
    let package = shell.read_file(format!("{FOLDER}/package.json"))?;
    let ws = package
        .lines()
        .find_map(|line| line.trim().strip_prefix("\"ws\": "));
    let node = cmd!(shell, "node --version").quiet().read()?;
    Ok(vec![
        format!("websocat {WEBSOCAT}"),
        requirements
            .lines()
            .map(|line| line.replace("==", " "))
            .collect::<Vec<_>>()
            .join(" with "),
        format!(
            "ws {} on Node.js {node}",
            ws.unwrap_or_default().trim_matches('"')
        ),
    ])
}
