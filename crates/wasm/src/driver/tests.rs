//! Dialogues between a page and its gateway, without either.

use super::*;

const OPTIONS: &str = r#"{"url":"ws://127.0.0.1/tunnel","upstream":"mail","name":"page.example",
    "auth":{"user":"ada","pass":"secret"},"token":null,"allowCleartextAuth":false}"#;
const NOBODY: &str = r#"{"url":"ws://127.0.0.1/tunnel","upstream":"mail","name":"page.example",
    "auth":null,"token":null,"allowCleartextAuth":false}"#;
const TLS: &str = r#"{"version":"TLSv1.3","cipher":"TLS_AES_256_GCM_SHA384","certificate":{"subject":"CN=mx","issuer":"CN=ca","names":["mx"],"not_before":"2026-01-01T00:00:00Z","not_after":"2027-01-01T00:00:00Z","sha256":"00"}}"#;

/// A driver and the time; what it did since somebody last looked.
struct Page {
    driver: Driver,
    now: Duration,
    actions: Vec<Action>,
}

impl Page {
    fn connecting(options: &str) -> Self {
        let driver = Driver::new(Options::read(options).unwrap());
        Self {
            driver,
            now: Duration::ZERO,
            actions: Vec::new(),
        }
    }

    fn new(options: &str) -> Self {
        let mut page = Self::connecting(options);
        page.input(Driver::connected);
        page
    }

    fn input<T>(&mut self, give: impl FnOnce(&mut Driver, Duration) -> T) -> T {
        let result = give(&mut self.driver, self.now);
        while let Some(action) = self.driver.next_action() {
            self.actions.push(action);
        }
        result
    }

    fn gateway(&mut self, message: &str) {
        self.input(|driver, now| driver.text(now, message));
    }

    fn opened(&mut self, security: &str, tls: &str, window: u64) {
        self.gateway(&format!(
            r#"{{"type":"opened","peer":"192.0.2.1:587","tls":{tls},"security":"{security}","window":{window}}}"#
        ));
    }

    fn server(&mut self, bytes: &str) {
        self.input(|driver, now| driver.binary(now, bytes.as_bytes()));
    }

    fn at(&mut self, seconds: u64) {
        self.now = Duration::from_secs(seconds);
        self.input(Driver::tick);
    }

    fn send(&mut self, to: &[&str], content: &[u8]) {
        let to = to.iter().map(|one| one.parse().unwrap()).collect();
        let envelope = Envelope::new("ada@x".parse().unwrap(), to);
        self.input(|driver, now| driver.send(now, envelope, content.to_vec()))
            .unwrap();
    }

    /// What was said to the server since the last look.
    fn said(&mut self) -> String {
        let mut said = Vec::new();
        for action in &self.actions {
            if let Action::Binary(bytes) = action {
                assert!(bytes.len() <= FRAME);
                said.extend_from_slice(bytes);
            }
        }
        self.actions
            .retain(|action| !matches!(action, Action::Binary(_)));
        String::from_utf8(said).unwrap()
    }

    /// What was said to the gateway since the last look.
    fn controls(&mut self) -> Vec<String> {
        let texts = self
            .actions
            .extract_if(.., |action| matches!(action, Action::Text(_)));
        texts
            .map(|action| {
                if let Action::Text(text) = action {
                    text
                } else {
                    String::new()
                }
            })
            .collect()
    }

    /// What the page was told, but for the transcript.
    fn told(&mut self) -> Vec<Event> {
        let mut told = Vec::new();
        for action in std::mem::take(&mut self.actions) {
            match action {
                Action::Close => {}
                Action::Tell(event) => told.push(*event),
                other => panic!("not looked at: {other:?}"),
            }
        }
        told.retain(|event| !matches!(event, Event::Line { .. }));
        told
    }

    fn failure(&mut self) -> Failure {
        let told = self.told();
        assert_eq!(told.last(), Some(&Event::Closed));
        let failures = told.into_iter().filter_map(|event| match event {
            Event::Failed { failure } => Some(failure),
            _ => None,
        });
        let failures: Vec<_> = failures.collect();
        assert_eq!(failures.len(), 1, "{failures:?}");
        failures.into_iter().next().unwrap()
    }

    /// Ready in clear, with a window, nobody signed in.
    fn ready(window: u64) -> Self {
        let mut page = Self::new(NOBODY);
        page.opened("none", "null", window);
        page.server("220 mx\r\n");
        page.server("250-mx\r\n250 PIPELINING\r\n");
        page.said();
        page.controls();
        page.told();
        page
    }

    fn done(&mut self) -> Done {
        let dones = self.told().into_iter().filter_map(|event| match event {
            Event::Done(done) => Some(done),
            _ => None,
        });
        let mut dones: Vec<_> = dones.collect();
        assert_eq!(dones.len(), 1);
        dones.pop().unwrap()
    }
}

#[test]
fn a_session_with_starttls_signs_in_and_leaves() {
    let mut page = Page::new(OPTIONS);
    assert_eq!(page.controls(), [r#"{"type":"open","upstream":"mail"}"#]);
    page.opened("starttls", "null", 65_536);
    page.server("220 mx\r\n");
    assert_eq!(page.said(), "EHLO page.example\r\n");
    page.server("250-mx\r\n250 STARTTLS\r\n");
    assert_eq!(page.said(), "STARTTLS\r\n");
    page.server("220 go\r\n");
    assert_eq!(page.controls(), [r#"{"type":"starttls"}"#]);
    page.gateway(&format!(r#"{{"type":"secured","tls":{TLS}}}"#));
    assert_eq!(page.said(), "EHLO page.example\r\n");
    page.server("250-mx\r\n250 AUTH PLAIN\r\n");
    assert_eq!(page.said(), "AUTH PLAIN AGFkYQBzZWNyZXQ=\r\n");
    page.server("235 ok\r\n");
    let told = page.told();
    assert!(matches!(
        told.first(),
        Some(Event::Opened {
            security: Security::StartTls,
            tls: None,
            ..
        })
    ));
    assert!(matches!(told.get(1), Some(Event::Secured { .. })));
    assert_eq!(
        told.last(),
        Some(&Event::Ready {
            capabilities: vec!["AUTH PLAIN".to_owned()]
        })
    );

    page.input(|driver, now| driver.command(now, Client::quit))
        .unwrap();
    assert_eq!(page.said(), "QUIT\r\n");
    page.server("221 bye\r\n");
    assert!(page.actions.contains(&Action::Close));
    assert!(matches!(
        page.told()[..],
        [Event::Replied { .. }, Event::Closed]
    ));
}

#[test]
fn the_password_stays_here_without_tls() {
    let mut page = Page::new(OPTIONS);
    page.opened("none", "null", 65_536);
    page.server("220 mx\r\n250-mx\r\n250 AUTH PLAIN\r\n");
    assert_eq!(page.said(), "EHLO page.example\r\n");
    page.controls();
    assert_eq!(page.failure().code, "insecure");
}

#[test]
fn the_password_goes_in_clear_where_the_page_insists() {
    let mut page = Page::new(&OPTIONS.replace("Auth\":false", "Auth\":true"));
    page.opened("none", "null", 65_536);
    page.server("220 mx\r\n250-mx\r\n250 AUTH PLAIN\r\n");
    assert!(page.said().contains("AUTH PLAIN"));
}

#[test]
fn a_wrong_password_is_named() {
    let mut page = Page::new(OPTIONS);
    page.opened("implicit", TLS, 65_536);
    page.server("220 mx\r\n250-mx\r\n250 AUTH PLAIN\r\n");
    page.server("535 5.7.8 no\r\n");
    page.server("221 bye\r\n");
    page.said();
    page.controls();
    let failure = page.failure();
    assert_eq!(failure.code, "wrong-password");
    assert!(
        failure.message.contains("password is wrong"),
        "{}",
        failure.message
    );
    assert!(!failure.temporary);
}

#[test]
fn content_flows_as_the_window_allows_and_progress_follows_the_acks() {
    let content = b"0123456789abcde\n".repeat(8_192);
    let mut page = Page::ready(20_000);
    page.send(&["bob@y"], &content);
    let mut sent = page.said();
    let envelope = sent.len();
    page.server("250 ok\r\n250 ok\r\n354 go\r\n");
    while !sent.ends_with("\r\n.\r\n") {
        let more = page.said();
        assert!(!more.is_empty() && more.len() <= 20_000);
        sent.push_str(&more);
        page.gateway(&format!(
            r#"{{"type":"ack","bytes":{}}}"#,
            earlier(&page) + sent.len()
        ));
    }
    assert_eq!(sent.len(), envelope + content.len() / 16 * 17 + 3);
    page.server("250 2.0.0 taken\r\n");
    let told = page.told();
    let total = content.len() as u64;
    let progress = told.iter().filter_map(|event| match event {
        Event::Progress { sent, total: whole } if *whole == total => Some(*sent),
        _ => None,
    });
    let progress: Vec<_> = progress.collect();
    assert!(
        progress.len() > 5 && progress.is_sorted_by(|a, b| a < b),
        "{progress:?}"
    );
    assert_eq!(progress.last(), Some(&total));
    assert!(matches!(
        told.last(),
        Some(Event::Done(Done { failure: None, .. }))
    ));
}

/// Bytes of the set-up, which `Page::ready` has not kept.
fn earlier(_: &Page) -> usize {
    "EHLO page.example\r\n".len()
}

#[test]
fn a_refused_recipient_does_not_stop_the_others() {
    let mut page = Page::ready(65_536);
    page.send(&["bob@y", "who@y"], b"x");
    page.server("250 ok\r\n250 ok\r\n550 5.1.1 who?\r\n354 go\r\n");
    assert!(page.said().ends_with("DATA\r\nx\r\n.\r\n"));
    page.server("250 taken\r\n");
    let done = page.done();
    assert_eq!(done.accepted, ["bob@y"]);
    assert_eq!(done.rejected.len(), 1);
    assert_eq!(done.rejected[0].code, "recipient-refused");
    assert_eq!(done.rejected[0].recipient.as_deref(), Some("who@y"));
    assert_eq!(done.failure, None);
}

#[test]
fn a_mail_that_nobody_gets_fails_with_the_first_no() {
    let mut page = Page::ready(65_536);
    page.send(&["who@y"], b"x");
    page.server("250 ok\r\n451 4.2.1 later\r\n503 nobody\r\n");
    page.said();
    let failure = page.done().failure.unwrap();
    assert_eq!(failure.code, "recipient-refused");
    assert_eq!(failure.recipient.as_deref(), Some("who@y"));
    assert!(failure.temporary);
}

#[test]
fn a_server_that_leaves_mid_mail_has_not_taken_it() {
    let mut page = Page::ready(20_000);
    page.send(&["bob@y"], &[b'x'; 100_000]);
    page.server("250 ok\r\n250 ok\r\n354 go\r\n");
    page.gateway(r#"{"type":"eof"}"#);
    page.said();
    let told = page.told();
    let [
        ..,
        Event::Done(done),
        Event::Failed { failure },
        Event::Closed,
    ] = &told[..]
    else {
        panic!("{told:?}");
    };
    assert_eq!(
        done.failure.as_ref().map(|one| one.code),
        Some("server-closed")
    );
    assert!(done.accepted.is_empty());
    assert_eq!(failure.code, "server-closed");
}

#[test]
fn a_gateway_that_goes_before_the_verdict_leaves_the_outcome_unknown() {
    let mut page = Page::ready(65_536);
    page.send(&["bob@y"], b"x");
    page.server("250 ok\r\n250 ok\r\n354 go\r\n");
    page.input(|driver, now| driver.disconnected(now, 1006));
    page.said();
    let told = page.told();
    let [
        ..,
        Event::Done(done),
        Event::Failed { failure },
        Event::Closed,
    ] = &told[..]
    else {
        panic!("{told:?}");
    };
    let unknown = done.failure.as_ref().unwrap();
    assert_eq!(unknown.code, "outcome-unknown");
    assert!(
        unknown
            .message
            .contains("the connection to the gateway broke")
    );
    assert_eq!(failure.code, "gateway-down");
}

#[test]
fn the_gateways_reason_is_the_reason() {
    let mut page = Page::new(OPTIONS);
    page.controls();
    page.gateway(
        r#"{"type":"error","code":"upstream-unknown","message":"there is no upstream mail; ask"}"#,
    );
    let failure = page.failure();
    assert_eq!(failure.code, "upstream-unknown");
    assert_eq!(failure.message, "there is no upstream mail; ask");

    let mut page = Page::new(OPTIONS);
    page.controls();
    page.opened("starttls", "null", 65_536);
    page.server("220 mx\r\n250-mx\r\n250 STARTTLS\r\n220 go\r\n");
    page.said();
    page.controls();
    page.gateway(r#"{"type":"error","code":"certificate-name","message":"for another name"}"#);
    assert_eq!(page.failure().code, "certificate-name");
}

#[test]
fn a_close_code_without_a_word_is_a_reason_too() {
    let mut page = Page::new(OPTIONS);
    page.controls();
    page.input(|driver, now| driver.disconnected(now, 4550));
    assert_eq!(page.failure().code, "shutting-down");
}

#[test]
fn bytes_in_clear_after_starttls_are_an_attack() {
    let mut page = Page::new(OPTIONS);
    page.opened("starttls", "null", 65_536);
    page.server("220 mx\r\n250-mx\r\n250 STARTTLS\r\n220 go\r\n");
    page.server("250 AUTH PLAIN\r\n");
    page.said();
    page.controls();
    assert_eq!(page.failure().code, "tls-residue");
}

#[test]
fn a_gateway_that_breaks_the_rules_is_left() {
    let secured = format!(r#"{{"type":"secured","tls":{TLS}}}"#);
    for message in [
        "not json",
        r#"{"type":"what"}"#,
        r#"{"type":"ack","bytes":99999}"#,
        r#"{"type":"opened","peer":"x","tls":null,"security":"none","window":65536}"#,
        secured.as_str(),
    ] {
        let mut page = Page::ready(65_536);
        page.gateway(message);
        assert_eq!(page.failure().code, "protocol", "{message}");
    }
    for opened in [
        r#"{"type":"opened","peer":"x","tls":null,"security":"implicit","window":65536}"#,
        r#"{"type":"opened","peer":"x","tls":null,"security":"none","window":65536,"ready":[]}"#,
    ] {
        let mut page = Page::new(OPTIONS);
        page.controls();
        page.gateway(opened);
        assert_eq!(page.failure().code, "protocol", "{opened}");
    }
    let mut page = Page::new(OPTIONS);
    page.controls();
    page.server("220 early\r\n");
    assert_eq!(page.failure().code, "protocol");
}

#[test]
fn a_websocket_that_never_opens_is_not_one_that_breaks() {
    let mut page = Page::connecting(OPTIONS);
    page.input(|driver, now| driver.disconnected(now, 1006));
    assert_eq!(page.failure().code, "websocket-refused");

    let mut page = Page::new(OPTIONS);
    page.controls();
    page.input(|driver, now| driver.disconnected(now, 1006));
    assert_eq!(page.failure().code, "gateway-down");
}

#[test]
fn nothing_waits_for_ever() {
    let mut page = Page::connecting(OPTIONS);
    page.at(14);
    assert_eq!(page.told(), []);
    page.at(15);
    assert_eq!(page.failure().code, "gateway-down");

    let mut page = Page::new(OPTIONS);
    page.controls();
    page.at(89);
    assert_eq!(page.told(), []);
    page.at(90);
    assert_eq!(page.failure().code, "timeout");

    let mut page = Page::new(OPTIONS);
    page.controls();
    page.at(80);
    page.opened("none", "null", 65_536);
    page.told();
    let until = page.driver.until().unwrap();
    assert!(
        until > page.now,
        "the engine's time begins when the gateway is connected"
    );
    page.at(until.as_secs());
    assert_eq!(page.failure().code, "timeout");
}

#[test]
fn a_page_may_close_at_any_time() {
    let mut page = Page::new(OPTIONS);
    page.controls();
    page.input(Driver::abort);
    assert_eq!(page.failure().code, "closed");

    let mut page = Page::ready(20_000);
    page.send(&["bob@y"], &[b'x'; 100_000]);
    page.server("250 ok\r\n250 ok\r\n354 go\r\n");
    assert!(!page.said().contains("\r\n.\r\n"));
    page.input(Driver::abort);
    assert!(
        !page.said().contains("\r\n.\r\n"),
        "half a mail is never ended"
    );
    assert_eq!(page.done().failure.unwrap().code, "closed");
    let refused = page.input(|driver, now| driver.command(now, Client::noop));
    assert_eq!(refused.unwrap_err().code, "closed");
}

#[test]
fn options_that_make_no_sense_are_named() {
    for (from, to) in [
        ("page.example", "a b"),
        ("\"ada\"", "\"\""),
        ("\"secret\"", "7"),
    ] {
        let failure = Options::read(&OPTIONS.replace(from, to)).err().unwrap();
        assert_eq!(failure.code, "bad-input");
        assert!(!failure.message.contains("secret"));
    }
}
