//! The whole path on one machine: pages, gateway, sandbox mail server.

use std::os::unix::process::CommandExt;

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::{target, web};

/// Builds everything, then becomes the gateway, so that signals reach it and nothing stays behind.
pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    web::build(shell)?;
    cmd!(shell, "cargo build --package wsmtp-gateway").run()?;
    let gateway = target::folder()?.join("debug/wsmtp-gateway");
    let arguments = arguments.iter().filter(|argument| *argument != "--");
    let error = std::process::Command::new(&gateway)
        .arg("demo")
        .args(arguments)
        .exec();
    Err(error).with_context(|| format!("{} did not start", gateway.display()))
}
