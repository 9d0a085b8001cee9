//! What a case says, and what must come of it.

use wsmtp_tunnel::GatewayMessage;

use super::{Door, LAST, Seen};
use crate::support::wire::Frame;

/// How the octets are handed to the system.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cut {
    Together,
    Frames,
    Octets(usize),
}

#[derive(Debug)]
pub(super) struct Case {
    /// The suite's number.
    pub(super) id: String,
    pub(super) frames: Vec<Vec<u8>>,
    pub(super) cut: Cut,
    pub(super) expect: Expect,
}

impl Case {
    pub(super) fn new(id: impl Into<String>, frames: &[Frame], expect: Expect) -> Self {
        Self {
            id: id.into(),
            frames: frames.iter().map(Frame::octets).collect(),
            cut: Cut::Together,
            expect,
        }
    }

    pub(super) fn cut(mut self, cut: Cut) -> Self {
        self.cut = cut;
        self
    }
}

#[derive(Debug)]
pub(super) enum Expect {
    /// These bytes reach the server, these pongs come, and a close is answered.
    Goes { bytes: Vec<u8>, pongs: Vec<Vec<u8>> },
    /// The gateway ends the WebSocket with one of these codes and words that hold these, answers
    /// no ping, and nothing but these bytes has reached the server, and of them no more than the door
    /// lets one message have.
    Fails {
        codes: &'static [u16],
        words: &'static str,
        before: Vec<u8>,
    },
    /// The page closes: one of these codes is the answer, or an empty one where 0 is among them.
    /// These bytes reach the server.
    Closes { codes: Vec<u16>, before: Vec<u8> },
    /// Text is understood.
    Opens,
}

/// Bytes that reach the server.
pub(super) fn goes(bytes: impl AsRef<[u8]>) -> Expect {
    Expect::Goes {
        bytes: bytes.as_ref().to_vec(),
        pongs: Vec::new(),
    }
}

/// Pings that are answered.
pub(super) fn answered(pings: &[&[u8]]) -> Expect {
    goes("").and_answered(pings)
}

/// A page that breaks WebSocket's rules.
pub(super) fn broken() -> Expect {
    broken_after("")
}

/// The same behind a message that was good.
pub(super) fn broken_after(before: impl AsRef<[u8]>) -> Expect {
    Expect::Fails {
        codes: &[1002],
        words: "WebSocket",
        before: before.as_ref().to_vec(),
    }
}

/// A message that is refused with a sentence.
pub(super) fn refused(words: &'static str) -> Expect {
    refused_after(words, "")
}

/// The same behind fragments that were good.
pub(super) fn refused_after(words: &'static str, before: impl AsRef<[u8]>) -> Expect {
    Expect::Fails {
        codes: &[4400],
        words,
        before: before.as_ref().to_vec(),
    }
}

pub(super) fn closes(codes: &[u16]) -> Expect {
    closes_after(codes, "")
}

pub(super) fn closes_after(codes: &[u16], before: impl AsRef<[u8]>) -> Expect {
    Expect::Closes {
        codes: codes.to_vec(),
        before: before.as_ref().to_vec(),
    }
}

impl Expect {
    pub(super) fn and_answered(self, pings: &[&[u8]]) -> Self {
        let Self::Goes { bytes, .. } = self else {
            panic!("only what goes is answered");
        };
        let pongs = pings.iter().map(|ping| ping.to_vec()).collect();
        Self::Goes { bytes, pongs }
    }

    /// Whether the session survives the case.
    pub(super) fn goes_on(&self) -> bool {
        matches!(self, Self::Goes { .. })
    }

    /// Whether nothing more can be waited for.
    pub(super) fn has_come(&self, seen: &Seen) -> bool {
        match self {
            Self::Goes { .. } => {
                seen.close.is_some() || seen.pongs.last().is_some_and(|last| last == LAST)
            }
            Self::Opens => seen.close.is_some() || !seen.control.is_empty(),
            Self::Fails { .. } | Self::Closes { .. } => seen.close.is_some(),
        }
    }

    pub(super) fn check(&self, case: &str, seen: &Seen) {
        match self {
            Self::Goes { pongs, .. } => {
                assert_eq!(seen.code(), Some(1000), "{case}: {seen:?}");
                assert_eq!(seen.bytes, b"", "{case}: the server had said nothing");
                let (last, before) = seen.pongs.split_last().unwrap();
                assert_eq!(last, LAST, "{case}: {seen:?}");
                assert_eq!(before, pongs, "{case}");
            }
            Self::Fails { codes, words, .. } => {
                let code = seen.code().unwrap_or_default();
                assert!(codes.contains(&code), "{case}: {seen:?}");
                assert!(seen.words().contains(words), "{case}: {seen:?}");
                assert!(seen.pongs.is_empty(), "{case}: {seen:?}");
            }
            Self::Closes { codes, .. } => {
                let code = seen.code().unwrap_or_default();
                assert!(codes.contains(&code), "{case}: {seen:?}");
                assert!(seen.pongs.is_empty(), "{case}: {seen:?}");
            }
            Self::Opens => {
                let first = seen.control.first();
                assert!(
                    matches!(first, Some(GatewayMessage::Opened(_))),
                    "{case}: {seen:?}"
                );
            }
        }
    }

    /// What the server has got.
    pub(super) fn was_brought(&self, door: Door, case: &str, brought: &[u8]) {
        let expected = match self {
            Self::Goes { bytes, .. } => bytes,
            // What is under way when a page breaks the rules may be lost; nothing else may come.
            Self::Fails { before, .. } => {
                let (count, most) = (brought.len(), door.max_message());
                assert!(count <= most, "{case}: {count} bytes of at most {most}");
                return assert!(before.starts_with(brought), "{case}: {brought:?}");
            }
            Self::Closes { before, .. } => before,
            Self::Opens => return,
        };
        assert!(brought == expected, "{case}: the server got other bytes");
    }
}
