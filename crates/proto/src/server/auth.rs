//! The server's side of AUTH (RFC 4954): PLAIN (RFC 4616) and LOGIN (draft-murchison-sasl-login).

use alloc::string::String;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use crate::types::{Credentials, Mechanism, Secret, TlsActive};

/// The right to ask for a password. Only TLS gives it, or a configuration that says otherwise.
#[derive(Clone, Copy, Debug)]
pub(super) struct Permit(());

impl Permit {
    pub(super) const fn of(tls: Option<TlsActive>, cleartext_auth: bool) -> Option<Self> {
        if tls.is_some() || cleartext_auth { Some(Self(())) } else { None }
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

/// What a response led to.
pub(super) enum Progress {
    /// Another prompt, another response.
    Next(Exchange),
    /// To be judged by the application.
    Complete(Credentials),
}

/// A response that is not what the mechanism asks for.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(super) enum BadResponse {
    #[error("the response is not base64")]
    Base64,
    #[error("the response is not what the mechanism asks for")]
    Form,
}

impl Exchange {
    pub(super) const fn begin(_permit: Permit, mechanism: Mechanism) -> Self {
        match mechanism {
            Mechanism::Plain => Self::Plain,
            Mechanism::Login => Self::Username,
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

    /// Takes a response in base64.
    pub(super) fn respond(self, response: &Secret) -> Result<Progress, BadResponse> {
        let response = decode(response)?;
        match self {
            Self::Plain => plain(&response).map(Progress::Complete),
            Self::Username => Ok(Progress::Next(Self::Password(response.as_str().into()))),
            Self::Password(username) => credentials(&username, &response).map(Progress::Complete),
        }
    }
}

fn decode(response: &Secret) -> Result<Zeroizing<String>, BadResponse> {
    let octets = STANDARD.decode(response.expose()).map_err(|_| BadResponse::Base64)?;
    let text = String::from_utf8(octets).map_err(|error| {
        drop(Zeroizing::new(error.into_bytes()));
        BadResponse::Form
    })?;
    Ok(Zeroizing::new(text))
}

// message = [authzid] UTF8NUL authcid UTF8NUL passwd
//
// Nobody acts for somebody else here: authzid is empty or equal to authcid.
fn plain(message: &str) -> Result<Credentials, BadResponse> {
    let (authzid, rest) = message.split_once('\0').ok_or(BadResponse::Form)?;
    let (authcid, passwd) = rest.split_once('\0').ok_or(BadResponse::Form)?;
    if authzid.is_empty() || authzid == authcid {
        credentials(authcid, passwd)
    } else {
        Err(BadResponse::Form)
    }
}

fn credentials(username: &str, password: &str) -> Result<Credentials, BadResponse> {
    Credentials::new(username, password).map_err(|_| BadResponse::Form)
}
