//! Senders and recipients.

use anyhow::{Result, ensure};
use wsmtp_proto::{
    client::{Delivery, Envelope, Protocol, Step, Verdict},
    types::ForwardPath,
};

use super::Outcome;
use crate::interop::{
    Letter, Server,
    session::{Session, config},
};

/// How many of the crowd get the same mail.
const MANY: usize = 40;

/// From the server's user to some who have a mailbox there, or have not.
pub(super) fn to(server: &Server, locals: &[&str]) -> Result<Envelope> {
    let site = server.site();
    let addresses = locals.iter().map(|local| site.address(local).parse());
    let to: Vec<ForwardPath> = addresses.collect::<Result<_, _>>()?;
    Ok(Envelope::new(site.user().parse()?, to))
}

pub(super) async fn many(server: &Server) -> Result<Outcome> {
    let crowd: Vec<_> = (1..=MANY).map(|number| format!("member{number}")).collect();
    let mut everybody: Vec<_> = crowd.iter().map(String::as_str).collect();
    everybody.insert(0, "nobody");
    everybody.insert(20, "nobody-else");
    let mut envelope = to(server, &everybody)?;
    envelope.to.push("eve@elsewhere.test".parse()?);
    let mut session = Session::ready(server, config()?).await?;
    let letter = Letter::any(server);
    let delivery = session.deliver(envelope, &letter).await?;
    let refused = refused(&delivery);
    ensure!(
        refused == [0, 20, everybody.len()],
        session.slip(&format!("refused were {refused:?}"))
    );
    session.quit().await?;
    for member in crowd {
        server.has(&member, &letter)?;
    }
    Ok(Outcome::Yes)
}

/// Those whom the server said no to, by their place in the envelope.
fn refused(delivery: &Delivery) -> Vec<usize> {
    let recipients = delivery.recipients.iter().enumerate();
    recipients
        .filter(|(_, recipient)| !recipient.is_accepted())
        .map(|(at, _)| at)
        .collect()
}

pub(super) async fn nobody(server: &Server) -> Result<Outcome> {
    let mut session = Session::ready(server, config()?).await?;
    let envelope = to(server, &["nobody", "nobody-else"])?;
    let delivery = session.send(envelope, &Letter::any(server)).await?;
    let Verdict::Refused(refusal) = &delivery.verdict else {
        return Err(session.slip("the mail was not refused"));
    };
    ensure!(
        refusal.step == Step::Recipient(0) && refused(&delivery) == [0, 1],
        session.slip("the refusal is not the first recipient's")
    );
    session.quit().await?;
    Ok(Outcome::Yes)
}

pub(super) async fn null_sender(server: &Server) -> Result<Outcome> {
    let mut session = Session::ready(server, config()?).await?;
    let letter = Letter::any(server);
    let mut envelope = to(server, &["bob"])?;
    envelope.from = "".parse()?;
    let delivery = session.send(envelope, &letter).await?;
    if let Verdict::Refused(refusal) = delivery.verdict {
        session.quit().await?;
        return Ok(Outcome::No(format!(
            "refused with {}",
            refusal.reply.code()
        )));
    }
    session.quit().await?;
    server.has("bob", &letter)?;
    Ok(Outcome::Yes)
}

/// Everybody has a verdict of their own.
pub(super) async fn lmtp(server: &Server) -> Result<Outcome> {
    let mut config = config()?;
    config.protocol = Protocol::Lmtp;
    let mut session = Session::ready(server, config).await?;
    let letter = Letter::any(server);
    let envelope = to(server, &["bob", "nobody", "member1"])?;
    let delivery = session.deliver(envelope, &letter).await?;
    let verdicts: Vec<_> = delivery
        .recipients
        .iter()
        .map(|recipient| recipient.verdict.is_some())
        .collect();
    ensure!(
        verdicts == [true, false, true] && refused(&delivery) == [1],
        session.slip("the verdicts are others")
    );
    session.quit().await?;
    server.has("bob", &letter)?;
    server.has("member1", &letter)?;
    Ok(Outcome::Yes)
}
