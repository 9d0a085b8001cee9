//! A parameter of a header field, behind a semicolon.

use alloc::vec::Vec;

use crate::folded::Folded;
use crate::{number, plain, word};

/// Octets of a value that needs no second line.
const SHORT: usize = 60;
/// Octets of a section: with its name, its number and its signs it stands in a line of 78.
const SECTION: usize = 50;

/// Adds the parameter: as it is, quoted, or in sections of percent signs (RFC 2231 sections 3 and 4.1).
pub(crate) fn write(line: &mut Folded, name: &str, value: &str) {
    line.glue(b";");
    if is_short(value) {
        return line.word(&[name.as_bytes(), b"=", &token(value)].concat());
    }
    let sections = sections(value);
    let only = sections.len() == 1;
    for (index, section) in (0_u64..).zip(&sections) {
        let mut word = Vec::from(name);
        if !only {
            word.push(b'*');
            number::decimal(index, if index < 10 { 1 } else { 2 }, &mut word);
        }
        word.extend_from_slice(b"*=");
        if index == 0 {
            word.extend_from_slice(b"utf-8''");
        } else {
            line.glue(b";");
        }
        word.extend_from_slice(section);
        line.word(&word);
    }
}

/// Adds the parameter: as it is, quoted, or as quoted encoded words, which no RFC has and all understand.
pub(crate) fn write_words(line: &mut Folded, name: &str, value: &str) {
    line.glue(b";");
    if is_short(value) {
        line.word(&[name.as_bytes(), b"=", &token(value)].concat());
    } else {
        let start = [name.as_bytes(), b"=\""].concat();
        word::encoded(line, &start, value, b"\"");
    }
}

fn is_short(value: &str) -> bool {
    value.is_ascii() && value.len() <= SHORT && !word::is_mistakable(value.as_bytes())
}

/// As it is where nobody takes it for sections or for percent signs, which programs do behind any name.
fn token(value: &str) -> Vec<u8> {
    let mistakable = |octet| matches!(octet, b'\'' | b'*' | b'%');
    if plain::is_token(value) && !value.bytes().any(mistakable) {
        Vec::from(value)
    } else {
        plain::quoted(value)
    }
}

/// The value in percent signs, no character cut in two.
fn sections(value: &str) -> Vec<Vec<u8>> {
    let mut sections = Vec::new();
    let mut section = Vec::new();
    for c in value.chars() {
        let mut octets = Vec::new();
        for octet in c.encode_utf8(&mut [0; 4]).bytes() {
            percent(octet, &mut octets);
        }
        if section.len() + octets.len() > SECTION {
            sections.push(core::mem::take(&mut section));
        }
        section.extend(octets);
    }
    sections.push(section);
    sections
}

/// `attribute-char`, RFC 2231 section 7, or what stands for it.
fn percent(octet: u8, out: &mut Vec<u8>) {
    if octet.is_ascii_alphanumeric() || b"!#$&+-.^_`{|}~".contains(&octet) {
        out.push(octet);
    } else {
        number::escaped(b'%', octet, out);
    }
}
