//! Single commands, and sessions that a person holds line by line.

use super::*;

impl Page {
    fn by_hand(options: &str) -> Self {
        let mut page = Self::new(&options.replace("\"byHand\":false", "\"byHand\":true"));
        page.opened("starttls", "null", 65_536);
        page.controls();
        page.server("220 mx\r\n");
        assert_eq!(page.said(), "");
        assert_eq!(page.told().last(), Some(&Event::Ready));
        page
    }

    fn line(&mut self, line: &str) -> Result<(), Failure> {
        self.command(|client| client.raw(&line.parse().unwrap()))
    }

    /// Step and codes of the replies that were told since the last look, all of one command.
    fn replies(&mut self) -> Option<(&'static str, Vec<u16>)> {
        let replies = self.told().into_iter().filter_map(|event| match event {
            Event::Replied { step, replies } => {
                Some((step, replies.iter().map(|reply| reply.code).collect()))
            }
            _ => None,
        });
        let replies: Vec<_> = replies.collect();
        assert!(replies.len() < 2);
        replies.into_iter().next()
    }
}

#[test]
fn each_answer_says_what_it_is_to() {
    let mut page = Page::ready(65_536);
    page.command(|client| client.verify("bob".parse().unwrap()))
        .unwrap();
    assert_eq!(page.said(), "VRFY bob\r\n");
    page.server("252 perhaps\r\n");
    assert_eq!(page.replies(), Some(("verify", vec![252])));
    page.command(|client| client.expand("list".parse().unwrap()))
        .unwrap();
    assert_eq!(page.said(), "EXPN list\r\n");
    page.server("502 no\r\n");
    assert_eq!(page.replies(), Some(("expand", vec![502])));
    page.command(|client| client.help(None)).unwrap();
    page.server("214-see\r\n214 there\r\n");
    assert_eq!(page.said(), "HELP\r\n");
    assert_eq!(page.replies(), Some(("help", vec![214])));
}

#[test]
fn a_person_says_everything_even_starttls() {
    let mut page = Page::by_hand(NOBODY);
    page.line("ehlo me.example").unwrap();
    assert_eq!(page.said(), "ehlo me.example\r\n");
    page.server("250-mx\r\n250 STARTTLS\r\n");
    assert_eq!(page.replies(), Some(("raw", vec![250])));
    page.line("STARTTLS").unwrap();
    page.server("220 go\r\n");
    assert_eq!(page.said(), "STARTTLS\r\n");
    assert_eq!(page.controls(), [r#"{"type":"starttls"}"#]);
    assert_eq!(page.replies(), None, "not before the next line can be said");
    assert_eq!(page.line("NOOP").unwrap_err().code, "bad-input");
    page.gateway(&format!(r#"{{"type":"secured","tls":{TLS}}}"#));
    page.said();
    assert_eq!(page.replies(), Some(("raw", vec![220])));
    page.line("EHLO me.example").unwrap();
    page.server("250 mx\r\n");
    page.said();
    assert_eq!(page.replies(), Some(("raw", vec![250])));
    page.line("QUIT").unwrap();
    page.server("221 bye\r\n");
    assert_eq!(page.said(), "QUIT\r\n");
    assert!(matches!(
        page.told()[..],
        [Event::Replied { .. }, Event::Closed]
    ));
}

#[test]
fn a_line_of_content_has_no_reply_and_its_end_in_lmtp_several() {
    let mut page = Page::by_hand(&NOBODY.replace("\"lmtp\":false", "\"lmtp\":true"));
    let script = [
        ("LHLO me.example", "250 mx", 250),
        ("MAIL FROM:<ada@x>", "250 ok", 250),
        ("RCPT TO:<bob@y>", "250 ok", 250),
        ("RCPT TO:<eve@y>", "250 ok", 250),
        ("DATA", "354 go", 354),
    ];
    for (line, reply, code) in script {
        page.line(line).unwrap();
        page.server(&format!("{reply}\r\n"));
        page.said();
        assert_eq!(page.replies(), Some(("raw", vec![code])), "{line}");
    }
    page.line("Hello").unwrap();
    assert_eq!(page.said(), "Hello\r\n");
    assert_eq!(page.replies(), Some(("raw", Vec::new())));
    page.line(".").unwrap();
    page.said();
    page.server("250 for bob\r\n");
    assert_eq!(page.replies(), None);
    page.server("452 not for eve\r\n");
    assert_eq!(page.replies(), Some(("raw", vec![250, 452])));
}

#[test]
fn a_password_said_by_hand_is_not_shown() {
    let mut page = Page::by_hand(NOBODY);
    page.line("EHLO me.example").unwrap();
    page.server("250 mx\r\n");
    page.said();
    page.told();
    let refused = page.line("AUTH PLAIN AGFkYQBzZWNyZXQ=").unwrap_err();
    assert_eq!(refused.code, "insecure");
    let mut page = Page::by_hand(&NOBODY.replace("Auth\":false", "Auth\":true"));
    page.line("EHLO me.example").unwrap();
    page.server("250 mx\r\n");
    page.line("AUTH PLAIN AGFkYQBzZWNyZXQ=").unwrap();
    assert!(page.said().ends_with("AUTH PLAIN AGFkYQBzZWNyZXQ=\r\n"));
    let shown = format!("{:?}", page.actions);
    assert!(
        shown.contains("AUTH PLAIN ***") && !shown.contains("AGFkYQ"),
        "{shown}"
    );
}
