//! Base64 of bytes that come in pieces.

use std::vec::Vec;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use proptest::prelude::*;

use crate::Base64Lines;

/// As another encoder does it.
fn expected(bytes: &[u8]) -> Vec<u8> {
    let encoded = STANDARD.encode(bytes);
    let lines: Vec<_> = encoded.as_bytes().chunks(76).collect();
    lines.join(&b"\r\n"[..])
}

#[test]
fn every_length_and_every_octet_is_encoded() {
    let bytes: Vec<u8> = (0..=255).cycle().take(400).collect();
    for start in [0, 1, 2] {
        for end in start..bytes.len() {
            let bytes = &bytes[start..end];
            let mut out = Vec::new();
            let mut base64 = Base64Lines::new();
            base64.push(bytes, &mut out);
            base64.finish(&mut out);
            assert_eq!(out, expected(bytes));
            assert_eq!(out.len() as u64, Base64Lines::size(bytes.len() as u64));
        }
    }
}

#[test]
fn no_length_overflows() {
    assert_eq!(Base64Lines::size(u64::MAX), u64::MAX);
    assert_eq!(Base64Lines::size(57 << 30), (78 << 30) - 2);
}

proptest! {
    #[test]
    fn any_split_gives_the_same(
        bytes in proptest::collection::vec(any::<u8>(), 0..2_000),
        cuts in proptest::collection::vec(0..200_usize, 0..40),
    ) {
        let mut out = Vec::new();
        let mut base64 = Base64Lines::new();
        let mut rest = &bytes[..];
        for cut in cuts {
            let (piece, behind) = rest.split_at(cut.min(rest.len()));
            base64.push(piece, &mut out);
            rest = behind;
        }
        base64.push(rest, &mut out);
        base64.finish(&mut out);
        prop_assert_eq!(out, expected(&bytes));
    }
}
