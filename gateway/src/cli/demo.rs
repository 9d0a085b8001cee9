//! `wsmtp-gateway demo`: the pages, with a mail server to try them on.

use std::{
    io::{self, Write as _},
    net::SocketAddr,
};

use clap::Args;
use serde::Serialize;
use wsmtp_gateway::demo::Demo;

use super::signals;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Where to listen: a loopback address; port 0 takes any free one
    #[arg(long, default_value = "127.0.0.1:8025")]
    listen: SocketAddr,
    /// The origin of your own pages, such as http://localhost:5173, which may then do what the demo's do; may be repeated
    #[arg(long = "origin")]
    origins: Vec<String>,
    /// Also take mails by SMTP here, from programs under test, which need not sign in: a loopback address, such as 127.0.0.1:1025
    #[arg(long)]
    smtp: Option<SocketAddr>,
    /// Print a JSON object with the `url` (and `smtp`) instead of lines
    #[arg(long)]
    print_json: bool,
}

/// Where it is, for programs to read.
#[derive(Serialize)]
struct Places<'a> {
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    smtp: Option<String>,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let mut demo = Demo::bind(arguments.listen, arguments.origins).await?;
    let smtp = match arguments.smtp {
        Some(address) => Some(format!("smtp://{}", demo.listen_for_mails(address).await?)),
        None => None,
    };
    let stop = signals::stopped(|| {})?;
    let mut stdout = io::stdout();
    if arguments.print_json {
        let places = Places {
            url: demo.url(),
            smtp,
        };
        writeln!(stdout, "{}", serde_json::to_string(&places)?)?;
    } else {
        writeln!(stdout, "{}", demo.url())?;
        if let Some(smtp) = smtp {
            writeln!(stdout, "{smtp}")?;
        }
    }
    stdout.flush()?;
    demo.run(stop).await?;
    Ok(())
}
