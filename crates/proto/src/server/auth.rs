//! The server's side of AUTH (RFC 4954): PLAIN (RFC 4616) and LOGIN (draft-murchison-sasl-login).

use alloc::string::String;

use zeroize::Zeroizing;

use crate::base64;
use crate::types::{Credentials, Mechanism, TlsActive};

/// The right to ask for a password. Only TLS gives it, or a configuration that says otherwise.
#[derive(Clone, Copy, Debug)]
pub(super) struct Permit(());

impl Permit {
    pub(super) const fn of(tls: Option<&TlsActive>, cleartext_auth: bool) -> Option<Self> {
        if tls.is_some() || cleartext_auth {
            Some(Self(()))
        } else {
            None
        }
    }
}

/// An exchange in which the client's next line is a response.
#[derive(Debug)]
pub(super) enum Exchange {
    /// PLAIN: everything in one response.
    Plain,
    /// LOGIN: the user name.
    Username,
    /// LOGIN: the password of this user.
    Password(String),
}

/// What a line of the client's, read as a response, led to.
pub(super) enum Response {
    /// Another prompt, another response.
    Next(Exchange),
    /// To be judged by the application.
    Complete(Credentials),
    /// `*`: the client gives up.
    Cancelled,
    /// Not base64 (RFC 4648).
    NotBase64,
    /// Not what the mechanism asks for.
    Malformed,
}

impl Response {
    pub(super) fn read(exchange: &Exchange, line: &[u8]) -> Self {
        match line {
            b"*" => Self::Cancelled,
            _ => match base64::decode(line).map(Zeroizing::new) {
                Some(octets) => exchange.take(&octets).unwrap_or(Self::Malformed),
                None => Self::NotBase64,
            },
        }
    }
}

impl Exchange {
    /// `None` where the server does not speak the mechanism.
    pub(super) const fn begin(_permit: Permit, mechanism: Mechanism) -> Option<Self> {
        match mechanism {
            Mechanism::Plain => Some(Self::Plain),
            Mechanism::Login => Some(Self::Username),
            _ => None,
        }
    }

    /// What stands behind 334, in base64: nothing, `Username:`, `Password:`.
    pub(super) const fn prompt(&self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Username => "VXNlcm5hbWU6",
            Self::Password(_) => "UGFzc3dvcmQ6",
        }
    }

    fn take(&self, response: &[u8]) -> Option<Response> {
        let response = core::str::from_utf8(response).ok()?;
        match self {
            Self::Plain => plain(response).map(Response::Complete),
            Self::Username => Some(Response::Next(Self::Password(response.into()))),
            Self::Password(username) => Credentials::new(username, response)
                .ok()
                .map(Response::Complete),
        }
    }
}

// message = [authzid] UTF8NUL authcid UTF8NUL passwd
//
// Nobody acts for somebody else here: authzid is empty or equal to authcid.
fn plain(message: &str) -> Option<Credentials> {
    let (authzid, rest) = message.split_once('\0')?;
    let (authcid, passwd) = rest.split_once('\0')?;
    let own = authzid.is_empty() || authzid == authcid;
    Credentials::new(authcid, passwd).ok().filter(|_| own)
}
