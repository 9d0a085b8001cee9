//! Control messages of the tunnel: what is taken keeps to its bounds and reads back as it was written.

use wsmtp_tunnel::{DecodeError, GatewayMessage, MAX_CONTROL, PageMessage, Target, Token};

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
    let token = open.token.as_ref().map_or("", Token::expose);
    assert!(token.len() <= Token::MAX);
    // Short ones are part of other words.
    if token.len() > 8 && !format!("{:?}", open.target).contains(token) {
        assert!(!format!("{open:?}").contains(token), "a token is shown");
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
