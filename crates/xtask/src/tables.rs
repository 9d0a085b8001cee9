//! What is written from the engine's own tables, and committed.

use anyhow::{Result, ensure};
use xshell::{Shell, cmd};

use crate::no_arguments;

/// A file, and the example of the engine that prints it.
struct Table {
    file: &'static str,
    example: &'static str,
}

const TABLES: &[Table] = &[
    Table {
        file: "crates/proto/src/states.md",
        example: "states",
    },
    Table {
        file: "web/client/src/error/meanings.ts",
        example: "meanings",
    },
    Table {
        file: "web/client/test/error/explained.ts",
        example: "explained",
    },
];

pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    no_arguments(arguments)?;
    TABLES
        .iter()
        .try_for_each(|table| Ok(shell.write_file(table.file, print(shell, table)?)?))
}

/// Fails when a committed file is not what its table gives.
pub(crate) fn check(shell: &Shell) -> Result<()> {
    for table in TABLES {
        let file = table.file;
        ensure!(
            shell.read_file(file)? == print(shell, table)?,
            "{file} is older than the engine's table: run `cargo xtask tables`"
        );
    }
    Ok(())
}

fn print(shell: &Shell, table: &Table) -> Result<String> {
    let example = table.example;
    let printed = cmd!(
        shell,
        "cargo run --quiet --package wsmtp-proto --example {example}"
    )
    .output()?;
    Ok(String::from_utf8(printed.stdout)?)
}
