//! `[tls]`.

use super::{Wrongs, secret::warn_if_public};
use crate::{
    config::ListenerTls,
    identity::{self, IdentityError},
};

pub(super) fn broken(tls: &ListenerTls, wrong: &mut Wrongs<'_>) {
    warn_if_public(
        &tls.key,
        "read this key, and take the gateway's place by it",
    );
    let Err(error) = identity::load(tls) else {
        return;
    };
    let key = match &error {
        IdentityError::Certificate { .. } | IdentityError::Time { .. } => "certificate",
        IdentityError::Key { .. } | IdentityError::Mismatch { .. } | IdentityError::Setup(_) => {
            "key"
        }
    };
    wrong.at(key, error.to_string());
}
