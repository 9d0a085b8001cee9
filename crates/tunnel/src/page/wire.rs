//! What a gateway reads of a page's message. Serde notices a field that stands twice.

use alloc::string::String;

use serde::Deserialize;

use crate::{DecodeError, Open, Security, Target, Token};

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum Wire {
    Open(WireOpen),
    StartTls,
    Eof,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WireOpen {
    upstream: Option<String>,
    host: Option<String>,
    port: Option<u16>,
    tls: Option<Security>,
    token: Option<Token>,
}

impl TryFrom<WireOpen> for Open {
    type Error = DecodeError;

    fn try_from(wire: WireOpen) -> Result<Self, DecodeError> {
        let target = Target::new(wire.upstream, wire.host, wire.port, wire.tls)?;
        Self::new(target, wire.token)
    }
}
