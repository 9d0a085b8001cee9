//! The specification and the types say the same.

use wsmtp_tunnel::{
    DEFAULT_WINDOW, ErrorCode, GatewayMessage, MAX_BINARY, MAX_CONTROL, MAX_WINDOW, MIN_WINDOW,
    Opened, PageMessage, SUBPROTOCOL, Token,
};

const README: &str = include_str!("../README.md");

#[test]
fn the_table_of_codes_is_the_enum() {
    let table: Vec<(String, u16)> = README
        .lines()
        .filter_map(|line| {
            let mut cells = line.split('|').map(str::trim).skip(1);
            let name = cells.next()?.strip_prefix('`')?.strip_suffix('`')?;
            let close = cells.next()?.parse().ok()?;
            Some((name.to_owned(), close))
        })
        .collect();
    let codes: Vec<(String, u16)> = ErrorCode::ALL
        .iter()
        .map(|code| (code.name().to_owned(), code.close_code()))
        .collect();
    assert_eq!(table, codes);
}

#[test]
fn the_sizes_in_the_text_are_the_constants() {
    let digits: String = README.replace(' ', "");
    for size in [
        MAX_CONTROL as u64,
        MAX_BINARY as u64,
        MIN_WINDOW,
        MAX_WINDOW,
        DEFAULT_WINDOW,
    ] {
        assert!(
            digits.contains(&size.to_string()),
            "{size} is not in the specification"
        );
    }
    assert!(README.contains(&format!("at most {} bytes, optional", Token::MAX)));
    assert!(README.contains(&format!(
        "array of 1 to {} strings of at most {} bytes, optional",
        Opened::MAX_READY,
        Opened::MAX_LINE
    )));
    assert!(README.contains(&format!("`{SUBPROTOCOL}`")));
}

#[test]
fn every_message_in_the_dialogue_decodes_and_encodes_to_itself() {
    let mut seen = 0;
    for line in README.lines() {
        if let Some(json) = line.strip_prefix("P  {") {
            let json = format!("{{{json}");
            assert_eq!(PageMessage::decode(&json).unwrap().encode(), json);
            seen += 1;
        } else if let Some(json) = line.strip_prefix("G  {") {
            let json = format!("{{{json}");
            assert_eq!(GatewayMessage::decode(&json).unwrap().encode(), json);
            seen += 1;
        }
    }
    assert!(seen >= 10, "the dialogue was not found");
}

#[test]
fn the_dialogue_acknowledges_what_was_sent() {
    let (mut sent, mut acks) = (0, 0);
    for line in README.lines() {
        if let Some(bytes) = line.strip_prefix("P  \"") {
            sent += bytes.trim_end_matches('"').replace("\\r\\n", "\r\n").len() as u64;
        } else if let Some(json) = line.strip_prefix("G  {\"type\":\"ack\"") {
            let json = format!("{{\"type\":\"ack\"{json}");
            let ack = GatewayMessage::decode(&json).unwrap();
            assert_eq!(ack, GatewayMessage::Ack { bytes: sent });
            acks += 1;
        }
    }
    assert_eq!(acks, 4);
}
