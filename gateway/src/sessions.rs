//! How many sessions there are, and who must wait outside.

mod crowd;
mod pace;
mod throttle;

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use wsmtp_tunnel::ErrorCode;

use crate::{Limits, client::Client, failure::Failure};
pub(crate) use crowd::{Crowd, Place};
use pace::Pace;
pub(crate) use throttle::Throttle;

/// WebSockets at a time that are only told why they are refused. A browser hides why an
/// upgrade failed, so being told needs a WebSocket; beyond these there is no answer but 503.
pub(crate) const REFUSALS: usize = 32;

/// Every session, counted in all, by address and by token. The limits come with each question, so
/// that new ones hold for the counts as they are.
pub(crate) struct Sessions {
    all: Arc<Crowd<()>>,
    addresses: Arc<Crowd<IpAddr>>,
    subjects: Arc<Crowd<String>>,
    refusals: Arc<Crowd<()>>,
    opens: Pace,
    next: AtomicU64,
}

/// One WebSocket's place, given back when dropped.
pub(crate) struct Admission {
    /// Names the session in the logs.
    pub(crate) id: u64,
    /// Why this WebSocket is only told that it is refused.
    pub(crate) refusal: Option<Failure>,
    _places: Places,
}

/// In all, and among those of the same address.
type Places = (Place<()>, Option<Place<IpAddr>>);

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
            next: AtomicU64::new(1),
        }
    }

    /// A place for one more session.
    pub(crate) fn admit(&self, client: Client, limits: &Limits) -> Result<Admission, Refusal> {
        let neighbourhood = client.neighbourhood();
        if let Some(address) = neighbourhood {
            let step = self.opens.step(address, limits.opens);
            step.map_err(|wait| too_often(limits, wait))?;
        }
        let place = self.all.enter((), limits.sessions);
        let place = place.ok_or_else(|| full(limits))?;
        let neighbour = match neighbourhood {
            Some(address) => {
                let place = self.addresses.enter(address, limits.sessions_per_address);
                Some(place.ok_or_else(|| address_full(limits))?)
            }
            None => None,
        };
        Ok(self.admission(None, (place, neighbour)))
    }

    /// A place for a WebSocket that is told why it is refused; none when too many are.
    pub(crate) fn tell(&self, refusal: &Refusal) -> Option<Admission> {
        let place = self.refusals.enter((), REFUSALS)?;
        let failure = refusal.failure.clone();
        Some(self.admission(Some(failure), (place, None)))
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

    fn admission(&self, refusal: Option<Failure>, places: Places) -> Admission {
        Admission {
            id: self.next.fetch_add(1, Relaxed),
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
