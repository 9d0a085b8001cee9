//! What stands before the payload of a frame.

use super::{Fault, Opcode, mask::Mask, take};

/// The longest payload of a control frame (RFC 6455 section 5.5).
const MAX_CONTROL: usize = 125;

/// The longest header of a frame: two bytes, a long length, a mask.
pub(super) const MAX_HEADER: usize = 14;

/// A header under way.
#[derive(Default)]
pub(super) struct Header {
    bytes: [u8; MAX_HEADER],
    length: usize,
}

/// A frame whose header is read.
pub(super) struct Frame {
    pub(super) opcode: Opcode,
    /// Whether its message ends with it.
    pub(super) is_last: bool,
    pub(super) mask: Mask,
    /// What has not come of its payload.
    pub(super) left: usize,
}

impl Header {
    /// Takes a header off `input`; none where it is not whole yet.
    pub(super) fn take(&mut self, input: &mut &mut [u8]) -> Result<Option<Frame>, Fault> {
        while self.length < self.wanted() {
            let [byte] = take(input, 1) else {
                return Ok(None);
            };
            let byte = *byte;
            if let Some(place) = self.bytes.get_mut(self.length) {
                *place = byte;
            }
            self.length += 1;
            self.judge()?;
        }
        let frame = self.frame();
        *self = Self::default();
        frame.map(Some)
    }

    /// Its length, as far as its bytes tell.
    fn wanted(&self) -> usize {
        let [_, second, ..] = self.bytes;
        match (self.length, second & 0x7f) {
            (0..=1, _) => 2,
            (_, 126) => 2 + 2 + 4,
            (_, 127) => 2 + 8 + 4,
            _ => 2 + 4,
        }
    }

    /// Whether the byte that has just come may be there.
    fn judge(&self) -> Result<(), Fault> {
        let [first, second, ..] = self.bytes;
        let is_control = first & 0x08 != 0;
        let rule = match self.length {
            1 if first & 0x70 != 0 => "a reserved bit is set",
            1 if Opcode::of(first).is_none() => "an opcode is reserved",
            1 if is_control && first & 0x80 == 0 => "a control frame is fragmented",
            2 if second & 0x80 == 0 => "a frame is not masked",
            2 if is_control && usize::from(second & 0x7f) > MAX_CONTROL => {
                "a control frame is longer than 125 bytes"
            }
            _ => return Ok(()),
        };
        Err(Fault::Rule(rule))
    }

    fn frame(&self) -> Result<Frame, Fault> {
        let [first, second, a, b, c, d, e, f, g, h, i, j, k, l] = self.bytes;
        let (length, mask, shortest) = match second & 0x7f {
            126 => (u16::from_be_bytes([a, b]).into(), [c, d, e, f], 126),
            127 => (
                u64::from_be_bytes([a, b, c, d, e, f, g, h]),
                [i, j, k, l],
                0x1_0000,
            ),
            short => (short.into(), [a, b, c, d], 0),
        };
        if length < shortest || length > i64::MAX as u64 {
            return Err(Fault::Rule("a length is not written as it must be"));
        }
        Ok(Frame {
            opcode: Opcode::of(first).ok_or(Fault::Rule("an opcode is reserved"))?,
            is_last: first & 0x80 != 0,
            mask: Mask::new(mask),
            left: usize::try_from(length).map_err(|_| Fault::TooLong)?,
        })
    }
}
