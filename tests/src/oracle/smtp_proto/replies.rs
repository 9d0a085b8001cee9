use ::smtp_proto::{
    EXT_8BIT_MIME, EXT_BINARY_MIME, EXT_CHUNKING, EXT_DELIVER_BY, EXT_DSN,
    EXT_ENHANCED_STATUS_CODES, EXT_FUTURE_RELEASE, EXT_HELP, EXT_MT_PRIORITY, EXT_PIPELINING,
    EXT_REQUIRE_TLS, EXT_RRVS, EXT_SIZE, EXT_SMTP_UTF8, EXT_START_TLS, EhloResponse,
    response::parser::{MAX_RESPONSE_LENGTH, ResponseReceiver},
};
use wsmtp_proto::{
    codec::ReplyDecoder,
    types::{Capabilities, EnhancedCode, Reply},
};

use super::commands::bit;

/// The replies among these octets, and what they offer.
pub(super) fn agree(input: &[u8]) {
    let mut decoder = ReplyDecoder::new();
    decoder.push(input);
    while let Ok(Some(reply)) = decoder.next_reply() {
        agree_on_text(&reply);
        agree_on_offers(&reply);
    }
}

fn agree_on_text(reply: &Reply) {
    let wire = reply.encode();
    if wire.len() > MAX_RESPONSE_LENGTH || reply.lines().iter().any(|line| is_left_out(reply, line))
    {
        return;
    }
    let theirs = ResponseReceiver::default()
        .parse(&mut wire.iter())
        .expect("a response");
    assert_eq!(theirs.code, reply.code().get());
    assert_eq!(theirs.message, reply.text());
}

/// It puts a CR for an empty line, and takes numbers off lines although the first line has none,
/// or of three digits.
fn is_left_out(reply: &Reply, line: &str) -> bool {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let small = |code: EnhancedCode| code.subject() < 256 && code.detail() < 256;
    let known = reply.enhanced().is_some() && word.parse().is_ok_and(small);
    let number = line.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    line.is_empty() || (number && !known) || (known && rest.is_empty())
}

fn agree_on_offers(reply: &Reply) {
    let ours = Capabilities::from_reply(reply);
    let lines = reply.lines().get(1..).unwrap_or_default();
    let mut keywords: Vec<_> = lines.iter().filter_map(|line| keyword(line)).collect();
    keywords.sort_unstable();
    keywords.dedup();
    if reply.code().get() != 250 || keywords.len() < lines.len() {
        return;
    }
    let theirs = EhloResponse::parse(&mut reply.encode().iter()).expect("a response to EHLO");
    for (name, extension) in EXTENSIONS {
        assert_eq!(theirs.has_capability(extension), ours.has(name), "{name}");
    }
    // Where something else follows the number, it takes the number all the same.
    let digits = |size: &str| size.len() < 20 && size.bytes().all(|b| b.is_ascii_digit());
    if ours.parameters("SIZE").is_none_or(digits) {
        assert_eq!(theirs.size as u64, ours.size().unwrap_or_default());
    }
    for mechanism in wsmtp_proto::types::Mechanism::ALL {
        let known = ours.auth().contains(&mechanism);
        assert_eq!(theirs.auth() & bit(mechanism) != 0, known, "{mechanism}");
    }
}

const EXTENSIONS: [(&str, u32); 15] = [
    ("8BITMIME", EXT_8BIT_MIME),
    ("BINARYMIME", EXT_BINARY_MIME),
    ("CHUNKING", EXT_CHUNKING),
    ("DELIVERBY", EXT_DELIVER_BY),
    ("DSN", EXT_DSN),
    ("ENHANCEDSTATUSCODES", EXT_ENHANCED_STATUS_CODES),
    ("FUTURERELEASE", EXT_FUTURE_RELEASE),
    ("HELP", EXT_HELP),
    ("MT-PRIORITY", EXT_MT_PRIORITY),
    ("RRVS", EXT_RRVS),
    ("PIPELINING", EXT_PIPELINING),
    ("REQUIRETLS", EXT_REQUIRE_TLS),
    ("SIZE", EXT_SIZE),
    ("SMTPUTF8", EXT_SMTP_UTF8),
    ("STARTTLS", EXT_START_TLS),
];

/// In capitals, where the line has one that is followed by a space or by nothing.
fn keyword(line: &str) -> Option<String> {
    let word = line.split(' ').next()?;
    let keyword = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let sound = !word.is_empty() && word.bytes().all(keyword);
    sound.then(|| word.to_ascii_uppercase())
}
