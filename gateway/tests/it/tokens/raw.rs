//! `/smtp/<upstream>`: the token stands in the head of the upgrade.

use std::{collections::BTreeMap, net::SocketAddr};

use tokio_tungstenite::{
    connect_async,
    tungstenite::{self, http::Request},
};
use wsmtp_tunnel::ErrorCode;

use super::refused;
use crate::support::{
    http::get,
    mailserver::{nobody, patient},
    page::{self, Page, request},
    patiently,
    process::{self, Process},
    stage::Stage,
    tokens::{AUDIENCE, Site, open, wish},
};

const PATH: &str = "/smtp/mail";

/// An upgrade with the token in `Authorization`.
fn authorized(address: SocketAddr, scheme: &str, token: &str) -> Request<()> {
    let mut request = request(address, PATH, Some("binary"));
    let value = format!("{scheme} {token}").parse().unwrap();
    request.headers_mut().insert("authorization", value);
    request
}

/// An upgrade of a browser, which can only set subprotocols.
fn browser(address: SocketAddr, protocols: &str) -> Request<()> {
    let mut request = request(address, PATH, Some(protocols));
    let origin = format!("http://{address}").parse().unwrap();
    request.headers_mut().insert("origin", origin);
    request
}

#[tokio::test]
async fn a_program_sends_it_in_authorization() {
    let site = Site::new();
    let stage = Stage::new(site.config(patient().await)).await;
    let token = site.token(&wish("ada"));
    for scheme in ["Bearer", "bearer", "BEARER "] {
        let mut page = Page::with(authorized(stage.address, scheme, &token)).await;
        page.hear("220 patient\r\n").await;
    }
    // Another scheme is none.
    let request = authorized(stage.address, "Basic", &token);
    assert_eq!(page::refused(request).await, 401);
}

#[tokio::test]
async fn a_browser_sends_it_as_a_subprotocol_and_never_gets_it_back() {
    let site = Site::new();
    let stage = Stage::new(site.config(patient().await)).await;
    let token = site.token(&wish("ada"));
    for protocols in [
        format!("binary, bearer.{token}"),
        format!("bearer.{token}, binary"),
    ] {
        let upgrade = connect_async(browser(stage.address, &protocols));
        let (_, answer) = patiently("the upgrade", upgrade).await.unwrap();
        assert_eq!(answer.headers()["sec-websocket-protocol"], "binary");
        let mut page = Page::with(browser(stage.address, &protocols)).await;
        page.hear("220 patient\r\n").await;
    }
}

/// A browser fails a WebSocket for which it has offered subprotocols and none was selected, and the
/// token cannot be selected.
#[tokio::test]
async fn a_subprotocol_beside_it_is_needed() {
    let site = Site::new();
    let stage = Stage::new(site.config(nobody())).await;
    let token = site.token(&wish("ada"));
    for protocols in [format!("bearer.{token}"), format!("bearer.{token}, base64")] {
        let request = browser(stage.address, &protocols);
        assert_eq!(page::refused(request).await, 400, "{protocols}");
    }
}

#[tokio::test]
async fn two_tokens_are_none() {
    let site = Site::new();
    let stage = Stage::new(site.config(nobody())).await;
    let token = site.token(&wish("ada"));
    let mut both = authorized(stage.address, "Bearer", &token);
    let protocols = format!("binary, bearer.{token}").parse().unwrap();
    both.headers_mut()
        .insert("sec-websocket-protocol", protocols);
    assert_eq!(page::refused(both).await, 400);

    let mut twice = authorized(stage.address, "Bearer", &token);
    let again = format!("Bearer {token}").parse().unwrap();
    twice.headers_mut().append("authorization", again);
    assert_eq!(page::refused(twice).await, 400);
}

#[tokio::test]
async fn a_program_reads_the_reason_in_the_answer() {
    let site = Site::new();
    let stage = Stage::new(site.config(nobody())).await;
    for (token, code, words) in refused(&site) {
        let request = match &token {
            Some(token) => authorized(stage.address, "Bearer", token),
            None => request(stage.address, PATH, Some("binary")),
        };
        let answer = match connect_async(request).await {
            Err(tungstenite::Error::Http(answer)) => answer,
            other => panic!("not refused: {other:?}"),
        };
        let (status, error) = match code {
            ErrorCode::UpstreamForbidden => (403, "error=\"insufficient_scope\""),
            ErrorCode::TokenMissing => (401, "Bearer realm=\"wsmtp\""),
            _ => (401, "error=\"invalid_token\""),
        };
        assert_eq!(answer.status().as_u16(), status);
        let challenge = answer.headers()["www-authenticate"].to_str().unwrap();
        assert!(
            challenge.starts_with("Bearer ") && challenge.contains(error),
            "{challenge}"
        );
        let has_error = challenge.contains("error");
        assert_eq!(has_error, code != ErrorCode::TokenMissing, "{challenge}");
        let body = answer.body().clone().unwrap_or_default();
        let body = String::from_utf8(body).unwrap();
        assert!(body.contains(words), "{body}");
    }
}

/// The alert on refused tokens would sleep while a program guesses.
#[tokio::test]
async fn a_programs_refused_token_counts_as_a_pages_does() {
    let site = Site::new();
    let configuration = format!(
        "[admin]\nlisten = \"127.0.0.1:0\"\n[tokens]\nkeys = \"{}\"\naudience = \"{AUDIENCE}\"\n{}",
        site.file().display(),
        process::clear(nobody()).replace("tokens = \"none\"", "tokens = \"required\"")
    );
    let gateway = Process::start(process::gateway(), &configuration).await;
    let admin = gateway.admin().await;
    let mut times = BTreeMap::new();
    for (token, code, _) in refused(&site) {
        let raw = match &token {
            Some(token) => authorized(gateway.address, "Bearer", token),
            None => request(gateway.address, PATH, Some("binary")),
        };
        assert!([401, 403].contains(&page::refused(raw).await));
        let mut page = Page::connect(gateway.address, "/tunnel", Some("wsmtp.v1")).await;
        match &token {
            Some(token) => open(&mut page, token).await,
            None => page.open("mail").await,
        }
        page.failed(code).await;
        *times.entry(code.name()).or_insert(0) += 2;
    }
    let metrics = get(admin, "/metrics").await.body;
    for (code, times) in times {
        let line =
            format!("wsmtp_session_failures_total{{code=\"{code}\",upstream=\"\"}} {times}\n");
        assert!(metrics.contains(&line), "{line} is not in {metrics}");
    }
    for line in [
        "wsmtp_requests_refused_total{status=\"401\"} 7\n",
        "wsmtp_requests_refused_total{status=\"403\"} 1\n",
    ] {
        assert!(metrics.contains(line), "{line} is not in {metrics}");
    }
}

/// A browser shows its page no status, but it shows the close frame.
#[tokio::test]
async fn a_browser_reads_the_reason_in_the_close_frame() {
    let site = Site::new();
    let stage = Stage::new(site.config(nobody())).await;
    for (token, code, _) in refused(&site) {
        let protocols = match &token {
            Some(token) => format!("binary, bearer.{token}"),
            None => "binary".into(),
        };
        let mut page = Page::with(browser(stage.address, &protocols)).await;
        let reason = page.cut(code).await;
        assert!(reason.contains("token"), "{reason}");
    }
}

#[tokio::test]
async fn where_none_is_asked_for_none_is_looked_at() {
    let stage = Stage::clear(patient().await).await;
    let mut page = Page::with(authorized(stage.address, "Bearer", "nonsense")).await;
    page.hear("220 patient\r\n").await;
}

/// At `/tunnel` the first message has it, and nothing else.
#[tokio::test]
async fn the_tunnel_takes_none_from_the_head() {
    let site = Site::new();
    let stage = Stage::new(site.config(nobody())).await;
    let token = site.token(&wish("ada"));
    let protocols = format!("wsmtp.v1, bearer.{token}");
    let mut request = request(stage.address, "/tunnel", Some(&protocols));
    let value = format!("Bearer {token}").parse().unwrap();
    request.headers_mut().insert("authorization", value);
    let mut page = Page::with(request).await;
    page.open("mail").await;
    page.failed(ErrorCode::TokenMissing).await;
}
