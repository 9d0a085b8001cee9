//! Sign-ins that a server refuses.

use std::time::Duration;

use wsmtp_proto::types::Reply;

/// Who keeps count of them. The server cannot: it sees no address but the gateway's.
pub trait SignIns: Send + Sync {
    /// Whether the page may try now, or how long it must wait.
    ///
    /// # Errors
    /// The time to wait.
    fn admit(&self) -> Result<(), Duration>;

    /// The server has refused to sign it in.
    fn refused(&self);
}

/// Whether a reply to AUTH says that name or password are wrong (RFC 4954 section 6), or that this user
/// may not come, rather than that the command is, or the server.
pub(super) fn is_refusal(reply: &Reply) -> bool {
    matches!(reply.code().get(), 530..=599)
}
