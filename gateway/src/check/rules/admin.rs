//! `[admin]`.

use super::{Wrongs, entrance::hosts};
use crate::{
    Config,
    config::{Admin, Listen},
};

pub(super) fn broken(admin: &Admin, config: &Config, wrong: &mut Wrongs<'_>) {
    if !admin.listen.is_local() && !admin.remote {
        let reason = "everybody who reaches it could read metrics; listen on this machine, or set `remote = true` if that is meant";
        wrong.at("listen", reason);
    }
    hosts(&admin.hosts, wrong);
    if admin.listen == config.listen && !takes_any_port(&admin.listen) {
        let reason = "pages come in there; metrics and health need a place of their own";
        wrong.at("listen", reason);
    }
}

fn takes_any_port(listen: &Listen) -> bool {
    matches!(listen, Listen::Tcp(address) if address.port() == 0)
}
