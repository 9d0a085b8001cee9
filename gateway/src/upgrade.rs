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
    client::Client,
    open::admit,
    page::Dialect,
    rules::Rules,
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
    let rules = shared.rules();
    match place(&shared, &rules, client, Dialect::Tunnel) {
        Ok(admission) => begin(shared, rules, upgrade, Entrance::Tunnel, admission),
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
    let wanted = match wanted(&rules, name, &headers, &mut upgrade) {
        Ok(wanted) => wanted,
        Err((status, reason)) => return refuse(status, reason),
    };
    let admission = match place(&shared, &rules, client, Dialect::Raw) {
        Ok(admission) => admission,
        Err(refusal) => return answer(&refusal),
    };
    // A browser hides the status from its page, so that gets a WebSocket that closes with the reason.
    let is_browser = headers.contains_key(header::ORIGIN);
    match admit(&rules, &wanted, SystemTime::now()) {
        Err(failure) if !is_browser => {
            // There will be no session to note it, and guessing must show wherever it is tried.
            let metrics = &shared.telemetry.metrics;
            metrics.failed(None, failure.code.name());
            bearer::refuse(&failure)
        }
        admitted => {
            let entrance = Entrance::Raw(Box::new(admitted));
            begin(shared, rules, upgrade, entrance, admission)
        }
    }
}

/// What the head of a request for the raw endpoint says that an `open` would.
fn wanted(
    rules: &Rules,
    name: String,
    headers: &HeaderMap,
    upgrade: &mut Handshake,
) -> Result<Open, (StatusCode, &'static str)> {
    if rules.policy.named(&name).is_err() {
        let reason = "this gateway has no upstream of that name\n";
        return Err((StatusCode::NOT_FOUND, reason));
    }
    let bad = |reason| (StatusCode::BAD_REQUEST, reason);
    if offers(upgrade, RAW_SUBPROTOCOL) {
        upgrade.select(RAW_SUBPROTOCOL);
    } else if upgrade.requested_protocols().next().is_some() {
        return Err(bad(
            "offer the subprotocol binary, or none; a token as bearer. and the token may stand beside binary\n",
        ));
    }
    let token = bearer::token(headers, upgrade);
    let token = token.map_err(|_| bad("send one token, in one place\n"))?;
    Ok(Open {
        target: Target::Upstream(name),
        token,
    })
}

fn begin(
    shared: Arc<Shared>,
    rules: Arc<Rules>,
    upgrade: Handshake,
    entrance: Entrance,
    admission: Admission,
) -> Response {
    let client = admission.client;
    let span = info_span!("session", id = admission.id, %client, upstream = field::Empty, subject = field::Empty);
    let telemetry = Arc::clone(&shared.telemetry);
    let journal = Journal::new(telemetry, admission.id, client.ip());
    let token = shared.shutdown.session();
    upgrade.accept(move |socket| async move {
        let _until_ended = token;
        session::run(socket, shared, rules, entrance, admission, journal)
            .instrument(span)
            .await;
    })
}

/// A place for this WebSocket, if only to be told why it has none. Clients of the raw endpoint hear
/// by HTTP when they come too often, as programs do that retry without a pause.
fn place(
    shared: &Shared,
    rules: &Rules,
    client: Client,
    dialect: Dialect,
) -> Result<Admission, Refusal> {
    let admission = shared.sessions.admit(client, &rules.limits);
    admission.or_else(|refusal| {
        if refusal.wait.is_some() && dialect == Dialect::Raw {
            return Err(refusal);
        }
        shared.sessions.tell(client, &refusal).ok_or(refusal)
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
