//! `wsmtp-gateway check`: what is wrong with a configuration, with line and reason.

use std::{
    io::{self, Write as _},
    path::Path,
};

pub(crate) fn run(file: &Path) -> anyhow::Result<()> {
    let config = wsmtp_gateway::check::read(file)?;
    let mut names: Vec<_> = config.upstreams.keys().map(String::as_str).collect();
    if config.open.is_some() {
        names.push("servers that pages choose");
    }
    writeln!(
        io::stdout(),
        "{} is good; it serves {}",
        file.display(),
        names.join(", ")
    )?;
    Ok(())
}
