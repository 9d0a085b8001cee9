//! Content after DATA.

use super::{BytesMut, Channel, Fault, Inspector, Stage, play, rules, setup, unescaped};

/// A mail up to its 354, and what follows.
fn after_data(text: &str, rest: &str) {
    let lines = format!(
        "
        C: MAIL FROM:<a@example.org>
        C: RCPT TO:<b@example.org>
        C: DATA
        c> MAIL FROM:<a@example.org>
        c> RCPT TO:<b@example.org>
        c> DATA
        S: 250 ok
        S: 250 ok
        S: 354 go
        s> 250 ok
        s> 250 ok
        s> 354 go
        {rest}"
    );
    play(text, &lines);
}

#[test]
fn nothing_in_it_is_a_command() {
    after_data(
        "",
        "
        C: QUIT
        C: ..
        C: ...
        C: .QUIT
        C: . \\
        C: \\r\\n.\\r\\n\\
        c> QUIT
        c> ..
        c> ...
        c> .QUIT
        c> . \\
        c> \\r\\n.\\r\\n\\
        S: 250 ok
        s> 250 ok
        == accepted 250 from a@example.org to 1, 22 octets
        ",
    );
}

#[test]
fn what_waited_for_the_354_is_content() {
    play(
        "",
        "
        C: MAIL FROM:<a@example.org>
        C: RCPT TO:<b@example.org>
        C: DATA
        C: QUIT
        C: .
        C: QUIT
        c> MAIL FROM:<a@example.org>
        c> RCPT TO:<b@example.org>
        c> DATA
        S: 250 ok
        S: 250 ok
        s> 250 ok
        s> 250 ok
        S: 354 go
        s> 354 go
        c> QUIT
        c> .
        c> QUIT
        S: 554 no
        S: 221 bye
        s> 554 no
        s> 221 bye
        == refused 554 from a@example.org to 1, 6 octets
        ",
    );
}

#[test]
fn what_waited_for_it_is_a_command_where_it_does_not_come() {
    play(
        "",
        "
        C: MAIL FROM:<a@example.org>
        C: DATA
        C: RSET
        c> MAIL FROM:<a@example.org>
        c> DATA
        S: 250 ok
        S: 554 nobody
        s> 250 ok
        s> 554 nobody
        c> RSET
        S: 250 ok
        s> 250 ok
        == aborted from a@example.org to 0, 0 octets
        ",
    );
}

#[test]
fn no_end_but_the_one() {
    for (content, passed, found) in [
        ("a\\n.\\n", "a", "LF without CR"),
        ("a\\n.\\r\\n", "a", "LF without CR"),
        ("a\\r.\\r", "a", "CR without LF"),
        ("a\\r\\n.\\n", "a\\r\\n.", "LF without CR"),
        ("a\\r\\n.\\r\\r\\n", "a\\r\\n.", "CR without LF"),
        ("a\\r\\n.\\rx", "a\\r\\n.", "CR without LF"),
        ("\\n", "", "LF without CR"),
        ("\\r\\r\\n", "", "CR without LF"),
        (".\\n", ".", "LF without CR"),
    ] {
        let octets = unescaped(&format!("{passed}\\"));
        let size = octets.iter().filter(|octet| **octet != b'.').count();
        let found_in_full = match found {
            "CR without LF" => "a CR without LF behind it",
            _ => "an LF without CR before it",
        };
        after_data(
            "",
            &format!(
                "
        C: {content}\\
        C: MAIL FROM:<evil@example.org>
        C: .
        c> {passed}\\
        s> 554 5.6.0 gateway: the mail holds {found_in_full}
        !! {found}
        == forbidden 554 from a@example.org to 1, {size} octets
        C: QUIT
        "
            ),
        );
    }
}

#[test]
fn as_large_as_it_may_be() {
    after_data(
        "size = 9",
        "
        C: ..345
        C: 8\\
        C: \\r\\n.
        c> ..345
        c> 8
        c> .
        S: 250 ok
        s> 250 ok
        == accepted 250 from a@example.org to 1, 9 octets
        ",
    );
}

#[test]
fn a_mail_that_is_too_large_never_ends_for_the_server() {
    // In pieces some of it may have gone before it was too much; whole, none has.
    let mut stage = Stage::new(setup(Channel::Tls, rules("size = 9")));
    stage.says(b"MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n");
    stage.hears(b"250 ok\r\n250 ok\r\n354 go\r\n");
    stage.for_server.clear();
    stage.for_page.clear();
    for line in ["1234567\r\n", "x\r\n", "and more\r\n", "."] {
        stage.says(line.as_bytes());
    }
    assert_eq!(stage.inspector.fault(), None);
    stage.says(b"\r\nQUIT\r\n");
    assert_eq!(stage.for_server, b"1234567\r\n");
    assert_eq!(
        stage.for_page,
        b"552 5.3.4 gateway: no mail may be larger than 9 octets\r\n"
    );
    assert_eq!(stage.inspector.fault(), Some(Fault::TooLarge(9)));
    let records = stage.records.lock().unwrap();
    assert_eq!(
        *records,
        ["forbidden 552 from a@example.org to 1, 9 octets"]
    );
}

#[test]
fn bulk_passes_without_a_copy() {
    let mut inspector = Inspector::new(setup(Channel::Tls, rules("")));
    let mut held = BytesMut::from("MAIL FROM:<a@b>\r\nRCPT TO:<b@b>\r\nDATA\r\n");
    let from = held.as_ptr();
    let passage = inspector.page(&mut held);
    assert_eq!(passage.bytes.as_ptr(), from);
    inspector.server(b"250 ok\r\n250 ok\r\n354 go\r\n");
    let mut held = BytesMut::from("line\r\n".repeat(10_000).as_bytes());
    let from = held.as_ptr();
    let passage = inspector.page(&mut held);
    assert_eq!(
        (passage.bytes.as_ptr(), passage.bytes.len()),
        (from, 60_000)
    );
    assert_eq!((passage.stands_for, passage.slack), (60_000, 0));
}
