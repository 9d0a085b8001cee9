//! Until the session is ready.

use super::*;

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
    assert_eq!(told.last(), Some(&Event::Ready));

    page.command(Client::quit).unwrap();
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
    assert!(!failure.temporary);
}

#[test]
fn a_page_may_choose_the_server_itself() {
    let chosen = r#""host":"mx.example","port":587,"tls":"starttls""#;
    let mut page = Page::new(&NOBODY.replace(r#""upstream":"mail""#, chosen));
    assert_eq!(
        page.controls(),
        [r#"{"type":"open","host":"mx.example","port":587,"tls":"starttls"}"#]
    );
}

#[test]
fn options_that_make_no_sense_are_named() {
    for (from, to) in [
        ("\"upstream\":\"mail\",", ""),
        ("\"mail\"", "\"mail\",\"host\":\"mx\""),
        ("\"upstream\":\"mail\"", "\"host\":\"mx\",\"port\":25"),
        ("page.example", "a b"),
        ("\"ada\"", "\"\""),
        ("\"token\":null", "\"token\":null,\"authMethod\":\"NTLM\""),
        ("\"secret\"", "7"),
    ] {
        let failure = Options::read(&&json(&OPTIONS.replace(from, to)))
            .err()
            .unwrap();
        assert_eq!(failure.code, "bad-input");
        assert!(!failure.words().contains("secret"));
    }
}

#[test]
fn what_is_given_to_sign_in_with_picks_the_mechanism() {
    let said = |auth: &str, method: &str| {
        let auth = format!("\"auth\":{auth},\"authMethod\":{method},");
        let options = OPTIONS.replace(r#""auth":{"user":"ada","pass":"secret"},"#, &auth);
        let mut page = Page::new(&options);
        page.opened("implicit", TLS, 65_536);
        page.server(
            "220 mx\r\n250-mx\r\n250 AUTH PLAIN LOGIN CRAM-MD5 OAUTHBEARER XOAUTH2 EXTERNAL\r\n",
        );
        let said = page.said().lines().nth(1).unwrap_or_default().to_owned();
        said.split(' ').nth(1).unwrap_or_default().to_owned()
    };
    let (password, token) = (
        r#"{"user":"ada","pass":"secret"}"#,
        r#"{"user":"ada","accessToken":"secret"}"#,
    );
    assert_eq!(said(password, "null"), "CRAM-MD5");
    assert_eq!(said(password, r#""login""#), "LOGIN");
    assert_eq!(said(token, "null"), "OAUTHBEARER");
    assert_eq!(said(token, r#""XOAUTH2""#), "XOAUTH2");
    assert_eq!(said(r#"{"user":""}"#, "null"), "EXTERNAL");
    assert_eq!(
        said(r#"{"user":"ada","pass":"s","actAs":"eve"}"#, "null"),
        "PLAIN"
    );
    assert_eq!(said(token, r#""PLAIN""#), "", "a token is no password");
}

/// The code of a session whose sign-in is answered so.
fn sign_in(answer: &str) -> (&'static str, bool) {
    let mut page = Page::new(OPTIONS);
    page.opened("implicit", TLS, 65_536);
    page.server("220 mx\r\n250-mx\r\n250 AUTH PLAIN\r\n");
    page.server(&format!("{answer}\r\n221 bye\r\n"));
    page.said();
    page.controls();
    let failure = page.failure();
    (failure.code, failure.temporary)
}

#[test]
fn a_sign_in_fails_for_other_reasons_than_the_password() {
    for wrong in [
        "535 no",
        "535 5.7.0 no",
        "535 5.7.3 no",
        "535 5.7.8 no",
        "550 no",
    ] {
        assert_eq!(sign_in(wrong), ("wrong-password", false), "{wrong}");
    }
    for other in [
        "504 5.5.4 no such mechanism",
        "534 5.7.9 too weak",
        "535 5.7.13 disabled",
    ] {
        assert_eq!(sign_in(other), ("server-refused", false), "{other}");
    }
    assert_eq!(sign_in("454 4.7.0 later"), ("server-refused", true));
    assert_eq!(sign_in("421 4.7.0 too often"), ("server-closed", true));
}

/// An upstream to which the gateway has signed in.
fn signed_in(options: &str, security: &str, tls: &str) -> Page {
    let mut page = Page::new(options);
    page.controls();
    page.gateway(&format!(
        r#"{{"type":"opened","peer":"192.0.2.1:587","tls":{tls},"security":"{security}","window":65536,"ready":["mx.example","PIPELINING","SIZE 1000"]}}"#
    ));
    page
}

#[test]
fn where_the_gateway_has_signed_in_the_mail_comes_first() {
    for (security, tls) in [("starttls", TLS), ("implicit", TLS), ("none", "null")] {
        let mut page = signed_in(NOBODY, security, tls);
        assert_eq!(page.said(), "", "{security}");
        let told = page.told();
        assert!(matches!(
            told.as_slice(),
            [Event::Opened { tls: report, .. }, Event::Ready] if report.is_some() == (tls == TLS)
        ));
        page.send(&["bob@y"], b"hello\r\n");
        assert_eq!(
            page.said(),
            "MAIL FROM:<ada@x> SIZE=7\r\nRCPT TO:<bob@y>\r\nDATA\r\n"
        );
        page.server("250 ok\r\n250 ok\r\n354 go\r\n");
        assert_eq!(page.said(), "hello\r\n.\r\n");
        page.server("250 taken\r\n");
        let done = page.done();
        assert_eq!(done.server, "mx.example");
        assert_eq!(done.accepted, ["bob@y"]);
    }
}

#[test]
fn a_password_is_not_said_to_a_server_that_knows_the_gateway() {
    let mut page = signed_in(OPTIONS, "none", "null");
    assert_eq!(page.said(), "");
    assert_eq!(page.told().last(), Some(&Event::Ready));
}

#[test]
fn a_token_is_in_the_first_message_and_nowhere_else() {
    let mut page = Page::new(&NOBODY.replace("\"token\":null", "\"token\":\"s3cret\""));
    assert_eq!(
        page.controls(),
        [r#"{"type":"open","upstream":"mail","token":"s3cret"}"#]
    );
    page.opened("none", "null", 65_536);
    page.server("220 mx\r\n250 mx\r\n");
    assert_eq!(page.said(), "EHLO page.example\r\n");
    assert!(page.controls().is_empty());
}
