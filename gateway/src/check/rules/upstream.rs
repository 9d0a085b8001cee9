//! One `[upstream.NAME]`.

use rustls::pki_types::ServerName;
use wsmtp_tunnel::Security;

use super::Wrong;
use crate::{UpstreamConfig, judge::is_loopback_name, tls};

/// Whether a name can name an upstream: it stands in URLs and logs as it is.
pub(super) fn is_name(name: &str) -> bool {
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
    (1..=64).contains(&name.len()) && name.bytes().all(allowed)
}

pub(super) fn broken(upstream: &UpstreamConfig, wrong: Wrong<'_>) {
    place(upstream, wrong);
    if let Some(name) = &upstream.server_name
        && ServerName::try_from(name.as_str()).is_err()
    {
        wrong("server_name", format!("`{name}` is not a host name"));
    }
    let is_here = upstream.socket.is_some() || is_loopback_name(&upstream.host);
    if upstream.tls == Security::None && !upstream.cleartext && !is_here {
        wrong("tls", "`none` sends passwords and mails readable through the network; use `implicit` or `starttls`, or set `cleartext = true` if that is meant".into());
    }
    if upstream.tokens.is_none() {
        wrong("tokens", "say who may come here: `required` for pages with a token, `none` for every page that may connect".into());
    }
    if let Some(ca) = &upstream.ca
        && let Err(error) = tls::read_authorities(ca)
    {
        wrong("ca", error.to_string());
    }
}

/// Where the server listens.
fn place(upstream: &UpstreamConfig, wrong: Wrong<'_>) {
    let host = upstream.host.as_str();
    if host.is_empty() && upstream.socket.is_none() {
        let reason = "say where the server is: `host` and `port`, or `socket` with the path of a Unix socket";
        return wrong("host", reason.into());
    }
    if !host.is_empty() && ServerName::try_from(host).is_err() {
        let reason = format!("`{host}` is neither a host name nor an address");
        wrong("host", reason);
    }
    match (&upstream.socket, upstream.port) {
        (None, 0) => {
            let reason = "a port is a number from 1 to 65535; mail servers use 465, 587 or 25";
            wrong("port", reason.into());
        }
        (Some(_), 1..) => {
            let reason = "a Unix socket has no port; leave one of `port` and `socket` out";
            wrong("port", reason.into());
        }
        _ => {}
    }
    if upstream.socket.is_some()
        && upstream.tls != Security::None
        && host.is_empty()
        && upstream.server_name.is_none()
    {
        let reason = "say the name that the certificate of the server behind the socket is for";
        wrong("server_name", reason.into());
    }
}
