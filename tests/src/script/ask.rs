use std::str::FromStr;

use wsmtp_proto::{
    client::Envelope,
    types::{Body, ReversePath},
};

use super::octets;

/// What the client's application asks for.
#[derive(Clone, Debug)]
pub enum Ask {
    /// `abort`
    Abort,
    /// `content`: the client's lines that follow are handed in with their stuffed dots taken off,
    /// and the end too if the line `.` is among them.
    Content,
    /// `end` of the content
    End,
    /// `mail from <a@b> to <c@d> <e@f> size 2000 body 8bit`
    Mail(Envelope),
    /// `noop`
    Noop,
    /// `| text`: this piece of content.
    Piece(Vec<u8>),
    /// `quit`
    Quit,
    /// `reset`
    Reset,
}

impl FromStr for Ask {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(piece) = text.strip_prefix('|') {
            let piece = piece.strip_prefix(' ').unwrap_or(piece);
            return octets::parse(piece).map(Self::Piece);
        }
        match text {
            "abort" => Ok(Self::Abort),
            "content" => Ok(Self::Content),
            "end" => Ok(Self::End),
            "noop" => Ok(Self::Noop),
            "quit" => Ok(Self::Quit),
            "reset" => Ok(Self::Reset),
            _ => match text.strip_prefix("mail ") {
                Some(words) => envelope(words).map(Self::Mail),
                None => Err(format!("nobody can ask for {text:?}")),
            },
        }
    }
}

fn envelope(words: &str) -> Result<Envelope, String> {
    let mut envelope = Envelope::new(ReversePath::Null, Vec::new());
    let mut keyword = "";
    for word in words.split(' ') {
        match (keyword, word) {
            (_, "from" | "to" | "size" | "body") => keyword = word,
            ("from", path) => envelope.from = path.parse().map_err(reason)?,
            ("to", path) => envelope.to.push(path.parse().map_err(reason)?),
            ("size", octets) => envelope.parameters.size = Some(octets.parse().map_err(reason)?),
            ("body", "8bit") => envelope.parameters.body = Some(Body::EightBitMime),
            _ => return Err(format!("{word:?} is no part of a mail")),
        }
    }
    Ok(envelope)
}

fn reason(error: impl std::error::Error) -> String {
    error.to_string()
}
