//! One `[upstream.NAME.account]`.

use super::{Wrongs, secret::warn_if_public};
use crate::{config::Account, judge::account};

pub(super) fn broken(account: &Account, wrong: &mut Wrongs<'_>) {
    if account.user.is_empty() {
        return wrong.at("user", "say as whom to sign in");
    }
    // Who checks a file may have another environment than the gateway will.
    let is_for_the_start = account.password_env.is_some() && account.password_file.is_none();
    if !is_for_the_start && let Err(error) = account::read(account) {
        wrong.at("password_file", error.to_string());
    }
    if let Some(file) = &account.password_file {
        warn_if_public(file, "read this password");
    }
}
