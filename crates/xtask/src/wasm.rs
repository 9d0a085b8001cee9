//! The client for browsers: compiled to wasm, bound to JavaScript, made small.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use wasm_bindgen_cli_support::Bindgen;
use xshell::{Shell, cmd};

use crate::{imports, npm, target};

/// Where the npm package `wsmtp` looks for the wasm and its glue.
const PACKAGE_FOLDER: &str = "web/client/pkg";

/// What every browser of the last years understands; more would shut people out.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    match arguments {
        [] => build(shell),
        [flag] if flag == "--no-opt" => bind(shell),
        _ => bail!("`wasm` takes no argument but `--no-opt`"),
    }
}

/// Builds `web/client/pkg`.
pub(crate) fn build(shell: &Shell) -> Result<()> {
    bind(shell)?;
    shrink(shell)
}

fn bind(shell: &Shell) -> Result<()> {
    let browser = target::BROWSER;
    target::add(shell, browser)?;
    cmd!(
        shell,
        "cargo build --package wsmtp-wasm --target {browser} --release"
    )
    .run()?;
    let compiled = target::folder()?
        .join(browser)
        .join("release/wsmtp_wasm.wasm");
    let folder = shell.current_dir().join(PACKAGE_FOLDER);
    Bindgen::new()
        .input_path(compiled)
        .web(true)?
        .typescript(true)
        .remove_producers_section(true)
        .generate(&folder)?;
    imports::check(&shell.read_binary_file(module(&folder))?)
}

fn shrink(shell: &Shell) -> Result<()> {
    npm::install(shell, npm::WEB)?;
    let wasm_opt = "web/node_modules/.bin/wasm-opt";
    let module = module(Path::new(PACKAGE_FOLDER));
    Ok(cmd!(
        shell,
        "{wasm_opt} -Os {FEATURES...} {module} --output {module}"
    )
    .run()?)
}

fn module(folder: &Path) -> PathBuf {
    folder.join("wsmtp_wasm_bg.wasm")
}
