use alloc::{format, string::ToString, vec::Vec};

use proptest::prelude::*;

use super::ReplyDecoder;
use crate::{
    error::Error,
    types::{Code, EnhancedCode, Reply},
};

fn replies(stream: &[u8]) -> Result<Vec<Reply>, Error> {
    let (mut decoder, mut replies) = (ReplyDecoder::new(), Vec::new());
    decoder.push(stream);
    while let Some(reply) = decoder.next_reply()? {
        replies.push(reply);
    }
    Ok(replies)
}

fn error(stream: &[u8]) -> alloc::string::String {
    replies(stream).unwrap_err().to_string()
}

#[test]
fn one_line() {
    let said = replies(b"250 2.1.5 Ok\r\n").unwrap();
    assert_eq!(said[0].code().get(), 250);
    assert_eq!(said[0].enhanced().unwrap().to_string(), "2.1.5");
    assert_eq!(said[0].text(), "Ok");
}

#[test]
fn several_lines_are_one_reply() {
    let said = replies(b"250-mx.example\r\n250-SIZE 1000\r\n250 HELP\r\n354 go\r\n").unwrap();
    assert_eq!(said.len(), 2);
    assert_eq!(said[0].lines(), ["mx.example", "SIZE 1000", "HELP"]);
}

#[test]
fn a_code_alone_is_a_reply() {
    let said = replies(b"250\r\n").unwrap();
    assert_eq!(said[0].text(), "");
}

#[test]
fn an_enhanced_code_of_another_class_is_only_text() {
    let said = replies(b"250 5.1.1 odd\r\n").unwrap();
    assert_eq!(said[0].enhanced(), None);
    assert_eq!(said[0].text(), "5.1.1 odd");
}

#[test]
fn controls_and_what_is_not_utf8_cannot_reach_a_screen() {
    let said = replies(b"250 \x1b[2J\x00\xff\r\n").unwrap();
    assert_eq!(said[0].text(), "\u{fffd}[2J\u{fffd}\u{fffd}");
}

#[test]
fn a_code_that_changes_within_a_reply_is_refused() {
    assert!(error(b"250-a\r\n550 b\r\n").contains("changed its code from 250 to 550"));
}

#[test]
fn codes_that_smtp_does_not_have_are_refused() {
    assert!(error(b"199 a\r\n").contains("code 199"));
    assert!(error(b"600 a\r\n").contains("code 600"));
    assert!(error(b"999 a\r\n").contains("code 999"));
}

#[test]
fn what_is_no_reply_is_quoted_and_cut_short() {
    assert!(error(b"HTTP/1.1 400 Bad Request\r\n").contains("HTTP/1.1 400 Bad Request"));
    assert!(error(b"SSH-2.0-OpenSSH_9.2\r\n").contains("SSH-2.0"));
    assert!(error(b"25x a\r\n").contains("25x a"));
    assert!(error(b"2500 a\r\n").contains("2500 a"));
    assert!(error(&[b"x".repeat(200), b"\r\n".to_vec()].concat()).len() < 120);
}

#[test]
fn a_reply_that_never_ends_is_refused() {
    let endless = b"250-more\r\n".repeat(ReplyDecoder::MAX_LINES + 1);
    assert!(error(&endless).contains("the limit of 128 lines in a reply"));
    let endless = b"2".repeat(ReplyDecoder::MAX_LINE + 2);
    assert!(error(&endless).contains("the limit of 2048 octets in a reply line"));
}

#[test]
fn many_long_lines_are_refused_before_they_fill_the_memory() {
    let line = [b"250-", b"x".repeat(2000).as_slice(), b"\r\n"].concat();
    assert!(error(&line.repeat(17)).contains("the limit of 32768 octets in a reply"));
}

#[test]
fn lines_that_wait_for_the_rest_of_their_reply_are_not_in_the_debug_output() {
    let mut decoder = ReplyDecoder::new();
    decoder.push(b"535-the password is hunter2\r\n535-hunter2");
    assert_eq!(decoder.next_reply(), Ok(None));
    assert_eq!(
        format!("{decoder:?}"),
        "ReplyDecoder(1 lines, LineDecoder(11 octets))"
    );
}

#[test]
fn a_bare_line_feed_ends_no_line() {
    assert!(error(b"250 a\n").contains("LF alone"));
}

fn any_reply() -> impl Strategy<Value = Reply> {
    let enhanced = (0..3_u16, 0..8_u16, 0..1000_u16).prop_map(|e| e);
    (
        200..600_u16,
        proptest::option::of(enhanced),
        "[ -~\n]{0,80}",
    )
        .prop_map(|(code, e, text)| {
            let code = Code::new(code).unwrap();
            let enhanced = e.and_then(|(_, s, d)| EnhancedCode::new(code.class(), s, d));
            Reply::new(code, enhanced, &text)
        })
}

proptest! {
    #[test]
    fn what_was_encoded_is_decoded_to_the_same(reply in any_reply()) {
        prop_assert_eq!(replies(&reply.encode()).unwrap(), [reply]);
    }

    #[test]
    fn any_split_gives_the_same_replies(
        said in proptest::collection::vec(any_reply(), 1..4),
        size in 1..20_usize,
    ) {
        let wire: Vec<u8> = said.iter().flat_map(Reply::encode).collect();
        let (mut decoder, mut read) = (ReplyDecoder::new(), Vec::new());
        for piece in wire.chunks(size) {
            decoder.push(piece);
            while let Some(reply) = decoder.next_reply().unwrap() {
                read.push(reply);
            }
        }
        prop_assert_eq!(read, said);
    }

    #[test]
    fn no_octets_make_it_panic_or_loop(stream in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut decoder = ReplyDecoder::new();
        decoder.push(&stream);
        let most = stream.len();
        for _ in 0..=most {
            let Ok(Some(_)) = decoder.next_reply() else { return Ok(()) };
        }
        prop_assert!(false, "{}", format!("more replies than octets: {most}"));
    }
}
