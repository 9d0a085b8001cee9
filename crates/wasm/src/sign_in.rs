//! Who signs in, and how, as the page says it.

use alloc::{format, vec::Vec};

use wsmtp_bind::{Value, text, text_or_null};
use wsmtp_proto::types::{Credentials, Mechanism};

use crate::failure::Failure;

/// Reads a `SignIn` of `web/client/src/runtime/wire.ts`: a password, a token, or a trace of nobody; with none of them,
/// the server knows already.
pub(crate) fn credentials<V: Value>(given: &V) -> Result<Credentials, Failure> {
    let user = text(given, "user")?;
    let secret = |name| text_or_null(given, name);
    let credentials = match (secret("pass")?, secret("accessToken")?, secret("trace")?) {
        (Some(pass), ..) => Credentials::new(&user, &pass)?,
        (None, Some(token), _) => Credentials::with_token(&user, &token)?,
        (None, None, Some(trace)) => Credentials::anonymous(&trace)?,
        (None, None, None) => Credentials::external(),
    };
    Ok(match text_or_null(given, "actAs")? {
        Some(other) => credentials.acting_for(&other)?,
        None => credentials,
    })
}

/// The mechanism of this name.
pub(crate) fn mechanism(name: &str) -> Result<Mechanism, Failure> {
    Mechanism::from_name(name).ok_or_else(|| {
        let known: Vec<_> = Mechanism::ALL.iter().map(|one| one.name()).collect();
        let known = known.join(", ");
        Failure::bad_input(format!(
            "authMethod \"{name}\" is no way to sign in that wsmtp knows: name one of {known}"
        ))
    })
}
