//! `[tokens]`, and who asks for one.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use super::WrongAt;
use crate::{
    Config,
    config::{TokenRule, Tokens},
    token,
};

pub(super) fn broken(config: &Config, wrong: WrongAt<'_>) {
    let mut asked = false;
    for (name, upstream) in &config.upstreams {
        let mut wrong = |key: &[&str], reason| wrong(&[&["upstream", name], key].concat(), reason);
        asked |= asking(config, upstream.tokens, &mut wrong);
        counted(upstream.tokens, upstream.rules.mails_per_hour, &mut wrong);
    }
    if let Some(open) = &config.open {
        let mut wrong = |key: &[&str], reason| wrong(&[&["open"], key].concat(), reason);
        asked |= asking(config, open.tokens, &mut wrong);
        counted(open.tokens, open.rules.mails_per_hour, &mut wrong);
    }
    if let Some(tokens) = &config.tokens {
        if !asked {
            let reason =
                "nothing asks for a token; say `tokens = \"required\"` where it is to be one";
            wrong(&["tokens"], reason.into());
        }
        keys(tokens, wrong);
    }
}

/// Whether a token is asked for here; then there must be keys.
fn asking(config: &Config, rule: Option<TokenRule>, wrong: WrongAt<'_>) -> bool {
    let asks = rule == Some(TokenRule::Required);
    if asks && config.tokens.is_none() {
        let reason = "a token needs keys to verify it; add a table [tokens] with keys and audience";
        wrong(&["tokens"], reason.into());
    }
    asks
}

fn counted(rule: Option<TokenRule>, mails_per_hour: Option<u32>, wrong: WrongAt<'_>) {
    if rule == Some(TokenRule::None) && mails_per_hour.is_some() {
        let reason = "mails are counted for each subject of a token, and none is asked for here; use `mails`, or `tokens = \"required\"`";
        wrong(&["rules", "mails_per_hour"], reason.into());
    }
}

fn keys(tokens: &Tokens, wrong: WrongAt<'_>) {
    if tokens.audience.is_empty() {
        let reason = "write this gateway's name, such as its host name; a token's `aud` must be it";
        wrong(&["tokens", "audience"], reason.into());
    }
    match token::Keys::read(&tokens.keys) {
        Ok(keys) if keys.can_sign() && is_open_to_others(&tokens.keys) => {
            tracing::warn!(
                file = %tokens.keys.display(),
                "everybody on this machine can read the keys, and make tokens by them; take that right away with chmod o-r"
            );
        }
        Ok(_) => {}
        Err(error) => wrong(&["tokens", "keys"], error.to_string()),
    }
}

fn is_open_to_others(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|about| about.permissions().mode() & 0o004 != 0)
}
