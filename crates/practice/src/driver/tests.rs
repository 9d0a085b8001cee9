//! What a page hears of the tunnel.

use wsmtp_proto::server::Config;
use wsmtp_sandbox::{Sandbox, Settings, Setup};
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
        Self::connect_to("", security)
    }

    fn connect_to(setup: &str, security: Security) -> Self {
        let mut config = Config::new("sandbox.test".parse().unwrap());
        config.starttls = security == Security::StartTls;
        let setup: Setup = setup.parse().unwrap();
        let session = Sandbox::new(setup.apply(Settings::new(config))).session();
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

    /// At a server in the clear that is set up so.
    fn opened_to(setup: &str) -> Self {
        let mut page = Self::connect_to(setup, Security::None);
        page.says(PageMessage::Open(Open::upstream("sandbox")));
        page
    }

    /// Lets time go to where the driver asked to be told, and gives how far that is in milliseconds.
    fn waits(&mut self) -> u128 {
        let until = self.driver.until().unwrap();
        self.driver.tick(until);
        self.listen();
        until.as_millis()
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
            assert!(self.driver.actions.len() < 3, "they are made one by one");
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

#[test]
fn a_server_that_does_not_greet_is_given_up() {
    for setup in ["greeting: silence", "greeting: delay 61s"] {
        let mut page = Page::opened_to(setup);
        assert_eq!(page.waits(), 60_000, "{setup}");
        assert_eq!(page.heard(), ["server-timeout"]);
        assert_eq!((page.closed, page.driver.until()), (Some(4504), None));
    }
}

#[test]
fn a_server_may_greet_late_and_answer_late() {
    let mut page = Page::opened_to("greeting: delay 5s\nhelo: delay 300ms");
    assert_eq!((page.waits(), page.heard().len()), (5000, 2));
    page.driver.tick(Duration::from_secs(10));
    page.driver.binary(Duration::from_secs(10), b"HELO a\r\n");
    page.listen();
    assert_eq!(page.heard(), Vec::<String>::new());
    assert_eq!(page.waits(), 10_300);
    assert_eq!(page.heard(), ["250 "]);
}

#[test]
fn what_a_slow_line_has_no_room_for_waits() {
    let mut page = Page::opened_to("line: slow 100/s");
    while page.heard.is_empty() {
        page.waits();
    }
    let began = page.waits();
    page.heard();
    let now = Duration::from_millis(u64::try_from(began).unwrap());
    page.driver.binary(now, b"NOOP\r\nNOOP\r\nNOOP\r\n");
    page.listen();
    assert_eq!(page.driver.session.room(), 0);
    assert!(!page.driver.waiting.is_empty());
    let mut last = began;
    while !page.driver.waiting.is_empty() {
        last = page.waits();
    }
    assert!(last > began, "{last}");
}

#[test]
fn replies_that_nobody_has_fetched_are_not_made() {
    let long = "x\\n".repeat(30);
    let mut page = Page::opened_to(&alloc::format!("noop: reply 250 {long}"));
    page.heard();
    page.driver
        .binary(Duration::ZERO, &b"NOOP\r\n".repeat(1000));
    assert!(page.driver.actions.is_empty());
    page.listen();
    assert_eq!(page.heard().len(), 31 * 1000);
}

#[test]
fn what_is_sent_behind_the_end_is_not_kept() {
    let mut page = Page::opened(Security::None);
    page.sends("QUIT\r\n");
    assert_eq!(page.closed, Some(1000));
    page.heard();
    page.sends("NOOP\r\n");
    assert!(page.heard().is_empty() && page.driver.waiting.is_empty());
}
