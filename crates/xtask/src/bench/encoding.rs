//! How fast attachments are encoded in the page, beside nodemailer in the same V8: a section of the table's page.

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use super::{FOLDER, Scale};
use crate::{npm, wasm};

/// What the section begins with; it is the last of the page.
const HEADING: &str = "\n## Attachments in the page\n\n";

/// What the package is to reach, as a ratio to nodemailer's faster way.
const TARGET: f64 = 2.0;

/// One way of making a mail, and the MiB/s of each round.
#[derive(Debug)]
struct Way {
    name: String,
    speeds: Vec<f64>,
}

/// Runs all ways in one Node.js, and gives the section.
pub(super) fn measure(shell: &Shell, scale: &Scale) -> Result<String> {
    npm::install(shell, npm::BENCH)?;
    wasm::build(shell)?;
    let (program, rounds) = (format!("{FOLDER}/encode.mjs"), scale.rounds.to_string());
    let mebibytes = scale.attachment.to_string();
    let said = cmd!(shell, "node {program} {rounds} {mebibytes}").read()?;
    let ways = said.lines().map(read).collect::<Result<Vec<_>>>()?;
    let node = cmd!(shell, "node --version").quiet().read()?;
    section(&ways, scale, &node)
}

/// The page with this section in the place of its own.
pub(super) fn replace(page: &str, section: &str) -> String {
    let before = page.split(HEADING).next().unwrap_or_default();
    [before, section].concat()
}

fn read(line: &str) -> Result<Way> {
    let (name, speeds) = line.split_once('\t').context("a line without a name")?;
    let speeds = speeds.split(' ').map(str::parse);
    Ok(Way {
        name: name.to_owned(),
        speeds: speeds.collect::<Result<_, _>>()?,
    })
}

fn section(ways: &[Way], scale: &Scale, node: &str) -> Result<String> {
    let ours = ways.iter().find(|way| way.name == "wsmtp");
    let ours = ours.context("wsmtp was not measured")?;
    let others = ways.iter().filter(|way| way.name != "wsmtp");
    let best = others.max_by(|a, b| a.median().total_cmp(&b.median()));
    let best = best.context("nodemailer was not measured")?;
    let mut section = format!(
        "{HEADING}A mail with an attachment of {} MiB, on Node.js {node}; medians of {} rounds, by processor time; \
         in brackets the ratio to {}'s.\n\n| | MiB/s |\n|---|---:|\n",
        scale.attachment, scale.rounds, best.name,
    );
    for way in ways {
        let (speed, ratio) = (way.median(), way.median() / best.median());
        section.push_str(&format!("| {} | {speed:.0} ({ratio:.2}) |\n", way.name));
    }
    let pairs = || ours.speeds.iter().zip(&best.speeds);
    let reached = pairs().filter(|(ours, best)| *ours / *best >= TARGET);
    let is_reached = ours.median() / best.median() >= TARGET;
    section.push_str(&format!(
        "\nAt least {TARGET} × nodemailer's faster way: {}, in {} of {} rounds.\n",
        if is_reached { "reached" } else { "**missed**" },
        reached.count(),
        pairs().count(),
    ));
    Ok(section)
}

impl Way {
    fn median(&self) -> f64 {
        let mut speeds = self.speeds.clone();
        speeds.sort_by(f64::total_cmp);
        speeds.get(speeds.len() / 2).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::FULL;

    fn told(ours: f64) -> String {
        let lines = [
            "nodemailer, bytes\t100 300 200".to_owned(),
            "nodemailer, stream\t400 300 900".to_owned(),
            format!("wsmtp\t{ours} {ours} {ours}"),
        ];
        let ways: Vec<_> = lines.iter().map(|line| read(line).unwrap()).collect();
        section(&ways, &FULL, "v20").unwrap()
    }

    #[test]
    fn the_ratio_is_to_the_faster_way() {
        let section = told(800.0);
        assert!(
            section.contains("| nodemailer, bytes | 200 (0.50) |"),
            "{section}"
        );
        assert!(section.contains("| wsmtp | 800 (2.00) |"), "{section}");
        assert!(
            section.ends_with("way: reached, in 2 of 3 rounds.\n"),
            "{section}"
        );
        assert!(told(799.0).contains("way: **missed**, in 1 of 3 rounds"));
    }

    #[test]
    fn the_section_takes_the_place_of_the_one_before() {
        let page = format!("# Page\n{}", told(800.0));
        let replaced = replace(&page, &told(900.0));
        assert_eq!(replaced, format!("# Page\n{}", told(900.0)));
        assert_eq!(replace("# Page\n", &told(900.0)), replaced);
    }

    #[test]
    fn what_node_says_is_read_or_refused() {
        for broken in ["wsmtp 1 2", "wsmtp\t1 x", "wsmtp\t"] {
            assert!(read(broken).is_err(), "{broken:?}");
        }
    }
}
