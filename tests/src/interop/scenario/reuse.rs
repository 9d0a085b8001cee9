//! More than one mail in a session.

use anyhow::Result;
use wsmtp_proto::client::Verdict;

use super::{Outcome, envelope};
use crate::interop::{
    Letter, Server,
    session::{Session, config},
};

pub(super) async fn mails(server: &Server) -> Result<Outcome> {
    let mut session = Session::ready(server, config()?).await?;
    let letters: Vec<_> = (0..5).map(|_| Letter::any(server)).collect();
    for letter in &letters {
        session
            .deliver(envelope::to(server, &["bob"])?, letter)
            .await?;
    }
    session.quit().await?;
    for letter in &letters {
        server.has("bob", letter)?;
    }
    Ok(Outcome::Yes)
}

/// Nothing of a refused mail is left when the next begins.
pub(super) async fn refusals(server: &Server) -> Result<Outcome> {
    let mut session = Session::ready(server, config()?).await?;
    for _ in 0..2 {
        let nobody = envelope::to(server, &["nobody"])?;
        let delivery = session.send(nobody, &Letter::any(server)).await?;
        if !matches!(delivery.verdict, Verdict::Refused(_)) {
            return Err(session.slip("the mail was not refused"));
        }
        let letter = Letter::any(server);
        session
            .deliver(envelope::to(server, &["bob"])?, &letter)
            .await?;
        server.has("bob", &letter)?;
    }
    session.quit().await?;
    Ok(Outcome::Yes)
}
