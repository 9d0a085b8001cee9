//! From a name to its addresses.

use std::{
    io,
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    sync::Arc,
    time::Duration,
};

use futures_util::future::BoxFuture;
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

use crate::judge::Upstream;

/// Where the addresses of a name come from.
pub trait Resolve: Send + Sync {
    /// All addresses of a host, each with this port. Whoever asks bounds the time, and may give up
    /// before there is an answer.
    ///
    /// # Errors
    /// When the name is not known, or nobody could be asked. `ResourceBusy`: too many others are being
    /// looked up.
    fn resolve(&self, host: String, port: u16) -> BoxFuture<'_, io::Result<Vec<SocketAddr>>>;
}

/// Who is asked for which names.
pub(crate) struct Resolvers {
    named: Arc<dyn Resolve>,
    chosen: Arc<dyn Resolve>,
}

/// The system's, with room of its own for the names that pages choose: a name that no server answers
/// for holds its place for long, and a page may have one made up for each session. The servers that
/// the operator has named are found all the same.
impl Default for Resolvers {
    fn default() -> Self {
        Self {
            named: Arc::new(SystemResolver::default()),
            chosen: Arc::new(SystemResolver::default()),
        }
    }
}

/// One for all names.
impl From<Arc<dyn Resolve>> for Resolvers {
    fn from(resolver: Arc<dyn Resolve>) -> Self {
        Self {
            named: Arc::clone(&resolver),
            chosen: resolver,
        }
    }
}

impl Resolvers {
    pub(crate) fn of(&self, upstream: &Upstream) -> &dyn Resolve {
        if upstream.is_chosen() {
            &*self.chosen
        } else {
            &*self.named
        }
    }
}

/// The system's resolver, hosts file and all.
pub struct SystemResolver {
    room: Arc<Semaphore>,
}

/// Lookups of one resolver at a time: twice as many as one address has sessions. Each holds a
/// thread, and goes on when nobody waits for it any more; a resolver that answers takes milliseconds.
pub(crate) const LOOKUPS: usize = 64;

/// How long a name waits for others: hundreds of them are found meanwhile, unless those before it have no
/// server that answers.
const TURN: Duration = Duration::from_secs(2);

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
            let Ok(permit) = timeout(TURN, room.acquire_owned()).await else {
                return Err(io::ErrorKind::ResourceBusy.into());
            };
            let permit = permit.map_err(io::Error::other)?;
            let lookup = move || {
                let _held = permit;
                Ok((host.as_str(), port).to_socket_addrs()?.collect())
            };
            spawn_blocking(lookup).await.map_err(io::Error::other)?
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use wsmtp_tunnel::{Security, Target};

    use super::*;
    use crate::{check, judge::Policy};

    const CONFIGURATION: &str = r#"
        [upstream.mail]
        host = "localhost"
        port = 25
        tls = "none"
        tokens = "none"

        [open]
        hosts = ["localhost"]
        ports = [465]
        tokens = "none"
    "#;

    #[tokio::test(start_paused = true)]
    async fn the_names_that_pages_choose_leave_room_for_the_operators() {
        let config = check::parse(CONFIGURATION, Path::new("/")).unwrap();
        let policy = Policy::new(&config).unwrap();
        let named = policy.admit(&Target::Upstream("mail".into())).unwrap();
        let chosen = Target::Host {
            host: "localhost".into(),
            port: 465,
            tls: Security::Implicit,
        };
        let chosen = policy.admit(&chosen).unwrap();

        let own_rooms = Resolvers::default();
        assert!(!Arc::ptr_eq(&own_rooms.named, &own_rooms.chosen));
        let full = SystemResolver::default();
        full.room.forget_permits(LOOKUPS);
        let resolvers = Resolvers {
            chosen: Arc::new(full),
            ..own_rooms
        };
        let ask = |upstream| resolvers.of(upstream).resolve("localhost".into(), 25);
        let busy = ask(&chosen).await.unwrap_err();
        assert_eq!(busy.kind(), io::ErrorKind::ResourceBusy);
        assert_ne!(ask(&named).await.unwrap(), []);
    }
}
