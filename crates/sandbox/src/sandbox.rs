use alloc::{
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};
use core::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use wsmtp_proto::types::Credentials;

use crate::{Action, Fault, Session, Settings, Stage};

/// Makes sessions that share their settings, and count together how often a fault has happened.
#[derive(Clone, Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
}

/// What sessions share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    /// How often each fault has happened that happens only the first times.
    times: Vec<AtomicU32>,
}

/// What happens at a stage.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fate {
    pub(crate) delay: Duration,
    pub(crate) action: Option<Action>,
}

impl Fate {
    /// The same, after another delay that fits, too.
    pub(crate) fn after(self, delay: Duration) -> Self {
        let delay = self.delay.saturating_add(delay).min(Action::MAX_DELAY);
        Self { delay, ..self }
    }
}

impl Sandbox {
    /// A sandbox like this.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let times = settings.faults.iter().map(|_| AtomicU32::new(0)).collect();
        Self {
            shared: Arc::new(Shared { settings, times }),
        }
    }

    /// A session for one connection, which has not greeted yet.
    #[must_use]
    pub fn session(&self) -> Session {
        Session::new(Arc::clone(&self.shared))
    }
}

impl Shared {
    /// Whether STARTTLS is stripped in the session that begins.
    pub(crate) fn strips(&self) -> bool {
        let mut faults = self.settings.faults.iter().zip(&self.times);
        faults.any(|(fault, times)| Settings::strips(fault) && happens(fault, times))
    }

    /// What happens, which counts as having happened.
    pub(crate) fn fate(&self, stage: Stage, addresses: &[String]) -> Fate {
        self.fate_among(stage, addresses, |_| true)
    }

    /// What happens when somebody signs in: nobody is let in without the right password.
    pub(crate) fn fate_of_sign_in(&self, credentials: &Credentials) -> Fate {
        let known = self.settings.knows(credentials);
        let fits = |action: &Action| known || !action.is_yes();
        self.fate_among(Stage::Auth, &[credentials.username().to_string()], fits)
    }

    fn fate_among(
        &self,
        stage: Stage,
        addresses: &[String],
        fits: impl Fn(&Action) -> bool,
    ) -> Fate {
        let mut fate = Fate::default();
        for (fault, times) in self.settings.faults.iter().zip(&self.times) {
            let is_delay = matches!(fault.action, Action::Delay(_));
            let counts = fate.action.is_none() || is_delay;
            let fits = fault.fits(stage, addresses) && fits(&fault.action);
            if !counts || Settings::strips(fault) || !fits {
                continue;
            }
            if happens(fault, times) {
                match &fault.action {
                    Action::Delay(delay) => fate.delay = fate.delay.saturating_add(*delay),
                    action => fate.action = Some(action.clone()),
                }
            }
        }
        fate.delay = fate.delay.min(Action::MAX_DELAY);
        if fate.action == Some(Action::Silence) {
            fate.delay = Action::MAX_DELAY;
        }
        fate
    }
}

/// Whether it is one of the times at which it happens. Nothing else hangs on the counter, so no order is needed.
fn happens(fault: &Fault, times: &AtomicU32) -> bool {
    let again = |times: u32| Some(times.saturating_add(1));
    let relaxed = Ordering::Relaxed;
    fault.first.is_none_or(|first| {
        let before = times.fetch_update(relaxed, relaxed, again);
        before.is_ok_and(|before| before < first)
    })
}
