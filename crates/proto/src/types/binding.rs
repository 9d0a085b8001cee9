use alloc::vec::Vec;
use core::fmt;

/// What tells one TLS connection from every other: with it, a sign-in is worth nothing to somebody
/// who relays it ([RFC 5056]).
///
/// [RFC 5056]: https://www.rfc-editor.org/rfc/rfc5056
#[derive(Clone, PartialEq, Eq)]
pub enum ChannelBinding {
    /// RFC 9266: keying material exported with the label `EXPORTER-Channel-Binding` and an empty
    /// context. For TLS 1.3, and for 1.2 with the extended master secret.
    TlsExporter([u8; 32]),
    /// RFC 5929 section 4: a hash of the server's certificate, with the hash of its signature, or
    /// SHA-256 where that is MD5 or SHA-1.
    TlsServerEndPoint(Vec<u8>),
}

impl ChannelBinding {
    /// The name in IANA's registry of channel binding types.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::TlsExporter(_) => "tls-exporter",
            Self::TlsServerEndPoint(_) => "tls-server-end-point",
        }
    }

    pub(crate) fn data(&self) -> &[u8] {
        match self {
            Self::TlsExporter(data) => data,
            Self::TlsServerEndPoint(data) => data,
        }
    }
}

impl fmt::Debug for ChannelBinding {
    /// The data belongs to this connection's keys, and is nobody else's business.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
