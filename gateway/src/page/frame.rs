//! WebSocket's frames (RFC 6455 section 5) from the server's end, without I/O and without extensions.
//!
//! Nothing is collected that need not be: the payload of binary messages passes on piece by piece, before
//! its frame is whole. What is kept is a header, a control frame, or a text message under way.

mod close;
#[cfg(test)]
mod tests;
mod unmask;

use bytes::BytesMut;

use close::read_close;
use unmask::Mask;

/// Opcodes (RFC 6455 section 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opcode {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// The longest payload of a control frame (RFC 6455 section 5.5).
pub(super) const MAX_CONTROL: usize = 125;

/// The longest header of a frame: two bytes, a long length, a mask.
const MAX_HEADER: usize = 14;

/// What a page's frames say.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event<'a> {
    /// A piece of a binary message.
    Bytes(&'a [u8]),
    /// A whole text message.
    Text(String),
    /// To be answered with a pong of the same payload.
    Ping(Vec<u8>),
    Pong,
    /// To be answered with a close frame of the same code.
    Close(Option<u16>),
}

/// What a page must not send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It breaks this rule of RFC 6455.
    Rule(&'static str),
    TooLong,
    NotUtf8,
}

/// Reads frames at any split of the input.
pub(super) struct Decoder {
    /// The longest message in bytes.
    max_message: usize,
    header: Header,
    /// The frame whose payload is under way.
    frame: Option<Frame>,
    /// The kind of the message whose last frame has not come, and its length so far.
    message: Option<(Opcode, usize)>,
    /// The payload of a control frame, which may come in the middle of a message.
    control: Vec<u8>,
    text: Vec<u8>,
    /// How much of `text` is known to be UTF-8.
    checked: usize,
}

/// A header under way.
#[derive(Default)]
struct Header {
    bytes: [u8; MAX_HEADER],
    length: usize,
}

struct Frame {
    opcode: Opcode,
    /// Whether its message ends with it.
    is_last: bool,
    mask: Mask,
    left: usize,
}

impl Decoder {
    pub(super) fn new(max_message: usize) -> Self {
        Self {
            max_message,
            header: Header::default(),
            frame: None,
            message: None,
            control: Vec::new(),
            text: Vec::new(),
            checked: 0,
        }
    }

    /// What comes next in `input`, which is unmasked in place and moves on behind what was read; none
    /// where it has been read to the end. After a fault nothing can be read any more.
    pub(super) fn next<'a>(
        &mut self,
        input: &mut &'a mut [u8],
    ) -> Result<Option<Event<'a>>, Fault> {
        loop {
            let Some(frame) = &mut self.frame else {
                match self.header.take(input)? {
                    Some(frame) => self.begin(frame)?,
                    None => return Ok(None),
                }
                continue;
            };
            if input.is_empty() && frame.left > 0 {
                return Ok(None);
            }
            let piece = take(input, frame.left);
            frame.left -= piece.len();
            frame.mask.apply(piece);
            let (opcode, ends, is_last) = (frame.opcode, frame.left == 0, frame.is_last);
            if ends {
                self.frame = None;
            }
            if let Some(event) = self.piece(opcode, piece, ends, is_last)? {
                return Ok(Some(event));
            }
        }
    }

    /// Whether this frame may come now, and how long its message becomes.
    fn begin(&mut self, mut frame: Frame) -> Result<(), Fault> {
        match (frame.opcode, self.message) {
            (Opcode::Close | Opcode::Ping | Opcode::Pong, _) => {}
            (Opcode::Continuation, None) => {
                return Err(Fault::Rule("no message is to be continued"));
            }
            (Opcode::Text | Opcode::Binary, Some(_)) => {
                return Err(Fault::Rule("a message began before the last one had ended"));
            }
            (opcode, under_way) => {
                let (opcode, length) = under_way.unwrap_or((opcode, 0));
                let length = length.saturating_add(frame.left);
                if length > self.max_message {
                    return Err(Fault::TooLong);
                }
                frame.opcode = opcode;
                self.message = (!frame.is_last).then_some((opcode, length));
            }
        }
        self.frame = Some(frame);
        Ok(())
    }

    fn piece<'a>(
        &mut self,
        opcode: Opcode,
        piece: &'a [u8],
        ends: bool,
        is_last: bool,
    ) -> Result<Option<Event<'a>>, Fault> {
        match opcode {
            Opcode::Binary => return Ok(Some(Event::Bytes(piece))),
            Opcode::Text => {
                self.text.extend_from_slice(piece);
                return self.text(ends && is_last);
            }
            _ => self.control.extend_from_slice(piece),
        }
        if !ends {
            return Ok(None);
        }
        let payload = std::mem::take(&mut self.control);
        Ok(Some(match opcode {
            Opcode::Ping => Event::Ping(payload),
            Opcode::Close => Event::Close(read_close(&payload)?),
            _ => Event::Pong,
        }))
    }

    /// Says that it is no UTF-8 as soon as that is certain.
    fn text(&mut self, is_whole: bool) -> Result<Option<Event<'static>>, Fault> {
        let rest = self.text.get(self.checked..).unwrap_or_default();
        match std::str::from_utf8(rest) {
            Ok(_) => self.checked = self.text.len(),
            Err(error) if error.error_len().is_none() && !is_whole => {
                self.checked += error.valid_up_to();
            }
            Err(_) => return Err(Fault::NotUtf8),
        }
        if !is_whole {
            return Ok(None);
        }
        self.checked = 0;
        let text = String::from_utf8(std::mem::take(&mut self.text));
        text.map(|text| Some(Event::Text(text)))
            .map_err(|_| Fault::NotUtf8)
    }
}

impl Header {
    /// Takes a header off `input`; none where it is not whole yet.
    fn take(&mut self, input: &mut &mut [u8]) -> Result<Option<Frame>, Fault> {
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
            1 if opcode(first).is_none() => "an opcode is reserved",
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
            opcode: opcode(first).ok_or(Fault::Rule("an opcode is reserved"))?,
            is_last: first & 0x80 != 0,
            mask: Mask::new(mask),
            left: usize::try_from(length).map_err(|_| Fault::TooLong)?,
        })
    }
}

fn opcode(first: u8) -> Option<Opcode> {
    Some(match first & 0x0f {
        0 => Opcode::Continuation,
        1 => Opcode::Text,
        2 => Opcode::Binary,
        8 => Opcode::Close,
        9 => Opcode::Ping,
        10 => Opcode::Pong,
        _ => return None,
    })
}

/// The first bytes of `input`, at most `max` of them, taken off it.
fn take<'a>(input: &mut &'a mut [u8], max: usize) -> &'a mut [u8] {
    let count = max.min(input.len());
    // INVARIANT: there are as many, so that the split succeeds.
    input.split_off_mut(..count).unwrap_or_default()
}

/// Writes one whole message behind `out`, unmasked, as a server's is.
pub(super) fn encode(opcode: Opcode, payload: &[u8], out: &mut BytesMut) {
    out.reserve(payload.len() + MAX_HEADER);
    let first = 0x80 | opcode as u8;
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(length @ ..126), _) => out.extend_from_slice(&[first, length]),
        (_, Ok(length)) => {
            out.extend_from_slice(&[first, 126]);
            out.extend_from_slice(&length.to_be_bytes());
        }
        _ => {
            out.extend_from_slice(&[first, 127]);
            out.extend_from_slice(&(payload.len() as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(payload);
}
