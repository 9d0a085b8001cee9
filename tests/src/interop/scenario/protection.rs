//! How a session is made safe.

use anyhow::Result;
use wsmtp_proto::client::Security;

use super::{Outcome, envelope};
use crate::interop::{
    Letter, Server,
    session::{Session, config},
};

pub(super) async fn none(server: &Server) -> Result<Outcome> {
    one_mail(server, Security::None).await
}

pub(super) async fn starttls(server: &Server) -> Result<Outcome> {
    one_mail(server, Security::StartTls).await
}

pub(super) async fn implicit(server: &Server) -> Result<Outcome> {
    one_mail(server, Security::Implicit).await
}

async fn one_mail(server: &Server, security: Security) -> Result<Outcome> {
    let mut config = config()?;
    config.security = security;
    let mut session = Session::ready(server, config).await?;
    let letter = Letter::any(server);
    let envelope = envelope::to(server, &["bob"])?;
    session.deliver(envelope, &letter).await?;
    session.quit().await?;
    server.has("bob", &letter)?;
    Ok(Outcome::Yes)
}
