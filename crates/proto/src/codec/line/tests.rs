use alloc::{vec, vec::Vec};

use super::{LineDecoder, LineError};

/// Pushes octet by octet and takes every line at once.
fn lines(limit: usize, stream: &[u8]) -> Result<Vec<Vec<u8>>, LineError> {
    let (mut decoder, mut lines) = (LineDecoder::new(limit), Vec::new());
    for octet in stream {
        decoder.push(&[*octet]);
        while let Some(line) = decoder.next_line()? {
            lines.push(line);
        }
    }
    Ok(lines)
}

#[test]
fn lines_end_with_crlf() {
    assert_eq!(
        lines(9, b"a\r\n\r\nbc\r\nd"),
        Ok(vec![b"a".to_vec(), vec![], b"bc".to_vec()])
    );
}

#[test]
fn a_carriage_return_alone_is_part_of_the_line() {
    assert_eq!(lines(9, b"a\rb\r\n"), Ok(vec![b"a\rb".to_vec()]));
}

#[test]
fn a_line_feed_alone_is_refused() {
    assert_eq!(lines(9, b"a\nb\r\n"), Err(LineError::BareLineFeed));
}

#[test]
fn a_line_may_be_as_long_as_the_limit_and_no_longer() {
    assert_eq!(lines(3, b"abc\r\n"), Ok(vec![b"abc".to_vec()]));
    assert_eq!(lines(3, b"abcd\r\n"), Err(LineError::TooLong));
}

#[test]
fn a_line_that_is_too_long_is_so_whatever_ends_it() {
    assert_eq!(lines(3, b"abcde\n"), Err(LineError::TooLong));
    let mut decoder = LineDecoder::new(3);
    decoder.push(b"abcde\n");
    assert_eq!(decoder.next_line(), Err(LineError::TooLong));
}

#[test]
fn a_line_that_never_ends_is_refused_before_it_fills_the_memory() {
    let mut decoder = LineDecoder::new(3);
    decoder.push(b"abcde");
    assert_eq!(decoder.next_line(), Err(LineError::TooLong));
}

#[test]
fn many_lines_in_one_piece_come_out_one_by_one() {
    let mut decoder = LineDecoder::new(3);
    decoder.push(b"a\r\nb\r\nc");
    assert_eq!(decoder.next_line(), Ok(Some(b"a".to_vec())));
    assert_eq!(decoder.next_line(), Ok(Some(b"b".to_vec())));
    assert_eq!(decoder.next_line(), Ok(None));
    assert!(!decoder.is_empty());
    assert_eq!(decoder.waiting(), b"c");
    decoder.skip(5);
    assert!(decoder.is_empty());
    decoder.push(b"d\r\n");
    assert_eq!(decoder.next_line(), Ok(Some(b"d".to_vec())));
    assert!(decoder.is_empty());
}
