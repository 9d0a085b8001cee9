//! Where servers that a test starts can listen, so that nobody takes a port between its choice and the
//! server's start.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::atomic::{AtomicU16, Ordering},
};

/// A loopback address that only this process uses.
#[must_use]
pub(crate) fn address() -> Ipv4Addr {
    let [_, a, b, c] = std::process::id().to_be_bytes();
    Ipv4Addr::new(127, a, b, c)
}

/// A port at that address that this process has not used yet.
#[must_use]
pub(crate) fn port() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(2500);
    (address(), NEXT.fetch_add(1, Ordering::Relaxed)).into()
}
