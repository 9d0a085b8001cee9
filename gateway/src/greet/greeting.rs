//! The server speaks first, and it must speak SMTP, before a byte of the page's reaches it.
//!
//! Otherwise any page could make this gateway send what it likes to services that take SMTP for
//! something else, or the other way round.

use std::time::Duration;

use bytes::BytesMut;
use tokio::{io::AsyncReadExt, time::timeout};
use wsmtp_proto::{
    codec::ReplyDecoder,
    types::{Class, Reply},
};
use wsmtp_tunnel::ErrorCode;

use crate::{
    dial::{self, Server},
    failure::Failure,
    judge::Upstream,
};

/// Greetings are one packet. The decoder bounds what is kept of a longer one.
const READ: usize = 2048;

/// What the server said first.
pub(super) struct Greeting {
    /// As it came, with any bytes that came behind it.
    pub(super) bytes: BytesMut,
    /// Whether nothing came behind it.
    pub(super) is_alone: bool,
}

/// Reads the whole greeting.
pub(super) async fn read(
    server: &mut Server,
    upstream: &Upstream,
    limit: Duration,
) -> Result<Greeting, Failure> {
    match timeout(limit, whole_reply(server, upstream)).await {
        Ok(outcome) => outcome,
        Err(_) => {
            let message = format!(
                "{} said nothing within {} seconds, but a mail server greets first; check the port, and whether TLS should begin at once there",
                upstream.host,
                limit.as_secs()
            );
            Err(Failure::new(ErrorCode::NotSmtp, message))
        }
    }
}

async fn whole_reply(server: &mut Server, upstream: &Upstream) -> Result<Greeting, Failure> {
    let mut decoder = ReplyDecoder::new();
    let mut bytes = BytesMut::with_capacity(READ);
    loop {
        let before = bytes.len();
        bytes.reserve(READ);
        let count = server
            .read_buf(&mut bytes)
            .await
            .map_err(|error| dial::closed(upstream, &error))?;
        if count == 0 {
            return Err(silent_end(upstream));
        }
        decoder.push(bytes.get(before..).unwrap_or_default());
        match decoder.next_reply() {
            Ok(Some(reply)) if greets(&reply) => {
                let is_alone = decoder.is_empty();
                return Ok(Greeting { bytes, is_alone });
            }
            Ok(None) => {}
            Ok(Some(_)) | Err(_) => return Err(not_smtp(upstream, &bytes)),
        }
    }
}

/// 220, or a refusal such as 421 or 554, which the page must see.
fn greets(reply: &Reply) -> bool {
    match reply.code().class() {
        Class::Success => reply.code().get() == 220,
        Class::Intermediate => false,
        Class::Transient | Class::Permanent => true,
    }
}

fn silent_end(upstream: &Upstream) -> Failure {
    let message = format!(
        "{} closed the connection before it greeted; it may be overloaded, or refuse the gateway's address",
        upstream.host
    );
    Failure::new(ErrorCode::ServerClosed, message)
}

fn not_smtp(upstream: &Upstream, bytes: &[u8]) -> Failure {
    let what = match bytes {
        [b'H', b'T', b'T', b'P', ..] => "a web server",
        [b'S', b'S', b'H', b'-', ..] => "an SSH server",
        [b'+', b'O', b'K', ..] => "a POP3 server",
        [b'*', b' ', ..] => "an IMAP server",
        [0x15 | 0x16, 3, ..] => "a server that speaks TLS",
        _ => "something that does not greet like a mail server",
    };
    let message = format!(
        "at {} {} answers {what}; nothing was sent to it; check host and port of the upstream",
        upstream.host, upstream.place
    );
    Failure::new(ErrorCode::NotSmtp, message)
}
