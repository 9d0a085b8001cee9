//! Dialogues: what the page says (`C:`), what of it the server hears (`c>`), what the server says (`S:`), what
//! of it the page hears (`s>`), that the server has ended (`--`) or the gateway is ending (`xx`), why the session ends
//! (`!!`) or that nothing has ended it (`..`), and the record of each mail (`==`).
//!
//! Each is played with what is said in one go, line by line, and byte by byte.

mod chunks;
mod closing;
mod content;
mod limits;
mod offer;
mod order;
mod sign_in;
mod tls;

use std::sync::Mutex;

use super::*;

/// Rules, as they are written in a configuration.
fn rules(text: &str) -> MailRules {
    MailRules::new(&toml::from_str(text).unwrap()).unwrap()
}

fn setup(channel: Channel, rules: MailRules) -> Setup {
    Setup {
        channel,
        signed_in: false,
        chunking: false,
        rules: Arc::new(rules),
        budget: None,
        sign_ins: None,
        records: Box::new(|_| {}),
    }
}

/// A dialogue inside TLS.
fn play(text: &str, lines: &str) {
    play_with(&|| setup(Channel::Tls, rules(text)), lines);
}

#[derive(Clone, Copy, PartialEq)]
enum Pieces {
    Flights,
    Lines,
    Bytes,
}

fn play_with(setup: &dyn Fn() -> Setup, lines: &str) {
    for pieces in [Pieces::Flights, Pieces::Lines, Pieces::Bytes] {
        let mut stage = Stage::new(setup());
        for line in lines
            .lines()
            .map(str::trim_start)
            .filter(|line| !line.is_empty())
        {
            stage.act(line, pieces);
        }
        stage.flush();
        assert_eq!(text(&stage.for_server), "", "more went to the server");
        assert_eq!(text(&stage.for_page), "", "more went to the page");
        assert_eq!(stage.records.lock().unwrap().as_slice(), [] as [String; 0]);
    }
}

pub(super) struct Stage {
    pub(super) inspector: Inspector,
    /// What consecutive lines have said, unless it comes in smaller pieces.
    flight: BytesMut,
    pub(super) held: BytesMut,
    pub(super) for_server: Vec<u8>,
    pub(super) for_page: Vec<u8>,
    /// What the page said in all, and what of it may have been acknowledged.
    said: usize,
    dealt_with: usize,
    /// Whether the gateway is ending.
    closing: bool,
    records: Arc<Mutex<Vec<String>>>,
}

impl Stage {
    pub(super) fn new(setup: Setup) -> Self {
        let records = Arc::new(Mutex::new(Vec::new()));
        let written = Arc::clone(&records);
        let note = move |record| written.lock().unwrap().push(shown(&record));
        Self {
            inspector: Inspector::new(Setup {
                records: Box::new(note),
                ..setup
            }),
            flight: BytesMut::new(),
            held: BytesMut::new(),
            for_server: Vec::new(),
            for_page: Vec::new(),
            said: 0,
            dealt_with: 0,
            closing: false,
            records,
        }
    }

    fn act(&mut self, line: &str, pieces: Pieces) {
        let (who, words) = line.split_at_checked(2).unwrap();
        let words = unescaped(words.strip_prefix(' ').unwrap_or(words));
        match (who, pieces) {
            ("C:", Pieces::Flights) => return self.flight.extend_from_slice(&words),
            ("C:", Pieces::Lines) => return self.says(&words),
            ("C:", Pieces::Bytes) => return words.chunks(1).for_each(|byte| self.says(byte)),
            _ => self.flush(),
        }
        match (who, pieces) {
            ("S:", Pieces::Bytes) => words.chunks(1).for_each(|byte| self.hears(byte)),
            ("S:", _) => self.hears(&words),
            ("c>", _) => expect(&mut self.for_server, &words, "the server"),
            ("s>", _) => expect(&mut self.for_page, &words, "the page"),
            ("!!", _) => {
                let fault = self.inspector.fault().map(|fault| fault.to_string());
                let words = text(words.strip_suffix(b"\r\n").unwrap());
                assert!(
                    fault.as_ref().is_some_and(|f| f.contains(&words)),
                    "{fault:?}"
                );
            }
            ("==", _) => {
                let mut records = self.records.lock().unwrap();
                assert!(!records.is_empty(), "no record {line}");
                assert_eq!(format!("== {}", records.remove(0)), line);
            }
            ("..", _) => assert_eq!(self.inspector.fault(), None),
            ("--", _) => self.end(),
            ("xx", _) => self.close(),
            _ => panic!("{line}"),
        }
    }

    fn flush(&mut self) {
        let flight = self.flight.split();
        self.says(&flight);
    }

    pub(super) fn says(&mut self, bytes: &[u8]) {
        self.said += bytes.len();
        self.held.extend_from_slice(bytes);
        self.go_on();
    }

    pub(super) fn hears(&mut self, bytes: &[u8]) {
        self.inspector.server(bytes);
        self.go_on();
    }

    fn end(&mut self) {
        self.inspector.server_end();
        self.go_on();
    }

    fn close(&mut self) {
        self.closing = true;
        self.go_on();
    }

    fn go_on(&mut self) {
        loop {
            if self.closing {
                self.inspector.close();
            }
            let passage = self.inspector.page(&mut self.held);
            assert!(passage.slack <= passage.stands_for);
            self.for_server.extend_from_slice(&passage.bytes);
            self.dealt_with += passage.stands_for;
            let page = self.inspector.for_page();
            self.for_page.extend_from_slice(&page);
            if passage.stands_for == 0 && page.is_empty() {
                break;
            }
        }
        assert!(self.dealt_with + self.held.len() <= self.said);
    }
}

fn expect(heard: &mut Vec<u8>, words: &[u8], who: &str) {
    let rest = heard.split_off(words.len().min(heard.len()));
    assert_eq!(text(heard), text(words), "{who} heard");
    *heard = rest;
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A line with its CRLF, unless a backslash ends it; `\r`, `\n` and `\0` are octets.
fn unescaped(words: &str) -> Vec<u8> {
    let (words, end) = match words.strip_suffix('\\') {
        Some(words) => (words, ""),
        None => (words, "\r\n"),
    };
    let words = words
        .replace("\\r", "\r")
        .replace("\\n", "\n")
        .replace("\\0", "\0");
    (words + end).into_bytes()
}

fn shown(record: &MailRecord) -> String {
    let sender = record
        .sender
        .as_ref()
        .map_or_else(|| "<>".into(), ToString::to_string);
    let outcome = record.outcome.name();
    let code = record
        .outcome
        .code()
        .map_or(String::new(), |code| format!(" {code}"));
    let MailRecord {
        recipients, size, ..
    } = record;
    format!("{outcome}{code} from {sender} to {recipients}, {size} octets")
}
