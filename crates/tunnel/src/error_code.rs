//! Why a session ended, for a program to act on.

use core::fmt;

use crate::{DecodeError, Value, decode};

macro_rules! error_codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $close:literal;)*) => {
        /// The reason in an `error` message. Each has its own WebSocket close code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode { $($(#[$doc])* $variant,)* }

        impl ErrorCode {
            /// Every code, in the order of the close codes.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name on the wire.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The WebSocket close code that follows the `error` message.
            pub const fn close_code(self) -> u16 {
                match self { $(Self::$variant => $close,)* }
            }
        }
    };
}

error_codes! {
    /// The page sent something that this protocol does not allow there.
    BadMessage = "bad-message", 4400;
    /// The token does not admit: forged, damaged, by an unknown key, or not yet valid.
    TokenRefused = "token-refused", 4401;
    /// The operator does not permit this host or port.
    HostForbidden = "host-forbidden", 4403;
    /// The operator has named no such upstream.
    UpstreamUnknown = "upstream-unknown", 4404;
    /// The page did not send `open` in time.
    OpenTimeout = "open-timeout", 4408;
    /// This upstream asks for a token and there is none.
    TokenMissing = "token-missing", 4410;
    /// The token was valid until lately.
    TokenExpired = "token-expired", 4411;
    /// The token is for another gateway.
    TokenAudience = "token-audience", 4412;
    /// The page sent more bytes than its window had room for.
    WindowExceeded = "window-exceeded", 4413;
    /// The token does not permit this upstream.
    UpstreamForbidden = "upstream-forbidden", 4415;
    /// There are as many sessions as the operator permits: in all, for this address, or for this token.
    TooManySessions = "too-many-sessions", 4429;
    /// This address opens sessions too often.
    TooManyOpens = "too-many-opens", 4430;
    /// The session moved more bytes than the operator permits.
    BytesExceeded = "bytes-exceeded", 4431;
    /// The gateway failed in a way that is its own fault.
    Internal = "internal", 4500;
    /// The server's host name does not resolve.
    NameUnresolved = "name-unresolved", 4502;
    /// No address of the server accepts a connection.
    ServerUnreachable = "server-unreachable", 4503;
    /// The server did not accept a connection or finish TLS in time.
    ServerTimeout = "server-timeout", 4504;
    /// The server did not greet like SMTP.
    NotSmtp = "not-smtp", 4510;
    /// The server refused the session that the gateway began, before it had signed in.
    ServerRefused = "server-refused", 4511;
    /// The server does not take the gateway's own user and password.
    SignInRefused = "sign-in-refused", 4512;
    /// No trusted authority vouches for the server's certificate.
    CertificateUntrusted = "certificate-untrusted", 4520;
    /// The server's certificate is for another name.
    CertificateName = "certificate-name", 4521;
    /// The server's certificate is past or before its validity.
    CertificateExpired = "certificate-expired", 4522;
    /// The TLS handshake failed for another reason.
    TlsFailed = "tls-failed", 4523;
    /// The server sent bytes in clear after its reply to STARTTLS.
    TlsResidue = "tls-residue", 4524;
    /// The connection to the server broke.
    ServerClosed = "server-closed", 4530;
    /// Neither side sent a byte for too long.
    IdleTimeout = "idle-timeout", 4540;
    /// The session reached the longest time that the operator permits.
    SessionTimeout = "session-timeout", 4541;
    /// The gateway is ending.
    ShuttingDown = "shutting-down", 4550;
}

impl ErrorCode {
    /// The code with this name on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// The code that a WebSocket close code stands for.
    pub fn from_close_code(close: u16) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.close_code() == close)
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl ErrorCode {
    /// A name from a later gateway reads as [`ErrorCode::Internal`]: the message beside it still
    /// tells a person what happened.
    pub(crate) fn read<V: Value>(value: &V) -> Result<Self, DecodeError> {
        let name = decode::object(value, "code")?.text();
        let name = name.ok_or(DecodeError::NotAMessage)?;
        Ok(Self::from_name(&name).unwrap_or(Self::Internal))
    }
}

#[cfg(feature = "json")]
impl serde::Serialize for ErrorCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
