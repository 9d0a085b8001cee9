//! What a well-formed configuration must still not say.

mod account;
mod admin;
mod audit;
mod entrance;
mod limits;
mod mails;
mod open;
mod proxies;
mod secret;
mod server;
mod tls;
mod tokens;
mod upstream;
mod wrongs;

use super::{Problem, keys::Keys};
use crate::Config;
use wrongs::Wrongs;

pub(super) fn broken(config: &Config, keys: &Keys<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut wrong = Wrongs::new(keys, &mut problems);
    entrance::broken(config, &mut wrong);
    servers(config, &mut wrong);
    if let Some(admin) = &config.admin {
        admin::broken(admin, config, &mut wrong.within("admin"));
    }
    audit::broken(&config.audit, &mut wrong.within("audit"));
    tokens::broken(config, &mut wrong);
    if let Some(tls) = &config.tls {
        tls::broken(tls, &mut wrong.within("tls"));
    }
    if let Some(proxies) = &config.proxies {
        proxies::broken(proxies, &mut wrong.within("proxies"));
    }
    limits::broken(&config.limits, &mut wrong.within("limits"));
    problems
}

fn servers(config: &Config, wrong: &mut Wrongs<'_>) {
    if config.upstreams.is_empty() && config.open.is_none() {
        let reason =
            "no mail server is named; add a table [upstream.NAME] with host, port, tls and tokens";
        wrong.at("upstream", reason);
    }
    for (name, upstream) in &config.upstreams {
        upstream::broken(name, upstream, &mut wrong.within("upstream"));
    }
    if let Some(open) = &config.open {
        open::broken(open, &mut wrong.within("open"));
    }
}
