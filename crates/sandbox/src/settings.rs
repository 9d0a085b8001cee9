use alloc::vec::Vec;

use subtle::{Choice, ConstantTimeEq};
use wsmtp_proto::{server::Config, types::Credentials};

use crate::Fault;

/// What a sandbox is like.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Name, TLS, limits, and what is offered. Whether AUTH is offered, and required, depends on
    /// `users` alone.
    pub server: Config,
    /// Who may sign in. Where nobody may, nobody has to.
    pub users: Vec<Credentials>,
    /// What goes wrong; the first that fits counts.
    pub faults: Vec<Fault>,
}

impl Settings {
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
            faults: Fault::practice(),
        }
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
