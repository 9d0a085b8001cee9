//! Sessions that one end sets up and another goes on with.

use alloc::string::String;

use super::{Client, Config, Event, Security, raw::Raw, state::State};
use crate::{
    codec::ReplyDecoder,
    error::LocalError,
    transition::Trigger,
    types::{Capabilities, Code, Reply, TlsActive},
};

impl Client {
    /// A session that another has set up on this connection: it was greeted, made the connection
    /// safe, said EHLO and signed in, as a gateway does that keeps the password to itself. It is
    /// [ready](Event::Ready) at once and does none of that again; all else is as after
    /// [`new`](Self::new).
    ///
    /// `introduction` is what the other's [`introduction`](Self::introduction) gives, and `tls` the
    /// proof that the connection is inside TLS, if it is.
    ///
    /// # Errors
    /// TLS is asked for and there is no proof of it, or the lines are no reply to EHLO.
    pub fn resumed(
        mut config: Config,
        introduction: &[impl AsRef<str>],
        tls: Option<TlsActive>,
    ) -> Result<Self, LocalError> {
        if config.security != Security::None && tls.is_none() {
            return Err(LocalError::TlsMissing);
        }
        let hello = hello(introduction)?;
        config.credentials = None;
        let ready = if config.by_hand {
            State::Raw(Raw::IDLE)
        } else {
            State::Ready { asked: None }
        };
        let mut client = Self::new(config);
        client.tls = tls;
        client.introduced(true, &hello);
        client.enter(Trigger::Resumed, ready);
        client.deadline = None;
        client.emit(Event::Ready);
        Ok(client)
    }

    /// The lines of the server's last reply to EHLO, without codes: its name, then a line for each
    /// extension. Nothing before that reply.
    pub fn introduction(&self) -> impl Iterator<Item = &str> {
        let capabilities = self.capabilities.as_ref();
        let lines = capabilities.map_or(&[][..], Capabilities::lines);
        let name = capabilities.map(|_| self.server.as_str());
        name.into_iter().chain(lines.iter().map(String::as_str))
    }
}

/// Within the bounds of what a server may say on the wire.
fn hello(lines: &[impl AsRef<str>]) -> Result<Reply, LocalError> {
    // INVARIANT: 250 is a code; any yes would do.
    const YES: Code = Code::new(250).unwrap();
    let text = || lines.iter().map(AsRef::as_ref);
    let octets: usize = text().map(str::len).sum();
    let reason = if lines.is_empty() {
        "there is none"
    } else if lines.len() > ReplyDecoder::MAX_LINES || octets > ReplyDecoder::MAX_OCTETS {
        "it is too long"
    } else if text().any(|line| line.contains(char::is_control)) {
        "it has a control character"
    } else {
        return Ok(Reply::from_wire(YES, text().map(String::from).collect()));
    };
    Err(LocalError::NotAnIntroduction { reason })
}
