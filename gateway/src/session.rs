//! The life of one session, from the upgraded WebSocket to its end.

use std::{
    sync::Arc,
    time::{Instant, SystemTime},
};

use bytes::BytesMut;
use hyper::upgrade::Upgraded;
use tokio::time::timeout;
use tokio_util::either::Either;
use tracing::info;
use wsmtp_tunnel::{ErrorCode, GatewayMessage, Open, Opened};

use crate::{
    Limits,
    bridge::{Bridge, Ended},
    dial::{self, Server},
    end::{end, turn_away},
    failure::{Failure, Stop},
    greet::{Greeted, greet},
    inspect::{Channel, MailRules, Setup},
    judge::Upstream,
    open::{admit, open},
    page::{Dialect, Page, Pulse},
    rules::Rules,
    sessions::Admission,
    shared::Shared,
    telemetry::{Journal, Step},
    token::Grant,
};

/// Where a WebSocket came in, and so what it may ask for.
#[derive(Clone, Debug)]
pub(crate) enum Entrance {
    /// `/tunnel`: the page says in `open` where to.
    Tunnel,
    /// `/smtp/<upstream>`: the path and the header have said it.
    Raw(Open),
}

impl Entrance {
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Tunnel => Dialect::Tunnel,
            Self::Raw(_) => Dialect::Raw,
        }
    }
}

/// Runs a session to its end, whatever that is. The span that it runs in has the fields `upstream`
/// and `subject`.
pub(crate) async fn run(
    socket: Upgraded,
    shared: Arc<Shared>,
    entrance: Entrance,
    admission: Admission,
    mut journal: Journal,
) {
    let rules = shared.rules();
    let limits = &rules.limits;
    let (mut page, pulse) = Page::new(socket, entrance.dialect(), limits);
    if let Some(refusal) = admission.refusal {
        let away = turn_away(page, journal, refusal, &shared.strangers, limits);
        return Box::pin(away).await;
    }
    let outcome = bounded(&mut page, &mut journal, &pulse, &shared, &rules, entrance).await;
    Box::pin(end(page, journal, &outcome, limits)).await;
}

/// The session within the limits that hold for all of it.
async fn bounded(
    page: &mut Page,
    journal: &mut Journal,
    pulse: &Pulse,
    shared: &Shared,
    rules: &Rules,
    entrance: Entrance,
) -> Result<(), Stop> {
    let limits = &rules.limits;
    tokio::select! {
        outcome = timeout(limits.session, converse(page, journal, shared, rules, entrance)) => {
            outcome.unwrap_or_else(|_| Err(too_long(limits).into()))
        }
        () = pulse.idle(limits.idle) => Err(idle(limits).into()),
        () = shared.shutdown.forced() => Err(shutting_down().into()),
    }
}

async fn converse(
    page: &mut Page,
    journal: &mut Journal,
    shared: &Shared,
    rules: &Rules,
    entrance: Entrance,
) -> Result<(), Stop> {
    let limits = &rules.limits;
    let (upstream, grant) = Box::pin(enter(page, journal, rules, entrance)).await?;
    let enter_as = |grant: &Grant| shared.sessions.enter_as(&grant.subject, limits);
    let _among_theirs = grant.as_ref().map(enter_as).transpose()?;
    let upstream = &*upstream;
    // In boxes, because these futures are far larger than that of a session under way, and it would
    // have to keep room for them.
    let connecting = Box::pin(dial::connect(upstream, &*shared.resolver, limits));
    let connected = page.holding(connecting).await?;
    journal.took(Step::Dial, connected.took.dial);
    if let Some(tls) = connected.took.tls {
        journal.took(Step::Tls, tls);
    }
    let dialect = page.dialect();
    let greeting = Box::pin(greet(connected, upstream, dialect, limits));
    let mut greeted = page.holding(greeting).await?;
    journal.took(Step::Greeting, greeted.waited);
    let connected = &greeted.connected;
    info!(peer = %connected.peer, tls = connected.tls.as_ref().map(|tls| &tls.version), "open");
    let rules = match &grant {
        Some(grant) => Arc::new(upstream.mails.and(&grant.rules)),
        None => Arc::clone(&upstream.mails),
    };
    narrow(&mut greeted, &rules);
    let mut offers = greeted.ready.iter().flatten().skip(1);
    let chunking = offers.any(|line| line.eq_ignore_ascii_case("CHUNKING"));
    let budget = grant.map(|grant| shared.ledger.budget(&grant.subject));
    let setup = |channel| Setup {
        channel,
        signed_in: upstream.account.is_some(),
        chunking,
        rules: Arc::clone(&rules),
        budget: budget.clone(),
        records: journal.mails(),
    };
    let server = Box::pin(tell(page, greeted, upstream, limits)).await?;
    relay(page, journal, server, upstream, &setup, limits).await
}

/// Where the page goes, and what its token grants it there. The token itself is not kept.
async fn enter(
    page: &mut Page,
    journal: &mut Journal,
    rules: &Rules,
    entrance: Entrance,
) -> Result<(Arc<Upstream>, Option<Grant>), Stop> {
    let wanted = match entrance {
        Entrance::Tunnel => open(page, &rules.limits).await?,
        Entrance::Raw(wanted) => wanted,
    };
    let (upstream, grant) = admit(rules, &wanted, SystemTime::now())?;
    let span = tracing::Span::current();
    span.record("upstream", &upstream.name);
    journal.goes_to(&upstream.name);
    if let Some(grant) = &grant {
        span.record("subject", &grant.subject);
        journal.speaks_for(&grant.subject);
        info!(key = grant.key, "admitted");
    }
    Ok((upstream, grant))
}

/// Takes away what the server offers and the rules do not.
fn narrow(greeted: &mut Greeted, rules: &MailRules) {
    if let Some(lines) = &mut greeted.ready {
        let mut offers = lines.split_off(lines.len().min(1));
        lines.extend(offers.drain(..).filter_map(|line| rules.offer(&line)));
    }
}

/// Tells the page where it is; what is left is the server, and what of its bytes the page is to get.
async fn tell(
    page: &mut Page,
    greeted: Greeted,
    upstream: &Upstream,
    limits: &Limits,
) -> Result<(Server, BytesMut), Stop> {
    let connected = greeted.connected;
    let opened = Opened {
        peer: connected.peer,
        tls: connected.tls,
        security: upstream.security,
        window: limits.window,
        ready: greeted.ready,
    };
    page.writer.say(&GatewayMessage::Opened(opened)).await?;
    Ok((connected.server, greeted.bytes))
}

/// Moves bytes until both directions have ended, through the upgrade to TLS where one comes.
async fn relay(
    page: &mut Page,
    journal: &Journal,
    (server, heard): (Server, BytesMut),
    upstream: &Upstream,
    setup: &(dyn Fn(Channel) -> Setup + Sync),
    limits: &Limits,
) -> Result<(), Stop> {
    let channel = match &server {
        Either::Left(_) if upstream.has_starttls() => Channel::BeforeTls,
        Either::Left(_) => Channel::Clear,
        Either::Right(_) => Channel::Tls,
    };
    let mut bridge = Bridge::new(upstream, server, &heard, setup(channel));
    drop(heard);
    loop {
        match bridge.run(page, limits.closing).await? {
            Ended::Both => {
                Box::pin(bridge.farewell(page.reader.take(), limits.closing)).await;
                return Ok(());
            }
            Ended::PageGone => {
                Box::pin(bridge.farewell(page.reader.take(), limits.closing)).await;
                return Err(Stop::Gone);
            }
            Ended::StartTls => {
                let clear = bridge.into_clear()?;
                let since = Instant::now();
                let upgrading = Box::pin(dial::upgrade(clear, upstream, limits));
                let (server, tls) = page.holding(upgrading).await?;
                journal.took(Step::Tls, since.elapsed());
                info!(tls = tls.version, "secured");
                page.writer.say(&GatewayMessage::Secured { tls }).await?;
                bridge = Bridge::new(upstream, server, &[], setup(Channel::Tls));
            }
        }
    }
}

fn idle(limits: &Limits) -> Failure {
    let message = format!(
        "neither the page nor the mail server sent anything for {} seconds; connect again",
        limits.idle.as_secs()
    );
    Failure::new(ErrorCode::IdleTimeout, message)
}

fn too_long(limits: &Limits) -> Failure {
    let message = format!(
        "the session reached the {} seconds that the gateway's operator permits; connect again",
        limits.session.as_secs()
    );
    Failure::new(ErrorCode::SessionTimeout, message)
}

fn shutting_down() -> Failure {
    let message = "the gateway is shutting down; a mail under way was not confirmed, so check before sending it again";
    Failure::new(ErrorCode::ShuttingDown, message)
}
