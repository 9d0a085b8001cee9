/// The proof that a session is inside TLS.
///
/// Passwords are only sent by, and only asked for in, a session that holds one. Drivers hand it
/// over after the handshake; nobody else makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlsActive(());

impl TlsActive {
    /// States that a TLS handshake on this connection is complete, and that the peer's
    /// certificate was verified where this side asks for one.
    #[must_use]
    pub const fn attest() -> Self {
        Self(())
    }
}
