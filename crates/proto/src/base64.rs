//! Base64 with its padding, [RFC 4648 section 4].
//!
//! [RFC 4648 section 4]: https://www.rfc-editor.org/rfc/rfc4648#section-4

use alloc::{string::String, vec::Vec};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// On one line. Nothing of what may be a secret is left behind elsewhere: the text never moves.
pub(crate) fn encode(octets: impl AsRef<[u8]>) -> String {
    encoded(octets.as_ref())
}

/// What the text stands for; `None` unless it is written in the one way that [`encode`] writes.
pub(crate) fn decode(text: impl AsRef<[u8]>) -> Option<Vec<u8>> {
    decoded(text.as_ref())
}

fn encoded(octets: &[u8]) -> String {
    let mut text = String::with_capacity(octets.len().div_ceil(3).saturating_mul(4));
    for group in octets.chunks(3) {
        let bits = (0..3).fold(0, |bits, index| {
            bits << 8 | group.get(index).copied().map_or(0, u32::from)
        });
        for index in 0..4 {
            let digit = bits >> (18 - 6 * index) & 63;
            let digit = ALPHABET
                .get(digit as usize)
                .filter(|_| index <= group.len());
            text.push(digit.map_or('=', |digit| char::from(*digit)));
        }
    }
    text
}

fn decoded(text: &[u8]) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(text.len().div_ceil(4).saturating_mul(3));
    let bare = text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"="));
    let bare = bare.unwrap_or(text);
    if !text.len().is_multiple_of(4) || (text.len() - bare.len()) != (4 - bare.len() % 4) % 4 {
        return None;
    }
    for group in bare.chunks(4) {
        let mut bits = 0;
        for index in 0..4 {
            bits = bits << 6 | group.get(index).map_or(Some(0), |digit| value(*digit))?;
        }
        let [_, group_octets @ ..] = u32::to_be_bytes(bits);
        let (whole, padding) = group_octets.split_at_checked(group.len() - 1)?;
        if padding.iter().any(|octet| *octet != 0) {
            return None;
        }
        octets.extend_from_slice(whole);
    }
    Some(octets)
}

fn value(digit: u8) -> Option<u32> {
    let value = match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(value.into())
}

#[cfg(test)]
mod tests {
    use ::base64::{Engine as _, engine::general_purpose::STANDARD};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_not_written_as_it_should_be_is_refused() {
        for text in [
            "=", "==", "====", "A", "A=", "A==", "A===", "AA", "AA=", "AB==", "AAB=", "AAA",
            "A=A=", "AA==AAAA", "AAAA=", "AAAA==", "AAAA====", "AA\n=", "AA-_",
        ] {
            assert_eq!(decode(text), None, "{text}");
            assert!(STANDARD.decode(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn it_is_what_everybody_writes(octets: Vec<u8>) {
            let text = encode(&octets);
            prop_assert_eq!(&text, &STANDARD.encode(&octets));
            prop_assert_eq!(text.capacity(), text.len());
            prop_assert_eq!(decode(&text), Some(octets));
        }

        #[test]
        fn it_is_what_everybody_reads(text in "[AQgw/=]{0,9}") {
            prop_assert_eq!(decode(&text), STANDARD.decode(&text).ok());
        }
    }
}
