//! The keys at the top of the file: who comes in.

use rustls::pki_types::ServerName;

use super::Wrongs;
use crate::{Config, origin::Origin};

pub(super) fn broken(config: &Config, wrong: &mut Wrongs<'_>) {
    if !config.listen.is_local() && config.hosts.is_empty() {
        let reason = "a gateway that listens beyond this machine needs the names it is reached by";
        wrong.at("hosts", reason);
    }
    // A proxy that is listed is one that speaks TLS for the gateway.
    if config.is_exposed() && config.proxies.is_none() {
        let reason = "tokens, passwords and mails would travel readable through the network; add a table [tls], list the proxy that speaks TLS in [proxies], or set `cleartext = true` if that is meant";
        wrong.at("listen", reason);
    }
    for origin in &config.origins {
        if Origin::parse(origin).is_none() {
            let reason = format!(
                "`{origin}` is not an origin; write scheme and host, like `https://mail.example.org`"
            );
            wrong.at("origins", reason);
        }
    }
    hosts(&config.hosts, wrong);
}

/// Names that a `Host` is compared with.
pub(super) fn hosts(hosts: &[String], wrong: &mut Wrongs<'_>) {
    for host in hosts {
        if ServerName::try_from(host.as_str()).is_err() {
            let reason = format!("`{host}` is not a host name; write it without scheme and port");
            wrong.at("hosts", reason);
        }
    }
}
