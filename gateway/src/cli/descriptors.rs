//! File descriptors: as many as the system gives, and a word when they are too few.

use wsmtp_gateway::{Limits, descriptors};

/// Takes all that this process may have, and warns when that does not hold what `limits` permit.
/// The soft limit is low for the sake of programs that cannot count further; this one can.
pub(crate) fn raise(limits: &Limits) {
    let needed = descriptors(limits);
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(available) if available < needed => {
            tracing::warn!(
                available,
                needed,
                "the system gives fewer file descriptors than [limits] may need; raise LimitNOFILE= of the service, or lower sessions and connections"
            );
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "cannot raise the limit of file descriptors"),
    }
}
