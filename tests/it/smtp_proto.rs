//! Where the crate `smtp-proto` is not what the oracle of that name compares with: each fault that
//! the oracle leaves out, beside what is right.

use ::smtp_proto::{
    EhloResponse, Request, request::receiver::DataReceiver, response::parser::ResponseReceiver,
};
use wsmtp_proto::{
    codec::{Command, ReplyDecoder, Unstuffer},
    types::{Capabilities, Domain, Reply},
};

/// What each makes of what follows DATA: the content, where the end of data was found.
fn content(wire: &[u8]) -> [Option<Vec<u8>>; 2] {
    let (mut receiver, mut theirs) = (DataReceiver::new(), Vec::new());
    let their_end = receiver.ingest(&mut wire.iter(), &mut theirs);
    let (mut unstuffer, mut ours) = (Unstuffer::new(), Vec::new());
    unstuffer.receive(wire, &mut ours);
    [
        their_end.then_some(theirs),
        unstuffer.is_ended().then_some(ours),
    ]
}

#[test]
fn it_never_ends_an_empty_mail() {
    assert_eq!(content(b".\r\n"), [None, Some(Vec::new())]);
}

#[test]
fn it_leaves_the_dot_before_the_first_line() {
    let [theirs, ours] = content(b"..first\r\n.\r\n");
    assert_eq!(theirs.unwrap(), b"..first\r\n");
    assert_eq!(ours.unwrap(), b".first\r\n");
}

#[test]
fn it_ends_a_mail_at_a_dot_and_two_carriage_returns() {
    let [theirs, ours] = content(b"first\r\n.\r\r\nMAIL FROM:<eve@x>\r\n");
    assert!(theirs.is_some(), "what follows is a command to it");
    assert_eq!(ours, None);
}

#[test]
fn it_keeps_the_last_line_end_by_now() {
    let [theirs, ours] = content(b"first\r\n.\r\n");
    assert_eq!(theirs, ours);
    assert_eq!(ours.unwrap(), b"first\r\n");
}

/// What each makes of one command.
fn command(line: &str) -> [bool; 2] {
    let host: Domain = "mail.example".parse().unwrap();
    let wire = format!("{line}\r\n");
    let theirs = Request::parse(&mut wire.as_bytes().iter());
    [
        theirs.is_ok(),
        Command::parse(line.as_bytes(), &host).is_ok(),
    ]
}

#[test]
fn it_takes_no_address_literal() {
    assert_eq!(command("RCPT TO:<ada@[192.0.2.1]>"), [false, true]);
}

#[test]
fn it_takes_no_address_of_more_than_256_octets() {
    let domain = ["x"; 100].join(".");
    let line = format!("RCPT TO:<{}@{domain}>", "a".repeat(64));
    assert_eq!(command(&line), [false, true]);
}

#[test]
fn it_takes_no_original_recipient_beyond_ascii() {
    let line = "RCPT TO:<zoe@x> ORCPT=utf-8;zo\\x{EB}@x";
    assert_eq!(command(line), [false, true]);
}

#[test]
fn it_reads_one_word_of_an_argument() {
    let line = b"VRFY Ada Lovelace\r\n";
    let theirs = Request::parse(&mut line.iter()).unwrap().into_owned();
    assert_eq!(
        theirs,
        Request::Vrfy {
            value: "Ada".into()
        }
    );
}

#[test]
fn it_takes_the_quotes_off_an_address() {
    let line = b"RCPT TO:<\"ada lovelace\"@x>\r\n";
    let theirs = Request::parse(&mut line.iter()).unwrap().into_owned();
    assert!(matches!(theirs, Request::Rcpt { to } if to.address == "ada lovelace@x"));
}

/// The words that each finds in a reply.
fn words(wire: &[u8]) -> [String; 2] {
    let theirs = ResponseReceiver::default().parse(&mut wire.iter()).unwrap();
    [theirs.message, reply(wire).text()]
}

fn reply(wire: &[u8]) -> Reply {
    let mut decoder = ReplyDecoder::new();
    decoder.push(wire);
    decoder.next_reply().unwrap().unwrap()
}

#[test]
fn it_finds_a_carriage_return_in_an_empty_line() {
    assert_eq!(words(b"250-\r\n250 \r\n"), ["\r\n\r", "\n"]);
}

#[test]
fn it_takes_a_number_for_an_enhanced_code_although_the_reply_has_none() {
    let wire = b"250-about\r\n250 1.2.3 is a version\r\n";
    assert_eq!(
        words(wire),
        ["about\nis a version", "about\n1.2.3 is a version"]
    );
}

#[test]
fn it_has_no_detail_beyond_255() {
    let wire = b"550 5.1.300 no\r\n";
    let theirs = ResponseReceiver::default().parse(&mut wire.iter()).unwrap();
    assert_eq!(theirs.esc, [5, 1, 255]);
    assert_eq!(reply(wire).enhanced().unwrap().detail(), 300);
}

#[test]
fn it_takes_the_last_of_two_sizes() {
    let wire = b"250-x\r\n250-SIZE 1\r\n250 SIZE 2\r\n";
    assert_eq!(EhloResponse::parse(&mut wire.iter()).unwrap().size, 2);
    assert_eq!(Capabilities::from_reply(&reply(wire)).size(), Some(1));
}
