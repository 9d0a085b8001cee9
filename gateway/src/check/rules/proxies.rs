//! `[proxies]`.

use super::Wrongs;
use crate::{client::Proxy, config::Proxies};

pub(super) fn broken(proxies: &Proxies, wrong: &mut Wrongs<'_>) {
    if proxies.from.is_empty() {
        let reason = "no proxy is listed; list at least one, or leave the table out";
        wrong.at("from", reason);
    }
    for text in &proxies.from {
        match Proxy::parse(text) {
            Ok(proxy) if proxy.is_everybody() => {
                let reason = format!("`{text}` is everybody, and everybody would be believed");
                wrong.at("from", reason);
            }
            Ok(_) => {}
            Err(error) => wrong.at("from", error.to_string()),
        }
    }
}
