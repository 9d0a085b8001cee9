//! AUTH. Each time with what is right, and with what is wrong.

use std::{fs::File, io::Read as _};

use anyhow::{Result, ensure};
use wsmtp_proto::{
    client::{Config, Step},
    types::{Credentials, Mechanism, Nonce},
};

use super::{Outcome, envelope};
use crate::interop::{
    Letter, Server,
    session::{self, Session},
    site::{PASSWORD, TOKEN},
};

pub(super) async fn password(server: &Server, mechanism: Mechanism) -> Result<Outcome> {
    let user = server.site().user();
    let right = Credentials::new(&user, PASSWORD)?;
    let wrong = Credentials::new(&user, "not this one")?;
    both(server, mechanism, right, wrong).await
}

pub(super) async fn token(server: &Server, mechanism: Mechanism) -> Result<Outcome> {
    let user = server.site().user();
    let right = Credentials::with_token(&user, TOKEN)?;
    let wrong = Credentials::with_token(&user, "ya29.expired")?;
    both(server, mechanism, right, wrong).await
}

pub(super) async fn certificate(server: &Server) -> Result<Outcome> {
    let user = server.site().user();
    let right = Credentials::external().acting_for(user)?;
    let wrong = Credentials::external().acting_for(server.site().address("bob"))?;
    both(server, Mechanism::External, right, wrong).await
}

/// A refused password is not tried again with a weaker mechanism.
pub(super) async fn once(server: &Server) -> Result<Outcome> {
    let wrong = Credentials::new(server.site().user(), "not this one")?;
    refused(server, config(None, wrong)?).await?;
    Ok(Outcome::Yes)
}

async fn both(
    server: &Server,
    mechanism: Mechanism,
    right: Credentials,
    wrong: Credentials,
) -> Result<Outcome> {
    for initial_response in [None, Some(false)] {
        let mut config = config(Some(mechanism), right.clone())?;
        config.initial_response = initial_response;
        accepted(server, config, mechanism).await?;
    }
    refused(server, config(Some(mechanism), wrong)?).await?;
    Ok(Outcome::Yes)
}

async fn accepted(server: &Server, config: Config, mechanism: Mechanism) -> Result<()> {
    let mut session = Session::ready(server, config).await?;
    let letter = Letter::any(server);
    let envelope = envelope::to(server, &["bob"])?;
    session.deliver(envelope, &letter).await?;
    ensure!(
        session.said(&format!("AUTH {mechanism}")) == 1,
        session.slip("the client signed in otherwise")
    );
    session.quit().await?;
    server.has("bob", &letter)
}

async fn refused(server: &Server, config: Config) -> Result<()> {
    let (session, refusal) = Session::open(server, config).await?;
    let Some(refusal) = refusal else {
        return Err(session.slip("what is wrong was accepted"));
    };
    let expected = refusal.step == Step::Auth && refusal.reply.code().get() == 535;
    ensure!(expected, session.slip("the refusal is another one"));
    ensure!(
        session.said("AUTH ") == 1,
        session.slip("the client tried again")
    );
    Ok(())
}

fn config(mechanism: Option<Mechanism>, credentials: Credentials) -> Result<Config> {
    let mut config = session::config()?;
    config.mechanism = mechanism;
    config.credentials = Some(credentials);
    let mut random = [0; 24];
    File::open("/dev/urandom")?.read_exact(&mut random)?;
    config.nonce = Some(Nonce::from_random(random));
    Ok(config)
}
