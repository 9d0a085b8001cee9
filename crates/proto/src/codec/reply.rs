use alloc::{string::String, vec::Vec};
use core::fmt;

use super::{LineDecoder, LineError};
use crate::{
    error::{Error, LimitExceeded, PeerError},
    transcript::printable,
    types::{Code, Reply},
};

/// Reads replies ([RFC 5321 section 4.2]) from a stream.
///
/// After an error the stream is lost: nobody knows any more which reply answers what.
///
/// [RFC 5321 section 4.2]: https://www.rfc-editor.org/rfc/rfc5321#section-4.2
pub struct ReplyDecoder {
    lines: LineDecoder,
    /// The lines of a reply whose last line has not come yet.
    begun: Option<(Code, Vec<String>)>,
}

impl Default for ReplyDecoder {
    fn default() -> Self {
        Self::new()
    }
}

impl ReplyDecoder {
    /// Octets in one line without CRLF. RFC 5321 section 4.5.3.1.5 says 510; servers with long
    /// AUTH lines or explanations go past it, none past this.
    pub const MAX_LINE: usize = 2048;
    /// Lines in one reply. The longest EHLO reply in the field has about thirty.
    pub const MAX_LINES: usize = 128;
    /// Octets in one reply. Each recipient's is kept until the mail has its outcome, so that a
    /// mail to the most recipients remembers at most 32 MiB.
    pub const MAX_OCTETS: usize = 32 * 1024;

    /// A decoder at the start of a stream.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            lines: LineDecoder::new(Self::MAX_LINE),
            begun: None,
        }
    }

    /// Adds octets.
    pub fn push(&mut self, bytes: &[u8]) {
        self.lines.push(bytes);
    }

    /// The next whole reply, or `None` until more octets come.
    ///
    /// # Errors
    /// What has come is no reply, or longer than one may be; what follows means nothing then.
    pub fn next_reply(&mut self) -> Result<Option<Reply>, Error> {
        while let Some(line) = self.lines.next_line().map_err(line_error)? {
            let (code, last, text) = parse_line(&line)?;
            let (begun, mut lines) = self.begun.take().unwrap_or((code, Vec::new()));
            if begun != code {
                return Err(PeerError::CodeChanged {
                    first: begun,
                    then: code,
                }
                .into());
            }
            lines.push(text);
            check_size(&lines)?;
            if last {
                return Ok(Some(Reply::from_wire(code, lines)));
            }
            self.begun = Some((code, lines));
        }
        Ok(None)
    }

    /// Whether nothing waits: neither octets nor the first lines of a reply.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.begun.is_none() && self.lines.is_empty()
    }
}

impl fmt::Debug for ReplyDecoder {
    /// What waits is counted, not shown: the server may be repeating a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.begun.as_ref().map_or(0, |(_, lines)| lines.len());
        write!(f, "ReplyDecoder({lines} lines, {:?})", self.lines)
    }
}

fn check_size(lines: &[String]) -> Result<(), LimitExceeded> {
    let octets: usize = lines.iter().map(String::len).sum();
    let (what, limit) = if lines.len() > ReplyDecoder::MAX_LINES {
        ("lines in a reply", ReplyDecoder::MAX_LINES)
    } else if octets > ReplyDecoder::MAX_OCTETS {
        ("octets in a reply", ReplyDecoder::MAX_OCTETS)
    } else {
        return Ok(());
    };
    Err(LimitExceeded { what, limit })
}

fn line_error(error: LineError) -> Error {
    match error {
        LineError::BareLineFeed => PeerError::BareLineFeed.into(),
        LineError::TooLong => LimitExceeded {
            what: "octets in a reply line",
            limit: ReplyDecoder::MAX_LINE,
        }
        .into(),
    }
}

// Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF
fn parse_line(line: &[u8]) -> Result<(Code, bool, String), PeerError> {
    let not_a_reply = || PeerError::NotAReply {
        line: printable(line),
    };
    let (digits, rest) = line.split_at_checked(3).ok_or_else(not_a_reply)?;
    let number = digits.iter().try_fold(0, |sum, digit| {
        digit
            .is_ascii_digit()
            .then(|| sum * 10 + u16::from(digit - b'0'))
    });
    let number = number.ok_or_else(not_a_reply)?;
    let (last, text) = match rest {
        [] => (true, rest),
        [b' ', text @ ..] => (true, text),
        [b'-', text @ ..] => (false, text),
        _ => return Err(not_a_reply()),
    };
    let code = Code::new(number).ok_or(PeerError::CodeOutOfRange { code: number })?;
    Ok((code, last, printable(text)))
}

#[cfg(test)]
mod tests;
