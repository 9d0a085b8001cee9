//! File descriptors: as many as the system gives, and a word when they are too few.

use wsmtp_gateway::Limits;

/// Beside sessions and connections: logs, listeners, certificates that are read, names that are
/// looked up.
const OTHERS: u64 = 64;

/// Takes all that this process may have, and warns when that does not hold what `limits` permit.
/// The soft limit is low for the sake of programs that cannot count further; this one can.
pub(crate) fn raise(limits: &Limits) {
    let needed = needed(limits);
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

/// A session is a connection on each side.
fn needed(limits: &Limits) -> u64 {
    let count = |count| u64::try_from(count).unwrap_or(u64::MAX);
    count(limits.sessions)
        .saturating_mul(2)
        .saturating_add(count(limits.connections))
        .saturating_add(OTHERS)
}
