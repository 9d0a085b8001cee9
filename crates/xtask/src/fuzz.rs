//! libFuzzer in search of inputs for which the testsuite's oracles do not hold.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use xshell::{Shell, cmd};

use crate::target;

/// The programs, one for each oracle, and what they have in common.
const PROGRAMS: &str = "crates/fuzz";

/// A workspace of their own.
pub(crate) const MANIFEST: &str = "crates/fuzz/Cargo.toml";

/// Inputs that an oracle once did not hold for, in a folder for each: tested ever after.
const REGRESSIONS: &str = "tests/fuzz_regression";

/// Inputs that reach far, in a folder for each oracle.
const SEEDS: &str = "tests/fuzz_seeds";

/// What to spend on each oracle unless somebody says otherwise.
const SECONDS: u32 = 60;

/// Has the compiler count which code an input reaches, which steers libFuzzer. It needs no sanitizer
/// besides, for there is no unsafe code, and so no nightly toolchain.
const COVERAGE: &str = "-Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Ccodegen-units=1";

/// Bounds on one input: its length, the seconds it may take, and the mebibytes.
const BOUNDS: &[&str] = &["-max_len=4096", "-timeout=10", "-rss_limit_mb=1024"];

/// Inputs for each oracle in the tests: enough to see that it can be fuzzed, and for a fault that is easy to reach.
const RUNS: u32 = 10_000;

/// How inputs are looked for.
#[derive(Clone, Copy)]
enum Search {
    /// Each time others, for so many seconds, from all that were found before.
    Anew(u32),
    /// As many from the same seed each time: little is left to luck, and it is a change that makes them fail.
    Again,
}

/// Every oracle, as the tests do.
pub(crate) fn again(shell: &Shell) -> Result<()> {
    all(shell, &oracles(shell)?, Search::Again)
}

/// `[--seconds N] [NAME...]`
pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    let (seconds, names) = match arguments {
        [flag, seconds, names @ ..] if flag == "--seconds" => {
            let seconds = seconds.parse();
            (seconds.context("--seconds needs a number")?, names)
        }
        names => (SECONDS, names),
    };
    let known = oracles(shell)?;
    for name in names {
        ensure!(
            known.contains(name),
            "there is no oracle `{name}`; there are {}",
            known.join(", ")
        );
    }
    let names = if names.is_empty() { &known } else { names };
    all(shell, names, Search::Anew(seconds))
}

fn all(shell: &Shell, oracles: &[String], search: Search) -> Result<()> {
    let work = target::folder()?.join("fuzz");
    let programs = build(shell, &work)?;
    for oracle in oracles {
        fuzz(shell, &work, &programs.join(oracle), oracle, search)?;
    }
    Ok(())
}

/// Each has a program of its own.
fn oracles(shell: &Shell) -> Result<Vec<String>> {
    let programs = shell.read_dir(format!("{PROGRAMS}/src/bin"))?;
    let names = programs.iter().filter_map(|program| program.file_stem());
    Ok(names.map(|name| name.to_string_lossy().into()).collect())
}

/// Gives the folder of the programs.
fn build(shell: &Shell, work: &Path) -> Result<PathBuf> {
    // Naming the target keeps the flags away from build scripts, which libFuzzer is not linked to.
    let host = target::host(shell)?;
    let _coverage = shell.push_env("RUSTFLAGS", COVERAGE);
    cmd!(
        shell,
        "cargo build --release --manifest-path {MANIFEST} --target {host} --target-dir {work}"
    )
    .run()
    .context("a C++ compiler is needed for libFuzzer")?;
    Ok(work.join(host).join("release"))
}

fn fuzz(shell: &Shell, work: &Path, program: &Path, oracle: &str, search: Search) -> Result<()> {
    println!("fuzz {oracle}");
    let regressions = format!("{REGRESSIONS}/{oracle}");
    shell.create_dir(&regressions)?;
    let corpus = corpus(shell, work, oracle, search)?;
    let seeds = format!("{SEEDS}/{oracle}");
    let options = [
        format!("-artifact_prefix={regressions}/"),
        format!("-dict={PROGRAMS}/smtp.dict"),
    ];
    let end = search.end();
    let ran = cmd!(
        shell,
        "{program} {corpus} {regressions} {seeds} {options...} {BOUNDS...}"
    )
    .args(end)
    .args(["-verbosity=0", "-print_final_stats=1"])
    .quiet()
    .ignore_status()
    .output()?;
    let said = String::from_utf8_lossy(&ran.stderr);
    if ran.status.success() {
        println!("{}", speed(&said));
        return Ok(());
    }
    bail!(
        "{said}\nthe oracle `{oracle}` does not hold for the input that is named above; \
         mend the fault and commit the input, which `cargo test --package testsuite` takes in"
    )
}

/// Where new inputs go that reach further.
fn corpus(shell: &Shell, work: &Path, oracle: &str, search: Search) -> Result<PathBuf> {
    let folder = match search {
        Search::Anew(_) => work.join("corpus").join(oracle),
        Search::Again => {
            let again = work.join("again").join(oracle);
            shell.remove_path(&again)?;
            again
        }
    };
    Ok(shell.create_dir(folder)?)
}

impl Search {
    /// When libFuzzer is to end.
    fn end(self) -> Vec<String> {
        match self {
            Self::Anew(seconds) => vec![format!("-max_total_time={seconds}")],
            Self::Again => vec![format!("-runs={RUNS}"), "-seed=1".to_owned()],
        }
    }
}

/// How many inputs were tried, in libFuzzer's own count.
fn speed(said: &str) -> String {
    let count = |name: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(name));
        line.map_or("unknown", str::trim).to_owned()
    };
    let inputs = count("stat::number_of_executed_units:");
    let each_second = count("stat::average_exec_per_sec:");
    format!("{inputs} inputs, {each_second} a second")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_speed_is_what_libfuzzer_counts() {
        let said =
            "INFO: x\nstat::number_of_executed_units: 95\nstat::average_exec_per_sec:     23\n";
        assert_eq!(speed(said), "95 inputs, 23 a second");
        assert_eq!(speed(""), "unknown inputs, unknown a second");
    }
}
