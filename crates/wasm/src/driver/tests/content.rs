//! Mails whose content is handed in as it is wanted.

use super::*;

/// What is asked for at a time, in octets.
const WANTED: u64 = 64 * 1024;

impl Page {
    fn mail(&mut self, to: &[&str], size: u64) {
        let to = to.iter().map(|one| one.parse().unwrap()).collect();
        let envelope = Envelope::new("ada@x".parse().unwrap(), to);
        let content = ascii(usize::try_from(size).unwrap());
        self.input(|driver, now| driver.send(now, envelope, content))
            .unwrap();
    }

    /// What was asked for since the last look: where it begins, and how much.
    fn wanted(&mut self) -> Option<(u64, u64)> {
        let asked = self
            .actions
            .extract_if(.., |action| wanted(action).is_some());
        let asked: Vec<_> = asked.filter_map(|action| wanted(&action)).collect();
        assert!(asked.len() < 2, "one at a time");
        asked.first().map(|one| (one.offset, one.length))
    }

    fn supply(&mut self, length: u64) {
        let length = usize::try_from(length).unwrap();
        let octets = b"0123456789abcd\r\n".iter().copied().cycle();
        let octets = octets.take(length).collect();
        self.input(|driver, now| driver.supply(now, octets));
    }
}

#[test]
fn content_is_asked_for_as_the_window_has_room() {
    let mut page = Page::ready(20_000);
    page.mail(&["bob@y"], WANTED + 16);
    page.server("250 ok\r\n250 ok\r\n");
    assert_eq!(page.wanted(), None, "nothing is read before it is needed");
    page.server("354 go\r\n");
    assert_eq!(page.wanted(), Some((0, WANTED)));
    page.supply(WANTED);
    assert_eq!(page.wanted(), None, "the window is full");
    let mut said = page.said();
    assert!(said.contains("DATA\r\n0123"));
    let rest = loop {
        page.acknowledge();
        said.push_str(&page.said());
        if let Some(rest) = page.wanted() {
            break rest;
        }
    };
    assert_eq!(rest, (WANTED, 16));
    page.supply(16);
    said.push_str(&page.said());
    assert!(said.ends_with("abcd\r\n.\r\n"));
    page.server("250 taken\r\n");
    assert_eq!(page.done().accepted, ["bob@y"]);
}

#[test]
fn less_than_was_asked_for_is_a_beginning() {
    let mut page = Page::ready(65_536);
    page.mail(&["bob@y"], 48);
    page.server("250 ok\r\n250 ok\r\n354 go\r\n");
    for (offset, length) in [(0, 48), (16, 32), (32, 16)] {
        assert_eq!(page.wanted(), Some((offset, length)));
        page.supply(16);
    }
    assert_eq!(page.wanted(), None);
    let line = "0123456789abcd\r\n";
    assert!(page.said().ends_with(&format!("{}.\r\n", line.repeat(3))));
}

#[test]
fn each_part_of_a_mail_begins_at_the_front() {
    let mut page = Page::offered(1 << 20, "PIPELINING\nLIMITS RCPTMAX=1");
    page.mail(&["bob@y", "eve@y"], 16);
    for _ in 0..2 {
        page.server("250 ok\r\n250 ok\r\n354 go\r\n");
        assert_eq!(page.wanted(), Some((0, 16)));
        page.supply(16);
        assert!(page.said().ends_with("abcd\r\n.\r\n"));
        page.server("250 taken\r\n");
    }
    assert_eq!(page.done().accepted, ["bob@y", "eve@y"]);
}

#[test]
fn content_that_is_gone_ends_the_session_and_no_half_of_the_mail_is_taken() {
    for (give, words) in [
        (
            (|driver, now| driver.missing(now, "a.pdf is gone: attach it again"))
                as fn(&mut Driver, Duration),
            "attach it again",
        ),
        (
            |driver, now| driver.supply(now, Vec::new()),
            "another length",
        ),
        (
            |driver, now| driver.supply(now, vec![b'x'; 100_001]),
            "another length",
        ),
    ] {
        let mut page = Page::ready(20_000);
        page.mail(&["bob@y"], 100_000);
        page.server("250 ok\r\n250 ok\r\n354 go\r\n");
        page.wanted();
        page.input(give);
        assert!(!page.said().contains("\r\n.\r\n"));
        let failure = page.done().failure.unwrap();
        assert_eq!((failure.code, failure.temporary), ("bad-input", false));
        assert!(failure.words().contains(words), "{}", failure.words());
    }
}

#[test]
fn what_comes_after_its_mail_is_of_no_use() {
    let mut page = Page::offered(1 << 20, "PIPELINING\nCHUNKING");
    page.mail(&["bob@y"], WANTED);
    assert!(page.wanted().is_some());
    page.server("250 ok\r\n550 no\r\n");
    page.said();
    assert_eq!(page.done().failure.unwrap().code, "recipient-refused");
    page.supply(7);
    page.input(|driver, now| driver.missing(now, "late"));
    assert_eq!(page.told(), []);
    assert_eq!(page.command(Client::noop), Ok(()));
}
