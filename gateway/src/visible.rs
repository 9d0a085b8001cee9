//! Which characters show themselves to who reads a log.

/// Unicode's Default_Ignorable_Code_Point, which has no shape, and the separators of lines and marks of
/// annotations beside it. Among them are those that turn the order of a line around, and the joiners, which
/// mailboxes may hold for the sake of Persian and the scripts of India: two lines of a log that look the same
/// must be the same.
const INVISIBLE: [(char, char); 17] = [
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffb}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{e0fff}'),
];

/// Whether a character is no control, and seen where it stands.
pub(crate) fn is_visible(character: char) -> bool {
    if character.is_ascii() {
        return !character.is_ascii_control();
    }
    let hidden = |(first, last): &(char, char)| (*first..=*last).contains(&character);
    !character.is_control() && !INVISIBLE.iter().any(hidden)
}

/// The text with all that is not visible written by `escape`.
pub(crate) fn escaped(text: &str, escape: impl Fn(char, &mut String)) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if is_visible(character) {
            escaped.push(character);
        } else {
            escape(character, &mut escaped);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use wsmtp_proto::types::Mailbox;

    use super::*;

    #[test]
    fn what_addresses_cannot_hold_as_it_hides_is_not_visible() {
        // Spaces are seen, and what stands where something was lost.
        let other = |c: char| c.is_whitespace() || ('\u{fffc}'..='\u{ffff}').contains(&c);
        let beyond = ('\u{80}'..=char::MAX).filter(|c| !other(*c));
        for character in beyond.filter(|c| is_visible(*c)) {
            let address = format!("a{character}b@x");
            assert!(address.parse::<Mailbox>().is_ok(), "{character:?}");
        }
    }

    #[test]
    fn characters_that_are_seen_and_that_are_not() {
        for (text, expected) in [
            ("a~ ü\u{a0}", true),
            // Letters of other scripts, their marks, and pictures.
            ("אבגد中\u{301}\u{1f600}", true),
            ("\0\n\r\u{1b}\u{7f}\u{85}\u{9b}", false),
            // Embeddings, overrides and isolates of direction, and marks.
            ("\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}", false),
            ("\u{2066}\u{2067}\u{2068}\u{2069}", false),
            ("\u{200e}\u{200f}\u{61c}", false),
            // Spaces without width, joiners, fillers, ends of lines, selectors and tags.
            ("\u{ad}\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}", false),
            ("\u{115f}\u{3164}\u{ffa0}\u{2028}\u{2029}", false),
            ("\u{fe0f}\u{fff9}\u{1d173}\u{e0041}\u{e0100}", false),
        ] {
            for character in text.chars() {
                assert_eq!(is_visible(character), expected, "{character:?}");
            }
        }
    }
}
