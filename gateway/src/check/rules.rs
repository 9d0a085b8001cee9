//! What a well-formed configuration must still not say.

use rustls::pki_types::ServerName;
use wsmtp_tunnel::{MAX_WINDOW, MIN_WINDOW, Security};

use super::{Problem, keys::Keys};
use crate::{Config, Limits, UpstreamConfig, guard::Origin, policy, tls};

pub(super) fn broken(config: &Config, keys: &Keys<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    entrance(config, keys, &mut problems);
    if config.upstreams.is_empty() {
        let reason = "no mail server is named; add a table [upstream.NAME] with host, port and tls";
        problems.push(keys.problem(&["upstream"], reason));
    }
    for (name, upstream) in &config.upstreams {
        if !policy::is_upstream_name(name) {
            let reason = "the name may hold a-z, 0-9, `-`, `_` and `.`, at most 64 of them";
            problems.push(keys.problem(&["upstream", name], reason));
        }
        one_upstream(upstream, &mut |key, reason| {
            problems.push(keys.problem(&["upstream", name, key], reason));
        });
    }
    limits(&config.limits, &mut |key, reason| {
        problems.push(keys.problem(&["limits", key], reason));
    });
    problems
}

fn entrance(config: &Config, keys: &Keys<'_>, problems: &mut Vec<Problem>) {
    if !config.listen.ip().is_loopback() && config.hosts.is_empty() {
        let reason = "a gateway that listens beyond this machine needs the names it is reached by";
        problems.push(keys.problem(&["hosts"], reason));
    }
    for origin in &config.origins {
        if Origin::parse(origin).is_none() {
            let reason = format!(
                "`{origin}` is not an origin; write scheme and host, like `https://mail.example.org`"
            );
            problems.push(keys.problem(&["origins"], reason));
        }
    }
    for host in &config.hosts {
        if ServerName::try_from(host.as_str()).is_err() {
            let reason = format!("`{host}` is not a host name; write it without scheme and port");
            problems.push(keys.problem(&["hosts"], reason));
        }
    }
}

fn one_upstream(upstream: &UpstreamConfig, wrong: &mut dyn FnMut(&str, String)) {
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
    if upstream.tls == Security::None
        && !upstream.cleartext
        && !policy::is_loopback_name(&upstream.host)
    {
        wrong("tls", "`none` sends passwords and mails readable through the network; use `implicit` or `starttls`, or set `cleartext = true` if that is meant".into());
    }
    if let Some(ca) = &upstream.ca
        && let Err(error) = tls::read_authorities(ca)
    {
        wrong("ca", error.to_string());
    }
}

fn limits(limits: &Limits, wrong: &mut dyn FnMut(&str, String)) {
    let times = [
        ("request", limits.request),
        ("open", limits.open),
        ("connect", limits.connect),
        ("tls", limits.tls),
        ("greeting", limits.greeting),
        ("idle", limits.idle),
        ("session", limits.session),
        ("ping", limits.ping),
        ("closing", limits.closing),
        ("drain", limits.drain),
    ];
    for (key, time) in times {
        if time.is_zero() {
            wrong(
                key,
                "a time of 0 seconds would end everything at once".into(),
            );
        }
    }
    for (key, count) in [
        ("sessions", limits.sessions),
        ("connections", limits.connections),
    ] {
        if !(1..=Limits::MAX_COUNT).contains(&count) {
            wrong(key, format!("must be between 1 and {}", Limits::MAX_COUNT));
        }
    }
    if !(MIN_WINDOW..=MAX_WINDOW).contains(&limits.window) {
        wrong(
            "window",
            format!("must be between {MIN_WINDOW} and {} bytes", MAX_WINDOW),
        );
    }
}
