//! `[open]`.

use super::{Wrongs, server};
use crate::{
    config::OpenHosts,
    judge::{Host, HostError, Pattern, is_special, network, special},
};

pub(super) fn broken(open: &OpenHosts, wrong: &mut Wrongs<'_>) {
    hosts(open, wrong);
    if open.ports.is_empty() {
        let reason = "say which ports; mail servers use 465, 587 or, for other servers, 25";
        wrong.at("ports", reason);
    }
    if open.ports.contains(&0) {
        wrong.at("ports", "a port is a number from 1 to 65535");
    }
    networks(open, wrong);
    server::broken(open.tokens, open.ca.as_deref(), &open.rules, wrong);
}

fn hosts(open: &OpenHosts, wrong: &mut Wrongs<'_>) {
    if open.hosts.is_empty() {
        let reason =
            "say which hosts, or `*.` and a domain for all below it; without any, leave out [open]";
        wrong.at("hosts", reason);
    }
    for text in &open.hosts {
        let pattern: Result<Pattern, HostError> = text.parse();
        match pattern {
            Err(error) => wrong.at("hosts", format!("`{text}` is no host: {error}")),
            Ok(Pattern::Host(Host::Address(address))) => {
                let is_listed =
                    |text: &String| network(text).is_some_and(|net| net.contains(&address));
                if let Some(kind) = special(address)
                    && !open.networks.iter().any(is_listed)
                {
                    let reason = format!(
                        "`{text}` is {kind}; list it in `networks` too, if pages are to reach it"
                    );
                    wrong.at("hosts", reason);
                }
            }
            Ok(Pattern::Host(Host::Name(_)) | Pattern::Below(_)) => {}
        }
    }
}

fn networks(open: &OpenHosts, wrong: &mut Wrongs<'_>) {
    for (key, texts) in [("networks", &open.networks), ("deny", &open.deny)] {
        for text in texts {
            match network(text) {
                None => wrong.at(
                    key,
                    format!("`{text}` is no network; write it like `10.1.0.0/16`"),
                ),
                // A single address may be the gateway's own.
                Some(net)
                    if key == "networks"
                        && !is_special(net)
                        && net.prefix_len() < net.max_prefix_len() =>
                {
                    let reason = format!(
                        "`{text}` is not within one private network, and what is public is permitted anyway"
                    );
                    wrong.at(key, reason);
                }
                Some(_) => {}
            }
        }
    }
}
