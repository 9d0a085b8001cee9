//! What is the same for named servers and for those of `[open]`.

use std::path::Path;

use super::{Wrongs, mails};
use crate::{
    config::{MailRulesConfig, TokenRule},
    tls,
};

pub(super) fn broken(
    tokens: Option<TokenRule>,
    ca: Option<&Path>,
    rules: &MailRulesConfig,
    wrong: &mut Wrongs<'_>,
) {
    if tokens.is_none() {
        wrong.at("tokens", "say who may go there: `required` for pages with a token, `none` for every page that may connect");
    }
    if let Some(Err(error)) = ca.map(tls::read_authorities) {
        wrong.at("ca", error.to_string());
    }
    mails::broken(rules, &mut wrong.within("rules"));
}
