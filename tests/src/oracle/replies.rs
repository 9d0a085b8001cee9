//! Replies: read from any octets, written, and read again.

use wsmtp_proto::{
    codec::ReplyDecoder,
    error::Error,
    explain,
    types::{Capabilities, Reply},
};

use super::splits;

/// Any split gives the same replies, each within its bounds and the same when it is written.
pub fn replies(input: &[u8]) {
    let (stream, sizes) = splits(input);
    let [whole, by_octet, by_pieces] = sizes.map(|size| read(stream, size));
    assert_eq!(by_octet, whole);
    assert_eq!(by_pieces, whole);
    whole.0.iter().for_each(is_sound);
}

fn read(stream: &[u8], size: usize) -> (Vec<Reply>, Option<Error>) {
    let (mut decoder, mut replies) = (ReplyDecoder::new(), Vec::new());
    for piece in stream.chunks(size) {
        decoder.push(piece);
        loop {
            match decoder.next_reply() {
                Ok(Some(reply)) => replies.push(reply),
                Ok(None) => break,
                Err(error) => return (replies, Some(error)),
            }
        }
        assert!(replies.len() <= stream.len(), "replies out of nothing");
    }
    (replies, None)
}

fn is_sound(reply: &Reply) {
    let lines = reply.lines();
    assert!((1..=ReplyDecoder::MAX_LINES).contains(&lines.len()));
    let octets: usize = lines.iter().map(String::len).sum();
    assert!(octets <= ReplyDecoder::MAX_OCTETS);
    let hidden = |c: char| c.is_control() && c != '\t';
    assert!(!lines.iter().any(|line| line.contains(hidden)));
    // What is not UTF-8 is shown in three octets each, so a long line can grow past the limit.
    let longest = lines.iter().map(String::len).max().unwrap_or_default();
    if longest + "250 ".len() <= ReplyDecoder::MAX_LINE {
        let again = read(&reply.encode(), usize::MAX);
        assert_eq!(again, (vec![reply.clone()], None));
    }
    is_understood(reply);
}

/// Nothing that looks into a reply can fail, and what it finds agrees with the reply.
fn is_understood(reply: &Reply) {
    let code = reply.enhanced();
    assert!(code.is_none_or(|code| code.class() == reply.class()));
    assert!(!explain::reply(reply).is_empty());
    assert!(reply.to_string().lines().count() <= 1);
    let capabilities = Capabilities::from_reply(reply);
    assert!(capabilities.lines().len() < reply.lines().len());
    for line in capabilities.lines() {
        let keyword = line.split(' ').next().unwrap_or_default();
        assert!(capabilities.has(keyword));
    }
    let names = capabilities.mechanisms().count();
    assert!(capabilities.auth().len() <= names);
    assert!(capabilities.size() != Some(0));
}
