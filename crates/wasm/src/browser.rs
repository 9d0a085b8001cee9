//! What the browser has that the engine lacks: randomness, and Unicode's tables.

use alloc::{format, string::String};
use js_sys::{JsString, RegExp};
use wasm_bindgen::prelude::*;
use web_sys::Url;
use wsmtp_proto::Unicode;
use wsmtp_proto::types::Nonce;

use crate::saslprep::{Tables, saslprep};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]) -> Result<JsValue, JsValue>;
}

/// Unicode's tables, without which the wasm is a third smaller.
pub(crate) const UNICODE: Unicode = Unicode {
    domain_to_ascii,
    saslprep: |text| saslprep(text, &TABLES),
};

const TABLES: Tables = Tables { nfkc, has_letter };

/// A nonce of this session's own; `None` where the browser has no randomness fit for keys.
pub(crate) fn nonce() -> Option<Nonce> {
    let mut random = [0; 24];
    get_random_values(&mut random).ok()?;
    Some(Nonce::from_random(random))
}

/// The host of an address in the web is written in A-labels (the URL standard, section 3.3).
fn domain_to_ascii(domain: &str) -> Option<String> {
    // What has a meaning of its own in such an address does not get there.
    let plain =
        |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let host = domain
        .chars()
        .all(plain)
        .then(|| Url::new(&format!("http://{domain}")))?;
    let host = host.ok()?.hostname();
    // What looks like numbers there is an address of IPv4, and another one than was given.
    let number = host.chars().all(|c| c.is_ascii_digit() || c == '.');
    (!number).then_some(host)
}

fn nfkc(text: &str) -> String {
    JsString::from(text).normalize("NFKC").into()
}

fn has_letter(text: &str) -> bool {
    RegExp::new(r"\p{Alphabetic}", "u").test(text)
}
