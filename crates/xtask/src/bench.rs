//! How fast and how small the gateway is, beside other bridges: all driven by the same load in the
//! same run, written down as a table and a picture. And how fast the page encodes attachments.

mod bridge;
mod driver;
mod encoding;
mod gateway;
mod held;
mod install;
mod measure;
mod page;
mod picture;
mod process;
mod results;
mod security;
mod sink;

use std::path::Path;

use anyhow::{Result, bail};
use xshell::Shell;

use crate::target;
use bridge::{BRIDGES, Bridge};
use driver::Driver;
use install::Programs;
use measure::Measure;
use page::Run;
use results::Results;
use security::Security;
use sink::Sink;

/// Where the table and the picture are.
const FOLDER: &str = "tests/bench";

/// How much of everything.
struct Scale {
    /// The medians are of as many.
    rounds: usize,
    /// Round trips, of which the 99th percentile is to mean something.
    noops: usize,
    /// Bytes of one mail: long enough that a hundredth of a second, in which the kernel counts
    /// processor time, is little of it.
    bulk: usize,
    /// Mails of the usual length, for the same reason.
    mails: usize,
    /// Of the sessions that each bridge is to hold, one in so many.
    idle: usize,
    /// Mebibytes of the attachment that pages encode.
    attachment: usize,
}

/// A run whose numbers mean something.
const FULL: Scale = Scale {
    rounds: 9,
    noops: 10_000,
    bulk: 512 << 20,
    mails: 5_000,
    idle: 1,
    attachment: 64,
};

/// One that only shows that everything works.
const QUICK: Scale = Scale {
    rounds: 1,
    noops: 200,
    bulk: 16 << 20,
    mails: 100,
    idle: 20,
    attachment: 4,
};

/// `[--quick | encoding]`
pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    if matches!(arguments, [only] if only == "encoding") {
        return encoding(shell);
    }
    let work = target::folder()?.join("bench");
    shell.create_dir(&work)?;
    shell.remove_path(work.join(gateway::FOLDER))?;
    let (scale, folder) = match arguments {
        [] => (FULL, Path::new(FOLDER)),
        // Its numbers are not worth to be looked at.
        [quick] if quick == "--quick" => (QUICK, work.as_path()),
        _ => bail!("`bench` takes nothing but --quick or encoding"),
    };
    let programs = install::install(shell, &work)?;
    let mut run = Run::begin(&scale, &programs)?;
    let results = measure(&scale, &work, &programs)?;
    run.end()?;
    let page = page::page(&results, &run) + &encoding::measure(shell, &scale)?;
    shell.write_file(folder.join("results.md"), page)?;
    shell.write_file(folder.join("results.svg"), picture::picture(&results))?;
    println!("{}", folder.join("results.md").display());
    Ok(())
}

/// Measures how fast pages encode, and nothing else; the rest of the page stays.
fn encoding(shell: &Shell) -> Result<()> {
    let page = Path::new(FOLDER).join("results.md");
    let section = encoding::measure(shell, &FULL)?;
    Ok(shell.write_file(&page, encoding::replace(&shell.read_file(&page)?, &section))?)
}

fn measure(scale: &Scale, work: &Path, programs: &Programs) -> Result<Results> {
    let driver = Driver::new(programs);
    let sink = Sink::start(programs, work)?;
    let mut results = Results::default();
    for security in Security::ALL {
        speeds(scale, security, &driver, &sink, programs, &mut results)?;
        for bridge in BRIDGES {
            println!("{} {}: memory", security.name(), bridge.name);
            if let Some(memory) = memory(scale, *bridge, security, &driver, &sink, programs)? {
                results.add(bridge, security, Measure::Memory, memory);
            }
        }
    }
    Ok(results)
}

/// All bridges run at once, most of them at rest, and take turns: what disturbs the machine for a
/// while disturbs all of them.
fn speeds(
    scale: &Scale,
    security: Security,
    driver: &Driver,
    sink: &Sink,
    programs: &Programs,
    results: &mut Results,
) -> Result<()> {
    let running = BRIDGES
        .iter()
        .map(|bridge| Ok((bridge, bridge.start(security, sink, programs)?)))
        .collect::<Result<Vec<_>>>()?;
    for round in 1..=scale.rounds {
        for (bridge, running) in &running {
            println!("{} {}: round {round}", security.name(), bridge.name);
            for (measure, value) in driver.speeds(running, scale)? {
                results.add(bridge, security, measure, value);
            }
        }
    }
    Ok(())
}

/// Kibibytes of each idle session, in a fresh process; what has no process has no memory.
fn memory(
    scale: &Scale,
    bridge: Bridge,
    security: Security,
    driver: &Driver,
    sink: &Sink,
    programs: &Programs,
) -> Result<Option<f64>> {
    let count = bridge.idle(programs) / scale.idle;
    let running = bridge.start(security, sink, programs)?;
    let Some(process) = &running.process else {
        return Ok(None);
    };
    let before = process.memory()?;
    let resting = driver.rest(&running, count)?;
    let after = process.memory()?;
    drop(resting);
    Ok(Some((after - before) / count as f64))
}
