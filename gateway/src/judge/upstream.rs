//! One server, ready to be dialled.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use wsmtp_proto::types::Credentials;
use wsmtp_tunnel::{ErrorCode, Security};

use super::{
    PolicyError, account,
    address::{self, Addresses},
};
use crate::{
    UpstreamConfig,
    config::TokenRule,
    failure::Failure,
    inspect::MailRules,
    tls::{Tls, Trust},
};

pub(crate) struct Upstream {
    pub(crate) name: String,
    pub(crate) host: String,
    pub(crate) place: Place,
    pub(crate) security: Security,
    pub(crate) tls: Tls,
    pub(crate) tokens: TokenRule,
    /// As whom the gateway signs in there.
    pub(crate) account: Option<Credentials>,
    pub(super) reach: Reach,
    /// What mails may be sent there.
    pub(crate) mails: Arc<MailRules>,
}

/// Where on its host a server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Port(u16),
    /// A Unix socket; the host is this machine, whatever it is called.
    Socket(PathBuf),
}

/// At which addresses of its name a server may be reached.
pub(super) enum Reach {
    /// The operator has named it, so wherever it is.
    Anywhere,
    /// On this machine, because the connection stays in clear.
    Here,
    /// The page has named it, so where that does no harm.
    Judged(Arc<Addresses>),
}

impl Upstream {
    pub(super) fn named(name: &str, config: &UpstreamConfig) -> Result<Self, PolicyError> {
        let trust = Trust::new(config.ca.as_deref(), &config.authorities)?;
        let place = match &config.socket {
            Some(path) => Place::Socket(path.clone()),
            None => Place::Port(config.port),
        };
        let reach = match config.tls {
            Security::None if !config.cleartext => Reach::Here,
            _ => Reach::Anywhere,
        };
        Ok(Self {
            name: name.to_owned(),
            host: config.host().to_owned(),
            place,
            security: config.tls,
            tls: Tls::new(&trust, config.certificate_name())?,
            tokens: config.tokens.unwrap_or_default(),
            account: credentials(name, config)?,
            reach,
            mails: Arc::new(MailRules::new(&config.rules)?),
        })
    }

    /// Whether the page is to ask for TLS in the middle of the dialogue.
    pub(crate) fn has_starttls(&self) -> bool {
        self.security == Security::StartTls
    }

    /// Whether a page has chosen it, and not the operator.
    pub(crate) fn is_chosen(&self) -> bool {
        matches!(self.reach, Reach::Judged(_))
    }

    /// The addresses that may be dialled.
    pub(crate) fn judge(&self, resolved: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Failure> {
        match &self.reach {
            Reach::Anywhere => Ok(resolved),
            Reach::Here => self.loopback(resolved),
            Reach::Judged(addresses) => self.permitted(resolved, addresses),
        }
    }

    /// A name of this machine that resolves to another one must not carry a mail there in clear.
    fn loopback(&self, resolved: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Failure> {
        let local: Vec<_> = resolved
            .into_iter()
            .filter(|address| is_loopback(address.ip()))
            .collect();
        if local.is_empty() {
            let message = format!(
                "{} is not on the gateway's machine, and the operator permits no connection in clear to it",
                self.host
            );
            return Err(Failure::new(ErrorCode::HostForbidden, message));
        }
        Ok(local)
    }

    /// All of them or none: whoever gives a name a bad address beside a good one could make the
    /// choice fall on the bad one.
    fn permitted(
        &self,
        resolved: Vec<SocketAddr>,
        addresses: &Addresses,
    ) -> Result<Vec<SocketAddr>, Failure> {
        let own = address::own().map_err(|_| {
            let message = "the gateway cannot tell its own addresses; try again later";
            Failure::new(ErrorCode::Internal, message)
        })?;
        let bad = resolved
            .iter()
            .find_map(|address| addresses.forbid(address.ip(), &own));
        match bad {
            None => Ok(resolved),
            Some(kind) => Err(Failure::new(
                ErrorCode::HostForbidden,
                format!(
                    "{} has an address that pages may not choose: it is {kind}; its operator or this gateway's can change that",
                    self.host
                ),
            )),
        }
    }
}

fn credentials(name: &str, config: &UpstreamConfig) -> Result<Option<Credentials>, PolicyError> {
    let wrong = |reason| PolicyError::Account {
        upstream: name.to_owned(),
        reason,
    };
    let account = config.account.as_ref().map(account::read);
    account.transpose().map_err(wrong)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Port(port) => write!(f, "port {port}"),
            // Its path is the operator's business.
            Self::Socket(_) => f.write_str("its Unix socket"),
        }
    }
}

/// Whether a host as written is this machine.
pub(crate) fn is_loopback_name(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(is_loopback)
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}
