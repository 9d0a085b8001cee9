//! `wsmtp-gateway demo`: the pages, with a mail server to try them on.

use std::{
    io::{self, Write as _},
    net::SocketAddr,
};

use clap::Args;
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
    /// Print a JSON object with the `url` instead of the URL alone
    #[arg(long)]
    print_json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let demo = Demo::bind(arguments.listen, arguments.origins).await?;
    let stop = signals::stopped(|| {})?;
    let mut stdout = io::stdout();
    if arguments.print_json {
        writeln!(stdout, "{}", serde_json::json!({ "url": demo.url() }))?;
    } else {
        writeln!(stdout, "{}", demo.url())?;
    }
    stdout.flush()?;
    demo.run(stop).await?;
    Ok(())
}
