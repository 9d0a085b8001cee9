//! The client engine against other people's mail servers: what they can do together is what
//! `tests/interop/expected-results.json` says.

use anyhow::{Context as _, Result};
use testsuite::interop::PROGRAMS;

async fn does_what_is_written_down(name: &str) -> Result<()> {
    let program = PROGRAMS.iter().find(|program| program.name == name);
    let program = program.context("there is no such server")?;
    program.compare(&program.results().await?)
}

#[tokio::test]
async fn postfix() -> Result<()> {
    does_what_is_written_down("Postfix").await
}

#[tokio::test]
async fn exim() -> Result<()> {
    does_what_is_written_down("Exim").await
}

#[tokio::test]
async fn opensmtpd() -> Result<()> {
    does_what_is_written_down("OpenSMTPD").await
}

#[tokio::test]
async fn aiosmtpd() -> Result<()> {
    does_what_is_written_down("aiosmtpd").await
}

#[tokio::test]
async fn smtp_server() -> Result<()> {
    does_what_is_written_down("smtp-server").await
}

#[tokio::test]
async fn haraka() -> Result<()> {
    does_what_is_written_down("Haraka").await
}
