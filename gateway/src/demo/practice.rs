//! What the demo's mail server is like, and how the gateway reaches it. A setup changes both.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use wsmtp_proto::types::Credentials;
use wsmtp_sandbox::{Auth, Sandbox, Security, Settings, Setup};
use wsmtp_tunnel as tunnel;

use super::UPSTREAM;
use crate::{Config, Gateway, SetupError, rules};

/// Wrong commands of a program before it has to go: fewer than the head of a browser's request has
/// lines, so that no page that somebody visits gets a mail in by a POST to this port.
const WRONG_COMMANDS: usize = 5;

/// How one comes to the mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    /// By the gateway, as pages do, which sign in.
    Gateway,
    /// By SMTP from a program on this machine, which may sign in, with or without TLS.
    Programs,
}

/// The mail server's ways, for connections to come. Clones are the same.
#[derive(Clone)]
pub(super) struct Practice(Arc<Shared>);

struct Shared {
    /// Without any setup.
    settings: Settings,
    config: Config,
    gateway: Gateway,
    /// Held by who changes `now`, so that of two setups at once one holds as a whole.
    changing: Mutex<()>,
    now: Mutex<Ways>,
}

/// How it is now.
struct Ways {
    /// The text of the setup, as it was given.
    text: String,
    gateway: Sandbox,
    programs: Sandbox,
    security: Security,
    /// What pages are told.
    about: rules::Sandbox,
}

impl Practice {
    /// `config` is the gateway's, where the mail server is the upstream with STARTTLS.
    pub(super) fn new(settings: Settings, gateway: Gateway, config: Config) -> Self {
        let now = Ways::new(&settings, String::new(), &Setup::default());
        Self(Arc::new(Shared {
            settings,
            config,
            gateway,
            changing: Mutex::default(),
            now: Mutex::new(now),
        }))
    }

    /// The server for one connection by this door, and how that is secured.
    pub(super) fn server(&self, door: Door) -> (Sandbox, Security) {
        let now = self.now();
        let sandbox = match door {
            Door::Gateway => &now.gateway,
            Door::Programs => &now.programs,
        };
        (sandbox.clone(), now.security)
    }

    /// The text of the setup; empty for none.
    pub(super) fn text(&self) -> String {
        self.now().text.clone()
    }

    /// Lets a setup, read from this text, hold for connections to come. Blocks: the gateway reads the
    /// authorities of the system again.
    pub(super) fn set(&self, text: String, setup: &Setup) -> Result<(), SetupError> {
        let ways = Ways::new(&self.0.settings, text, setup);
        let changing = self.0.changing.lock();
        let _changing = changing.unwrap_or_else(PoisonError::into_inner);
        let (config, about) = (self.reached_by(ways.security), ways.about.clone());
        self.0.gateway.reload_with(&config, Some(about))?;
        *self.now() = ways;
        Ok(())
    }

    /// The gateway expects of the server what the setup makes of it.
    fn reached_by(&self, security: Security) -> Config {
        let mut config = self.0.config.clone();
        if let Some(upstream) = config.upstreams.get_mut(UPSTREAM) {
            upstream.tls = match security {
                Security::None => tunnel::Security::None,
                Security::StartTls => tunnel::Security::StartTls,
                Security::Implicit => tunnel::Security::Implicit,
            };
        }
        config
    }

    fn now(&self) -> MutexGuard<'_, Ways> {
        // It is replaced as a whole, so a panic leaves what was there before.
        self.0.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ways {
    fn new(settings: &Settings, text: String, setup: &Setup) -> Self {
        let programs = setup.apply(for_programs(settings.clone()));
        let settings = setup.apply(settings.clone());
        Self {
            text,
            about: sandbox(&settings),
            gateway: Sandbox::new(settings),
            programs: Sandbox::new(programs),
            security: setup.security(),
        }
    }
}

/// Who may sign in to a server with these settings; the first, where there are several.
pub(super) fn sandbox(settings: &Settings) -> rules::Sandbox {
    let user = settings.users.first();
    let user = user.filter(|_| settings.auth != Auth::None);
    let password = user.and_then(Credentials::password);
    rules::Sandbox {
        user: user.map(|user| user.username().to_owned()),
        password: password.map(|password| password.expose().to_owned()),
        domain: Settings::DOMAIN,
    }
}

/// What is easier for programs, unless the setup says otherwise: nothing of theirs leaves this machine. Many take up a
/// STARTTLS that is offered, and fail on a certificate that is made anew for each run.
fn for_programs(mut settings: Settings) -> Settings {
    settings.server.starttls = false;
    settings.auth = Auth::Optional;
    settings.server.cleartext_auth = true;
    settings.server.max_wrong_commands = WRONG_COMMANDS;
    settings
}
