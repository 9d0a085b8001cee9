//! The table.

use std::fs;

use anyhow::Result;

use super::{
    Scale,
    bridge::{BASELINE, BRIDGES, Bridge, OURS},
    install::Programs,
    measure::{Measure, Target},
    results::Results,
    security::Security,
};

/// What was measured, on what, and in which circumstances.
pub(super) struct Run {
    machine: String,
    versions: Vec<String>,
    rounds: usize,
    /// How many idle sessions each bridge was to hold.
    idle: Vec<(&'static str, usize)>,
    /// The load averages before and after.
    loads: Vec<String>,
}

impl Run {
    pub(super) fn begin(scale: &Scale, programs: &Programs) -> Result<Self> {
        let held = |bridge: &Bridge| (bridge.name, bridge.idle(programs) / scale.idle);
        Ok(Self {
            machine: machine()?,
            versions: programs.versions.clone(),
            rounds: scale.rounds,
            idle: BRIDGES.iter().skip(1).map(held).collect(),
            loads: vec![load()?],
        })
    }

    pub(super) fn end(&mut self) -> Result<()> {
        self.loads.push(load()?);
        Ok(())
    }
}

fn machine() -> Result<String> {
    let processors = fs::read_to_string("/proc/cpuinfo")?;
    let value = |name: &str| {
        let mut lines = processors.lines().filter(|line| line.starts_with(name));
        let line = lines.next().and_then(|line| line.split_once(':'));
        line.map_or("unknown", |(_, value)| value.trim()).to_owned()
    };
    let cores = processors
        .lines()
        .filter(|line| line.starts_with("processor"))
        .count();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    Ok(format!(
        "{} with {cores} cores, Linux {}",
        value("model name"),
        release(&kernel)
    ))
}

/// The kernel's version, without what its builder has added.
fn release(kernel: &str) -> &str {
    kernel.trim().split('-').next().unwrap_or_default()
}

/// Of the last minute: how many programs wanted a core.
fn load() -> Result<String> {
    let loads = fs::read_to_string("/proc/loadavg")?;
    Ok(loads.split(' ').next().unwrap_or_default().to_owned())
}

pub(super) fn page(results: &Results, run: &Run) -> String {
    let idle = run
        .idle
        .iter()
        .map(|(name, count)| format!("{name} {count}"));
    let mut page = format!(
        "# How fast, and how small\n\n\
         Written by `cargo xtask bench`, with [the picture](results.svg). [What it means](README.md).\n\n\
         - {}; load before {}, after {}\n\
         - {}\n\
         - medians of {} rounds; in brackets the ratio to {BASELINE}'s\n\
         - idle sessions held: {}\n",
        run.machine,
        run.loads.first().map_or("unknown", String::as_str),
        run.loads.last().map_or("unknown", String::as_str),
        run.versions.join("; "),
        run.rounds,
        idle.collect::<Vec<_>>().join(", "),
    );
    for security in Security::ALL {
        page.push_str(&format!(
            "\n## {} to the mail server\n\n",
            capital(security)
        ));
        page.push_str(&table(results, security));
        page.push_str("\nProcessor time of the bridge, and how much of it is the kernel's:\n\n");
        page.push_str(&spent(results, security));
    }
    page.push_str("\n## What the gateway is to reach\n\n");
    page.push_str(&targets(results));
    page
}

fn capital(security: Security) -> &'static str {
    match security {
        Security::Clear => "Plain",
        Security::Tls => "TLS",
    }
}

fn table(results: &Results, security: Security) -> String {
    let heads = Measure::ALL.map(|measure| format!(" {}, {} |", measure.name(), measure.unit()));
    let mut table = format!(
        "| |{}\n|---|{}\n",
        heads.concat(),
        "---:|".repeat(heads.len())
    );
    for bridge in BRIDGES {
        let cells = Measure::ALL.map(|measure| cell(results, bridge, security, measure));
        table.push_str(&format!("| {} |{}\n", bridge.name, cells.concat()));
    }
    table
}

fn cell(results: &Results, bridge: &Bridge, security: Security, measure: Measure) -> String {
    let Some(value) = results.median(bridge.name, security, measure) else {
        return " |".to_owned();
    };
    let ratio = results.ratio(bridge.name, security, measure);
    let ratio = ratio.map_or_else(String::new, |ratio| format!(" ({ratio:.2})"));
    format!(" {}{ratio} |", measure.show(value))
}

fn spent(results: &Results, security: Security) -> String {
    let heads = Measure::SPENT.map(|(time, _)| format!(" {}, {} |", time.name(), time.unit()));
    let mut table = format!(
        "| |{}\n|---|{}\n",
        heads.concat(),
        "---:|".repeat(heads.len())
    );
    for bridge in BRIDGES {
        let of = |measure| results.median(bridge.name, security, measure);
        let cells = Measure::SPENT.map(|(time, kernel)| match (of(time), of(kernel)) {
            (Some(value), Some(part)) => format!(" {}, {part:.0} % |", time.show(value)),
            _ => " |".to_owned(),
        });
        // What has no process takes no time.
        if cells.iter().any(|cell| cell != " |") {
            table.push_str(&format!("| {} |{}\n", bridge.name, cells.concat()));
        }
    }
    table
}

fn targets(results: &Results) -> String {
    let mut table = "| | to reach |".to_owned();
    let columns: Vec<_> = Security::ALL
        .iter()
        .flat_map(|security| OURS.map(|name| (*security, name)))
        .collect();
    for (security, name) in &columns {
        table.push_str(&format!(" {name}, {} |", security.name()));
    }
    table.push_str(&format!("\n|---|---|{}\n", "---|".repeat(columns.len())));
    for measure in Measure::ALL {
        let Some(wish) = wish(measure) else { continue };
        table.push_str(&format!("| {} | {wish} |", measure.name()));
        for (security, name) in &columns {
            table.push_str(&verdict(results, name, *security, measure));
        }
        table.push('\n');
    }
    table
}

/// A target in words, over both securities.
fn wish(measure: Measure) -> Option<String> {
    let compare = if measure.more_is_better() {
        "at least"
    } else {
        "at most"
    };
    let [clear, tls] = Security::ALL.map(|security| measure.target(security));
    match (clear?, tls?) {
        (Target::Absolute(clear), Target::Absolute(tls)) => Some(format!(
            "{compare} {clear} {} plain, {tls} TLS",
            measure.unit()
        )),
        (Target::Ratio(ratio), _) | (_, Target::Ratio(ratio)) => {
            Some(format!("{compare} {ratio} × {BASELINE}"))
        }
    }
}

/// Whether a target is reached; beside a ratio, in how many of the rounds it is, in each of which both had
/// their turn.
fn verdict(results: &Results, name: &'static str, security: Security, measure: Measure) -> String {
    let (Some(target), Some(value), Some(ratio)) = (
        measure.target(security),
        results.median(name, security, measure),
        results.ratio(name, security, measure),
    ) else {
        return " |".to_owned();
    };
    let meets = |value: f64, target: f64| {
        if measure.more_is_better() {
            value >= target
        } else {
            value <= target
        }
    };
    let (is_reached, rounds) = match target {
        Target::Absolute(target) => (meets(value, target), String::new()),
        Target::Ratio(target) => {
            let rounds = results.ratios(name, security, measure);
            let reached = rounds.iter().filter(|ratio| meets(**ratio, target)).count();
            let rounds = format!(", in {reached} of {} rounds", rounds.len());
            (meets(ratio, target), rounds)
        }
    };
    let word = if is_reached { "reached" } else { "**missed**" };
    format!(" {word}{rounds} |")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run() -> Run {
        Run {
            machine: "a machine".to_owned(),
            versions: vec!["websocat 1".to_owned()],
            rounds: 3,
            idle: vec![("websocat", 7)],
            loads: vec!["0.1".to_owned(), "0.2".to_owned()],
        }
    }

    fn results(ours: f64) -> Results {
        let mut results = Results::default();
        for bridge in BRIDGES {
            let value = if OURS.contains(&bridge.name) {
                ours
            } else {
                100.0
            };
            for value in [value * 9.0, value, value / 9.0] {
                results.add(bridge, Security::Clear, Measure::BulkTime, value);
            }
        }
        results
    }

    #[test]
    fn a_cell_shows_the_median_and_its_ratio() {
        let page = page(&results(50.0), &run());
        assert!(
            page.contains("| gateway, raw | | | | 50.0 (0.50) | | | |"),
            "{page}"
        );
        assert!(page.contains("load before 0.1, after 0.2"), "{page}");
    }

    #[test]
    fn a_target_is_reached_or_missed() {
        let reached = page(&results(59.0), &run());
        let line =
            "at most 0.6 × websocat | reached, in 3 of 3 rounds | reached, in 3 of 3 rounds | | |";
        assert!(reached.contains(line), "{reached}");
        let missed = page(&results(61.0), &run());
        let line = "at most 0.6 × websocat | **missed**, in 0 of 3 rounds | **missed**, in 0 of 3 rounds | | |";
        assert!(missed.contains(line), "{missed}");
    }
}
