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
    if ServerName::try_from(upstream.host.as_str()).is_err() {
        wrong(
            "host",
            format!("`{}` is neither a host name nor an address", upstream.host),
        );
    }
    if upstream.port == 0 {
        wrong(
            "port",
            "0 is not a port; mail servers use 465, 587 or 25".into(),
        );
    }
    if let Some(name) = &upstream.server_name
        && ServerName::try_from(name.as_str()).is_err()
    {
        wrong("server_name", format!("`{name}` is not a host name"));
    }
    if upstream.tls == Security::None && !upstream.cleartext && !is_loopback_name(&upstream.host) {
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
