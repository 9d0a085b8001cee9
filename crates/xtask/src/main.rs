//! Every chore of the project as one command: `cargo xtask <command>`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "that is how a command speaks"
)]

mod api;
mod bench;
mod check;
mod demo;
mod edges;
mod fuzz;
mod imports;
mod interop;
mod links;
mod locks;
mod names;
mod npm;
mod owner;
mod pages;
mod panics;
mod places;
mod servers;
mod setup;
mod tables;
mod target;
mod test;
mod wasm;
mod wasm_test;
mod web;
mod weight;

use std::{path::Path, process::ExitCode};

use anyhow::{Context, Result, bail};
use xshell::Shell;

struct Command {
    name: &'static str,
    help: &'static str,
    run: fn(&Shell, &[String]) -> Result<()>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "demo",
        help: "build everything and serve the pages with a sandbox mail server behind them",
        run: demo::run,
    },
    Command {
        name: "test",
        help: "run every test there is, after `setup` and `check`",
        run: test::run,
    },
    Command {
        name: "check",
        help: "check format, lints, docs, dependencies, types; `check NAME...` for some of them",
        run: check::run,
    },
    Command {
        name: "setup",
        help: "install what the tests need: browsers, mail servers and proxies",
        run: setup::run,
    },
    Command {
        name: "web",
        help: "bundle the pages into web/site/dist",
        run: web::run,
    },
    Command {
        name: "wasm",
        help: "build the wasms into web/client/pkg and web/practice/pkg",
        run: wasm::run,
    },
    Command {
        name: "wasm-test",
        help: "run the tests of what goes into a page on wasm, in Node.js",
        run: wasm_test::run,
    },
    Command {
        name: "fuzz",
        help: "look for inputs that break an oracle; `fuzz --seconds N NAME...` for some of them",
        run: fuzz::run,
    },
    Command {
        name: "bench",
        help: "measure the gateway beside other bridges; `bench --quick` only tries it, `bench encoding` measures pages alone",
        run: bench::run,
    },
    Command {
        name: "tables",
        help: "write the state diagram of the docs and the page's meanings of replies from the engine's tables",
        run: tables::run,
    },
    Command {
        name: "api",
        help: "write the API documentation of the npm package from its types",
        run: api::run,
    },
    Command {
        name: "interop",
        help: "write down what the engine can do with other people's mail servers",
        run: interop::run,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let Some((name, rest)) = arguments.split_first() else {
        print!("{}", usage());
        return Ok(());
    };
    if matches!(name.as_str(), "help" | "-h" | "--help") {
        print!("{}", usage());
        return Ok(());
    }
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        bail!("there is no command `{name}`\n\n{}", usage());
    };
    let shell = Shell::new()?;
    shell.change_dir(root()?);
    (command.run)(&shell, rest)
}

fn usage() -> String {
    let mut text = String::from("usage: cargo xtask <command>\n\n");
    for Command { name, help, .. } in COMMANDS {
        text.push_str(&format!("  {name:<9} {help}\n"));
    }
    text
}

/// The folder of the workspace, two above this package's.
fn root() -> Result<&'static Path> {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .context("xtask lies outside of the workspace")
}

/// For commands that take no arguments: an argument would be a slip, so say so.
fn no_arguments(arguments: &[String]) -> Result<()> {
    match arguments.first() {
        None => Ok(()),
        Some(argument) => bail!("unexpected argument `{argument}`"),
    }
}
