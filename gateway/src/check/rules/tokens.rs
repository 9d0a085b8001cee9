//! `[tokens]`, and who asks for one.

use super::{Wrongs, secret::warn_if_public};
use crate::{
    Config,
    config::{MailRulesConfig, TokenRule, Tokens},
    token,
};

pub(super) fn broken(config: &Config, wrong: &mut Wrongs<'_>) {
    let mut asked = false;
    for (name, upstream) in &config.upstreams {
        let (mut above, rules) = (wrong.within("upstream"), &upstream.rules);
        asked |= asking(config, upstream.tokens, rules, &mut above.within(name));
    }
    if let Some(open) = &config.open {
        asked |= asking(config, open.tokens, &open.rules, &mut wrong.within("open"));
    }
    if let Some(tokens) = &config.tokens {
        if !asked {
            let reason =
                "nothing asks for a token; say `tokens = \"required\"` where it is to be one";
            wrong.at("tokens", reason);
        }
        keys(tokens, &mut wrong.within("tokens"));
    }
}

/// Whether a token is asked for here. Then there must be keys; else there is no subject to count for.
fn asking(
    config: &Config,
    rule: Option<TokenRule>,
    rules: &MailRulesConfig,
    wrong: &mut Wrongs<'_>,
) -> bool {
    let asks = rule == Some(TokenRule::Required);
    if asks && config.tokens.is_none() {
        let reason = "a token needs keys to verify it; add a table [tokens] with keys and audience";
        wrong.at("tokens", reason);
    }
    if rule == Some(TokenRule::None) && rules.mails_per_hour.is_some() {
        let reason = "mails are counted for each subject of a token, and none is asked for here; use `mails`, or `tokens = \"required\"`";
        wrong.within("rules").at("mails_per_hour", reason);
    }
    asks
}

fn keys(tokens: &Tokens, wrong: &mut Wrongs<'_>) {
    if tokens.audience.is_empty() {
        let reason = "write this gateway's name, such as its host name; a token's `aud` must be it";
        wrong.at("audience", reason);
    }
    match token::Keys::read(&tokens.keys) {
        Ok(keys) if keys.can_sign() => {
            warn_if_public(&tokens.keys, "read the keys, and make tokens by them");
        }
        Ok(_) => {}
        Err(error) => wrong.at("keys", error.to_string()),
    }
}
