//! What a well-formed configuration must still not say.

mod account;
mod admin;
mod audit;
mod entrance;
mod limits;
mod mails;
mod open;
mod proxies;
mod tls;
mod tokens;
mod upstream;

use super::{Problem, keys::Keys};
use crate::Config;

/// A key within the table in question, and what is wrong with its value.
type Wrong<'a> = &'a mut dyn FnMut(&str, String);

/// The same with all tables above the key.
type WrongAt<'a> = &'a mut dyn FnMut(&[&str], String);

pub(super) fn broken(config: &Config, keys: &Keys<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    entrance::broken(config, &mut |key, reason| {
        problems.push(keys.problem(&[key], reason));
    });
    if config.upstreams.is_empty() && config.open.is_none() {
        let reason =
            "no mail server is named; add a table [upstream.NAME] with host, port, tls and tokens";
        problems.push(keys.problem(&["upstream"], reason));
    }
    for (name, upstream) in &config.upstreams {
        if !upstream::is_name(name) {
            let reason = "the name may hold a-z, 0-9, `-`, `_` and `.`, at most 64 of them";
            problems.push(keys.problem(&["upstream", name], reason));
        }
        upstream::broken(upstream, &mut |key, reason| {
            problems.push(keys.problem(&["upstream", name, key], reason));
        });
        if let Some(account) = &upstream.account {
            account::broken(account, &mut |key, reason| {
                problems.push(keys.problem(&["upstream", name, "account", key], reason));
            });
        }
        mails::broken(&upstream.rules, &mut |key, reason| {
            problems.push(keys.problem(&["upstream", name, "rules", key], reason));
        });
    }
    if let Some(open) = &config.open {
        open::broken(open, &mut |key, reason| {
            problems.push(keys.problem(&["open", key], reason));
        });
        mails::broken(&open.rules, &mut |key, reason| {
            problems.push(keys.problem(&["open", "rules", key], reason));
        });
    }
    if let Some(admin) = &config.admin {
        admin::broken(admin, config, &mut |key, reason| {
            problems.push(keys.problem(&["admin", key], reason));
        });
    }
    audit::broken(&config.audit, &mut |key, reason| {
        problems.push(keys.problem(&["audit", key], reason));
    });
    tokens::broken(config, &mut |path, reason| {
        problems.push(keys.problem(path, reason));
    });
    if let Some(tls) = &config.tls {
        tls::broken(tls, &mut |key, reason| {
            problems.push(keys.problem(&["tls", key], reason));
        });
    }
    if let Some(proxies) = &config.proxies {
        proxies::broken(proxies, &mut |key, reason| {
            problems.push(keys.problem(&["proxies", key], reason));
        });
    }
    limits::broken(&config.limits, &mut |key, reason| {
        problems.push(keys.problem(&["limits", key], reason));
    });
    problems
}
