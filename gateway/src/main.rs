//! The command line of the gateway.

use std::{
    future::Future,
    io::{self, IsTerminal as _, Write as _},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tracing_subscriber::EnvFilter;
use wsmtp_gateway::{Gateway, check, demo::Demo};

/// Joins web pages to mail servers.
#[derive(Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true
)]
#[command(arg_required_else_help = true)]
struct Arguments {
    /// Serve with this configuration
    #[arg(long, value_name = "FILE", required = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Say what is wrong with a configuration, with line and reason
    Check {
        /// The configuration
        file: PathBuf,
    },
    /// Serve the pages with a mail server to try them on; nothing leaves this machine
    Demo {
        /// Where to listen: a loopback address; port 0 takes any free one
        #[arg(long, default_value = "127.0.0.1:8025")]
        listen: SocketAddr,
        /// Print a JSON object with the `url` instead of the URL alone
        #[arg(long)]
        print_json: bool,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .init();
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        Some(Command::Check { file }) => say_checked(&file),
        Some(Command::Demo { listen, print_json }) => demo(listen, print_json).await,
        None => serve(&arguments.config.unwrap_or_default()).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Who closed stderr does not want to know.
            let _ = writeln!(io::stderr(), "{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn say_checked(file: &Path) -> anyhow::Result<()> {
    let config = check::read(file)?;
    let names: Vec<_> = config.upstreams.keys().map(String::as_str).collect();
    writeln!(
        io::stdout(),
        "{} is good; it serves {}",
        file.display(),
        names.join(", ")
    )?;
    Ok(())
}

async fn serve(file: &Path) -> anyhow::Result<()> {
    let config = check::read(file)?;
    let gateway = Gateway::new(&config)?;
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen at {}", config.listen))?;
    gateway.serve(listener, stopped()?).await?;
    Ok(())
}

async fn demo(listen: SocketAddr, print_json: bool) -> anyhow::Result<()> {
    let demo = Demo::bind(listen).await?;
    let stop = stopped()?;
    let mut stdout = io::stdout();
    if print_json {
        writeln!(stdout, "{}", serde_json::json!({ "url": demo.url() }))?;
    } else {
        writeln!(stdout, "{}", demo.url())?;
    }
    stdout.flush()?;
    demo.run(stop).await?;
    Ok(())
}

/// Ready on SIGTERM, which service managers send, and on SIGINT, which Ctrl-C sends.
fn stopped() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
