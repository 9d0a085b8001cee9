//! The upgrade from HTTP to a session.

mod bearer;
mod handshake;

use std::{sync::Arc, time::SystemTime};

use axum::{
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use tracing::{Instrument, field, info_span};
use wsmtp_tunnel::{Open, SUBPROTOCOL, Target};

use crate::{
    accept::Client,
    open::admit,
    session::{self, Entrance},
    sessions::{Admission, Refusal, whole_seconds},
    shared::Shared,
    telemetry::Journal,
};
use handshake::Handshake;

/// The subprotocol of websockify's clients; none at all is as good.
const RAW_SUBPROTOCOL: &str = "binary";

pub(crate) async fn tunnel(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(client): ConnectInfo<Client>,
    mut upgrade: Handshake,
) -> Response {
    if !offers(&upgrade, SUBPROTOCOL) {
        return refuse(StatusCode::BAD_REQUEST, "offer the subprotocol wsmtp.v1\n");
    }
    upgrade.select(SUBPROTOCOL);
    match place(&shared, client, &Entrance::Tunnel) {
        Ok(admission) => begin(shared, client, upgrade, Entrance::Tunnel, admission),
        Err(refusal) => answer(&refusal),
    }
}

pub(crate) async fn raw(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(client): ConnectInfo<Client>,
    Path(name): Path<String>,
    headers: HeaderMap,
    mut upgrade: Handshake,
) -> Response {
    let rules = shared.rules();
    if rules.policy.named(&name).is_err() {
        return refuse(
            StatusCode::NOT_FOUND,
            "this gateway has no upstream of that name\n",
        );
    }
    if offers(&upgrade, RAW_SUBPROTOCOL) {
        upgrade.select(RAW_SUBPROTOCOL);
    } else if upgrade.requested_protocols().next().is_some() {
        return refuse(
            StatusCode::BAD_REQUEST,
            "offer the subprotocol binary, or none; a token as bearer. and the token may stand beside binary\n",
        );
    }
    let Ok(token) = bearer::token(&headers, &upgrade) else {
        return refuse(StatusCode::BAD_REQUEST, "send one token, in one place\n");
    };
    let wanted = Open {
        target: Target::Upstream(name),
        token,
    };
    let entrance = Entrance::Raw(wanted.clone());
    let admission = match place(&shared, client, &entrance) {
        Ok(admission) => admission,
        Err(refusal) => return answer(&refusal),
    };
    // A browser hides the status from its page, so that gets a WebSocket that closes with the reason.
    let is_browser = headers.contains_key(header::ORIGIN);
    match admit(&rules, &wanted, SystemTime::now()) {
        Err(failure) if !is_browser => bearer::refuse(&failure),
        Ok(_) | Err(_) => begin(shared, client, upgrade, entrance, admission),
    }
}

fn begin(
    shared: Arc<Shared>,
    client: Client,
    upgrade: Handshake,
    entrance: Entrance,
    admission: Admission,
) -> Response {
    let span = info_span!("session", id = admission.id, %client, upstream = field::Empty, subject = field::Empty);
    let telemetry = Arc::clone(&shared.telemetry);
    let journal = Journal::new(telemetry, admission.id, client.ip());
    let token = shared.shutdown.session();
    upgrade.accept(move |socket| async move {
        let _until_ended = token;
        session::run(socket, shared, entrance, admission, journal)
            .instrument(span)
            .await;
    })
}

/// A place for this WebSocket, if only to be told why it has none. Clients of the raw endpoint hear
/// by HTTP when they come too often, as programs do that retry without a pause.
fn place(shared: &Shared, client: Client, entrance: &Entrance) -> Result<Admission, Refusal> {
    let limits = &shared.rules().limits;
    shared.sessions.admit(client, limits).or_else(|refusal| {
        if refusal.wait.is_some() && matches!(entrance, Entrance::Raw(_)) {
            return Err(refusal);
        }
        shared.sessions.tell(&refusal).ok_or(refusal)
    })
}

fn answer(refusal: &Refusal) -> Response {
    let reason = format!("{}\n", refusal.failure);
    match refusal.wait {
        Some(wait) => {
            let retry = [(header::RETRY_AFTER, whole_seconds(wait).to_string())];
            (StatusCode::TOO_MANY_REQUESTS, retry, reason).into_response()
        }
        None => (StatusCode::SERVICE_UNAVAILABLE, reason).into_response(),
    }
}

fn offers(upgrade: &Handshake, protocol: &str) -> bool {
    upgrade
        .requested_protocols()
        .any(|offered| offered == protocol)
}

fn refuse(status: StatusCode, reason: &'static str) -> Response {
    (status, reason).into_response()
}
