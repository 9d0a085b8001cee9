//! From bytes to what they say.

use std::mem;

use super::{
    Event, Fault, Opcode,
    close::read_close,
    header::{Frame, Header},
    take,
};

/// Reads frames at any split of the input.
pub(in crate::page) struct Decoder {
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

impl Decoder {
    pub(in crate::page) fn new(max_message: usize) -> Self {
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
    pub(in crate::page) fn next<'a>(
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
        let payload = mem::take(&mut self.control);
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
        let text = String::from_utf8(mem::take(&mut self.text));
        text.map(|text| Some(Event::Text(text)))
            .map_err(|_| Fault::NotUtf8)
    }
}
