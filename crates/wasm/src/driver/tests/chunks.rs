//! Content in BDAT, through the tunnel's window.

use super::*;

const BOTH: &str = "PIPELINING\nCHUNKING";

/// What a chunk holds at most, in octets.
const CHUNK: usize = 64 * 1024;

/// The lengths that the BDAT commands name, and how many octets follow them in all.
fn chunks(sent: &str) -> (Vec<usize>, usize) {
    let mut lengths = Vec::new();
    let mut rest = sent;
    while let Some((command, behind)) = rest.split_once("\r\n") {
        let Some(command) = command.strip_prefix("BDAT ") else {
            rest = behind;
            continue;
        };
        let length: usize = command.trim_end_matches(" LAST").parse().unwrap();
        lengths.push(length);
        rest = behind.get(length..).unwrap_or_default();
    }
    (lengths.clone(), lengths.iter().sum())
}

#[test]
fn a_small_mail_goes_out_before_the_first_reply() {
    let mut page = Page::offered(65_536, BOTH);
    page.send(&["bob@y"], b"x\r\n");
    assert_eq!(
        page.said(),
        "MAIL FROM:<ada@x>\r\nRCPT TO:<bob@y>\r\nBDAT 3 LAST\r\nx\r\n"
    );
    page.server("250 ok\r\n250 ok\r\n250 taken\r\n");
    assert_eq!(page.done().accepted, ["bob@y"]);
}

#[test]
fn chunks_flow_as_the_window_allows_and_progress_follows_the_acks() {
    let content = b"0123456789abcd\r\n".repeat(16 * 1024);
    let total = content.len() as u64;
    let mut page = Page::offered(20_000, BOTH);
    page.send(&["bob@y"], &content);
    let mut sent = page.said();
    assert_eq!(page.sent, 20_000, "the window is used to the full");
    let begun = sent.find("BDAT").unwrap() as u64;
    page.server("250 ok\r\n250 ok\r\n");
    let mut told = Vec::new();
    loop {
        page.acknowledge();
        // The rest waits in this window, not in the engine.
        let more = page.said();
        assert!(more.len() <= 20_000);
        told.extend(page.told());
        let (reached, _) = Page::progress(&told).last().copied().unwrap();
        assert!(reached <= page.sent as u64 - begun, "more than was taken");
        if more.is_empty() {
            break;
        }
        sent.push_str(&more);
    }
    assert_eq!(
        chunks(&sent),
        (vec![CHUNK, CHUNK, CHUNK, CHUNK, 0], content.len())
    );
    assert!(sent.ends_with("BDAT 0 LAST\r\n"));
    page.server("250 ok\r\n250 ok\r\n250 ok\r\n250 ok\r\n250 taken\r\n");
    told.extend(page.told());
    let progress = Page::progress(&told);
    assert!(
        progress.len() > 10 && progress.is_sorted_by(|a, b| a < b),
        "{progress:?}"
    );
    assert_eq!(progress.last(), Some(&(total, total)));
    assert!(matches!(
        told.last(),
        Some(Event::Done(Done { failure: None, .. }))
    ));
}

#[test]
fn without_pipelining_each_chunk_waits_for_its_answer() {
    let mut page = Page::offered(1 << 20, "CHUNKING");
    page.send(&["bob@y"], &[b'x'; 2 * CHUNK + 1]);
    page.server("250 ok\r\n");
    assert!(page.said().ends_with("RCPT TO:<bob@y>\r\n"));
    page.server("250 ok\r\n");
    let lengths = |page: &mut Page| chunks(&page.said()).0;
    assert_eq!(lengths(&mut page), [CHUNK]);
    page.server("250 ok\r\n");
    assert_eq!(lengths(&mut page), [CHUNK]);
    page.server("250 ok\r\n");
    assert_eq!(lengths(&mut page), [3], "its line end is added");
    page.server("250 taken\r\n");
    assert_eq!(page.done().failure, None);
}

#[test]
fn a_refusal_in_the_middle_stops_the_upload_and_the_session_goes_on() {
    let mut page = Page::offered(20_000, BOTH);
    page.send(&["bob@y"], &[b'x'; 10 * CHUNK]);
    page.server("250 ok\r\n250 ok\r\n");
    let mut sent = page.said();
    while chunks(&sent).0.len() < 2 {
        page.acknowledge();
        sent.push_str(&page.said());
    }
    page.server("452 4.3.1 full\r\n");
    // What a chunk's command has promised still goes out.
    loop {
        page.acknowledge();
        let more = page.said();
        if more.is_empty() {
            break;
        }
        sent.push_str(&more);
    }
    let (lengths, promised) = chunks(&sent);
    assert!(lengths.len() < 4 && sent.len() >= promised, "{lengths:?}");
    page.server(&"503 5.5.1 no\r\n".repeat(lengths.len() - 1));
    let failure = page.done().failure.unwrap();
    assert_eq!(
        (failure.code, failure.step),
        ("message-refused", Some("chunk"))
    );
    assert!(failure.temporary);

    page.send(&["bob@y"], b"y\r\n");
    assert!(page.said().starts_with("RSET\r\nMAIL FROM"));
    page.server("250 ok\r\n250 ok\r\n250 ok\r\n250 taken\r\n");
    assert_eq!(page.done().accepted, ["bob@y"]);
}

#[test]
fn a_page_may_do_without() {
    let options = NOBODY.replace(
        "\"pipelining\":true,\"chunking\":true",
        "\"pipelining\":false,\"chunking\":false",
    );
    let mut page = Page::new(&options);
    page.opened("none", "null", 65_536);
    page.server("220 mx\r\n250-mx\r\n250-PIPELINING\r\n250 CHUNKING\r\n");
    page.said();
    page.send(&["bob@y"], b"x\r\n");
    assert_eq!(page.said(), "MAIL FROM:<ada@x>\r\n");
    page.server("250 ok\r\n");
    assert_eq!(page.said(), "RCPT TO:<bob@y>\r\n");
    page.server("250 ok\r\n");
    assert_eq!(page.said(), "DATA\r\n");
}
