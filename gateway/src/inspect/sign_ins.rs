//! Sign-ins that a server refuses.

use wsmtp_proto::types::Reply;

/// Who keeps count of them. The server cannot: it sees no address but the gateway's.
pub trait SignIns: Send + Sync {
    /// Whether the page may try now.
    ///
    /// # Errors
    /// In how many seconds it may.
    fn admit(&self) -> Result<(), u64>;

    /// What became of one that was admitted.
    fn answered(&self, is_refused: bool);
}

/// Whether a reply to AUTH says that name or password are wrong (RFC 4954 section 6), or that this user
/// may not come, rather than that the command is, or the server.
pub(super) fn is_refusal(reply: &Reply) -> bool {
    matches!(reply.code().get(), 530..=599)
}
