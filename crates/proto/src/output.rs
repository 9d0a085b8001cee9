use alloc::vec::Vec;
use core::{fmt, time::Duration};

/// What an engine asks its driver to do.
///
/// **The drain rule:** after each input, call `poll_output` and obey each answer in order, until
/// it is [`Wait`](Self::Wait) or [`Closed`](Self::Closed). Match without a wildcard.
#[derive(Clone, PartialEq, Eq)]
pub enum Output<E> {
    /// Send these octets to the peer.
    Send(Vec<u8>),
    /// Perform the TLS handshake on this connection, then hand in the proof
    /// ([`TlsActive`](crate::types::TlsActive)). Until then the peer's octets belong to TLS.
    UpgradeTls,
    /// Something happened.
    Event(E),
    /// Nothing more to do until the peer sends, the application asks, or the time comes.
    Wait {
        /// When `advance` must be called at the latest, on the driver's clock.
        until: Option<Duration>,
    },
    /// The session is over: close the connection.
    Closed,
}

impl<E: fmt::Debug> fmt::Debug for Output<E> {
    /// Octets on their way are counted, not shown: a password may be among them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send(octets) => write!(f, "Send({} octets)", octets.len()),
            Self::UpgradeTls => f.write_str("UpgradeTls"),
            Self::Event(event) => f.debug_tuple("Event").field(event).finish(),
            Self::Wait { until } => f.debug_struct("Wait").field("until", until).finish(),
            Self::Closed => f.write_str("Closed"),
        }
    }
}
