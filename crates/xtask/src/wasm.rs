//! The client for browsers: compiled to wasm, bound to JavaScript, made small.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::Result;
use walrus::Module;
use wasm_bindgen_cli_support::Bindgen;
use xshell::{Shell, cmd};

use crate::{
    imports, names, no_arguments, npm, panics, places, target,
    weight::{self, Load},
};

/// Where the npm package `wsmtp` looks for its wasms and their glue.
const CLIENT: &str = "web/client/pkg";

/// The script of the package, which a bundler makes one of.
const SCRIPT: &str = "web/client/src/index.ts";

/// A wasm that pages load.
struct Part {
    package: &'static str,
    /// Where its npm package looks for it.
    folder: &'static str,
    /// The wasm itself, among the files that wasm-bindgen writes.
    module: &'static str,
    /// The glue between JavaScript and the wasm, likewise.
    glue: &'static str,
}

/// What sessions run in.
const CORE: Part = Part {
    package: "wsmtp-wasm",
    folder: CLIENT,
    module: "wsmtp_wasm_bg.wasm",
    glue: "wsmtp_wasm.js",
};

/// What mails are composed in.
const COMPOSER: Part = Part {
    package: "wsmtp-composer",
    folder: CLIENT,
    module: "wsmtp_composer_bg.wasm",
    glue: "wsmtp_composer.js",
};

/// What is practised with, in the npm package of that name.
const PRACTICE: Part = Part {
    package: "wsmtp-practice",
    folder: "web/practice/pkg",
    module: "wsmtp_practice_bg.wasm",
    glue: "wsmtp_practice.js",
};

const PARTS: [&Part; 3] = [&CORE, &COMPOSER, &PRACTICE];

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

/// What only tools read.
const SECTIONS: &[&str] = &["--strip-producers", "--strip-target-features"];

/// What is written twice compresses better than what is written in two ways.
const INLINING: &[&str] = &[
    "--always-inline-max-function-size=4",
    "--one-caller-inline-max-function-size=20",
];

pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    no_arguments(arguments)?;
    build(shell)
}

/// Looks at what the wasms that pages load ask of them.
pub(crate) fn check(shell: &Shell) -> Result<()> {
    build(shell)?;
    for part in PARTS {
        let octets = fs::read(part.file(shell, part.module))?;
        imports::check(&octets)?;
        places::check(&octets)?;
    }
    weight::check(shell, &loads(shell)?)
}

/// What a page loads to send a mail, for which a session waits for the core alone; and what it loads to practise.
fn loads(shell: &Shell) -> Result<Vec<Load>> {
    let script = target::folder()?.join("package.js");
    minify(shell, Path::new(SCRIPT), &script)?;
    let files = |part: &Part| {
        [part.module, part.glue]
            .map(|file| part.file(shell, file))
            .to_vec()
    };
    let load = |what, readme, files, most| Load {
        what,
        readme,
        files,
        most,
    };
    let (client, practice) = ("web/client/README.md", "web/practice/README.md");
    Ok(vec![
        load("the core's wasm and glue", client, files(&CORE), 70),
        load("the composer's wasm and glue", client, files(&COMPOSER), 25),
        load(
            "the package's JavaScript, glue included",
            client,
            vec![script],
            36,
        ),
        load(
            "the practice server's wasm and glue",
            practice,
            files(&PRACTICE),
            60,
        ),
    ])
}

impl Part {
    fn file(&self, shell: &Shell, name: &str) -> PathBuf {
        shell.current_dir().join(self.folder).join(name)
    }
}

/// Builds the `pkg` of each npm package that has wasms, unless it is newer than what is compiled, and than this program.
pub(crate) fn build(shell: &Shell) -> Result<()> {
    let browser = target::BROWSER;
    target::add(shell, browser)?;
    let packages = PARTS.map(|part| ["--package", part.package]).concat();
    cmd!(
        shell,
        "cargo build {packages...} --target {browser} --profile wasm"
    )
    .run()?;
    let folder = target::folder()?.join(browser).join("wasm");
    PARTS
        .iter()
        .try_for_each(|part| finish(shell, &folder, part))
}

/// Makes of a wasm that is compiled the files that pages load.
fn finish(shell: &Shell, folder: &Path, part: &Part) -> Result<()> {
    let compiled = folder.join(part.module.replace("_bg", ""));
    let (module, glue) = (part.file(shell, part.module), part.file(shell, part.glue));
    if glue.exists() && is_newer(&module, &compiled)? && is_newer(&module, &env::current_exe()?)? {
        return Ok(());
    }
    let bound = folder.join("bound").join(part.package);
    bind(&compiled, &bound)?;
    npm::install(shell, npm::WEB)?;
    shell.create_dir(part.folder)?;
    for file in shell.read_dir(&bound)? {
        if file.extension().is_some_and(|kind| kind == "ts") {
            shell.copy_file(file, part.folder)?;
        }
    }
    let (bound_module, bound_glue) = (bound.join(part.module), bound.join(part.glue));
    polish(&bound_module, &bound_glue)?;
    minify(shell, &bound_glue, &glue)?;
    shrink(shell, &bound_module, &module)
}

fn is_newer(built: &Path, source: &Path) -> Result<bool> {
    Ok(built.exists() && fs::metadata(built)?.modified()? > fs::metadata(source)?.modified()?)
}

fn bind(compiled: &Path, folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(compiled)
        .web(true)?
        .typescript(true)
        // `web/client/src/runtime/wasm.ts` says where the wasms lie.
        .omit_default_module_path(true)
        .remove_producers_section(true)
        .generate(folder)
}

/// Leaves out of the wasm, and of the names that it shares with its glue, what only people read.
fn polish(bound: &Path, glue: &Path) -> Result<()> {
    let mut module = Module::from_file(bound)?;
    panics::silence(&mut module)?;
    places::forget(&mut module);
    fs::write(
        glue,
        names::shorten(&mut module, fs::read_to_string(glue)?)?,
    )?;
    module.emit_wasm_file(bound)
}

/// A script with all that it imports, without what only people read.
fn minify(shell: &Shell, script: &Path, short: &Path) -> Result<()> {
    let rolldown = "web/node_modules/.bin/rolldown";
    Ok(cmd!(
        shell,
        "{rolldown} {script} --format esm --minify --file {short} --log-level warn"
    )
    .run()?)
}

/// Comes last: a small module is the sign that its other files are there.
fn shrink(shell: &Shell, bound: &Path, small: &Path) -> Result<()> {
    let wasm_opt = "web/node_modules/.bin/wasm-opt";
    Ok(cmd!(
        shell,
        "{wasm_opt} -Oz --converge {INLINING...} {FEATURES...} {SECTIONS...} {bound} --output {small}"
    )
    .run()?)
}
