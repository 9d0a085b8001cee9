//! Real parts around the gateway under test.

pub(crate) mod authority;
pub(crate) mod client;
pub(crate) mod demo;
pub(crate) mod http;
pub(crate) mod logs;
pub(crate) mod mail;
pub(crate) mod mailserver;
pub(crate) mod page;
pub(crate) mod process;
pub(crate) mod program;
pub(crate) mod resolver;
pub(crate) mod sink;
pub(crate) mod stage;
pub(crate) mod tokens;
pub(crate) mod wire;

use std::{future::Future, time::Duration};

/// Fails a test that would otherwise hang; no outcome depends on how long anything takes.
pub(crate) async fn patiently<T>(what: &str, work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(30), work)
        .await
        .unwrap_or_else(|_| panic!("waited in vain for {what}"))
}
