//! One session with an upstream up to where a mail could begin, and what it shows: for an operator who
//! sets it up. It goes the way of all sessions, so what it meets, they meet.

use std::time::{Duration, Instant};

use serde::Serialize;
use wsmtp_proto::client::Event;
use wsmtp_tunnel::{ErrorCode, Security, TlsReport};

use crate::{
    Config, SetupError, SystemResolver, dial,
    failure::Failure,
    greet::{Seen, rehearse},
    judge::{Policy, Upstream},
};

/// What a probe has seen, as far as it came. What the server said is as it came, but for its codes.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The operator's name for the server.
    pub upstream: String,
    /// Its host, and the port or socket there.
    pub server: String,
    /// How the connection is secured.
    pub security: Security,
    /// The address and port that it is connected to.
    pub peer: Option<String>,
    /// The steps that went well, in their order.
    pub steps: Vec<Step>,
    /// The lines of its greeting.
    pub greeting: Vec<String>,
    /// What it offers in its last reply to EHLO.
    pub extensions: Vec<String>,
    /// What the TLS handshake has shown.
    pub tls: Option<TlsReport>,
    /// Whether it took the gateway's own user and password.
    pub signed_in: bool,
    /// Why the probe went no further.
    pub failure: Option<Fault>,
}

/// One step, and how long it took.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// Its name.
    pub name: &'static str,
    /// From the end of the step before.
    #[serde(serialize_with = "milliseconds")]
    pub milliseconds: Duration,
}

/// What a page would be told.
#[derive(Clone, Debug, Serialize)]
pub struct Fault {
    /// The reason, for a program.
    pub code: ErrorCode,
    /// The reason and what to do about it, for a person.
    pub message: String,
}

/// Why there is nothing to probe.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProbeError {
    /// No upstream has this name.
    #[error("there is no upstream `{name}`; the configuration has {known}")]
    Unknown {
        /// The name.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// Something that the configuration names for it cannot be used.
    #[error(transparent)]
    Setup(#[from] SetupError),
}

/// Goes to the upstream of this name.
///
/// # Errors
/// [`ProbeError`] when there is no such upstream, or it cannot be set up. All that happens on the way
/// to it is in the report.
pub async fn probe(config: &Config, name: &str) -> Result<Report, ProbeError> {
    let mut config = config.clone();
    let known: Vec<_> = config.upstreams.keys().cloned().collect();
    // The files of the others are none of its business.
    config.upstreams.retain(|other, _| other == name);
    config.open = None;
    let policy = Policy::new(&config).map_err(SetupError::from)?;
    let upstream = policy.named(name).map_err(|_| ProbeError::Unknown {
        name: name.to_owned(),
        known: known.join(", "),
    })?;
    let mut report = Report::of(upstream);
    let outcome = look(&mut report, upstream, &config).await;
    report.failure = outcome.err().map(|failure| Fault {
        code: failure.code,
        message: failure.message,
    });
    Ok(report)
}

async fn look(report: &mut Report, upstream: &Upstream, config: &Config) -> Result<(), Failure> {
    let resolver = SystemResolver::default();
    let connected = dial::connect(upstream, &resolver, &config.limits).await?;
    report.peer = Some(connected.peer.clone());
    report.tls.clone_from(&connected.tls);
    report.took("connect", connected.took.dial);
    if let Some(time) = connected.took.tls {
        report.took("TLS", time);
    }
    let mut since = Instant::now();
    let note = |seen: Seen<'_>| {
        if let Some(step) = report.note(seen) {
            report.took(step, since.elapsed());
            since = Instant::now();
        }
    };
    rehearse(connected, upstream, &config.limits, note).await
}

impl Report {
    fn of(upstream: &Upstream) -> Self {
        Self {
            upstream: upstream.name.clone(),
            server: format!("{}, {}", upstream.host, upstream.place),
            security: upstream.security,
            peer: None,
            steps: Vec::new(),
            greeting: Vec::new(),
            extensions: Vec::new(),
            tls: None,
            signed_in: false,
            failure: None,
        }
    }

    fn took(&mut self, name: &'static str, milliseconds: Duration) {
        self.steps.push(Step { name, milliseconds });
    }

    /// Keeps what is seen; the step that it ends, if any.
    fn note(&mut self, seen: Seen<'_>) -> Option<&'static str> {
        match seen {
            Seen::Tls(tls, _) => {
                self.tls = Some(tls.clone());
                Some("STARTTLS and TLS")
            }
            Seen::Event(Event::Greeted(reply)) => {
                self.greeting = reply.lines().to_vec();
                Some("greeting")
            }
            Seen::Event(Event::Capabilities(capabilities)) => {
                self.extensions = capabilities.lines().to_vec();
                Some("EHLO")
            }
            Seen::Event(Event::Authenticated(_)) => {
                self.signed_in = true;
                Some("AUTH")
            }
            Seen::Event(_) => None,
        }
    }
}

fn milliseconds<S: serde::Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(time.as_secs_f64() * 1000.0)
}
