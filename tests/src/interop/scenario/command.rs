//! Commands that are no part of a mail.

use anyhow::Result;
use wsmtp_proto::{client::Client, error::LocalError, types::Argument};

use super::Outcome;
use crate::interop::{
    Server,
    session::{Session, config},
};

pub(super) async fn noop(server: &Server) -> Result<Outcome> {
    ask(server, Client::noop).await
}

pub(super) async fn reset(server: &Server) -> Result<Outcome> {
    ask(server, Client::reset).await
}

pub(super) async fn help(server: &Server) -> Result<Outcome> {
    ask(server, |client| client.help(None)).await
}

pub(super) async fn verify(server: &Server) -> Result<Outcome> {
    let bob: Argument = server.site().address("bob").parse()?;
    ask(server, |client| client.verify(bob)).await
}

pub(super) async fn expand(server: &Server) -> Result<Outcome> {
    let bob: Argument = server.site().address("bob").parse()?;
    ask(server, |client| client.expand(bob)).await
}

async fn ask(
    server: &Server,
    ask: impl FnOnce(&mut Client) -> Result<(), LocalError>,
) -> Result<Outcome> {
    let mut session = Session::ready(server, config()?).await?;
    let reply = session.ask(ask).await?;
    session.quit().await?;
    if reply.is_success() {
        return Ok(Outcome::Yes);
    }
    Ok(Outcome::No(format!("refused with {}", reply.code())))
}
