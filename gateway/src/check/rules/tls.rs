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
    let error = match identity::load(tls) {
        Ok(pair) => return pair.warn_if_untimely(&tls.certificate),
        Err(error) => error,
    };
    let key = match &error {
        IdentityError::Certificate { .. } => "certificate",
        IdentityError::Key { .. } | IdentityError::Mismatch { .. } | IdentityError::Setup(_) => {
            "key"
        }
    };
    wrong.at(key, error.to_string());
}
