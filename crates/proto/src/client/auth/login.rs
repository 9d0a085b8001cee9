use crate::types::{Credentials, Secret};

/// User and password (draft-murchison-sasl-login), in the order that all servers ask for, whatever
/// the words of their prompts. Nobody can act for somebody else.
pub(super) fn messages(credentials: &Credentials) -> Option<[Secret; 2]> {
    let password = credentials.password()?.clone();
    let own = credentials.authzid().is_none();
    own.then(|| [Secret::new(credentials.username()), password])
}
