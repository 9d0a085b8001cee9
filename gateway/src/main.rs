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
    signal::unix::{Signal, SignalKind, signal},
};
use tracing_subscriber::{EnvFilter, filter::filter_fn, fmt, layer::SubscriberExt as _, registry};
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
    log_to_stderr();
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

/// Logs our own lines and no library's, whatever `RUST_LOG` says: a WebSocket's, for one, show all
/// that passes through it. Lines of the `log` crate, which most of those are, find no bridge here.
fn log_to_stderr() {
    let wanted = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let ours = filter_fn(|metadata| metadata.target().starts_with("wsmtp_"));
    let lines = fmt::layer()
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr);
    let subscriber = registry().with(wanted).with(ours).with(lines);
    // INVARIANT: this is the first, and so it is taken.
    let _ = tracing::subscriber::set_global_default(subscriber);
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

/// Ready on SIGTERM, which service managers send, and on SIGINT, which Ctrl-C sends. The second
/// ends the process: sessions may take a minute to finish, and who asks twice will not wait.
fn stopped() -> io::Result<impl Future<Output = ()>> {
    let mut signals = Signals::new()?;
    Ok(async move {
        signals.next().await;
        tracing::info!("stopping when sessions have finished; a second signal stops at once");
        tokio::spawn(async move {
            signals.next().await;
            std::process::exit(1);
        });
    })
}

struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
