use wsmtp_proto::{
    client::Event,
    transcript::{Direction, Line},
};

use crate::script::Step;

/// The lines that the engine shows must be those of the dialogue, secrets masked; where the
/// session fails, the lines that made it fail may be missing.
pub(super) fn compare(steps: &[Step], events: &[Event]) -> Result<(), String> {
    let said = said(steps);
    let shown: Vec<_> = events.iter().filter_map(shown).collect();
    let failed = matches!(events.last(), Some(Event::Failed(_)));
    if said == shown || (failed && said.starts_with(&shown)) {
        return Ok(());
    }
    match said.iter().zip(&shown).find(|(said, shown)| said != shown) {
        Some((said, shown)) => Err(format!("said {said:?}, shown as {shown:?}")),
        None => Err(format!("{} lines said, {} shown", said.len(), shown.len())),
    }
}

fn shown(event: &Event) -> Option<(Direction, String)> {
    let Event::Line(Line {
        direction, text, ..
    }) = event
    else {
        return None;
    };
    Some((*direction, text.trim_end_matches(' ').into()))
}

/// What may be shown of a dialogue: all but what answers 334 and what AUTH carries along.
fn said(steps: &[Step]) -> Vec<(Direction, String)> {
    let mut lines: Vec<(Direction, String)> = Vec::new();
    for step in steps {
        if let Some(line) = step.server_line() {
            lines.push((Direction::Server, text(line)));
        } else if let Some(line) = step.client_line() {
            let prompted = lines
                .last()
                .is_some_and(|(_, text)| text.starts_with("334"));
            let line = if prompted {
                "***".into()
            } else {
                masked(&text(line))
            };
            lines.push((Direction::Client, line));
        }
    }
    lines
}

/// Controls are not shown, for they could do something to a terminal.
fn text(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    let shown = |c: char| {
        if c.is_control() && c != '\t' {
            char::REPLACEMENT_CHARACTER
        } else {
            c
        }
    };
    let text = text.strip_suffix("\r\n").unwrap_or(&text);
    let text = text.trim_end_matches(' ');
    text.chars().map(shown).collect()
}

fn masked(line: &str) -> String {
    match line.split(' ').collect::<Vec<_>>().as_slice() {
        ["AUTH", mechanism, _] => format!("AUTH {mechanism} ***"),
        _ => line.into(),
    }
}
