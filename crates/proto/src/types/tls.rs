use super::ChannelBinding;

/// The proof that a session is inside TLS.
///
/// Passwords are only sent by, and only asked for in, a session that holds one. Drivers hand it
/// over after the handshake; nobody else makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsActive {
    binding: Option<ChannelBinding>,
}

impl TlsActive {
    /// States that a TLS handshake on this connection is complete, and that the peer's
    /// certificate was verified where this side asks for one.
    #[must_use]
    pub const fn attest() -> Self {
        Self { binding: None }
    }

    /// Adds what tells this connection from every other, for sign-ins that are bound to it.
    #[must_use]
    pub fn with_binding(self, binding: ChannelBinding) -> Self {
        Self {
            binding: Some(binding),
        }
    }

    pub(crate) const fn binding(&self) -> Option<&ChannelBinding> {
        self.binding.as_ref()
    }
}
