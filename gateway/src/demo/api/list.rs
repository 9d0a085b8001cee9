//! The list of mails, and waiting for one.

use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use tokio::{
    sync::broadcast::error::RecvError,
    time::{Instant, timeout_at},
};
use wsmtp_sandbox::Mailbox;

use super::{
    super::inbox::{Contents, Inbox, Listener},
    Api, crowded,
    summary::{Digest, Summary},
};

/// Seconds for which a mail is waited for: longer than a test has patience with one, and less than an
/// answer has that is under way when its connection has lived long enough.
const MAX_WAIT: u64 = 50;

/// Which mails are asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    from: Option<String>,
    to: Option<String>,
    subject: Option<String>,
    since: Option<u64>,
    limit: Option<NonZeroUsize>,
    #[serde(default)]
    wait: u64,
}

/// The mails that fit, the newest first; where none does yet, and it is asked for, the first that will.
pub(super) async fn list(
    State(api): State<Api>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Response {
    let wanted = match wanted {
        Ok(Query(wanted)) if wanted.wait <= MAX_WAIT => wanted,
        Ok(_) => {
            return refused(&format!(
                "`wait` is at most {MAX_WAIT} seconds: ask again when they are over"
            ));
        }
        Err(rejection) => return refused(&rejection.body_text()),
    };
    let found = wanted.found(&api.inbox);
    if wanted.wait == 0 || !found.is_empty() {
        return answer(&found);
    }
    let Some(listener) = api.inbox.listen() else {
        return crowded();
    };
    let waited = wanted.wait_for(&api.inbox, listener);
    let found = api.stop.run_until_cancelled(waited).await;
    answer(&found.unwrap_or_default())
}

impl Wanted {
    fn found(&self, inbox: &Inbox) -> Vec<Arc<Summary>> {
        // Looked through outside of the lock.
        let newest: Vec<_> = self.since(&inbox.contents());
        newest
            .into_iter()
            .filter(|mail| self.fits(&mail.digest))
            .take(self.limit.map_or(Mailbox::MAX_MESSAGES, NonZeroUsize::get))
            .collect()
    }

    /// The newest first.
    fn since(&self, contents: &Contents) -> Vec<Arc<Summary>> {
        let newest = contents.summaries().rev();
        newest
            .take_while(|(id, _)| self.since.is_none_or(|since| id.get() > since))
            .map(|(_, mail)| Arc::clone(mail))
            .collect()
    }

    fn fits(&self, mail: &Digest) -> bool {
        holds(&mail.from, self.from.as_deref())
            && (self.to.is_none() || mail.to.iter().any(|to| holds(to, self.to.as_deref())))
            && holds(&mail.subject, self.subject.as_deref())
    }

    /// What fits as soon as anything does; nothing when the time is over.
    async fn wait_for(&self, inbox: &Inbox, mut listener: Listener) -> Vec<Arc<Summary>> {
        let end = Instant::now() + Duration::from_secs(self.wait);
        loop {
            let found = self.found(inbox);
            if !found.is_empty() {
                return found;
            }
            match timeout_at(end, listener.happenings.recv()).await {
                // Whatever was missed, the list says how it is now.
                Ok(Ok(_) | Err(RecvError::Lagged(_))) => {}
                Ok(Err(RecvError::Closed)) | Err(_) => return found,
            }
        }
    }
}

fn answer(found: &[Arc<Summary>]) -> Response {
    let found: Vec<_> = found.iter().map(Arc::as_ref).collect();
    Json(found).into_response()
}

/// Whether a text holds another, in letters of any case.
fn holds(text: &str, wanted: Option<&str>) -> bool {
    wanted.is_none_or(|wanted| text.to_lowercase().contains(&wanted.to_lowercase()))
}

fn refused(reason: &str) -> Response {
    let known = "what can be asked for is `from`, `to`, `subject`, `since`, `limit` and `wait`";
    (StatusCode::BAD_REQUEST, format!("{reason}; {known}\n")).into_response()
}
