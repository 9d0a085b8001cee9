//! The life of one session, from the upgraded WebSocket to its end.
//!
//! Most of that time it rests in [`relay`], and a future has room for the largest that it ever waits
//! for. So what comes before, between and after is in boxes: ten thousand sessions at rest keep no
//! room for a greeting that is long over.

use std::{
    future::Future,
    sync::Arc,
    time::{Instant, SystemTime},
};

use bytes::BytesMut;
use hyper::upgrade::Upgraded;
use tokio::time::timeout;
use tokio_util::either::Either;
use tracing::info;
use wsmtp_tunnel::{ErrorCode, GatewayMessage, Opened};

use crate::{
    Limits,
    bridge::{Bridge, Ended},
    client::Client,
    dial::{self, Server},
    end::{end, turn_away},
    failure::{Failure, Stop},
    greet::{Greeted, Seen, greet},
    inspect::{Budget, Channel, Fault, MailRules, Setup, SignIns},
    judge::Upstream,
    open::{Admitted, admit, open},
    page::{Dialect, Page, Pulse},
    rules::Rules,
    sessions::{Admission, Place},
    shared::Shared,
    sign_ins::Attempts,
    telemetry::{Journal, Step},
    token::Grant,
};

/// Where a WebSocket came in, and so what it may ask for.
pub(crate) enum Entrance {
    /// `/tunnel`: the page says in `open` where to.
    Tunnel,
    /// `/smtp/<upstream>`: the path and the header have said it, and this is the answer.
    Raw(Box<Result<Admitted, Failure>>),
}

/// Who has come, and by which rules.
struct Visit {
    shared: Arc<Shared>,
    rules: Arc<Rules>,
    client: Client,
}

impl Visit {
    fn attempts(&self, upstream: &str) -> Attempts {
        Attempts {
            shared: Arc::clone(&self.shared),
            rules: Arc::clone(&self.rules),
            client: self.client,
            upstream: upstream.to_owned(),
        }
    }
}

impl Entrance {
    fn dialect(&self) -> Dialect {
        match self {
            Self::Tunnel => Dialect::Tunnel,
            Self::Raw(_) => Dialect::Raw,
        }
    }
}

/// Runs a session to its end, whatever that is, by the rules that it was let in by. The span that it
/// runs in has the fields `upstream` and `subject`.
pub(crate) async fn run(
    socket: Upgraded,
    shared: Arc<Shared>,
    rules: Arc<Rules>,
    entrance: Entrance,
    admission: Admission,
    mut journal: Journal,
) {
    let limits = &rules.limits;
    let (mut page, pulse) = Page::new(socket, entrance.dialect(), limits);
    if let Some(refusal) = admission.refusal {
        let away = turn_away(page, journal, refusal, &shared.strangers, limits);
        return Box::pin(away).await;
    }
    let visit = Visit {
        client: admission.client,
        rules: Arc::clone(&rules),
        shared,
    };
    let outcome = bounded(&mut page, &mut journal, &pulse, &visit, entrance).await;
    Box::pin(end(page, journal, &outcome, limits)).await;
}

/// The session within the limits that hold for all of it.
async fn bounded(
    page: &mut Page,
    journal: &mut Journal,
    pulse: &Pulse,
    visit: &Visit,
    entrance: Entrance,
) -> Result<(), Stop> {
    let limits = &visit.rules.limits;
    tokio::select! {
        outcome = timeout(limits.session, converse(page, journal, visit, entrance)) => {
            outcome.unwrap_or_else(|_| Err(too_long(limits).into()))
        }
        () = pulse.idle(limits.idle) => Err(idle(limits).into()),
        () = visit.shared.shutdown.forced() => Err(shutting_down().into()),
    }
}

async fn converse(
    page: &mut Page,
    journal: &mut Journal,
    visit: &Visit,
    entrance: Entrance,
) -> Result<(), Stop> {
    let arriving = Box::pin(arrive(page, journal, visit, entrance));
    let arrived = unless_draining(visit, arriving).await?;
    relay(page, journal, visit, arrived).await
}

/// A session whose page has been told where it is.
struct Arrived {
    upstream: Arc<Upstream>,
    terms: Terms,
    server: Server,
    /// What of the server's bytes the page is to get.
    heard: BytesMut,
    _among_theirs: Option<Place<String>>,
}

/// All that comes before the first byte goes from one side to the other.
async fn arrive(
    page: &mut Page,
    journal: &mut Journal,
    visit: &Visit,
    entrance: Entrance,
) -> Result<Arrived, Stop> {
    let Visit { shared, rules, .. } = visit;
    let limits = &rules.limits;
    let Admitted { upstream, grant } = enter(page, journal, rules, entrance).await?;
    let enter_as = |grant: &Grant| shared.sessions.enter_as(&grant.subject, limits);
    let among_theirs = grant.as_ref().map(enter_as).transpose()?;
    let mut greeted = reach(page, journal, shared, &upstream, limits).await?;
    let terms = terms(&mut greeted, &upstream, grant, visit);
    let (server, heard) = tell(page, greeted, &upstream, limits).await?;
    Ok(Arrived {
        upstream,
        terms,
        server,
        heard,
        _among_theirs: among_theirs,
    })
}

/// Does what costs no mail when it is left, and leaves it when the gateway is ending.
async fn unless_draining<T>(
    visit: &Visit,
    work: impl Future<Output = Result<T, Stop>>,
) -> Result<T, Stop> {
    tokio::select! {
        done = work => done,
        () = visit.shared.shutdown.draining() => Err(Failure::from(Fault::ShuttingDown).into()),
    }
}

/// Learns where the page goes, and by what right.
async fn enter(
    page: &mut Page,
    journal: &mut Journal,
    rules: &Rules,
    entrance: Entrance,
) -> Result<Admitted, Stop> {
    let admitted = match entrance {
        Entrance::Tunnel => {
            let wanted = open(page, &rules.limits).await?;
            admit(rules, &wanted, SystemTime::now())?
        }
        Entrance::Raw(admitted) => (*admitted)?,
    };
    let Admitted { upstream, grant } = &admitted;
    let span = tracing::Span::current();
    span.record("upstream", &upstream.name);
    journal.goes_to(&upstream.name);
    if let Some(grant) = grant {
        span.record("subject", &grant.subject);
        journal.speaks_for(&grant.subject);
        info!(key = grant.key, "admitted");
    }
    Ok(admitted)
}

/// Connects to the server, and makes sure that it is one.
async fn reach(
    page: &mut Page,
    journal: &Journal,
    shared: &Shared,
    upstream: &Upstream,
    limits: &Limits,
) -> Result<Greeted, Stop> {
    let connecting = dial::connect(upstream, shared.resolvers.of(upstream), limits);
    let connected = page.holding(connecting).await?;
    journal.took(Step::Dial, connected.took.dial);
    if let Some(tls) = connected.took.tls {
        journal.took(Step::Tls, tls);
    }
    let note = |seen: Seen<'_>| {
        if let Seen::Tls(_, took) = seen {
            journal.took(Step::Tls, took);
        }
    };
    let greeting = greet(connected, upstream, page.dialect(), limits, note);
    let greeted = page.holding(greeting).await?;
    journal.took(Step::Greeting, greeted.waited);
    let connected = &greeted.connected;
    info!(peer = %connected.peer, tls = connected.tls.as_ref().map(|tls| &tls.version), "open");
    Ok(greeted)
}

/// What holds for the mails of one session.
struct Terms {
    signed_in: bool,
    chunking: bool,
    rules: Arc<MailRules>,
    budget: Option<Budget>,
    sign_ins: Arc<dyn SignIns>,
}

/// What upstream and token both permit, which is all that the page is to hear of.
fn terms(greeted: &mut Greeted, upstream: &Upstream, grant: Option<Grant>, visit: &Visit) -> Terms {
    let rules = match &grant {
        Some(grant) => Arc::new(upstream.mails.and(&grant.rules)),
        None => Arc::clone(&upstream.mails),
    };
    greeted.narrow(&rules);
    Terms {
        signed_in: upstream.account.is_some(),
        chunking: greeted.offers("CHUNKING"),
        rules,
        budget: grant.map(|grant| visit.shared.ledger.budget(&grant.subject)),
        sign_ins: Arc::new(visit.attempts(&upstream.name)),
    }
}

impl Terms {
    /// The same for who reads along on this channel.
    fn setup(&self, channel: Channel, journal: &Journal) -> Setup {
        Setup {
            channel,
            signed_in: self.signed_in,
            chunking: self.chunking,
            rules: Arc::clone(&self.rules),
            budget: self.budget.clone(),
            sign_ins: Some(Arc::clone(&self.sign_ins)),
            records: journal.mails(),
        }
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
    visit: &Visit,
    arrived: Arrived,
) -> Result<(), Stop> {
    let limits = &visit.rules.limits;
    let Arrived {
        upstream,
        terms,
        server,
        heard,
        _among_theirs,
    } = arrived;
    let upstream = &*upstream;
    let channel = match &server {
        Either::Left(_) if upstream.has_starttls() => Channel::BeforeTls,
        Either::Left(_) => Channel::Clear,
        Either::Right(_) => Channel::Tls,
    };
    let mut bridge = Bridge::new(upstream, server, &heard, terms.setup(channel, journal));
    drop(heard);
    loop {
        let running = bridge.run(page, &visit.shared.shutdown, limits.closing);
        let outcome = match running.await? {
            Ended::Both => Ok(()),
            Ended::PageGone => Err(Stop::Gone),
            Ended::StartTls => {
                let clear = bridge.into_clear()?;
                let since = Instant::now();
                let upgrading = Box::pin(dial::upgrade(clear, upstream, limits));
                let upgrading = unless_draining(visit, page.holding(upgrading));
                let (server, tls) = upgrading.await?;
                journal.took(Step::Tls, since.elapsed());
                info!(tls = tls.version, "secured");
                page.writer.say(&GatewayMessage::Secured { tls }).await?;
                bridge = Bridge::new(upstream, server, &[], terms.setup(Channel::Tls, journal));
                continue;
            }
        };
        Box::pin(bridge.farewell(page.reader.take(), limits.closing)).await;
        return outcome;
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
