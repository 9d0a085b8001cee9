//! What happens in the inbox, as server-sent events.

use std::{collections::VecDeque, convert::Infallible, fmt, time::Duration};

use axum::{
    extract::State,
    http::HeaderMap,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::{Stream, StreamExt as _, stream};
use serde_json::json;
use tokio::{
    sync::broadcast::error::RecvError,
    time::{Instant, sleep_until},
};

use super::{
    super::inbox::{Contents, Happening, Heard, Inbox, Listener, Mark},
    Api, crowded,
};

/// How long one answer goes on: less than it has when its connection has lived long enough, so that it
/// ends in order; a browser then asks again, and says what it knows already.
const LIFETIME: Duration = Duration::from_secs(50);

/// What a browser waits before it asks again.
const RETRY: Duration = Duration::from_secs(1);

/// Keeps proxies from taking silence for an end, and finds out who has left.
const PULSE: Duration = Duration::from_secs(15);

/// One listener's events, those that it has missed first.
struct Events {
    inbox: Inbox,
    listener: Listener,
    first: Option<Event>,
    /// Mails that came before it listened: at most a whole mailbox, and by their numbers alone.
    missed: VecDeque<Heard>,
}

/// Every event that follows, and before them what came after the one in `Last-Event-ID`.
pub(super) async fn events(State(api): State<Api>, headers: HeaderMap) -> Response {
    let Some(events) = Events::begin(api.inbox, last_known(&headers)) else {
        return crowded();
    };
    let end = Instant::now() + LIFETIME;
    let over = async move {
        tokio::select! {
            () = sleep_until(end) => {}
            () = api.stop.cancelled() => {}
        }
    };
    Sse::new(events.stream().take_until(Box::pin(over)))
        .keep_alive(KeepAlive::new().interval(PULSE))
        .into_response()
}

/// How far the browser has heard.
fn last_known(headers: &HeaderMap) -> Option<Mark> {
    let known = headers.get("last-event-id")?.to_str().ok()?;
    let (delivered, deleted) = known.split_once('-')?;
    Some(Mark {
        delivered: delivered.parse().ok()?,
        deleted: deleted.parse().ok()?,
    })
}

impl Events {
    fn begin(inbox: Inbox, known: Option<Mark>) -> Option<Self> {
        let contents = inbox.contents();
        let listener = inbox.listen()?;
        let now = contents.mark();
        // Where nothing was missed it carries no data, so that a page does not hear it.
        let (first, missed) = match known {
            None => (numbered(now), VecDeque::new()),
            Some(known) if known.deleted == now.deleted && known.delivered <= now.delivered => {
                (numbered(known), since(&contents, known))
            }
            // What was deleted is not known any more, or it was another run of the demo.
            Some(_) => (missed(now), VecDeque::new()),
        };
        drop(contents);
        Some(Self {
            inbox,
            listener,
            first: Some(first.retry(RETRY)),
            missed,
        })
    }

    fn stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut events| async move {
            let event = events.next().await?;
            Some((Ok(event), events))
        })
    }

    async fn next(&mut self) -> Option<Event> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        loop {
            let heard = match self.missed.pop_front() {
                Some(heard) => Ok(heard),
                None => self.listener.happenings.recv().await,
            };
            match heard {
                Ok(heard) => {
                    if let Some(event) = self.event(heard) {
                        return Some(event);
                    }
                }
                Err(RecvError::Lagged(_)) => return Some(self.catch_up()),
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// Nothing for a mail that has gone meanwhile.
    fn event(&self, Heard { happening, mark }: Heard) -> Option<Event> {
        let event = numbered(mark);
        match happening {
            Happening::Delivered(id) => {
                let summary = self.inbox.contents().summary(id)?;
                let data = serde_json::to_string(&*summary).ok()?;
                Some(event.event("delivered").data(data))
            }
            Happening::Removed(id) => {
                let data = json!({ "id": id.get() }).to_string();
                Some(event.event("removed").data(data))
            }
            Happening::Cleared => Some(event.event("cleared").data("{}")),
        }
    }

    /// Goes on with what happens from now on.
    fn catch_up(&mut self) -> Event {
        let contents = self.inbox.contents();
        self.listener.happenings = self.listener.happenings.resubscribe();
        missed(contents.mark())
    }
}

/// The mails that have come since, where none was deleted.
fn since(contents: &Contents, known: Mark) -> VecDeque<Heard> {
    let mails = contents.summaries().map(|(id, _)| *id);
    mails
        .filter(|id| id.get() > known.delivered)
        .map(|id| Heard {
            happening: Happening::Delivered(id),
            mark: Mark {
                delivered: id.get(),
                ..known
            },
        })
        .collect()
}

/// The list is to be read again.
fn missed(mark: Mark) -> Event {
    numbered(mark).event("missed").data("{}")
}

/// An event after which nothing is new that had happened by this mark.
fn numbered(mark: Mark) -> Event {
    Event::default().id(mark.to_string())
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.delivered, self.deleted)
    }
}
