//! Who signs in, and how, as the page says it.

use serde::Deserialize;
use wsmtp_proto::types::{Credentials, Mechanism, ValueError};

use crate::failure::Failure;

/// `SignIn` of `web/client/src/engine.ts`: a password, a token, or a trace of nobody; with none of
/// them, the server knows already.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignIn {
    user: String,
    pass: Option<String>,
    access_token: Option<String>,
    trace: Option<String>,
    act_as: Option<String>,
}

impl SignIn {
    pub(crate) fn credentials(&self) -> Result<Credentials, ValueError> {
        let credentials = match (&self.pass, &self.access_token, &self.trace) {
            (Some(pass), ..) => Credentials::new(&self.user, pass)?,
            (None, Some(token), _) => Credentials::with_token(&self.user, token)?,
            (None, None, Some(trace)) => Credentials::anonymous(trace)?,
            (None, None, None) => Credentials::external(),
        };
        match &self.act_as {
            Some(other) => credentials.acting_for(other),
            None => Ok(credentials),
        }
    }
}

/// The mechanism of this name.
pub(crate) fn mechanism(name: &str) -> Result<Mechanism, Failure> {
    Mechanism::from_name(name).ok_or_else(|| {
        let known: Vec<_> = Mechanism::ALL.iter().map(|one| one.name()).collect();
        let known = known.join(", ");
        Failure::bad_input(format!(
            "authMethod {name:?} is no way to sign in that wsmtp knows: name one of {known}"
        ))
    })
}
