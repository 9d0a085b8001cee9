//! Every bound an operator can move, each default with its reason.

use std::time::Duration;

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, Unexpected},
};
use wsmtp_tunnel::DEFAULT_WINDOW;

/// Bounds on sizes, numbers and times. In the file, times are whole seconds.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, expecting = "a table of limits")]
pub struct Limits {
    /// For what comes before HTTP (a proxy's word, TLS of the listener), and again for each HTTP
    /// request head. A head fits in one packet and a handshake takes two round trips; ten seconds
    /// forgive a bad network and starve a slow-loris.
    #[serde(deserialize_with = "seconds")]
    pub request: Duration,
    /// From the upgrade to `open`. The page sends it at once.
    #[serde(deserialize_with = "seconds")]
    pub open: Duration,
    /// Resolving the name, and then connecting to each address. Two lost SYNs are retried in ten
    /// seconds; who does not answer then is down.
    #[serde(deserialize_with = "seconds")]
    pub connect: Duration,
    /// One TLS handshake with a mail server: two round trips and a little work.
    #[serde(deserialize_with = "seconds")]
    pub tls: Duration,
    /// From the connection to the whole greeting. RFC 5321 section 4.5.3.2.1 allows five minutes,
    /// but a person waits; servers that delay the greeting on purpose do so for up to 30 seconds.
    #[serde(deserialize_with = "seconds")]
    pub greeting: Duration,
    /// No SMTP byte either way. A server may take ten minutes to answer the end of a mail
    /// (RFC 5321 section 4.5.3.2.6); one more lets its own timeout come first.
    #[serde(deserialize_with = "seconds")]
    pub idle: Duration,
    /// The whole session. 25 MB over 64 kbit/s take 52 minutes; twice that with room.
    #[serde(deserialize_with = "seconds")]
    pub session: Duration,
    /// Between pings. Proxies cut connections that are silent for 60 seconds; a page that is not
    /// heard for three pings is gone.
    #[serde(deserialize_with = "seconds")]
    pub ping: Duration,
    /// For the last bytes when one side has ended, and for the page to answer a close.
    #[serde(deserialize_with = "seconds")]
    pub closing: Duration,
    /// For mails under way to finish after SIGTERM: below the 90 seconds after which systemd kills.
    #[serde(deserialize_with = "seconds")]
    pub drain: Duration,
    /// Sessions at a time. Each holds at most two windows' worth of memory.
    pub sessions: usize,
    /// Sessions at a time of one address (of 64 bits of it in IPv6). A page has one while it sends,
    /// so this is a busy office behind one address, and an eighth of all.
    pub sessions_per_address: usize,
    /// Sessions at a time of one token's subject: a person with a few devices and tabs.
    pub sessions_per_token: usize,
    /// Sessions begun by one address in a minute. Each costs a name lookup, a connection and
    /// perhaps a TLS handshake at the mail server, which counts them too; a page that sends needs
    /// one for each mail.
    pub opens: usize,
    /// Sign-ins at one upstream by those of one address that are refused in a minute, or under way: people
    /// who look for their password, a full office at nine, and nobody who guesses. The servers see the
    /// gateway's address alone, so that none of them can tell these apart.
    pub sign_ins: usize,
    /// Bytes of one session from page to server: forty mails of 25 MB, more than two hours
    /// over most lines have.
    pub upload: u64,
    /// Bytes of one session from server to page. Only replies go this way: a hundred bytes for
    /// each of half a million commands.
    pub download: u64,
    /// TCP connections at a time that have not become sessions. Pages load over few; with two for
    /// each session they leave room among the 1024 file descriptors that a process usually may have.
    pub connections: usize,
    /// Of these, those of one address. A browser opens six to one host; ten of them behind one
    /// address still load their pages at once.
    pub connections_per_address: usize,
    /// Connections begun by one address in a minute, each perhaps with a TLS handshake: a page loads over
    /// six, and an office that comes at nine does not come within a second.
    pub connects: usize,
    /// The window of one session in bytes, see the tunnel's specification.
    pub window: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request: Duration::from_secs(10),
            open: Duration::from_secs(10),
            connect: Duration::from_secs(10),
            tls: Duration::from_secs(15),
            greeting: Duration::from_secs(60),
            idle: Duration::from_secs(11 * 60),
            session: Duration::from_secs(2 * 60 * 60),
            ping: Duration::from_secs(20),
            closing: Duration::from_secs(10),
            drain: Duration::from_secs(60),
            sessions: 256,
            sessions_per_address: 32,
            sessions_per_token: 16,
            opens: 60,
            sign_ins: 20,
            upload: 1 << 30,
            download: 64 << 20,
            connections: 256,
            connections_per_address: 64,
            connects: 600,
            window: DEFAULT_WINDOW,
        }
    }
}

impl Limits {
    /// The keys of the `[limits]` table.
    pub(crate) const KEYS: &[&str] = &[
        "request",
        "open",
        "connect",
        "tls",
        "greeting",
        "idle",
        "session",
        "ping",
        "closing",
        "drain",
        "sessions",
        "sessions_per_address",
        "sessions_per_token",
        "opens",
        "sign_ins",
        "upload",
        "download",
        "connections",
        "connections_per_address",
        "connects",
        "window",
    ];

    /// The most sessions or connections; each is a file descriptor or two.
    pub(crate) const MAX_COUNT: usize = 1_000_000;

    /// Addresses of one name that are looked at. Names with more are there for other reasons than mail.
    pub(crate) const RESOLVED: usize = 64;

    /// Addresses of one name that are tried, so that a long list is not a long wait.
    pub(crate) const ADDRESSES: usize = 4;
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let given = i64::deserialize(deserializer)?;
    let seconds = u32::try_from(given).map_err(|_| {
        let given = Unexpected::Signed(given);
        D::Error::invalid_value(given, &"whole seconds")
    })?;
    Ok(Duration::from_secs(seconds.into()))
}
