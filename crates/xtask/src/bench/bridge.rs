//! The ways from the load driver to the sink.

use std::net::SocketAddr;

use anyhow::Result;

use super::{
    gateway,
    install::Programs,
    process::{Process, port},
    security::Security,
    sink::Sink,
};

#[derive(Clone, Copy)]
pub(super) struct Bridge {
    pub(super) name: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Direct,
    Raw,
    Tunnel,
    Websocat,
    Websockify,
    Ws,
}

/// What the others are compared with.
pub(super) const BASELINE: &str = "websocat";

/// The gateway's.
pub(super) const OURS: [&str; 2] = ["gateway, raw", "gateway, tunnel"];

pub(super) const BRIDGES: &[Bridge] = &[
    Bridge::new("direct", Kind::Direct),
    Bridge::new(OURS[0], Kind::Raw),
    Bridge::new(OURS[1], Kind::Tunnel),
    Bridge::new(BASELINE, Kind::Websocat),
    Bridge::new("websockify", Kind::Websockify),
    Bridge::new("npm ws", Kind::Ws),
];

/// A bridge at work.
pub(super) struct Running {
    /// How the driver is told to go by it.
    pub(super) way: String,
    /// What admits it, where something must.
    pub(super) token: Option<String>,
    /// None where there is nothing in between.
    pub(super) process: Option<Process>,
}

impl Bridge {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind }
    }

    /// How many idle sessions it is to hold. A websockify is a process for each; others are given
    /// enough that what they cost together does not count. The gateway is to hold ten thousand,
    /// which are two file descriptors each, so the system's limit may leave it fewer.
    pub(super) fn idle(self, programs: &Programs) -> usize {
        /// Of the gateway's own, and its spare ones.
        const OTHERS: usize = 80;
        match self.kind {
            Kind::Raw | Kind::Tunnel => 10_000.min(programs.files.saturating_sub(OTHERS) / 2),
            Kind::Websockify => 100,
            Kind::Direct | Kind::Websocat | Kind::Ws => 2_000,
        }
    }

    pub(super) fn start(
        self,
        security: Security,
        sink: &Sink,
        programs: &Programs,
    ) -> Result<Running> {
        let server = sink.address(security);
        let listen = port()?;
        let way = match (self.kind, security) {
            (Kind::Direct, Security::Clear) => format!("tcp://{server}"),
            (Kind::Direct, Security::Tls) => format!("tls://{server}{}", sink.ca.display()),
            (Kind::Raw, _) => format!("ws://{listen}/smtp/sink"),
            (Kind::Tunnel, _) => format!("tunnel://{listen}/sink"),
            (Kind::Websocat | Kind::Websockify | Kind::Ws, _) => format!("ws://{listen}/"),
        };
        let mut token = None;
        let (program, arguments) = match self.kind {
            Kind::Direct => {
                return Ok(Running {
                    way,
                    token: None,
                    process: None,
                });
            }
            Kind::Raw | Kind::Tunnel => {
                let checks = gateway::configure(listen, security, sink, programs)?;
                token = Some(checks.token);
                (&programs.gateway, checks.arguments)
            }
            Kind::Websocat => (&programs.websocat, websocat(listen, server, security)),
            Kind::Websockify => (&programs.websockify, websockify(listen, server, security)),
            Kind::Ws => (&programs.node, ws(listen, server, security, sink, programs)),
        };
        // Whom websocat and websockify are to trust.
        let environment = [("SSL_CERT_FILE", sink.ca.as_path())];
        let mut process = Process::start(program, &arguments, &environment)?;
        process.await_listening(listen)?;
        Ok(Running {
            way,
            token,
            process: Some(process),
        })
    }
}

fn websocat(listen: SocketAddr, server: SocketAddr, security: Security) -> Vec<String> {
    let to = match security {
        Security::Clear => format!("tcp:{server}"),
        Security::Tls => format!("ssl-connect:tcp:{server}"),
    };
    let domain = format!("--tls-domain={}", server.ip());
    vec!["--binary".to_owned(), domain, format!("ws-l:{listen}"), to]
}

fn websockify(listen: SocketAddr, server: SocketAddr, security: Security) -> Vec<String> {
    let mut arguments = vec![listen.to_string(), server.to_string()];
    if security == Security::Tls {
        arguments.push("--ssl-target".to_owned());
    }
    arguments
}

fn ws(
    listen: SocketAddr,
    server: SocketAddr,
    security: Security,
    sink: &Sink,
    programs: &Programs,
) -> Vec<String> {
    let script = programs.bridge.display().to_string();
    let mut arguments = vec![script, listen.port().to_string(), server.to_string()];
    if security == Security::Tls {
        arguments.push(sink.ca.display().to_string());
    }
    arguments
}
