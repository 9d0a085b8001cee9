//! What a page hears of the tunnel.

use wsmtp_proto::server::Config;
use wsmtp_sandbox::{Sandbox, Settings};
use wsmtp_tunnel::{MIN_WINDOW, Open};

use super::*;

/// A connection whose page has said these things, one behind the other.
struct Page {
    driver: Driver,
    /// Control messages and octets, as they came.
    heard: Vec<String>,
    closed: Option<u16>,
    delivered: usize,
}

impl Page {
    fn connect(security: Security) -> Self {
        let mut config = Config::new("sandbox.test".parse().unwrap());
        config.starttls = security == Security::StartTls;
        let session = Sandbox::new(Settings::new(config)).session();
        let driver = Driver::new(session, security, "sandbox.test".into());
        let (heard, closed, delivered) = (Vec::new(), None, 0);
        Self {
            driver,
            heard,
            closed,
            delivered,
        }
    }

    fn opened(security: Security) -> Self {
        let mut page = Self::connect(security);
        page.says(PageMessage::Open(Open::upstream("sandbox")));
        page
    }

    fn says(&mut self, message: PageMessage) {
        self.driver.control(Duration::ZERO, Ok(message));
        self.listen();
    }

    fn sends(&mut self, octets: &str) {
        self.driver.binary(Duration::ZERO, octets.as_bytes());
        self.listen();
    }

    fn listen(&mut self) {
        while let Some(action) = self.driver.next_action() {
            match action {
                Action::Say(GatewayMessage::Ack { .. }) => {}
                Action::Say(GatewayMessage::Error { code, .. }) => {
                    self.heard.push(code.to_string())
                }
                Action::Say(GatewayMessage::Opened(opened)) => {
                    let tls = opened
                        .tls
                        .map_or_else(String::new, |tls| tls.certificate.issuer);
                    self.heard
                        .push(alloc::format!("opened {} {tls}", opened.security.name()));
                }
                Action::Say(GatewayMessage::Secured { .. }) => self.heard.push("secured".into()),
                Action::Say(GatewayMessage::Eof) => self.heard.push("eof".into()),
                Action::Octets(octets) => {
                    let text = String::from_utf8(octets).unwrap();
                    self.heard
                        .extend(text.lines().map(|line| line.chars().take(4).collect()));
                }
                Action::Tell(Event::Delivered(_)) => self.delivered += 1,
                Action::Tell(_) => {}
                Action::Close(code) => self.closed = Some(code),
            }
        }
    }

    fn heard(&mut self) -> Vec<String> {
        mem::take(&mut self.heard)
    }
}

#[test]
fn a_mail_goes_through() {
    let mut page = Page::opened(Security::None);
    assert_eq!(page.heard(), ["opened none ", "220 "]);
    page.sends("HELO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n");
    page.sends("Subject: x\r\n\r\ny\r\n.\r\nQUIT\r\n");
    assert_eq!(
        page.heard(),
        ["250 ", "250 ", "250 ", "354 ", "250 ", "221 ", "eof"]
    );
    assert_eq!((page.delivered, page.closed), (1, Some(1000)));
}

#[test]
fn tls_is_pretended_and_says_so() {
    let mut page = Page::opened(Security::Implicit);
    let heard = page.heard();
    assert!(
        heard[0].starts_with("opened implicit practice: nothing is encrypted"),
        "{heard:?}"
    );
}

#[test]
fn starttls_waits_for_the_page() {
    let mut page = Page::opened(Security::StartTls);
    page.sends("EHLO a\r\nSTARTTLS\r\n");
    assert_eq!(page.heard().last().unwrap(), "220 ");
    page.says(PageMessage::StartTls);
    page.sends("HELO a\r\n");
    assert_eq!(page.heard(), ["secured", "250 "]);
}

#[test]
fn octets_before_the_handshake_are_a_fault_of_the_page() {
    let mut page = Page::opened(Security::StartTls);
    page.sends("EHLO a\r\nSTARTTLS\r\n");
    page.sends("EHLO a\r\n");
    page.heard();
    page.says(PageMessage::StartTls);
    assert_eq!(page.heard(), ["bad-message"]);
    assert_eq!(page.closed, Some(4400));
}

#[test]
fn what_is_out_of_turn_is_a_fault_of_the_page() {
    for message in [
        PageMessage::StartTls,
        PageMessage::Open(Open::upstream("sandbox")),
    ] {
        let mut page = Page::opened(Security::StartTls);
        page.heard();
        page.says(message);
        assert_eq!(page.heard(), ["bad-message"]);
    }
    let mut page = Page::connect(Security::None);
    page.sends("HELO a\r\n");
    assert_eq!(page.heard(), ["bad-message"]);
}

#[test]
fn no_other_server_is_reached() {
    let mut page = Page::connect(Security::None);
    page.says(PageMessage::Open(Open::upstream("mail")));
    assert_eq!(page.heard(), ["upstream-unknown"]);
    let mut page = Page::connect(Security::None);
    let target = Target::Host {
        host: "mx.test".into(),
        port: 25,
        tls: Security::None,
    };
    page.says(PageMessage::Open(Open {
        target,
        token: None,
    }));
    assert_eq!(page.heard(), ["host-forbidden"]);
}

#[test]
fn a_page_that_sends_more_than_the_window_is_cut_off() {
    let mut page = Page::opened(Security::StartTls);
    page.sends("EHLO a\r\nSTARTTLS\r\n");
    page.heard();
    // The server waits for TLS, and takes nothing.
    for _ in 0..DEFAULT_WINDOW / MIN_WINDOW + 1 {
        page.sends(&"x".repeat(usize::try_from(MIN_WINDOW).unwrap()));
    }
    assert_eq!(page.heard(), ["window-exceeded"]);
    assert_eq!(page.closed, Some(4413));
}

#[test]
fn a_page_that_ends_is_still_answered() {
    let mut page = Page::opened(Security::None);
    page.heard();
    page.sends("HELO a\r\n");
    page.says(PageMessage::Eof);
    assert_eq!(page.heard(), ["250 ", "eof"]);
    assert_eq!(page.closed, Some(1000));
}
