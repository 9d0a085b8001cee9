//! One connection, from its first byte to HTTP/1.1 and its end, bounded in time and size.

use std::{
    io,
    pin::pin,
    time::{Duration, Instant},
};

use axum::{Extension, Router, extract::ConnectInfo};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use ipnet::IpNet;
use tokio::time::{sleep, timeout};
use tokio_rustls::server::TlsStream;
use tokio_util::either::Either;

use crate::{
    client::{Client, Neighbourhood, proxy_header},
    rules::Rules,
    sessions::Place,
    shared::Shared,
    socket::Socket,
    telemetry::{Reason, Step},
};

/// The most bytes of a request head: hyper's smallest, and plenty for an upgrade.
const MAX_HEAD: usize = 8192;

/// How long a connection may live that never becomes a session. All files of a page, a good megabyte,
/// take two and a half minutes over 64 kbit/s, and a browser just opens the next one; who reads more
/// slowly keeps others out.
const LIFETIME: Duration = Duration::from_secs(3 * 60);

/// For the answer under way when that is over.
const GRACE: Duration = Duration::from_secs(60);

/// Why a connection ends before HTTP.
#[derive(Debug, thiserror::Error)]
enum Unwelcome {
    #[error("the proxy does not say for whom it speaks: {0}")]
    Proxy(io::Error),
    #[error("it comes from beyond this machine, in clear, and through no proxy that is listed")]
    Unproxied,
    #[error("{0} already has the {1} connections that it may have")]
    Crowded(IpNet, usize),
    #[error("{0} began the {1} connections that it may begin in a minute")]
    Hasty(IpNet, usize),
    #[error("the TLS handshake failed: {0}")]
    Tls(io::Error),
    #[error("nothing to go on with came in {} seconds", .0.as_secs())]
    Slow(Duration),
}

impl Unwelcome {
    /// For the metrics.
    fn reason(&self) -> Reason {
        match self {
            Self::Proxy(_) | Self::Unproxied => Reason::Proxy,
            Self::Crowded(..) => Reason::Crowded,
            Self::Hasty(..) => Reason::Hasty,
            Self::Tls(_) => Reason::Tls,
            Self::Slow(_) => Reason::Slow,
        }
    }
}

/// What HTTP is spoken over.
type Stream = Either<Socket, Box<TlsStream<Socket>>>;

/// A connection that is ready for HTTP.
struct Arrived {
    stream: Stream,
    client: Client,
    /// Among those of the same address, until the connection ends or becomes a session.
    _places: Vec<Place<IpNet>>,
}

/// Answers the requests of one connection until it ends or becomes a session.
pub(crate) async fn accept(shared: &Shared, socket: Socket, client: Client, router: Router) {
    let rules = shared.rules();
    let limit = rules.limits.request;
    let arrived = timeout(limit, arrive(shared, &rules, socket, client)).await;
    match arrived.unwrap_or(Err(Unwelcome::Slow(limit))) {
        Ok(arrived) => converse(shared, arrived, limit, router).await,
        Err(Unwelcome::Proxy(error) | Unwelcome::Tls(error)) if has_left(&error) => {}
        Err(unwelcome) => {
            shared.telemetry.metrics.turned_away(unwelcome.reason());
            if shared.strangers.admits() {
                tracing::info!(%client, reason = %unwelcome, "turned away");
            }
        }
    }
}

/// What comes before HTTP: the proxy's word, a place among those of the same address, TLS.
async fn arrive(
    shared: &Shared,
    rules: &Rules,
    mut socket: Socket,
    sender: Client,
) -> Result<Arrived, Unwelcome> {
    let is_listed = rules.proxies.list(sender);
    if rules.only_proxied && !is_listed && !sender.is_local() {
        return Err(Unwelcome::Unproxied);
    }
    let client = if rules.proxies.announce(sender) {
        let client = proxy_header::read(&mut socket, sender).await;
        client.map_err(Unwelcome::Proxy)?
    } else {
        sender
    };
    let places = if client == sender && is_listed {
        // A proxy's own connections are those of many; how many it makes is its own matter.
        Vec::new()
    } else {
        among_neighbours(shared, rules, client)?
    };
    let stream = match &rules.identity {
        Some(identity) => {
            let since = Instant::now();
            let stream = identity.secure(socket).await.map_err(Unwelcome::Tls)?;
            let metrics = &shared.telemetry.metrics;
            metrics.took(None, Step::Entrance, since.elapsed());
            Either::Right(Box::new(stream))
        }
        None => Either::Left(socket),
    };
    Ok(Arrived {
        stream,
        client,
        _places: places,
    })
}

/// Whether the other end went without a word, as probes do that only look for an open port.
fn has_left(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), BrokenPipe | ConnectionReset | UnexpectedEof)
}

/// A place for a connection among those of its address, if they have not begun too many.
fn among_neighbours(
    shared: &Shared,
    rules: &Rules,
    client: Client,
) -> Result<Vec<Place<IpNet>>, Unwelcome> {
    let limits = &rules.limits;
    let near = client.neighbourhoods();
    let enter = |near: Neighbourhood| {
        let limit = near.limit_among(limits.connections_per_address, limits.connections);
        let place = shared.connections.enter(near.network, limit);
        place.ok_or(Unwelcome::Crowded(near.network, limit))
    };
    let places = near.clone().map(enter).collect::<Result<_, _>>()?;
    for near in near {
        let limit = near.limit(limits.connects);
        let step = shared.connects.step(near.network, limit);
        step.map_err(|_| Unwelcome::Hasty(near.network, limit))?;
    }
    Ok(places)
}

async fn converse(shared: &Shared, arrived: Arrived, limit: Duration, router: Router) {
    let Arrived {
        stream,
        client,
        _places,
    } = arrived;
    // Extracted as `ConnectInfo` by who wants to log it.
    let service = TowerToHyperService::new(router.layer(Extension(ConnectInfo(client))));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limit)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let over = async {
        tokio::select! {
            () = shared.shutdown.draining() => {}
            () = sleep(LIFETIME) => {}
        }
    };
    let outcome = tokio::select! {
        outcome = connection.as_mut() => Ok(outcome),
        () = over => {
            connection.as_mut().graceful_shutdown();
            timeout(GRACE, connection).await
        }
    };
    if !matches!(outcome, Ok(Ok(()))) {
        tracing::debug!("a connection ended in disorder");
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::UnixStream,
    };

    use super::*;
    use crate::{
        Config, Gateway,
        config::{Forwarding, Proxies},
    };

    /// Whether somebody at this address is answered.
    async fn is_answered(config: &Config, address: &str) -> bool {
        answers(&Gateway::new(config).unwrap(), address).await
    }

    async fn answers(gateway: &Gateway, address: &str) -> bool {
        let (mut page, socket) = UnixStream::pair().unwrap();
        let client = Client::from(address.parse::<SocketAddr>().unwrap());
        let router = Router::new().route("/", get(|| async { "here" }));
        let request = b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
        page.write_all(request).await.unwrap();
        accept(&gateway.shared, Either::Right(socket), client, router).await;
        let mut answer = String::new();
        // Who is turned away may be so before everything is read.
        let _ = page.read_to_string(&mut answer).await;
        answer.starts_with("HTTP/1.1 200")
    }

    #[tokio::test]
    async fn where_proxies_do_tls_nobody_comes_around_them() {
        let mut config = Config::new("0.0.0.0:8025".parse().unwrap());
        config.hosts.push("gateway.example.org".into());
        config.proxies = Some(Proxies {
            from: vec!["10.0.0.0/8".into()],
            by: Forwarding::XForwardedFor,
        });
        assert!(is_answered(&config, "10.0.0.1:1").await);
        assert!(is_answered(&config, "127.0.0.1:1").await);
        assert!(!is_answered(&config, "192.0.2.7:1").await);
        config.cleartext = true;
        assert!(is_answered(&config, "192.0.2.7:1").await);
    }
    /// The new `listen` holds after a restart, and so does what it would permit.
    #[tokio::test]
    async fn a_listener_that_goes_on_is_not_opened_by_what_the_next_one_may() {
        let mut config = Config::new("0.0.0.0:8025".parse().unwrap());
        config.cleartext = true;
        let gateway = Gateway::new(&config).unwrap();
        assert!(answers(&gateway, "192.0.2.7:1").await);
        let local = Config::new("127.0.0.1:8025".parse().unwrap());
        assert_eq!(gateway.reload(&local).unwrap(), ["listen"]);
        assert!(!answers(&gateway, "192.0.2.7:1").await);
        assert!(answers(&gateway, "127.0.0.1:1").await);
    }
}
