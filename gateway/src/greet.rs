//! From a connection to a session that the page may have: the server's greeting, and what the gateway
//! says to it first, where the page cannot or is not to say that itself.

mod fault;
mod greeting;
mod preamble;

use std::time::{Duration, Instant};

use bytes::BytesMut;
use tokio::time::timeout;

use crate::{
    Limits, dial::Connected, failure::Failure, inspect::MailRules, judge::Upstream, page::Dialect,
};
use preamble::Goal;
pub(crate) use preamble::Seen;

/// A server that speaks SMTP.
pub(crate) struct Greeted {
    pub(crate) connected: Connected,
    /// What it has said that the page gets as bytes.
    pub(crate) bytes: BytesMut,
    /// Where the gateway has signed in: the lines of the server's introduction, its name first.
    pub(crate) ready: Option<Vec<String>>,
    /// How long its greeting took to come.
    pub(crate) waited: Duration,
}

impl Greeted {
    /// Takes away what the server offers and the rules do not.
    pub(crate) fn narrow(&mut self, rules: &MailRules) {
        if let Some(lines) = &mut self.ready {
            let mut offers = lines.split_off(lines.len().min(1));
            lines.extend(offers.drain(..).filter_map(|line| rules.offer(&line)));
        }
    }

    /// Whether the page hears of this extension, which has no parameters.
    pub(crate) fn offers(&self, extension: &str) -> bool {
        let mut offers = self.ready.iter().flatten().skip(1);
        offers.any(|line| line.eq_ignore_ascii_case(extension))
    }
}

/// Reads the greeting and says what comes before the page's first word, and tells of what it sees.
pub(crate) async fn greet(
    mut connected: Connected,
    upstream: &Upstream,
    dialect: Dialect,
    limits: &Limits,
    note: impl FnMut(Seen<'_>) + Send,
) -> Result<Greeted, Failure> {
    let since = Instant::now();
    let greeting = greeting::read(&mut connected.server, upstream, limits.greeting).await?;
    let waited = since.elapsed();
    let Some(goal) = goal(upstream, dialect) else {
        return Ok(Greeted {
            connected,
            bytes: greeting.bytes,
            ready: None,
            waited,
        });
    };
    let (connected, client) =
        preamble::speak(connected, upstream, &greeting, limits, goal, note).await?;
    Ok(match dialect {
        Dialect::Tunnel => Greeted {
            connected,
            bytes: BytesMut::new(),
            ready: Some(preamble::introduction(&client)),
            waited,
        },
        // Such a client waits for a greeting, and says EHLO itself.
        Dialect::Raw => Greeted {
            connected,
            bytes: greeting.bytes,
            ready: None,
            waited,
        },
    })
}

/// Does all that comes before a mail, for nobody but who looks on, and says goodbye.
pub(crate) async fn rehearse(
    mut connected: Connected,
    upstream: &Upstream,
    limits: &Limits,
    note: impl FnMut(Seen<'_>) + Send,
) -> Result<(), Failure> {
    let greeting = greeting::read(&mut connected.server, upstream, limits.greeting).await?;
    let (connected, client) =
        preamble::speak(connected, upstream, &greeting, limits, Goal::Ready, note).await?;
    // All that there was to see has been seen.
    let _ = timeout(limits.closing, preamble::part(connected, client, upstream)).await;
    Ok(())
}

/// How far the gateway goes by itself. A page asks for STARTTLS; a client of bytes cannot, so that
/// it gets no connection in clear, of which STARTTLS could be stripped.
fn goal(upstream: &Upstream, dialect: Dialect) -> Option<Goal> {
    match (&upstream.account, dialect) {
        (Some(_), _) => Some(Goal::Ready),
        (None, Dialect::Raw) if upstream.has_starttls() => Some(Goal::Tls),
        (None, _) => None,
    }
}
