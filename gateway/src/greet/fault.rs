//! What went wrong in the gateway's own part of a dialogue, in words. The server's words and the
//! account stay out of them: they go to the page and into the logs.

use std::time::Duration;

use wsmtp_proto::{
    client::{Event, Refusal, Step},
    error::{Error, LocalError, PeerError},
    types::Reply,
};
use wsmtp_tunnel::ErrorCode;

use crate::{failure::Failure, judge::Upstream, tls::residue};

/// The failure that an event is, if it is one.
pub(super) fn of(event: &Event, upstream: &Upstream) -> Option<Failure> {
    match event {
        Event::Refused(refusal) => Some(refused(refusal, upstream)),
        Event::Failed(error) => Some(failed(error, upstream)),
        // What else happens on the way is of no interest.
        _ => None,
    }
}

fn refused(refusal: &Refusal, upstream: &Upstream) -> Failure {
    let (host, code) = (&upstream.host, refusal.reply.code());
    match refusal.step {
        Step::StartTls => Failure::new(
            ErrorCode::TlsFailed,
            format!("the mail server {host} refused STARTTLS with {code}; try again later"),
        ),
        Step::Auth if refusal.is_temporary() => Failure::new(
            ErrorCode::ServerRefused,
            format!(
                "the mail server {host} answered {code} when the gateway signed in, so it cannot tell now who that is; try again later"
            ),
        ),
        Step::Auth => {
            tell_operator(&refusal.reply);
            Failure::new(
                ErrorCode::SignInRefused,
                format!(
                    "the mail server {host} does not take the gateway's own user and password; the gateway's operator must correct them"
                ),
            )
        }
        _ => server_refused(&refusal.reply, upstream),
    }
}

/// In the span of the session, which names the upstream.
fn tell_operator(reply: &Reply) {
    let enhanced = reply.enhanced().map(|code| code.to_string());
    tracing::warn!(
        code = reply.code().get(),
        enhanced,
        "the server refused the `account` of this upstream; correct its user or its password"
    );
}

fn failed(error: &Error, upstream: &Upstream) -> Failure {
    let host = &upstream.host;
    match error {
        Error::Peer(PeerError::TlsResidue) => residue(host),
        Error::Peer(PeerError::StartTlsUnavailable) => no_starttls(upstream),
        Error::Peer(PeerError::ServiceClosing { reply }) => server_refused(reply, upstream),
        Error::Peer(PeerError::ConnectionEnded { phase }) => Failure::new(
            ErrorCode::ServerClosed,
            format!(
                "the mail server {host} closed the connection {}; it may be overloaded, or refuse the gateway's address",
                phase.when()
            ),
        ),
        Error::Peer(PeerError::AuthUnavailable { .. })
        | Error::Local(LocalError::CredentialsUnfit { .. }) => Failure::new(
            ErrorCode::SignInRefused,
            format!(
                "the mail server {host} offers no way to sign in by which the gateway could use its password; the gateway's operator should look at host, port and `tls`"
            ),
        ),
        Error::Peer(
            PeerError::SignatureMissing | PeerError::SignatureWrong | PeerError::ScramNonce,
        ) => Failure::new(
            ErrorCode::SignInRefused,
            format!(
                "the mail server {host} did not prove that it knows the gateway's password; somebody may be in its place, so the connection was cut"
            ),
        ),
        Error::Local(_) => internal("the gateway could not begin the session"),
        _ => not_kept(upstream),
    }
}

fn server_refused(reply: &Reply, upstream: &Upstream) -> Failure {
    let message = format!(
        "the mail server {} answered {} and takes no session from the gateway now; it may be overloaded, or refuse the gateway's address",
        upstream.host,
        reply.code()
    );
    Failure::new(ErrorCode::ServerRefused, message)
}

fn no_starttls(upstream: &Upstream) -> Failure {
    let message = format!(
        "the mail server {} offers no STARTTLS on {}; if TLS begins at once there, its operator sets `tls = \"implicit\"`",
        upstream.host, upstream.place
    );
    Failure::new(ErrorCode::TlsFailed, message)
}

/// The server said what SMTP does not have.
pub(super) fn not_kept(upstream: &Upstream) -> Failure {
    let message = format!(
        "the mail server {} greeted like SMTP and then did not keep to it; check host and port of the upstream",
        upstream.host
    );
    Failure::new(ErrorCode::NotSmtp, message)
}

pub(super) fn too_slow(upstream: &Upstream, limit: Duration) -> Failure {
    let message = format!(
        "the mail server {} was not ready for mail within {} seconds; it may be overloaded",
        upstream.host,
        limit.as_secs()
    );
    Failure::new(ErrorCode::ServerTimeout, message)
}

pub(super) fn internal(what: &str) -> Failure {
    let message = format!("{what}; its operator should report this as a fault");
    Failure::new(ErrorCode::Internal, message)
}
