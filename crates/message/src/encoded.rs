//! Values that read like encoded words (RFC 2047) though they are none.
//!
//! Whoever reads the mail would decode them and show something else than was written, a line break for one.
//! `mail-builder` encodes what is not ASCII; these are ASCII, and are encoded here.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::address::Address;

/// Characters in an encoded word, which ends at 75 with its frame (RFC 2047 section 2): four octets each, in base64.
const WORD: usize = 11;
/// Octets in a section of a parameter, each written as three, so that its line stays below 78.
const SECTION: usize = 16;

/// Whether this would be written as it is, and read as something else.
pub(crate) fn is_mistakable(text: &str) -> bool {
    text.is_ascii() && text.contains("=?")
}

/// The text as encoded words.
pub(crate) fn words(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let word = |part: &[char]| {
        let base64 = STANDARD.encode(part.iter().collect::<String>());
        format!("=?utf-8?B?{base64}?=")
    };
    chars.chunks(WORD).map(word).collect::<Vec<_>>().join(" ")
}

/// The mailboxes with encoded names.
pub(crate) fn mailboxes(addresses: &[Address]) -> String {
    let mailbox = |one: &Address| {
        let named = format!("{} <{}>", words(one.name()), one.email());
        named.trim_start().to_owned()
    };
    addresses.iter().map(mailbox).collect::<Vec<_>>().join(", ")
}

/// The value as sections of a parameter, each behind a semicolon (RFC 2231 sections 3 and 4.1).
pub(crate) fn parameter(name: &str, value: &str) -> String {
    let section = |(number, octets): (usize, &[u8])| {
        let charset = if number == 0 { "utf-8''" } else { "" };
        let percent: String = octets.iter().map(|octet| format!("%{octet:02X}")).collect();
        format!("; {name}*{number}*={charset}{percent}")
    };
    value
        .as_bytes()
        .chunks(SECTION)
        .enumerate()
        .map(section)
        .collect()
}
