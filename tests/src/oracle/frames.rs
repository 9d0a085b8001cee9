//! WebSocket frames: any sequence of them in a session of a real gateway, which ends as the rules of
//! RFC 6455 say, passes on what they permit, and never falls silent.

mod model;
mod stage;

use model::{End, Expected};
use stage::Seen;

/// Octets as they stand on the wire, but for masks: the bit is there, and the key and what it does to
/// the payload are put in. CR and LF become letters, as they mean something within a mail.
pub fn frames(input: &[u8]) {
    let (octets, expected) = model::read(input);
    let seen = stage::converse(&octets, expected.is_cut);
    let says = || format!("{expected:?} but {seen:?}");
    assert!(ends_well(&expected, &seen), "{}", says());
    let (sure, most) = (&expected.complete, &expected.all);
    // What is under way when a page breaks a rule may be lost.
    let least: &[u8] = if matches!(expected.end, End::Closed(_)) {
        sure
    } else {
        b""
    };
    assert!(seen.kept.starts_with(least), "{}", says());
    assert!(most.starts_with(&seen.kept), "{}", says());
    assert!(expected.pongs.starts_with(&seen.pongs), "{}", says());
    if matches!(expected.end, End::Closed(_)) {
        assert_eq!(seen.pongs.len(), expected.pongs.len(), "{}", says());
    }
}

fn ends_well(expected: &Expected, seen: &Seen) -> bool {
    match &expected.end {
        End::Closed(codes) | End::Failed(codes) => codes.contains(&seen.code.unwrap_or_default()),
        // Who cuts the connection in the middle of a frame need not be told anything.
        End::Cut => true,
    }
}
