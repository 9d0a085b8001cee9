//! What a gateway reads of a page's message. Serde notices a field that stands twice.

use alloc::string::String;

use serde::Deserialize;

use crate::{DecodeError, Open, Security, Target, Token, decode};

const MAX_UPSTREAM: usize = 64;
const MAX_HOST: usize = 255;

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
        let target = match (wire.upstream, wire.host, wire.port, wire.tls) {
            (Some(name), None, None, None) => {
                decode::bounded("upstream", &name, MAX_UPSTREAM)?;
                Target::Upstream(name)
            }
            (None, Some(host), Some(port), Some(tls)) => {
                decode::bounded("host", &host, MAX_HOST)?;
                Target::Host { host, port, tls }
            }
            (_, _, _, _) => return Err(DecodeError::Target),
        };
        let token = wire.token;
        let secret = token.as_ref().map_or("", Token::expose);
        decode::bounded("token", secret, Token::MAX)?;
        Ok(Self { target, token })
    }
}
