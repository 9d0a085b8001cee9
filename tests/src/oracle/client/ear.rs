use std::collections::VecDeque;

use wsmtp_proto::codec::{ContentFault, Unstuffer};

/// A server that understands what the client sends and does nothing: it only hears where a line, a
/// chunk or a mail ends.
#[derive(Debug, Default)]
pub(super) struct Ear {
    heard: Vec<u8>,
    listens: For,
    /// Commands, in order; each reply belongs to the first.
    unanswered: VecDeque<Command>,
    /// How many mails have ended, with an end of data or a last chunk.
    pub(super) ends: usize,
    /// How many with an end of data.
    pub(super) ends_of_data: usize,
}

/// What comes next.
#[derive(Debug, Default)]
enum For {
    #[default]
    Commands,
    /// Responses, or commands once AUTH is answered.
    Auth,
    /// Content, or commands, depending on how DATA is answered.
    Data,
    Content(Unstuffer),
    Chunk {
        left: usize,
        last: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Command {
    Auth,
    Data,
    Other,
}

/// Every command that the engine says by itself.
const VERBS: [&str; 15] = [
    "AUTH", "BDAT", "DATA", "EHLO", "EXPN", "HELO", "HELP", "LHLO", "MAIL", "NOOP", "QUIT", "RCPT",
    "RSET", "STARTTLS", "VRFY",
];

impl Ear {
    /// The client has sent this.
    pub(super) fn hears(&mut self, octets: &[u8]) {
        self.heard.extend_from_slice(octets);
        while self.step() {}
    }

    /// The server has said this line.
    pub(super) fn said(&mut self, line: &str) {
        let (code, rest) = line.split_at_checked(3).unwrap_or((line, ""));
        let (goes_on, more) = (code.starts_with('3'), rest.starts_with('-'));
        if more || (goes_on && self.unanswered.front() == Some(&Command::Auth)) {
            return;
        }
        match self.unanswered.pop_front() {
            Some(Command::Data) if goes_on => self.listens = For::Content(Unstuffer::new()),
            Some(Command::Auth) if self.unanswered.contains(&Command::Auth) => {}
            Some(Command::Auth | Command::Data) => self.listens = For::Commands,
            Some(Command::Other) | None => {}
        }
        while self.step() {}
    }

    /// Whether something was understood.
    fn step(&mut self) -> bool {
        match &mut self.listens {
            For::Commands | For::Auth => {
                let Some(line) = self.line() else {
                    return false;
                };
                self.understand(&line);
            }
            For::Data => return false,
            For::Content(unstuffer) => {
                let taken = unstuffer.receive(&self.heard, &mut Vec::new());
                self.heard.drain(..taken);
                if !unstuffer.is_ended() {
                    return false;
                }
                let bare = Some(ContentFault::BareCr) == unstuffer.fault()
                    || Some(ContentFault::BareLf) == unstuffer.fault();
                assert!(!bare, "lines end with CRLF");
                self.unanswered.push_back(Command::Other);
                self.ends_of_data += 1;
                self.end();
            }
            For::Chunk { left, last } => {
                let taken = self.heard.len().min(*left);
                self.heard.drain(..taken);
                *left -= taken;
                match (*left, *last) {
                    (0, true) => self.end(),
                    (0, false) => self.listens = For::Commands,
                    _ => return false,
                }
            }
        }
        true
    }

    fn end(&mut self) {
        self.ends += 1;
        self.listens = For::Commands;
    }

    fn line(&mut self) -> Option<String> {
        let end = self.heard.iter().position(|octet| *octet == b'\n')?;
        let line: Vec<_> = self.heard.drain(..=end).collect();
        let line = String::from_utf8(line).expect("what is sent is UTF-8");
        let line = line.strip_suffix("\r\n").expect("lines end with CRLF");
        assert!(!line.contains(char::is_control), "{line:?}");
        Some(line.to_owned())
    }

    fn understand(&mut self, line: &str) {
        // With a space it is no response: where replies come too early, several commands go out
        // before the first of them is told.
        if matches!(self.listens, For::Auth) && !line.contains(' ') {
            let base64 = |octet: u8| octet.is_ascii_graphic();
            return assert!(line.bytes().all(base64), "{line:?}");
        }
        let mut words = line.split(' ');
        let verb = words.next().unwrap_or_default();
        assert!(VERBS.contains(&verb), "{line:?}");
        self.listens = match verb {
            "AUTH" => For::Auth,
            "DATA" => For::Data,
            "BDAT" => For::Chunk {
                left: words
                    .next()
                    .and_then(|size| size.parse().ok())
                    .expect("a size"),
                last: words.next() == Some("LAST"),
            },
            _ => For::Commands,
        };
        self.unanswered.push_back(match verb {
            "AUTH" => Command::Auth,
            "DATA" => Command::Data,
            _ => Command::Other,
        });
    }
}
