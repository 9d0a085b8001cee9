//! Mails of which the page has a part, and hands it in as it is wanted.

use super::*;
use wsmtp_message::SourceEncoding;

/// What is asked for at a time, in octets.
const WANTED: u64 = 57 * 2048;

/// A header, so many octets of the page's first source, and an end.
fn with_source(length: u64) -> Rendered {
    with_encoded(length, SourceEncoding::AsIs)
}

fn with_encoded(length: u64, encoding: SourceEncoding) -> Rendered {
    let written = |text: &[u8]| Piece::Written(text.to_vec());
    let source = Piece::Source {
        index: 0,
        length,
        encoding,
    };
    let size = source.size() + 19;
    Rendered {
        pieces: vec![written(b"Subject: a\r\n\r\n"), source, written(b"end\r\n")],
        size,
        ..super::written(b"")
    }
}

impl Page {
    fn mail(&mut self, to: &[&str], mail: Rendered) {
        let to = to.iter().map(|one| one.parse().unwrap()).collect();
        let envelope = Envelope::new("ada@x".parse().unwrap(), to);
        self.input(|driver, now| driver.send(now, envelope, mail))
            .unwrap();
    }

    /// What was asked for since the last look: where it begins, and how much.
    fn wanted(&mut self) -> Option<(u64, u64)> {
        let told = std::mem::take(&mut self.actions);
        let mut wanted = Vec::new();
        for action in told {
            match action {
                Action::Tell(event) => match *event {
                    Event::Wanted(one) => wanted.push((one.offset, one.length)),
                    other => self.actions.push(Action::Tell(Box::new(other))),
                },
                other => self.actions.push(other),
            }
        }
        assert!(wanted.len() < 2, "one at a time");
        wanted.first().copied()
    }

    fn supply(&mut self, length: u64) {
        let length = usize::try_from(length).unwrap();
        let octets = b"0123456789abcde\n".iter().copied().cycle();
        let octets = octets.take(length).collect();
        self.input(|driver, now| driver.supply(now, octets));
    }

    /// Everything that the server hears, from here to the end of the content.
    fn rest(&mut self) -> String {
        let mut rest = self.said();
        loop {
            self.acknowledge();
            if let Some((_, length)) = self.wanted() {
                self.supply(length);
            }
            let more = self.said();
            if more.is_empty() {
                return rest;
            }
            rest.push_str(&more);
        }
    }
}

#[test]
fn a_file_is_asked_for_as_the_window_has_room() {
    let mut page = Page::ready(20_000);
    page.mail(&["bob@y"], with_source(WANTED + 1));
    page.server("250 ok\r\n250 ok\r\n");
    assert_eq!(page.wanted(), None, "nothing is read before it is needed");
    page.server("354 go\r\n");
    assert_eq!(page.wanted(), Some((0, WANTED)));
    page.supply(WANTED);
    assert_eq!(page.wanted(), None, "the window is full");
    let mut said = page.said();
    assert!(said.contains("DATA\r\nSubject: a\r\n\r\n0123"));
    while page.wanted().is_none() {
        page.acknowledge();
        said.push_str(&page.said());
    }
    page.supply(1);
    said.push_str(&page.rest());
    assert!(said.ends_with("0end\r\n.\r\n"));
    page.server("250 taken\r\n");
    assert_eq!(page.done().accepted, ["bob@y"]);
}

#[test]
fn a_file_goes_out_in_base64_as_it_is_read() {
    let mut page = Page::offered(1 << 20, "PIPELINING\nLIMITS RCPTMAX=1");
    let mail = with_encoded(WANTED + 1, SourceEncoding::Base64);
    let size = usize::try_from(mail.size).unwrap();
    page.mail(&["bob@y", "eve@y"], mail);
    for _ in 0..2 {
        page.said();
        page.server("250 ok\r\n250 ok\r\n354 go\r\n");
        assert_eq!(page.wanted(), Some((0, WANTED)));
        page.supply(WANTED);
        let said = [page.said(), page.rest()].concat();
        assert_eq!(said.len(), size + ".\r\n".len());
        assert!(said.starts_with("Subject: a\r\n\r\nMDEyMzQ1Njc4OWFiY2RlCjAx"));
        assert!(said.ends_with("\r\nMA==end\r\n.\r\n"));
        page.server("250 taken\r\n");
    }
    assert_eq!(page.done().accepted, ["bob@y", "eve@y"]);
}

#[test]
fn each_part_of_a_mail_reads_the_file_again() {
    let mut page = Page::offered(1 << 20, "PIPELINING\nLIMITS RCPTMAX=1");
    page.mail(&["bob@y", "eve@y"], with_source(16));
    for last in [false, true] {
        page.server("250 ok\r\n250 ok\r\n354 go\r\n");
        assert_eq!(page.wanted(), Some((0, 16)));
        page.supply(16);
        assert!(page.said().ends_with("abcde\r\nend\r\n.\r\n"));
        page.server("250 taken\r\n");
        if last {
            assert_eq!(page.done().accepted, ["bob@y", "eve@y"]);
        }
    }
}

#[test]
fn a_file_that_is_gone_ends_the_session_and_no_half_of_the_mail_is_taken() {
    for give in [
        (|driver, now| driver.missing(now, "a.pdf is gone: attach it again"))
            as fn(&mut Driver, Duration),
        |driver, now| driver.supply(now, b"short".to_vec()),
    ] {
        let mut page = Page::ready(20_000);
        page.mail(&["bob@y"], with_source(100_000));
        page.server("250 ok\r\n250 ok\r\n354 go\r\n");
        page.wanted();
        page.input(give);
        assert!(!page.said().contains("\r\n.\r\n"));
        let failure = page.done().failure.unwrap();
        assert_eq!((failure.code, failure.temporary), ("bad-input", false));
        assert!(failure.message.contains("attach it again"));
    }
}

#[test]
fn what_comes_after_its_mail_is_of_no_use() {
    let mut page = Page::offered(1 << 20, "PIPELINING\nCHUNKING");
    page.mail(&["bob@y"], with_source(WANTED));
    assert!(page.wanted().is_some());
    page.server("250 ok\r\n550 no\r\n");
    page.said();
    assert_eq!(page.done().failure.unwrap().code, "recipient-refused");
    page.supply(7);
    page.input(|driver, now| driver.missing(now, "late"));
    assert_eq!(page.told(), []);
    assert_eq!(page.command(Client::noop), Ok(()));
}
