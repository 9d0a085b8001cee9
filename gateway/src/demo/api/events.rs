//! What happens in the inbox, as server-sent events.

use std::{collections::VecDeque, convert::Infallible, time::Duration};

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
use wsmtp_sandbox::{Mailbox, MessageId};

use super::{
    super::inbox::{Happening, Inbox, Listener},
    Api, crowded,
    summary::Summary,
};

/// How long one answer goes on. Below what a connection may live, so that it ends in order; a browser
/// then asks again, and says what it knows already.
const LIFETIME: Duration = Duration::from_secs(150);

/// What a browser waits before it asks again.
const RETRY: Duration = Duration::from_secs(1);

/// Keeps proxies from taking silence for an end, and finds out who has left.
const PULSE: Duration = Duration::from_secs(15);

/// One listener's events, those that it has missed first.
struct Events {
    inbox: Inbox,
    listener: Listener,
    ready: VecDeque<Event>,
}

/// Every event that follows, and before them the mails that came after the one in `Last-Event-ID`.
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

/// The number of the last mail that the browser has heard of.
fn last_known(headers: &HeaderMap) -> Option<u64> {
    headers.get("last-event-id")?.to_str().ok()?.parse().ok()
}

impl Events {
    fn begin(inbox: Inbox, known: Option<u64>) -> Option<Self> {
        let mailbox = inbox.mailbox();
        let listener = inbox.listen()?;
        // It carries no data, so that a page does not hear it, and its number stands for all before.
        let mut ready = VecDeque::from([numbered(&mailbox).retry(RETRY)]);
        if let Some(known) = known {
            let missed = mailbox.messages().filter(|mail| mail.id.get() > known);
            ready.extend(missed.filter_map(|mail| delivered(&mailbox, mail.id)));
        }
        drop(mailbox);
        Some(Self {
            inbox,
            listener,
            ready,
        })
    }

    fn stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut events| async move {
            let event = events.next().await?;
            Some((Ok(event), events))
        })
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            let heard = self.listener.happenings.recv().await;
            let mailbox = self.inbox.mailbox();
            match heard {
                Ok(happening) => self.ready.extend(event(&mailbox, happening)),
                Err(RecvError::Lagged(_)) => {
                    return Some(numbered(&mailbox).event("missed").data("{}"));
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

fn event(mailbox: &Mailbox, happening: Happening) -> Option<Event> {
    match happening {
        Happening::Delivered(id) => delivered(mailbox, id),
        Happening::Removed(id) => {
            let data = json!({ "id": id.get() }).to_string();
            Some(numbered(mailbox).event("removed").data(data))
        }
        Happening::Cleared => Some(numbered(mailbox).event("cleared").data("{}")),
    }
}

/// Nothing for a mail that has gone meanwhile.
fn delivered(mailbox: &Mailbox, id: MessageId) -> Option<Event> {
    let data = serde_json::to_string(&Summary::of(mailbox.message(id)?)).ok()?;
    let event = Event::default().id(id.to_string());
    Some(event.event("delivered").data(data))
}

/// An event after which no mail is new that is here now.
fn numbered(mailbox: &Mailbox) -> Event {
    let newest = mailbox.messages().next_back();
    let number = newest.map_or(0, |mail| mail.id.get());
    Event::default().id(number.to_string())
}
