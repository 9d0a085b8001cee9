//! What servers offer beyond RFC 5321.

use anyhow::{Context as _, Result, bail, ensure};
use wsmtp_proto::{
    error::LocalError,
    transcript::Direction,
    types::{
        DeliverBy, DsnReturn, Hold, HoldSeconds, LateAction, MailParameters, Notify,
        OriginalRecipient, Priority,
    },
};

use super::{Outcome, envelope};
use crate::interop::{
    Letter, Server,
    session::{Session, config},
};

pub(super) async fn smtp_utf8(server: &Server) -> Result<Outcome> {
    let mut session = Session::ready(server, config()?).await?;
    let letter = Letter::new(server, "Grüße an Jürgen\r\n");
    let mut envelope = envelope::to(server, &["jürgen"])?;
    envelope.parameters.smtp_utf8 = true;
    session.deliver(envelope, &letter).await?;
    session.quit().await?;
    server.has("jürgen", &letter)?;
    Ok(Outcome::Yes)
}

/// Which a server without SMTPUTF8 hears in its ASCII spelling.
pub(super) async fn unicode_domain(server: &Server) -> Result<Outcome> {
    let mut session = Session::ready(server, config()?).await?;
    let letter = Letter::any(server);
    let mut envelope = envelope::to(server, &[])?;
    let [.., unicode] = server.site().domains();
    envelope.to.push(format!("bob@{unicode}").parse()?);
    session.deliver(envelope, &letter).await?;
    session.quit().await?;
    server.has("bob", &letter)?;
    Ok(Outcome::Yes)
}

/// The sender is told that the mail was delivered, or the mail says that they wanted to be.
pub(super) async fn dsn(server: &Server) -> Result<Outcome> {
    let mut session = Session::ready(server, config()?).await?;
    let letter = Letter::any(server);
    let mut envelope = envelope::to(server, &["bob"])?;
    envelope.parameters.ret = Some(DsnReturn::Headers);
    envelope.parameters.envelope_id = Some(format!("{}+=", letter.id).parse()?);
    let robert = "robert@elsewhere.test".parse()?;
    for addressee in &mut envelope.to {
        addressee.parameters.notify = Some(Notify::of(true, true, true)?);
        addressee.parameters.original = Some(OriginalRecipient::of(&robert)?);
    }
    session.deliver(envelope, &letter).await?;
    let id = format!("{}+2B+3D", letter.id);
    session.ensure_said(&[
        " RET=HDRS",
        &format!(" ENVID={id}"),
        " NOTIFY=SUCCESS,FAILURE,DELAY",
        " ORCPT=rfc822;robert@elsewhere.test",
    ])?;
    session.quit().await?;
    server.has("bob", &letter)?;
    match server.told(&letter)? {
        Some(told) => {
            for word in [
                r#""ret":"HDRS""#,
                "+=\"",
                "SUCCESS,FAILURE,DELAY",
                ";robert@",
            ] {
                ensure!(told.contains(word), "{word} did not arrive: {told}");
            }
        }
        None => reported(server, &letter)?,
    }
    Ok(Outcome::Yes)
}

/// How a report names the one whom the sender knows the recipient by.
const ORIGINAL_RECIPIENT: &str = "Original-Recipient: rfc822;robert@elsewhere.test";

/// The sender has a report, with the header of the mail alone.
fn reported(server: &Server, letter: &Letter) -> Result<()> {
    for report in server.found("alice", letter, 1)? {
        let report = String::from_utf8_lossy(&report);
        ensure!(
            report.contains("Action: delivered") && !report.contains("how are you?"),
            "the report is another one:\n{report}"
        );
        // OpenSMTPD alone shows neither, and Exim the first as it came over the wire.
        let silent = server.site().name == "opensmtpd";
        let ids = ["+=", "+2B+3D"].map(|end| format!(": {}{end}", letter.id));
        let told = ids.iter().any(|id| report.contains(id)) && report.contains(ORIGINAL_RECIPIENT);
        ensure!(
            told != silent,
            "the report is not about what was asked:\n{report}"
        );
    }
    Ok(())
}

/// MAIL, RCPT and DATA go out together, and each is answered.
pub(super) async fn pipelining(server: &Server) -> Result<Outcome> {
    for pipelining in [true, false] {
        let mut config = config()?;
        config.pipelining = pipelining;
        config.chunking = false;
        let mut session = Session::ready(server, config).await?;
        let letter = Letter::any(server);
        let envelope = envelope::to(server, &["bob", "nobody", "member1"])?;
        session.deliver(envelope, &letter).await?;
        let together = session.lines().windows(5).any(|lines| {
            let words = lines.iter().map(|line| line.text.split(' ').next());
            lines.iter().all(|line| line.direction == Direction::Client)
                && words.eq(["MAIL", "RCPT", "RCPT", "RCPT", "DATA"].map(Some))
        });
        ensure!(
            together == pipelining,
            session.slip("the commands went out otherwise")
        );
        session.quit().await?;
        server.has("bob", &letter)?;
        server.has("member1", &letter)?;
    }
    Ok(Outcome::Yes)
}

/// Yes and no have codes that say more.
pub(super) async fn enhanced_codes(server: &Server) -> Result<Outcome> {
    let mut session = Session::ready(server, config()?).await?;
    let envelope = envelope::to(server, &["bob", "nobody"])?;
    let delivery = session.deliver(envelope, &Letter::any(server)).await?;
    let codes: Vec<_> = delivery
        .recipients
        .iter()
        .filter_map(|recipient| recipient.reply.as_ref()?.enhanced())
        .map(|code| code.to_string())
        .collect();
    let codes: Vec<_> = codes.iter().map(String::as_str).collect();
    session.quit().await?;
    match codes.as_slice() {
        ["2.1.5", "5.1.1"] => Ok(Outcome::Yes),
        ["2.1.5"] => Ok(Outcome::No("refuses a recipient without".to_owned())),
        _ => bail!("the codes are {codes:?}"),
    }
}

/// A mail to more than the server takes at once goes in parts, and another session follows when one is
/// full.
pub(super) async fn limits(server: &Server) -> Result<Outcome> {
    let mut session = Session::ready(server, config()?).await?;
    let limits = session.capabilities()?.limits();
    let most = limits
        .recipients
        .context("there is no limit to recipients")?;
    let crowd: Vec<_> = (0..=most)
        .map(|number| format!("member{}", number + 1))
        .collect();
    let everybody: Vec<_> = crowd.iter().map(String::as_str).collect();
    let envelope = envelope::to(server, &everybody)?;
    let letter = Letter::any(server);
    let refused = session.client().send_mail(envelope.clone());
    ensure!(
        matches!(refused, Err(LocalError::TooManyRecipients { .. })),
        session.slip(&format!("not refused for its recipients: {refused:?}"))
    );
    let mails = session
        .client()
        .mails_left()
        .context("there is no limit to mails")?;
    let batches = envelope.batches(limits);
    ensure!(batches.len() == 2, session.slip("the parts are others"));
    for batch in &batches {
        session.deliver(batch.clone(), &letter).await?;
    }
    for _ in 2..mails {
        session
            .deliver(envelope::to(server, &["bob"])?, &Letter::any(server))
            .await?;
    }
    let refused = session.client().send_mail(envelope::to(server, &["bob"])?);
    ensure!(
        refused == Err(LocalError::NoMoreMails { limit: mails }),
        session.slip(&format!("not refused as one too many: {refused:?}"))
    );
    session.quit().await?;
    for member in &crowd {
        server.has(member, &letter)?;
    }
    Ok(Outcome::Yes)
}

pub(super) async fn require_tls(server: &Server) -> Result<Outcome> {
    let letter = asking(server, |parameters| parameters.require_tls = true).await?;
    if let Some(told) = server.told(&letter)? {
        let arrived = told.contains(r#""requireTLS":true"#);
        ensure!(arrived, "the wish did not arrive: {told}");
    }
    Ok(Outcome::Yes)
}

pub(super) async fn future_release(server: &Server) -> Result<Outcome> {
    let hold = HoldSeconds::new(1).map(Hold::For);
    asking(server, |parameters| parameters.hold = hold).await?;
    Ok(Outcome::Yes)
}

pub(super) async fn deliver_by(server: &Server) -> Result<Outcome> {
    let in_an_hour = DeliverBy::new(3600, LateAction::Return, false)?;
    asking(server, |parameters| {
        parameters.deliver_by = Some(in_an_hour);
    })
    .await?;
    Ok(Outcome::Yes)
}

pub(super) async fn priority(server: &Server) -> Result<Outcome> {
    let priority = Priority::new(4);
    asking(server, |parameters| parameters.priority = priority).await?;
    Ok(Outcome::Yes)
}

/// A mail that asks for something, and arrives.
async fn asking(server: &Server, ask: impl FnOnce(&mut MailParameters)) -> Result<Letter> {
    let mut session = Session::ready(server, config()?).await?;
    let letter = Letter::any(server);
    let mut envelope = envelope::to(server, &["bob"])?;
    ask(&mut envelope.parameters);
    session.deliver(envelope, &letter).await?;
    session.quit().await?;
    server.has("bob", &letter)?;
    Ok(letter)
}
