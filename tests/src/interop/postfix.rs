//! Postfix, as Debian installs it.

use anyhow::Result;

use super::{Server, Site, site};
use crate::postfix::{Postfix, Settings};

pub(super) fn start() -> Result<Server> {
    let site = Site::new("postfix")?;
    let settings = Settings {
        domains: site.domains().into(),
        users: site::users(),
        max_size: site::MAX_SIZE,
        // Every plugin of Cyrus SASL's that the engine knows too.
        mechanisms: "PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256".to_owned(),
        needs_auth: false,
        ..Settings::default()
    };
    let (process, [smtp, implicit], authority) = Postfix::start_with(&settings)?.into_parts();
    let site = Site {
        smtp,
        implicit,
        authority,
        ..site
    };
    Server::new(site, process, false)
}
