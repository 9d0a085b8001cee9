//! The `rules` of an upstream or of `[open]`.

use super::Wrongs;
use crate::{config::MailRulesConfig, inspect::SenderPattern};

pub(super) fn broken(rules: &MailRulesConfig, wrong: &mut Wrongs<'_>) {
    let senders = rules.senders.as_deref();
    if senders.is_some_and(<[_]>::is_empty) {
        let reason = "an empty list permits no mail; leave it out to permit all";
        wrong.at("senders", reason);
    }
    for sender in senders.unwrap_or_default() {
        if let Err(error) = sender.parse::<SenderPattern>() {
            let reason = format!(
                "`{sender}` is no sender ({error}); write an address, `@` and a domain, or `<>` for reports"
            );
            wrong.at("senders", reason);
        }
    }
    let counts = [
        ("recipients", rules.recipients),
        ("mails", rules.mails),
        ("mails_per_hour", rules.mails_per_hour),
    ];
    let counts = counts.map(|(key, count)| (key, count.map(u64::from)));
    for (key, count) in counts.into_iter().chain([("size", rules.size)]) {
        if count == Some(0) {
            wrong.at(key, "0 permits no mail; leave it out to set no limit");
        }
    }
}
