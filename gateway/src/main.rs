//! The command line of the gateway.

mod cli;

use std::{
    io::{self, IsTerminal as _, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use tokio::runtime::Runtime;
use tracing_subscriber::{EnvFilter, filter::filter_fn, fmt, layer::SubscriberExt as _, registry};

/// Joins web pages to mail servers.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The configuration
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        default_value = "/etc/wsmtp/gateway.toml"
    )]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Join pages to the servers of the configuration
    Serve,
    /// Say what is wrong with the configuration, with line and reason
    Check,
    /// Serve the pages with a mail server to try them on; nothing leaves this machine
    Demo(cli::demo::Arguments),
    /// Connect to one of the servers, and say what it shows and how long each step takes
    Probe(cli::probe::Arguments),
    /// Make a token to try the gateway with, or a key
    Token(cli::token::Arguments),
}

fn main() -> ExitCode {
    log_to_stderr();
    match carry_out(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Who closed stderr does not want to know.
            let _ = writeln!(io::stderr(), "{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(Arguments { config, command }: Arguments) -> anyhow::Result<()> {
    let runtime = Runtime::new()?;
    let outcome = runtime.block_on(async {
        match command {
            Command::Serve => cli::serve::run(&config).await,
            Command::Check => cli::check::run(&config),
            Command::Demo(arguments) => cli::demo::run(arguments).await,
            Command::Probe(arguments) => cli::probe::run(&config, arguments).await,
            Command::Token(arguments) => cli::token::run(&config, arguments),
        }
    });
    // A file system or a resolver that does not answer must not hold up the end.
    runtime.shutdown_background();
    outcome
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
