//! WebSocket frames: any sequence of them in a session of a real gateway, which ends as the rules of
//! RFC 6455 say, passes on what they permit, and never falls silent.

mod model;
mod stage;

use model::{End, Expected};
use stage::Seen;

/// Where frames come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    /// `/smtp/mail`, within the content of a mail.
    Raw,
    /// `/tunnel`, from the first message on.
    First,
    /// The same within the content of a mail, and the smallest window.
    Tunnel,
}

impl Door {
    fn of(octet: u8) -> Self {
        match octet & 0b11 {
            0b01 => Self::First,
            0b11 => Self::Tunnel,
            _ => Self::Raw,
        }
    }
}

/// How often frames come where they come again: 4 KiB are more than the smallest window then.
const AGAIN: usize = 8;

/// The door by the bits of the first octet, and behind it octets as they stand on the wire, but for masks:
/// the bit is there, and the key and what it does to the payload are put in. CR and LF become letters, as
/// they mean something within a mail.
pub fn frames(input: &[u8]) {
    let (first, input) = input.split_first().unwrap_or((&0, &[]));
    let door = Door::of(*first);
    let times = if first & 0b100 == 0 { 1 } else { AGAIN };
    let (octets, expected) = model::read(door, &input.repeat(times));
    let seen = stage::converse(door, &octets, expected.is_cut);
    let says = || format!("{door:?}: {expected:?} but {seen:?}");
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
    let sent = stage::ENVELOPE.len() + most.len();
    assert!(seen.acked <= sent as u64, "{}", says());
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
