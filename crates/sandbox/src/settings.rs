use alloc::{vec, vec::Vec};

use subtle::{Choice, ConstantTimeEq};
use wsmtp_proto::{
    server::Config,
    types::{Credentials, ValueError},
};

use crate::{Action, Auth, Fault, Slow, Stage};

/// What a sandbox is like. A [`Setup`](crate::Setup) changes it as people write it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Name, TLS, limits, and what is offered. Whether AUTH is offered, and required, depends on
    /// `users` and `auth` alone.
    pub server: Config,
    /// Who may sign in. Where nobody may, nobody has to.
    pub users: Vec<Credentials>,
    /// Whether they have to.
    pub auth: Auth,
    /// What goes wrong; see [`Setup`](crate::Setup) for what counts where several fit.
    pub faults: Vec<Fault>,
    /// How slow the line is, where it is slow.
    pub slow: Option<Slow>,
    /// Whether LF alone ends a line, also within content, so that mails can be smuggled. CHUNKING is
    /// not offered then.
    pub bare_lf: bool,
}

impl Settings {
    /// The domain of who [practises](Self::practice): RFC 6761 section 6.2 keeps `test` out of the real world.
    pub const DOMAIN: &'static str = "sandbox.test";
    /// Who may sign in there.
    pub const USER: &'static str = "demo@sandbox.test";

    /// A server to practise with, as pages do: at [`DOMAIN`](Self::DOMAIN), with STARTTLS, and for [`USER`](Self::USER), who
    /// signs in with this password.
    ///
    /// # Errors
    /// It cannot be a password.
    pub fn practice(password: &str) -> Result<Self, ValueError> {
        let server = Config {
            starttls: true,
            ..Config::new(Self::DOMAIN.parse()?)
        };
        Ok(Self {
            users: vec![Credentials::new(Self::USER, password)?],
            ..Self::new(server)
        })
    }

    /// Without users, with the [practice addresses](Fault::practice). Nothing leaves the sandbox,
    /// so reports, REQUIRETLS, priorities and VRFY are offered for practice.
    #[must_use]
    pub fn new(server: Config) -> Self {
        Self {
            server: Config {
                dsn: true,
                require_tls: true,
                mt_priority: true,
                verify: true,
                ..server
            },
            users: Vec::new(),
            auth: Auth::Required,
            faults: Fault::practice(),
            slow: None,
            bare_lf: false,
        }
    }

    /// What the engine is to do, where STARTTLS is stripped or not.
    pub(crate) fn config(&self, stripped: bool) -> Config {
        let auth = !self.users.is_empty() && self.auth != Auth::None;
        let server = self.server.clone();
        Config {
            auth,
            auth_required: auth && self.auth == Auth::Required,
            starttls: server.starttls && !stripped,
            chunking: server.chunking && !self.bare_lf,
            consult: true,
            ..server
        }
    }

    /// Whether a fault strips STARTTLS.
    pub(crate) fn strips(fault: &Fault) -> bool {
        fault.stage == Stage::StartTls && fault.action == Action::Strip
    }

    /// Whether somebody may sign in with this. Takes the same time whoever it is: every user is
    /// compared with, and every octet of those with equal lengths.
    pub(crate) fn knows(&self, given: &Credentials) -> bool {
        let equal = |user: &Credentials| {
            let name = user
                .username()
                .as_bytes()
                .ct_eq(given.username().as_bytes());
            name & password(user).ct_eq(password(given))
        };
        let none = Choice::from(0);
        self.users
            .iter()
            .fold(none, |found, user| found | equal(user))
            .into()
    }
}

/// Empty where they sign in with something else, which no given password is equal to.
fn password(of: &Credentials) -> &[u8] {
    of.password()
        .map_or(&[], |password| password.expose().as_bytes())
}
