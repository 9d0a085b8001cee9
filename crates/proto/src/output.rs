use core::time::Duration;

use alloc::vec::Vec;

/// What an engine asks its driver to do.
///
/// **The drain rule:** after each input, call `poll_output` and obey each answer in order, until
/// it is [`Wait`](Self::Wait) or [`Closed`](Self::Closed). Match without a wildcard.
#[derive(Clone, Debug, PartialEq, Eq)]
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
