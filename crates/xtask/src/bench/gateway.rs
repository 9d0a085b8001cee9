//! The gateway with every check on: tokens, rules for mails, an audit log, and limits that the load
//! stays below, also by address, for which the driver speaks as a proxy does.

use std::{
    fs::{self, Permissions},
    net::SocketAddr,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::Command,
};

use anyhow::{Result, ensure};

use super::{install::Programs, security::Security, sink::Sink};

/// Below the sink's: what the gateways of a run need, and write.
pub(super) const FOLDER: &str = "gateways";

/// How a gateway is started, and the token that admits the driver to it.
pub(super) struct Checks {
    pub(super) arguments: Vec<String>,
    pub(super) token: String,
}

/// Writes configuration and key of a gateway that listens there.
pub(super) fn configure(
    listen: SocketAddr,
    security: Security,
    sink: &Sink,
    programs: &Programs,
) -> Result<Checks> {
    let folder = sink.folder.join(FOLDER).join(listen.port().to_string());
    fs::create_dir_all(&folder)?;
    let keys = folder.join("keys.json");
    fs::write(&keys, ask(&programs.gateway, &["--new-key", "hs256"])?)?;
    fs::set_permissions(&keys, Permissions::from_mode(0o600))?;
    let file = folder.join("gateway.toml");
    fs::write(&file, config(listen, security, sink))?;
    let file = file.display().to_string();
    let token = ask(
        &programs.gateway,
        &["--config", &file, "--subject", "bench"],
    )?;
    Ok(Checks {
        arguments: ["serve", "--config", &file].map(str::to_owned).into(),
        token: token.trim().to_owned(),
    })
}

fn ask(gateway: &Path, arguments: &[&str]) -> Result<String> {
    let answer = Command::new(gateway)
        .arg("token")
        .args(arguments)
        .output()?;
    let said = String::from_utf8_lossy(&answer.stderr);
    ensure!(
        answer.status.success(),
        "the gateway makes no token: {said}"
    );
    Ok(String::from_utf8(answer.stdout)?)
}

fn config(listen: SocketAddr, security: Security, sink: &Sink) -> String {
    let server = sink.address(security);
    let tls = match security {
        Security::Clear => "none",
        Security::Tls => "implicit",
    };
    format!(
        r#"listen = "{listen}"
origins = ["https://mail.example.org"]

[proxies]
from = ["127.0.0.1"]
by = "x-forwarded-for"

[tokens]
keys = "keys.json"
audience = "bench.example"

[audit]
file = "audit.log"

[upstream.sink]
host = "{}"
port = {}
tls = "{tls}"
ca = "{}"
tokens = "required"

[upstream.sink.rules]
senders = ["@bench.example"]
recipients = 100
mails = 1000000
mails_per_hour = 1000000
size = 1000000000

[limits]
sessions = 10000
sessions_per_address = 10000
sessions_per_token = 10000
opens = 1000000
connections_per_address = 1000
connects = 1000000
"#,
        server.ip(),
        server.port(),
        sink.ca.display()
    )
}
