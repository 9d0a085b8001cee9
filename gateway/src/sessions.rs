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
    sign_ins: Pace<(IpNet, String)>,
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
            sign_ins: Pace::default(),
            next: AtomicU64::new(1),
        }
    }

    /// A place for one more session.
    pub(crate) fn admit(&self, client: Client, limits: &Limits) -> Result<Admission, Refusal> {
        let near = client.neighbourhoods();
        for near in near.clone() {
            let limit = near.limit(limits.opens);
            let step = self.opens.step(near.network, limit);
            step.map_err(|wait| too_often(near, limit, wait))?;
        }
        let place = self.all.enter((), limits.sessions);
        let place = place.ok_or_else(|| full(limits))?;
        let among = |near: Neighbourhood| {
            let limit = near.limit_among(limits.sessions_per_address, limits.sessions);
            let place = self.addresses.enter(near.network, limit);
            place.ok_or_else(|| network_full(near, limit))
        };
        let neighbours = near.map(among).collect::<Result<_, _>>()?;
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

    /// Counts a sign-in at an upstream, or says how long to wait, because too many of this address
    /// were refused or are under way.
    pub(crate) fn sign_in(
        &self,
        client: Client,
        upstream: &str,
        limits: &Limits,
    ) -> Result<(), Duration> {
        for (nth, near) in client.neighbourhoods().enumerate() {
            let key = (near.network, upstream.to_owned());
            let step = self.sign_ins.step(key, near.limit(limits.sign_ins));
            if let Err(wait) = step {
                self.take_back(client.neighbourhoods().take(nth), upstream, limits);
                return Err(wait);
            }
        }
        Ok(())
    }

    /// Forgets a sign-in that was not refused.
    pub(crate) fn signed_in(&self, client: Client, upstream: &str, limits: &Limits) {
        self.take_back(client.neighbourhoods(), upstream, limits);
    }

    fn take_back(
        &self,
        near: impl Iterator<Item = Neighbourhood>,
        upstream: &str,
        limits: &Limits,
    ) {
        for near in near {
            let key = (near.network, upstream.to_owned());
            self.sign_ins.take_back(&key, near.limit(limits.sign_ins));
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

fn network_full(near: Neighbourhood, limit: usize) -> Refusal {
    let message = format!(
        "{} already has the {limit} sessions that one may have; end one first, or try again in a while",
        near.name()
    );
    Failure::new(ErrorCode::TooManySessions, message).into()
}

fn too_often(near: Neighbourhood, limit: usize, wait: Duration) -> Refusal {
    let message = format!(
        "{} opened the {limit} sessions that it may open in a minute; try again in {} seconds",
        near.name(),
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
