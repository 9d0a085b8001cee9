//! The client for browsers: compiled to wasm, bound to JavaScript, made small.

use std::{fs, path::Path};

use anyhow::Result;
use walrus::Module;
use wasm_bindgen_cli_support::Bindgen;
use xshell::{Shell, cmd};

use crate::{imports, no_arguments, npm, panics, places, target, weight};

/// Where the npm package `wsmtp` looks for the wasm and its glue.
const PACKAGE: &str = "web/client/pkg";

/// The wasm itself, among the files that wasm-bindgen writes.
const MODULE: &str = "wsmtp_wasm_bg.wasm";

/// The glue between JavaScript and the wasm, likewise.
const GLUE: &str = "wsmtp_wasm.js";

/// What every browser of the last years understands; more would shut people out.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// What is written twice compresses better than what is written in two ways.
const INLINING: &[&str] = &[
    "--always-inline-max-function-size=4",
    "--one-caller-inline-max-function-size=20",
];

pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    no_arguments(arguments)?;
    build(shell)
}

/// Looks at what the wasm that pages load asks of them.
pub(crate) fn check(shell: &Shell) -> Result<()> {
    build(shell)?;
    let package = shell.current_dir().join(PACKAGE);
    let (module, glue) = (package.join(MODULE), package.join(GLUE));
    let octets = fs::read(&module)?;
    imports::check(&octets)?;
    places::check(&octets)?;
    weight::check(shell, &[&module, &glue])
}

/// Builds `web/client/pkg`, unless it holds what the sources give already.
pub(crate) fn build(shell: &Shell) -> Result<()> {
    let browser = target::BROWSER;
    target::add(shell, browser)?;
    cmd!(
        shell,
        "cargo build --package wsmtp-wasm --target {browser} --profile wasm"
    )
    .run()?;
    let folder = target::folder()?.join(browser).join("wasm");
    let compiled = folder.join("wsmtp_wasm.wasm");
    let package = shell.current_dir().join(PACKAGE);
    if is_newer(&package.join(MODULE), &compiled)? {
        return Ok(());
    }
    let bound = folder.join("bound");
    bind(&compiled, &bound)?;
    npm::install(shell, npm::WEB)?;
    shell.remove_path(&package)?;
    shell.create_dir(&package)?;
    for file in shell.read_dir(&bound)? {
        if file.extension().is_some_and(|kind| kind == "ts") {
            shell.copy_file(file, &package)?;
        }
    }
    shorten(shell, &bound.join(GLUE), &package.join(GLUE))?;
    shrink(shell, &bound.join(MODULE), &package.join(MODULE))
}

fn is_newer(built: &Path, source: &Path) -> Result<bool> {
    Ok(built.exists() && fs::metadata(built)?.modified()? > fs::metadata(source)?.modified()?)
}

fn bind(compiled: &Path, folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(compiled)
        .web(true)?
        .typescript(true)
        // `web/client/src/runtime/wasm.ts` says where the wasm lies.
        .omit_default_module_path(true)
        .remove_producers_section(true)
        .generate(folder)
}

/// The glue without what only people read.
fn shorten(shell: &Shell, bound: &Path, short: &Path) -> Result<()> {
    let rolldown = "web/node_modules/.bin/rolldown";
    Ok(cmd!(
        shell,
        "{rolldown} {bound} --format esm --minify --file {short} --log-level warn"
    )
    .run()?)
}

/// Comes last: a small module is the sign that the package is complete.
fn shrink(shell: &Shell, bound: &Path, small: &Path) -> Result<()> {
    let silent = bound.with_extension("silent");
    let mut module = Module::from_file(bound)?;
    panics::silence(&mut module)?;
    places::forget(&mut module);
    module.emit_wasm_file(&silent)?;
    let wasm_opt = "web/node_modules/.bin/wasm-opt";
    Ok(cmd!(
        shell,
        "{wasm_opt} -Oz --converge {INLINING...} {FEATURES...} {silent} --output {small}"
    )
    .run()?)
}
