//! One `[upstream.NAME]`.

use rustls::pki_types::ServerName;
use wsmtp_tunnel::Security;

use super::{Wrongs, account, server};
use crate::{UpstreamConfig, config::TokenRule, judge::is_loopback_name};

/// Whether a name can name an upstream: it stands in URLs and logs as it is.
fn is_name(name: &str) -> bool {
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
    (1..=64).contains(&name.len()) && name.bytes().all(allowed)
}

/// `wrong` is of the table that all of them are in.
pub(super) fn broken(name: &str, upstream: &UpstreamConfig, wrong: &mut Wrongs<'_>) {
    if !is_name(name) {
        let reason = "the name may hold a-z, 0-9, `-`, `_` and `.`, at most 64 of them";
        wrong.at(name, reason);
    }
    let wrong = &mut wrong.within(name);
    place(upstream, wrong);
    security(upstream, wrong);
    let ca = upstream.ca.as_deref();
    server::broken(upstream.tokens, ca, &upstream.rules, wrong);
    if let Some(account) = &upstream.account {
        if upstream.tokens == Some(TokenRule::None) && !account.anybody {
            let reason = "every program that reaches the gateway could send as the user of `account`; say `required`, or set `anybody = true` in [account] if that is meant";
            wrong.at("tokens", reason);
        }
        account::broken(account, &mut wrong.within("account"));
    }
}

/// How the connection is secured.
fn security(upstream: &UpstreamConfig, wrong: &mut Wrongs<'_>) {
    if let Some(name) = &upstream.server_name
        && ServerName::try_from(name.as_str()).is_err()
    {
        wrong.at("server_name", format!("`{name}` is not a host name"));
    }
    let is_here = upstream.socket.is_some() || is_loopback_name(&upstream.host);
    if upstream.tls == Security::None && !upstream.cleartext && !is_here {
        wrong.at("tls", "`none` sends passwords and mails readable through the network; use `implicit` or `starttls`, or set `cleartext = true` if that is meant");
    }
}

/// Where the server listens.
fn place(upstream: &UpstreamConfig, wrong: &mut Wrongs<'_>) {
    let host = upstream.host.as_str();
    if host.is_empty() && upstream.socket.is_none() {
        let reason = "say where the server is: `host` and `port`, or `socket` with the path of a Unix socket";
        return wrong.at("host", reason);
    }
    if !host.is_empty() && ServerName::try_from(host).is_err() {
        let reason = format!("`{host}` is neither a host name nor an address");
        wrong.at("host", reason);
    }
    match (&upstream.socket, upstream.port) {
        (None, 0) => {
            let reason = "a port is a number from 1 to 65535; mail servers use 465, 587 or 25";
            wrong.at("port", reason);
        }
        (Some(_), 1..) => {
            let reason = "a Unix socket has no port; leave one of `port` and `socket` out";
            wrong.at("port", reason);
        }
        _ => {}
    }
    if upstream.socket.is_some()
        && upstream.tls != Security::None
        && host.is_empty()
        && upstream.server_name.is_none()
    {
        let reason = "say the name that the certificate of the server behind the socket is for";
        wrong.at("server_name", reason);
    }
}
