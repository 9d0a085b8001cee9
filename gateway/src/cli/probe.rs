//! `wsmtp-gateway probe`: what an upstream shows, and how long each step to it takes.

use std::{
    fmt::Write as _,
    io::{self, Write as _},
    path::Path,
};

use clap::Args;
use wsmtp_gateway::{
    check,
    probe::{Report, probe},
};
use wsmtp_tunnel::TlsReport;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The upstream's name in the configuration
    upstream: String,
    /// Print a JSON object instead of lines
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(file: &Path, arguments: Arguments) -> anyhow::Result<()> {
    let config = check::read(file)?;
    let report = probe(&config, &arguments.upstream).await?;
    let text = if arguments.json {
        serde_json::to_string(&report)? + "\n"
    } else {
        lines(&report)
    };
    io::stdout().write_all(text.as_bytes())?;
    match report.failure {
        Some(fault) => anyhow::bail!("{}: {}", fault.code, fault.message),
        None => Ok(()),
    }
}

fn lines(report: &Report) -> String {
    let mut text = format!("{}: {}\n", report.upstream, report.server);
    if let Some(peer) = &report.peer {
        line(&mut text, "connected to", peer);
    }
    for step in &report.steps {
        let time = format!("{:.1} ms", step.milliseconds.as_secs_f64() * 1000.0);
        line(&mut text, step.name, &time);
    }
    for said in &report.greeting {
        line(&mut text, "greets", said);
    }
    for offer in &report.extensions {
        line(&mut text, "offers", offer);
    }
    if let Some(tls) = &report.tls {
        secured(&mut text, tls);
    }
    if report.signed_in {
        line(&mut text, "signed in", "yes");
    }
    text
}

fn secured(text: &mut String, tls: &TlsReport) {
    let certificate = &tls.certificate;
    line(text, "TLS", &format!("{}, {}", tls.version, tls.cipher));
    line(text, "certificate", &certificate.subject);
    line(text, "names", &certificate.names.join(", "));
    line(text, "issuer", &certificate.issuer);
    let valid = format!("{} to {}", certificate.not_before, certificate.not_after);
    line(text, "valid", &valid);
    line(text, "SHA-256", &certificate.sha256);
}

fn line(text: &mut String, name: &str, value: &str) {
    // INVARIANT: writing to a String cannot fail.
    let _ = writeln!(text, "  {name:<18}{}", shown(value));
}

/// What a server said, without what would move a terminal's cursor or turn the text around.
fn shown(text: &str) -> String {
    let is_plain = |c: char| matches!(c, '"' | '\'' | '\\');
    text.chars().fold(String::new(), |mut shown, c| {
        if is_plain(c) {
            shown.push(c);
        } else {
            shown.extend(c.escape_debug());
        }
        shown
    })
}
