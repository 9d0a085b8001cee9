//! How a session ends before its time.

use super::*;

#[test]
fn the_gateways_reason_is_the_reason() {
    let mut page = Page::new(OPTIONS);
    page.controls();
    page.gateway(
        r#"{"type":"error","code":"upstream-unknown","message":"there is no upstream mail; ask"}"#,
    );
    let failure = page.failure();
    assert_eq!(failure.code, "upstream-unknown");
    assert_eq!(failure.words(), "there is no upstream mail; ask");

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
fn a_close_code_says_what_the_error_would_have_been() {
    for (close, code, temporary) in [
        (4401, "token-refused", false),
        (4410, "token-missing", false),
        (4411, "token-expired", false),
        (4412, "token-audience", false),
        (4415, "upstream-forbidden", false),
        (4430, "too-many-opens", true),
        (4431, "bytes-exceeded", false),
        (4511, "server-refused", true),
        (4512, "sign-in-refused", false),
        (4550, "shutting-down", true),
    ] {
        let mut page = Page::new(OPTIONS);
        page.controls();
        page.input(|driver, now| driver.disconnected(now, close));
        let failure = page.failure();
        assert_eq!((failure.code, failure.temporary), (code, temporary));
        assert_eq!(failure.cause, None);
    }
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
    let opened_twice_over = format!(
        r#"{{"type":"opened","peer":"x","tls":{TLS},"security":"none","window":65536,"ready":["mx"]}}"#
    );
    for opened in [
        r#"{"type":"opened","peer":"x","tls":null,"security":"implicit","window":65536}"#,
        r#"{"type":"opened","peer":"x","tls":null,"security":"none","window":65536,"ready":[]}"#,
        r#"{"type":"opened","peer":"x","tls":null,"security":"none","window":65536,"ready":["a\tb"]}"#,
        r#"{"type":"opened","peer":"x","tls":null,"security":"starttls","window":65536,"ready":["mx"]}"#,
        opened_twice_over.as_str(),
        r#"{"type":"opened","peer":"x","tls":null,"security":"none","window":0}"#,
        r#"{"type":"opened","peer":"x","tls":null,"security":"none","window":16383}"#,
        r#"{"type":"opened","peer":"x","tls":null,"security":"none","window":16777217}"#,
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
    assert_eq!(page.command(Client::noop).unwrap_err().code, "closed");
}

#[test]
fn a_binary_message_has_a_longest_length() {
    let mut page = Page::ready(65_536);
    page.server(&"x".repeat(MAX_BINARY + 1));
    let failure = page.failure();
    assert_eq!(failure.code, "protocol");
    assert!(failure.words().contains("a binary message is too long"));

    let mut page = Page::ready(65_536);
    page.server(&"x".repeat(MAX_BINARY));
    assert_eq!(
        page.failure().code,
        "limit",
        "this is for the engine to judge"
    );
}

#[test]
fn the_first_reason_is_the_one_that_is_told() {
    let word = r#"{"type":"error","code":"server-closed","message":"the server went away"}"#;
    let mut page = Page::ready(65_536);
    page.gateway(word);
    page.input(|driver, now| driver.disconnected(now, 1006));
    page.gateway("not json");
    assert_eq!(page.failure().words(), "the server went away");

    let mut page = Page::new(NOBODY);
    page.controls();
    page.opened("none", "null", 65_536);
    page.now = Duration::from_secs(61);
    page.gateway(word);
    assert_eq!(page.failure().code, "timeout");
}

#[test]
fn nothing_is_sent_after_the_end() {
    let mut page = Page::ready(20_000);
    page.send(&["bob@y"], &[b'x'; 100_000]);
    page.server("250 ok\r\n250 ok\r\n354 go\r\n");
    page.gateway(r#"{"type":"eof"}"#);
    page.said();
    assert!(page.actions.contains(&Action::Close));
    page.acknowledge();
    assert_eq!(page.said(), "");
}

#[test]
fn a_reply_begun_before_its_command_ends_the_session_and_is_the_reason() {
    for give in [Client::noop, Client::reset] {
        let mut page = Page::ready(65_536);
        page.server("250 o");
        assert_eq!(page.command(give).unwrap_err().code, "protocol");
        assert_eq!(page.failure().code, "protocol");
    }
    let mut page = Page::ready(65_536);
    page.server("250 o");
    let envelope = Envelope::new("ada@x".parse().unwrap(), vec!["bob@y".parse().unwrap()]);
    let sent = page.input(|driver, now| driver.send(now, envelope, ascii(0)));
    assert_eq!(sent.unwrap_err().code, "protocol");
    assert_eq!(page.failure().code, "protocol");
}
