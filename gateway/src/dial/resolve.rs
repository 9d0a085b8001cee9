//! From a name to its addresses.

use std::{
    io,
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    sync::Arc,
};

use futures_util::future::BoxFuture;
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Where the addresses of a name come from.
pub trait Resolve: Send + Sync {
    /// All addresses of a host, each with this port. Whoever asks bounds the time, and may give up
    /// before there is an answer.
    ///
    /// # Errors
    /// When the name is not known, or nobody could be asked.
    fn resolve(&self, host: String, port: u16) -> BoxFuture<'_, io::Result<Vec<SocketAddr>>>;
}

/// The system's resolver, hosts file and all.
pub struct SystemResolver {
    room: Arc<Semaphore>,
}

/// Lookups at a time. Each holds a thread, and goes on when nobody waits for it any more; a resolver
/// that answers takes milliseconds.
const LOOKUPS: usize = 32;

impl Default for SystemResolver {
    fn default() -> Self {
        Self {
            room: Arc::new(Semaphore::new(LOOKUPS)),
        }
    }
}

impl Resolve for SystemResolver {
    fn resolve(&self, host: String, port: u16) -> BoxFuture<'_, io::Result<Vec<SocketAddr>>> {
        let room = Arc::clone(&self.room);
        Box::pin(async move {
            // An address needs no thread.
            if let Ok(address) = host.parse::<IpAddr>() {
                return Ok(vec![SocketAddr::new(address, port)]);
            }
            let permit = room.acquire_owned().await.map_err(io::Error::other)?;
            let lookup = move || {
                let _held = permit;
                Ok((host.as_str(), port).to_socket_addrs()?.collect())
            };
            spawn_blocking(lookup).await.map_err(io::Error::other)?
        })
    }
}
