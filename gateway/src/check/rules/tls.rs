//! `[tls]`.

use super::Wrongs;
use crate::{
    config::ListenerTls,
    identity::{self, IdentityError},
};

pub(super) fn broken(tls: &ListenerTls, wrong: &mut Wrongs<'_>) {
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
