//! What may go to a server in clear where STARTTLS is to come.
//!
//! A page that forgets STARTTLS, or that an attacker has talked out of it, must not lose a password
//! or a mail that way. So only commands that hold neither pass, each once its line is whole.

use bytes::BytesMut;
use wsmtp_proto::codec::LineDecoder;

use crate::failure::Failure;

/// What RFC 3207 section 4 lets a client say before TLS, with HELO and RSET, which are as harmless.
const HARMLESS: [&str; 6] = ["EHLO", "HELO", "STARTTLS", "NOOP", "RSET", "QUIT"];

/// Octets in a command line without CRLF (RFC 5321 section 4.5.3.1.4).
const MAX_LINE: usize = 510;

/// Bytes pass unchanged, but for those of a line that has not ended yet.
pub(super) struct Gate {
    /// None where everything passes.
    lines: Option<LineDecoder>,
}

impl Gate {
    pub(super) fn open() -> Self {
        Self { lines: None }
    }

    pub(super) fn before_tls() -> Self {
        Self {
            lines: Some(LineDecoder::new(MAX_LINE)),
        }
    }

    /// The bytes that may go on now.
    pub(super) fn pass(&mut self, bytes: BytesMut) -> Result<BytesMut, Failure> {
        let Some(lines) = &mut self.lines else {
            return Ok(bytes);
        };
        lines.push(&bytes);
        let mut passed = BytesMut::new();
        while let Some(line) = lines.next_line().map_err(|_| forbidden())? {
            if !is_harmless(&line) {
                return Err(forbidden());
            }
            passed.extend_from_slice(&line);
            passed.extend_from_slice(b"\r\n");
        }
        Ok(passed)
    }

    /// Whether no line has begun and not ended.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.as_ref().is_none_or(LineDecoder::is_empty)
    }
}

/// A control character could end the line for a server that reads it otherwise than we do.
fn is_harmless(line: &[u8]) -> bool {
    let verb = line.split(|byte| *byte == b' ').next().unwrap_or_default();
    let is_verb = |known: &&str| verb.eq_ignore_ascii_case(known.as_bytes());
    HARMLESS.iter().any(is_verb) && !line.iter().any(u8::is_ascii_control)
}

fn forbidden() -> Failure {
    let message = format!(
        "before TLS only lines with {} may go to this server, and this was another, so it was not sent; send starttls first",
        HARMLESS.join(", ")
    );
    Failure::bad_message(message)
}
