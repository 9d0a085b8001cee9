use std::str::FromStr;

use wsmtp_proto::{client::Envelope, types::Argument, types::RawLine};

use super::{envelope, octets};

/// What the client's application asks for.
#[derive(Clone, Debug)]
pub enum Ask {
    /// `abort`
    Abort,
    /// `content`: the client's lines that follow are handed in as they were before they were made
    /// fit for the wire, and the end too if it is among them.
    Content,
    /// `end` of the content
    End,
    /// `expand friends`
    Expand(Argument),
    /// `help`, `help mail`
    Help(Option<Argument>),
    /// `mail from <a@b> to <c@d> <e@f> size 2000`
    Mail(Envelope),
    /// `noop`
    Noop,
    /// `| text`: this piece of content.
    Piece(Vec<u8>),
    /// `quit`
    Quit,
    /// `raw MAIL FROM:<a@b>`
    Raw(RawLine),
    /// `reset`
    Reset,
    /// `verify ann`
    Verify(Argument),
}

impl FromStr for Ask {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(piece) = text.strip_prefix('|') {
            let piece = piece.strip_prefix(' ').unwrap_or(piece);
            return octets::parse(piece).map(Self::Piece);
        }
        if let Some((verb, rest)) = text.split_once(' ') {
            return match verb {
                "expand" => value(rest).map(Self::Expand),
                "help" => value(rest).map(Some).map(Self::Help),
                "mail" => envelope::parse(rest).map(Self::Mail),
                "raw" => value(rest).map(Self::Raw),
                "verify" => value(rest).map(Self::Verify),
                _ => Err(unknown(text)),
            };
        }
        match text {
            "abort" => Ok(Self::Abort),
            "content" => Ok(Self::Content),
            "end" => Ok(Self::End),
            "help" => Ok(Self::Help(None)),
            "noop" => Ok(Self::Noop),
            "quit" => Ok(Self::Quit),
            "reset" => Ok(Self::Reset),
            _ => Err(unknown(text)),
        }
    }
}

fn unknown(text: &str) -> String {
    format!("nobody can ask for {text:?}")
}

/// A value of the engine's; where there is none like that, why not.
pub(super) fn value<T: FromStr<Err: std::error::Error>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: T::Err| error.to_string())
}
