use base64::{Engine as _, engine::general_purpose::STANDARD};
use wsmtp_proto::{
    transcript::{Direction, Line},
    types::{Capabilities, Code, Reply},
};

use crate::script::{Script, Step};

/// A line as an engine may show it.
pub(super) type Shown = (Direction, String);

/// Trailing spaces do not count: a reply of a code alone is shown with one.
pub(super) fn shown(line: &Line) -> Shown {
    (line.direction, line.text.trim_end_matches(' ').into())
}

pub(super) fn compare(said: &[Shown], shown: &[Shown]) -> Result<(), String> {
    match said.iter().zip(shown).find(|(said, shown)| said != shown) {
        Some((said, shown)) => Err(format!("said {said:?}, shown as {shown:?}")),
        None if said.len() == shown.len() => Ok(()),
        None => Err(format!("{} lines said, {} shown", said.len(), shown.len())),
    }
}

/// Where a session is over, the server's last lines may be missing, for they made it fail, or came
/// behind its end.
pub(super) fn compare_closed(mut said: Vec<Shown>, shown: &[Shown]) -> Result<(), String> {
    let by_server = |line: &Shown| line.0 == Direction::Server;
    while said.len() > shown.len() && said.last().is_some_and(by_server) {
        said.pop();
    }
    compare(&said, shown)
}

/// What may be shown of a dialogue: all but what answers 334 and what AUTH carries along, what a
/// server repeats of it, and a server's own proof.
pub(super) fn said(script: &Script) -> Vec<Shown> {
    let mut lines: Vec<Shown> = Vec::new();
    for step in &script.steps {
        if let Some(line) = step.server_line() {
            let line = script.settings.masked(&proven(&text(line)));
            lines.push((Direction::Server, line));
        } else if let Some(line) = step.client_line() {
            let prompted = lines
                .last()
                .is_some_and(|(_, text)| text.starts_with("334"));
            let line = match text(line) {
                line if prompted && !line.is_empty() => "***".into(),
                line => masked(&line),
            };
            lines.push((Direction::Client, line));
        }
    }
    lines
}

/// SCRAM's last prompt holds the server's proof, or an error in its place (RFC 5802 section 7).
fn proven(line: &str) -> String {
    let prompt = line.strip_prefix("334 ").unwrap_or_default();
    let octets = STANDARD.decode(prompt).unwrap_or_default();
    match octets.starts_with(b"v=") || octets.starts_with(b"e=") {
        true => "334 ***".into(),
        false => line.into(),
    }
}

/// The size that BDAT announces, and whether it is the last.
pub(super) fn chunk(line: &[u8]) -> Option<(usize, bool)> {
    let line = std::str::from_utf8(line).ok()?;
    let rest = line.strip_prefix("BDAT ")?.strip_suffix("\r\n")?;
    let size = rest.strip_suffix(" LAST");
    Some((size.unwrap_or(rest).parse().ok()?, size.is_some()))
}

/// The lines that make so many octets.
pub(super) fn octets<'a>(
    lines: &mut impl Iterator<Item = &'a [u8]>,
    size: usize,
) -> Result<Vec<u8>, String> {
    let mut octets = Vec::new();
    while octets.len() < size {
        octets.extend(lines.next().ok_or("the chunk's lines are too few")?);
    }
    if octets.len() == size {
        Ok(octets)
    } else {
        Err(format!("the chunk's lines have {} octets", octets.len()))
    }
}

/// What the server's replies name as its extensions, all of them together.
pub(super) fn offered(script: &Script) -> Capabilities {
    const OK: Code = Code::new(250).unwrap();
    let lines = script.steps.iter().filter_map(Step::server_line);
    let lines = lines.filter_map(|line| line.strip_prefix(b"250"));
    let names = lines.filter_map(|line| line.get(1..)).map(text);
    // A reply's first line names nothing.
    let text = names.fold(String::new(), |text, name| text + "\n" + &name);
    Capabilities::from_reply(&Reply::new(OK, None, &text))
}

/// Controls are not shown, for they could do something to a terminal, nor are line ends.
fn text(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    let shown = |c: char| match c {
        '\t' => c,
        _ if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => char::REPLACEMENT_CHARACTER,
        _ => c,
    };
    let ended = text.strip_suffix("\r\n");
    let text = ended.or_else(|| text.strip_suffix('\n')).unwrap_or(&text);
    let text = text.trim_end_matches(' ');
    text.chars().map(shown).collect()
}

fn masked(line: &str) -> String {
    match line.split(' ').collect::<Vec<_>>().as_slice() {
        ["AUTH", mechanism, _] => format!("AUTH {mechanism} ***"),
        _ => line.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_session_is_over_only_what_the_server_said_last_may_be_missing() {
        let greeting = (Direction::Server, "220 hello".to_owned());
        let hello = (Direction::Client, "EHLO client.example".to_owned());
        let answer = (Direction::Server, "what?".to_owned());
        let said = vec![greeting.clone(), hello.clone(), answer.clone()];
        let differs = |shown: &[Shown]| compare_closed(said.clone(), shown).is_err();
        assert!(!differs(&said));
        assert!(!differs(&[greeting.clone(), hello]));
        assert!(differs(&[greeting]));
        assert!(differs(&[]));
        assert!(differs(&[answer]));
    }
}
