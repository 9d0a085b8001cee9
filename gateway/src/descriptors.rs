//! File descriptors that a gateway may come to hold.

use std::thread;

use crate::{Limits, admin, dial, sessions};

/// Of each runtime: its poll, with a copy, its wake-up call, and the pipe of signals.
const RUNTIME: usize = 4;

/// The standard streams, listeners, the audit log, the service manager, and files that are read.
const FILES: usize = 20;

/// As many as everything that these limits permit takes at once, on this machine.
pub fn descriptors(limits: &Limits) -> u64 {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let runtimes = RUNTIME * (processors + 1);
    // The names of upstreams are looked up beside those that pages choose.
    let lookups = 2 * dial::LOOKUPS;
    // A session is a connection on each side.
    let sessions = limits.sessions.saturating_mul(2);
    let others = runtimes + lookups + sessions::REFUSALS + admin::CONNECTIONS + FILES;
    let all = sessions
        .saturating_add(limits.connections)
        .saturating_add(others);
    u64::try_from(all).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_for_a_session_one_for_a_connection_and_some_beside() {
        let of = |sessions, connections| {
            descriptors(&Limits {
                sessions,
                connections,
                ..Limits::default()
            })
        };
        let others = of(0, 0);
        // The standard streams, two listeners and two runtimes, at the very least.
        assert!(others > 13, "{others}");
        assert_eq!(of(10, 3), others + 23);
        assert_eq!(of(usize::MAX, 1), u64::MAX);
    }
}
