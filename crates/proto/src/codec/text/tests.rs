use alloc::vec::Vec;

use proptest::prelude::*;

use super::*;

/// What is found in content that arrives in these pieces: how many octets are sound, and the fault.
fn look<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (usize, Option<ContentFault>) {
    let mut checker = TextChecker::new();
    let sound = pieces.into_iter().map(|piece| checker.check(piece)).sum();
    checker.finish();
    (sound, checker.fault())
}

#[test]
fn lines_end_with_crlf() {
    let longest = [&[b'x'; MAX_TEXT_LINE][..], b"\r\n"].concat();
    let too_long = [b'x'; MAX_TEXT_LINE + 1];
    for (content, sound, fault) in [
        (&b""[..], 0, None),
        (b"one\r\n.\r\n..\r\n\r\nno end", 20, None),
        (b"a\0\xff\x80\r\n", 6, None),
        (b"one\ntwo", 3, Some(ContentFault::BareLf)),
        (b"\n", 0, Some(ContentFault::BareLf)),
        (b"one\rtwo", 4, Some(ContentFault::BareCr)),
        (b"one\r\r\n", 4, Some(ContentFault::BareCr)),
        (b"one\r", 4, Some(ContentFault::BareCr)),
        (&longest, 1000, None),
        (
            &[&longest[..], &too_long].concat(),
            1998,
            Some(ContentFault::LongLine),
        ),
    ] {
        assert_eq!(
            look([content]),
            (sound, fault),
            "{}",
            content.escape_ascii()
        );
    }
}

proptest! {
    #[test]
    fn any_split_finds_the_same(words in prop::collection::vec("\r\n|\r|\n|x|\\.", 0..12), size in 1usize..5) {
        let content = words.concat();
        let pieces: Vec<_> = content.as_bytes().chunks(size).collect();
        prop_assert_eq!(look(pieces), look([content.as_bytes()]));
    }
}
