//! What this engine understands, and what the crate `smtp-proto` does: the same, where that is
//! right. `tests/it/smtp_proto.rs` shows each of the faults that are left out here.

mod commands;
mod replies;

use ::smtp_proto::request::receiver::DataReceiver;
use wsmtp_proto::codec::{Stuffer, Unstuffer};

/// Both understand the same from these octets, be they a command, replies or content.
pub fn smtp_proto(input: &[u8]) {
    commands::agree(input);
    replies::agree(input);
    let mut wire = Vec::new();
    let mut stuffer = Stuffer::for_data();
    stuffer.push(input, &mut wire);
    stuffer.finish(&mut wire);
    agree_on_content(&wire);
    agree_on_content(input);
}

/// Where a mail ends, and what is in it. Left out: what is left open between lines that end in
/// more ways than one, where `smtp-proto` takes CRLF `.` CR CR LF for the end of data.
fn agree_on_content(wire: &[u8]) {
    let (mut unstuffer, mut ours) = (Unstuffer::new(), Vec::new());
    let taken = unstuffer.receive(wire, &mut ours);
    if !unstuffer.is_ended() || unstuffer.fault().is_some() {
        return;
    }
    // It does not know that the CRLF of the DATA command begins the first line.
    let (mut receiver, mut theirs) = (DataReceiver::new(), Vec::new());
    assert!(!receiver.ingest(&mut b"\r\n".iter(), &mut theirs));
    let mut rest = wire.iter();
    assert!(receiver.ingest(&mut rest, &mut theirs), "no end of data");
    assert_eq!(wire.len() - rest.len(), taken);
    assert_eq!(theirs.strip_prefix(b"\r\n"), Some(ours.as_slice()));
}
