//! Control messages of the tunnel: what is taken keeps to its bounds and reads back as it was written, and
//! leads to no server but those that the operator means.

use std::{
    net::{IpAddr, SocketAddr},
    sync::LazyLock,
};

use wsmtp_gateway::{
    Config, Gateway, UpstreamConfig,
    config::{OpenHosts, TokenRule},
};
use wsmtp_tunnel::{
    DecodeError, ErrorCode, GatewayMessage, MAX_CONTROL, MAX_MESSAGE, PageMessage, Security,
    Target, Token,
};

/// A domain below which any host may be chosen, and two hosts besides.
const DOMAIN: &str = ".example";
const NAMED: &str = "mail.test";
const ADDRESS: &str = "2001:db8::7";

const PORT: u16 = 465;

/// The host of the only upstream.
const UPSTREAM: &str = "smtp.test";

static GATEWAY: LazyLock<Gateway> = LazyLock::new(|| {
    let mut config = Config::new(SocketAddr::from(([127, 0, 0, 1], 0)));
    let upstream = UpstreamConfig::new(UPSTREAM, PORT, Security::Implicit);
    config.upstreams.insert("mail".into(), upstream);
    config.open = Some(OpenHosts {
        hosts: vec![format!("*{DOMAIN}"), NAMED.into(), ADDRESS.into()],
        ports: vec![PORT],
        tokens: Some(TokenRule::None),
        cleartext: false,
        ca: None,
        networks: Vec::new(),
        deny: Vec::new(),
        rules: Default::default(),
        authorities: Vec::new(),
    });
    Gateway::new(&config).expect("a gateway")
});

/// The first message of a page, and every other, whichever end it is for.
pub fn page_messages(input: &[u8]) {
    // What is no UTF-8 does not get as far.
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    match PageMessage::decode(text) {
        Ok(message) => is_sound(text, &message),
        Err(error) => is_discreet(error),
    }
    match GatewayMessage::decode(text) {
        Ok(message) => assert_eq!(GatewayMessage::decode(&message.encode()), Ok(message)),
        Err(error) => is_discreet(error),
    }
}

fn is_sound(text: &str, message: &PageMessage) {
    assert!(text.len() <= MAX_CONTROL);
    assert_eq!(PageMessage::decode(&message.encode()), Ok(message.clone()));
    let PageMessage::Open(open) = message else {
        return;
    };
    match &open.target {
        Target::Upstream(name) => assert!(name.len() <= 64),
        Target::Host { host, .. } => assert!(host.len() <= 255),
    }
    leads_where_it_may(&open.target);
    let token = open.token.as_ref().map_or("", Token::expose);
    assert!(token.len() <= Token::MAX);
    // Short ones are part of other words.
    if token.len() > 8 && !format!("{:?}", open.target).contains(token) {
        assert!(!format!("{open:?}").contains(token), "a token is shown");
    }
}

fn leads_where_it_may(target: &Target) {
    match (target, GATEWAY.admits(target)) {
        (Target::Upstream(name), Ok(host)) => assert!(name == "mail" && host == UPSTREAM),
        (Target::Upstream(name), Err((code, _))) => {
            assert!(name != "mail" && code == ErrorCode::UpstreamUnknown);
        }
        (Target::Host { host, port, tls }, Ok(admitted)) => {
            assert!(*port == PORT && *tls != Security::None);
            is_meant(host, &admitted);
            let again = |host: String| {
                let (port, tls) = (*port, *tls);
                GATEWAY.admits(&Target::Host { host, port, tls })
            };
            assert_eq!(again(admitted.clone()).as_ref(), Ok(&admitted));
            assert_eq!(again(host.to_ascii_uppercase()).as_ref(), Ok(&admitted));
        }
        (Target::Host { .. }, Err((code, message))) => {
            assert_eq!(code, ErrorCode::HostForbidden);
            assert!(message.len() <= MAX_MESSAGE && !message.contains(char::is_control));
        }
    }
}

/// The spelling is one that everybody reads alike, of what the page has written, and permitted.
fn is_meant(written: &str, admitted: &str) {
    if let Ok(address) = admitted.parse::<IpAddr>() {
        assert!(admitted == ADDRESS && written.parse() == Ok(address));
        return;
    }
    assert!(
        admitted == NAMED || admitted.ends_with(DOMAIN),
        "{admitted}"
    );
    assert!(admitted.len() <= 253, "{admitted}");
    let is_of_name = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
    for label in admitted.split('.') {
        assert!((1..=63).contains(&label.len()), "{admitted}");
        assert!(label.bytes().all(is_of_name), "{admitted}");
    }
    if written.is_ascii() {
        let plain = written.to_ascii_lowercase();
        assert_eq!(plain.strip_suffix('.').unwrap_or(&plain), admitted);
    }
}

/// An error goes into logs; that nothing of the text is in it is plain from its type.
fn is_discreet(error: DecodeError) {
    let said = error.to_string();
    assert!(
        !said.contains(char::is_control) && said.len() < 128,
        "{said}"
    );
}
