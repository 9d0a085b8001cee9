//! How many sessions there are, and who must wait outside.

mod crowd;
mod pace;
mod throttle;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use ipnet::IpNet;
use wsmtp_tunnel::ErrorCode;

use crate::{
    Limits,
    client::{Client, Neighbourhood},
    failure::Failure,
};
pub(crate) use crowd::{Crowd, Place};
pub(crate) use pace::Pace;
pub(crate) use throttle::Throttle;

/// WebSockets at a time that are only told why they are refused. A browser hides why an
/// upgrade failed, so being told needs a WebSocket; beyond these there is no answer but 503.
pub(crate) const REFUSALS: usize = 32;

/// Every session, counted in all, by address and by token. The limits come with each question, so
/// that new ones hold for the counts as they are.
pub(crate) struct Sessions {
    all: Arc<Crowd<()>>,
    addresses: Arc<Crowd<IpNet>>,
    subjects: Arc<Crowd<String>>,
    refusals: Arc<Crowd<()>>,
    opens: Pace,
    guesses: Pace,
    next: AtomicU64,
}

/// One WebSocket's place, given back when dropped.
pub(crate) struct Admission {
    /// Names the session in the logs.
    pub(crate) id: u64,
    pub(crate) client: Client,
    /// Why this WebSocket is only told that it is refused.
    pub(crate) refusal: Option<Failure>,
    _places: Places,
}

/// In all, and among those of the same address.
type Places = (Place<()>, Vec<Place<IpNet>>);

/// Why somebody must wait outside.
pub(crate) struct Refusal {
    pub(crate) failure: Failure,
    /// For how long, where that is known.
    pub(crate) wait: Option<Duration>,
}

impl Sessions {
    pub(crate) fn new() -> Self {
        Self {
            all: Crowd::new(),
            addresses: Crowd::new(),
            subjects: Crowd::new(),
            refusals: Crowd::new(),
            opens: Pace::default(),
            guesses: Pace::default(),
            next: AtomicU64::new(1),
        }
    }

    /// A place for one more session.
    pub(crate) fn admit(&self, client: Client, limits: &Limits) -> Result<Admission, Refusal> {
        let near = client.neighbourhoods();
        for near in near.clone() {
            let step = self.opens.step(near.network, near.limit(limits.opens));
            step.map_err(|wait| too_often(limits, wait))?;
        }
        let place = self.all.enter((), limits.sessions);
        let place = place.ok_or_else(|| full(limits))?;
        let among = |near: Neighbourhood| {
            let limit = near.limit(limits.sessions_per_address);
            self.addresses.enter(near.network, limit)
        };
        let neighbours = near.map(among).collect::<Option<_>>();
        let neighbours = neighbours.ok_or_else(|| address_full(limits))?;
        Ok(self.admission(client, None, (place, neighbours)))
    }

    /// A place for a WebSocket that is told why it is refused; none when too many are.
    pub(crate) fn tell(&self, client: Client, refusal: &Refusal) -> Option<Admission> {
        let place = self.refusals.enter((), REFUSALS)?;
        let failure = refusal.failure.clone();
        Some(self.admission(client, Some(failure), (place, Vec::new())))
    }

    /// A place among the sessions of one token's subject.
    pub(crate) fn enter_as(
        &self,
        subject: &str,
        limits: &Limits,
    ) -> Result<Place<String>, Failure> {
        self.subjects
            .enter(subject.to_owned(), limits.sessions_per_token)
            .ok_or_else(|| {
                let message = format!(
                    "there are already the {} sessions that one token's subject may have; end one first",
                    limits.sessions_per_token
                );
                Failure::new(ErrorCode::TooManySessions, message)
            })
    }

    /// Whether somebody may try to sign in, or how long it must wait: servers have refused those of its
    /// address too often.
    pub(crate) fn may_sign_in(&self, client: Client, limits: &Limits) -> Result<(), Duration> {
        client
            .neighbourhoods()
            .try_for_each(|near| self.guesses.ask(near.network, near.limit(limits.sign_ins)))
    }

    /// Counts a sign-in that a server has refused.
    pub(crate) fn guessed(&self, client: Client, limits: &Limits) {
        for near in client.neighbourhoods() {
            // Those that were under way together may be more than are permitted.
            let _ = self.guesses.step(near.network, near.limit(limits.sign_ins));
        }
    }

    fn admission(&self, client: Client, refusal: Option<Failure>, places: Places) -> Admission {
        Admission {
            id: self.next.fetch_add(1, Relaxed),
            client,
            refusal,
            _places: places,
        }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            wait: None,
        }
    }
}

fn full(limits: &Limits) -> Refusal {
    let message = format!(
        "this gateway already has the {} sessions that its operator permits; try again in a while",
        limits.sessions
    );
    Failure::new(ErrorCode::TooManySessions, message).into()
}

fn address_full(limits: &Limits) -> Refusal {
    let message = format!(
        "this address already has the {} sessions that one may have; end one first, or try again in a while",
        limits.sessions_per_address
    );
    Failure::new(ErrorCode::TooManySessions, message).into()
}

fn too_often(limits: &Limits, wait: Duration) -> Refusal {
    let message = format!(
        "this address opened the {} sessions that it may open in a minute; try again in {} seconds",
        limits.opens,
        whole_seconds(wait)
    );
    Refusal {
        failure: Failure::new(ErrorCode::TooManyOpens, message),
        wait: Some(wait),
    }
}

/// Rounded up: who waits that long is let in.
pub(crate) fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs()
        .saturating_add(u64::from(wait.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_has_its_places() {
        let sessions = Sessions::new();
        let limits = Limits {
            sessions_per_token: 1,
            ..Limits::default()
        };
        let ada = sessions.enter_as("ada", &limits);
        assert!(ada.is_ok());
        let second = sessions.enter_as("ada", &limits).map(drop).unwrap_err();
        assert_eq!(second.code, ErrorCode::TooManySessions);
        assert!(sessions.enter_as("bob", &limits).is_ok());
        drop(ada);
        assert!(sessions.enter_as("ada", &limits).is_ok());
    }
}
