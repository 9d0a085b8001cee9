//! The scripts that tests are written in, and how they are held.
//!
//! ```text
//! S: 220 mx.example.org ESMTP     the server says this
//! C: QUIT                         the client says this, and it is shown so
//! >> AUTH PLAIN AGEAYg==          the client says this,
//! >. BDAT 3\r\na\n                 the client sends this, with these line ends alone,
//! C= AUTH PLAIN ***               and it is shown like this
//! -- TLS                          the handshake takes place here
//! -- END                          the client's side ends here
//! ```

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    Output, reply,
    server::{Config, Event, Matter, Server},
    transcript::Line,
    types::{Credentials, ForwardPath, Reply, TlsActive},
};

/// What came of a conversation.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    /// Every line said, as it was shown.
    pub(super) shown: Vec<String>,
    /// What the server sent.
    pub(super) sent: String,
    /// What happened; pieces of content are left out.
    pub(super) events: Vec<Event>,
    /// All content, of all mails.
    pub(super) content: Vec<u8>,
    pub(super) upgrades: usize,
    pub(super) closed: bool,
}

/// A server for all that it can do.
pub(super) fn config() -> Config {
    let name = "mx.example.org".parse().unwrap();
    Config {
        starttls: true,
        auth: true,
        cleartext_auth: true,
        ..Config::new(name)
    }
}

/// Holds the conversation in every chunking, and checks that each line is said as the script has
/// it.
pub(super) fn talk(config: &Config, script: &str) -> Run {
    let whole = hold(config, script, usize::MAX);
    let said = lines_with(script, &["S: ", "C: ", "C= "])
        .map(|(mark, text)| [if mark == "S: " { "S: " } else { "C: " }, text].concat());
    assert_eq!(whole.shown, said.collect::<Vec<_>>());
    let sent = lines_with(script, &["S: "]).map(|(_, text)| [text, "\r\n"].concat());
    assert_eq!(whole.sent, sent.collect::<String>());
    assert_eq!(hold(config, script, 0), whole, "line by line");
    assert_eq!(hold(config, script, 1), whole, "octet by octet");
    whole
}

/// The lines of a script that begin with one of the marks.
fn lines_with<'a>(
    script: &'a str,
    marks: &'a [&'a str],
) -> impl Iterator<Item = (&'a str, &'a str)> {
    script.lines().filter_map(|line| {
        let (mark, text) = line
            .trim_start()
            .split_at_checked(3)
            .unwrap_or_else(|| (line.trim(), ""));
        // An empty line of the client's is written `C:`.
        marks
            .iter()
            .find(|m| m.trim() == mark.trim())
            .map(|m| (*m, text))
    })
}

/// `size` octets at a time; 0 is line by line.
fn hold(config: &Config, script: &str, size: usize) -> Run {
    let mut server = Server::new(config.clone());
    let mut run = Run::default();
    drain(&mut server, &mut run);
    let mut stream = Vec::new();
    for (mark, text) in lines_with(script, &["C: ", ">> ", ">. ", "-- "]) {
        match mark {
            "-- " => {}
            ">. " => {
                let octets = text.replace("\\r", "\r").replace("\\n", "\n");
                stream.extend_from_slice(octets.as_bytes());
            }
            _ => stream.extend_from_slice(&[text.as_bytes(), b"\r\n"].concat()),
        }
        if mark == "-- " || size == 0 {
            feed(
                &mut server,
                &mut run,
                &core::mem::take(&mut stream),
                size.max(1),
            );
        }
        match (mark, text) {
            ("-- ", "TLS") => server.tls_established(TlsActive::attest()),
            ("-- ", "END") => server.receive_end(),
            _ => {}
        }
        drain(&mut server, &mut run);
    }
    feed(&mut server, &mut run, &stream, size.max(1));
    run
}

/// Feeds octets in pieces of this size.
pub(super) fn feed(server: &mut Server, run: &mut Run, octets: &[u8], size: usize) {
    for piece in octets.chunks(size) {
        server.receive(piece);
        drain(server, run);
    }
}

/// Obeys the drain rule, and answers questions.
pub(super) fn drain(server: &mut Server, run: &mut Run) {
    loop {
        match server.poll_output() {
            Output::Send(wire) => run.sent.push_str(&String::from_utf8(wire).unwrap()),
            Output::UpgradeTls => run.upgrades += 1,
            Output::Event(Event::Line(Line {
                direction, text, ..
            })) => {
                run.shown
                    .push(alloc::format!("{}: {text}", direction.letter()));
            }
            Output::Event(Event::Content(octets)) => run.content.extend(octets),
            Output::Event(event) => {
                let answer = judge(&event, run);
                let consulted = matches!(event, Event::Consult(_));
                run.events.push(event);
                match answer {
                    Some(answer) => server.answer(answer).unwrap(),
                    None if consulted => server.proceed().unwrap(),
                    None => {}
                }
            }
            Output::Wait { .. } => return,
            Output::Closed => {
                run.closed = true;
                return;
            }
        }
    }
}

/// The application: Ada may sign in; addresses that begin with `no` are refused; where a mail is
/// judged for each recipient, it is too much for addresses that begin with `full`. Consulted, it has its
/// own words for NOOP, HELP and what is no command.
fn judge(event: &Event, before: &Run) -> Option<Reply> {
    let begins = |path: &dyn ToString, with: &str| path.to_string().starts_with(with);
    Some(match event {
        Event::Auth(who) if Ok(who) == Credentials::new("ada", "secret").as_ref() => {
            reply!(235, 7, 0, "welcome")
        }
        Event::Auth(_) => reply!(535, 7, 8, "wrong user or password"),
        Event::Mail { path, .. } if begins(path, "<no") => reply!(550, 7, 1, "not you"),
        Event::Mail { .. } => reply!(250, 1, 0, "go on"),
        Event::Recipient { path, .. } if begins(path, "<no") => reply!(550, 1, 1, "nobody here"),
        Event::Recipient { .. } => reply!(250, 1, 5, "go on"),
        Event::ContentEnd if begins(before.judged(), "<full") => reply!(452, 2, 2, "no room"),
        Event::ContentEnd => reply!(250, 0, 0, "taken"),
        Event::Verify(name) if begins(name, "no") => reply!(550, 1, 1, "nobody here"),
        Event::Verify(name) => reply!(250, 1, 5, "<{name}@mx.example.org>"),
        Event::Expand(_) => reply!(250, 1, 5, "<ada@mx.example.org>\n<bob@mx.example.org>"),
        Event::Consult(Matter::Noop) => reply!(250, 0, 0, "nothing, as you wish"),
        Event::Consult(Matter::Help) => reply!(211, 0, 0, "all is well"),
        Event::Consult(Matter::Unknown) => reply!(500, 5, 1, "pardon?"),
        Event::Consult(_)
        | Event::Content(_)
        | Event::Failed(_)
        | Event::Hello { .. }
        | Event::Line(_)
        | Event::Quit
        | Event::Reset
        | Event::Secured => return None,
    })
}

impl Run {
    /// For whom the last mail is judged next.
    fn judged(&self) -> &ForwardPath {
        let begun = self
            .events
            .iter()
            .rposition(|event| matches!(event, Event::Mail { .. }));
        let mail = &self.events[begun.unwrap()..];
        let judged = mail.iter().filter(|event| **event == Event::ContentEnd);
        mail.iter()
            .filter_map(|event| match event {
                Event::Recipient { path, .. } if !path.to_string().starts_with("<no") => Some(path),
                _ => None,
            })
            .nth(judged.count())
            .unwrap()
    }
}
