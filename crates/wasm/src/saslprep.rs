//! User names and passwords as SCRAM wants them: SASLprep, RFC 4013.
//!
//! The rules are here, and what has large tables is the browser's. The tests compare every character with the engine's
//! own tables.

mod unassigned;

use alloc::string::String;
use unassigned::is_unassigned;

/// What Unicode says of a text.
pub(crate) struct Tables {
    /// The text in normalization form KC.
    pub(crate) nfkc: fn(&str) -> String,
    /// Whether something in it is alphabetic.
    pub(crate) has_letter: fn(&str) -> bool,
}

/// The text as SASLprep gives it; `None` where it must not be used.
pub(crate) fn saslprep(text: &str, tables: &Tables) -> Option<String> {
    let space = |c| if is_space(c) { ' ' } else { c };
    let mapped: String = text
        .chars()
        .map(space)
        .filter(|c| !is_nothing(*c))
        .collect();
    let prepared = (tables.nfkc)(&mapped);
    let refused = |c| is_space(c) || is_prohibited(c) || is_unassigned(c);
    let sound = !prepared.chars().any(refused) && has_one_direction(&prepared, tables);
    sound.then_some(prepared)
}

/// RFC 3454 section 6: where anything is written from right to left, all letters and both ends are.
fn has_one_direction(text: &str, tables: &Tables) -> bool {
    if !text.chars().any(is_right_to_left) {
        return true;
    }
    let (first, last) = (text.chars().next(), text.chars().next_back());
    first.is_some_and(is_right_to_left)
        && last.is_some_and(is_right_to_left)
        && !has_left_to_right(text, tables)
}

/// Table C.1.2: spaces beyond ASCII.
fn is_space(c: char) -> bool {
    matches!(
        c,
        '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200B}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    )
}

/// Table B.1: what is commonly mapped to nothing.
fn is_nothing(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{1806}' | '\u{180B}'..='\u{180D}' | '\u{200C}'..='\u{200D}' | '\u{2060}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
    )
}

/// Tables C.2 to C.9, but for C.5: a string of Rust's holds no surrogates.
fn is_prohibited(c: char) -> bool {
    let noncharacter = u32::from(c) & 0xFFFE == 0xFFFE;
    noncharacter
        || c.is_control()
        || matches!(
            c,
            // C.2.2
            '\u{6DD}' | '\u{70F}' | '\u{180E}' | '\u{2028}'..='\u{2029}' | '\u{2061}'..='\u{2063}'
            | '\u{FFF9}'..='\u{FFFC}' | '\u{1D173}'..='\u{1D17A}'
            // C.3
            | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}'
            // C.4
            | '\u{FDD0}'..='\u{FDEF}'
            // C.6 and C.7
            | '\u{FFFD}' | '\u{2FF0}'..='\u{2FFB}'
            // C.8
            | '\u{340}'..='\u{341}' | '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{206A}'..='\u{206F}'
            // C.9
            | '\u{E0001}' | '\u{E0020}'..='\u{E007F}'
        )
}

/// Table D.1, without what is mapped or prohibited.
fn is_right_to_left(c: char) -> bool {
    matches!(
        c,
        '\u{5BE}' | '\u{5C0}' | '\u{5C3}' | '\u{5D0}'..='\u{5EA}' | '\u{5F0}'..='\u{5F4}' | '\u{61B}' | '\u{61F}'
            | '\u{621}'..='\u{63A}' | '\u{640}'..='\u{64A}' | '\u{66D}'..='\u{66F}' | '\u{671}'..='\u{6D5}'
            | '\u{6E5}'..='\u{6E6}' | '\u{6FA}'..='\u{6FE}' | '\u{700}'..='\u{70D}' | '\u{710}'
            | '\u{712}'..='\u{72C}' | '\u{780}'..='\u{7A5}' | '\u{7B1}' | '\u{FB1D}' | '\u{FB1F}'..='\u{FB28}'
            | '\u{FB2A}'..='\u{FD3D}' | '\u{FD50}'..='\u{FDFC}' | '\u{FE70}'..='\u{FEFC}'
    )
}

/// Table D.2, as far as it has letters: not those of the scripts that run from right to left, nor the marks on them.
fn has_left_to_right(text: &str, tables: &Tables) -> bool {
    let other = |c: &char| matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}');
    let rest: String = text.chars().filter(|c| !other(c)).collect();
    (tables.has_letter)(&rest)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use stringprep::tables;
    use unicode_normalization::UnicodeNormalization as _;

    use super::*;

    fn prepare(text: &str) -> Option<String> {
        let tables = Tables {
            nfkc: |text| text.nfkc().collect(),
            has_letter: |text| text.contains(char::is_alphabetic),
        };
        saslprep(text, &tables)
    }

    /// All but the planes in which nothing is assigned, or everything private.
    fn characters() -> impl Iterator<Item = char> {
        ('\0'..='\u{2FFFF}').chain('\u{DFFFE}'..='\u{F00FF}')
    }

    #[test]
    fn each_character_becomes_what_the_engines_own_tables_make_of_it() {
        for c in characters() {
            let text = c.to_string();
            let theirs = stringprep::saslprep(&text).ok().map(Cow::into_owned);
            assert_eq!(prepare(&text), theirs, "{c:?}");
        }
    }

    #[test]
    fn each_character_runs_the_way_that_the_engines_own_tables_give() {
        for c in characters().filter(|c| prepare(&c.to_string()) == Some(c.to_string())) {
            assert_eq!(is_right_to_left(c), tables::bidi_r_or_al(c), "{c:?}");
        }
    }

    #[test]
    fn words_of_one_direction_are_taken_with_their_marks_and_digits() {
        for word in ["שָׁלוֹם", "سَلام", "ا1ب", "Straße 7", "पासवर्ड"]
        {
            let theirs = stringprep::saslprep(word).ok().map(Cow::into_owned);
            assert!(theirs.is_some() && prepare(word) == theirs, "{word}");
        }
        for word in ["שלוםa", "aשלום", "שלום1", "שaל"] {
            assert_eq!(prepare(word), None, "{word}");
        }
    }
}
