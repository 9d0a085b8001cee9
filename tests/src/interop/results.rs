//! What came of every scenario with every server, as it is written down.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Write as _},
    fs,
};

use anyhow::{Result, bail, ensure};

use super::{Outcome, PROGRAMS, Program, SCENARIOS, Scenario, scenario::Offers, site::here};

/// What one server and the engine can do together, by the names of the scenarios.
pub type Results = BTreeMap<String, String>;

/// What the page says before its table.
const INTRODUCTION: &str = "\
# What the engine can do with other people's mail servers

Every scenario is played with every server, and what the server stored is looked at. A `no` is the
server's: the reason stands behind it. [How they are started](../README.md#other-peoples-mail-servers).

This page is made from [expected-results.json](expected-results.json) by `cargo xtask interop`, which
plays all scenarios anew.
";

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Yes => f.write_str("yes"),
            Self::No(reason) => write!(f, "no: {reason}"),
        }
    }
}

impl Program {
    /// Plays every scenario with it.
    ///
    /// # Errors
    /// Where it does not start, or where the two do not do together what both can; of all scenarios
    /// at once.
    pub async fn results(&self) -> Result<Results> {
        let server = (self.start)()?;
        let offers = Offers::of(&server).await?;
        let (mut results, mut slips) = (Results::new(), String::new());
        for scenario in SCENARIOS {
            match scenario.play(&server, &offers).await {
                Ok(outcome) => {
                    results.insert(scenario.name.to_owned(), outcome.to_string());
                }
                Err(slip) => {
                    let _infallible = writeln!(slips, "{}, {slip:#}\n", self.name);
                }
            }
        }
        if let Err(slip) = server.check_mailboxes() {
            let _infallible = writeln!(slips, "{}, afterwards: {slip:#}\n", self.name);
        }
        if slips.is_empty() {
            return Ok(results);
        }
        bail!(slips)
    }

    /// Fails where its results are not those that are written down.
    ///
    /// # Errors
    /// Says what changed, and how to write it down.
    pub fn compare(&self, results: &Results) -> Result<()> {
        let mut expected = expected()?;
        for server in expected.keys() {
            let known = PROGRAMS.iter().any(|program| program.name == server);
            ensure!(known, "{server} is written down, and is no server");
        }
        let expected = expected.remove(self.name).unwrap_or_default();
        let mut changes = String::new();
        let names: BTreeSet<_> = expected.keys().chain(results.keys()).collect();
        for name in names {
            let (was, is) = (expected.get(name), results.get(name));
            if was != is {
                let nothing = "nothing".to_owned();
                let (was, is) = (was.unwrap_or(&nothing), is.unwrap_or(&nothing));
                let _infallible = writeln!(changes, "{name}\n  - {was}\n  + {is}");
            }
        }
        ensure!(
            changes.is_empty(),
            "{} does something else than is written down:\n{changes}\
             `cargo xtask interop` writes down what it does now",
            self.name
        );
        Ok(())
    }
}

/// The results of each server that are written down.
///
/// # Errors
/// Where they cannot be read.
pub fn expected() -> Result<BTreeMap<String, Results>> {
    let text = fs::read_to_string(here().join("expected-results.json"))?;
    Ok(serde_json::from_str(&text)?)
}

/// The page that shows the results of each server.
#[must_use]
pub fn page(results: &BTreeMap<String, Results>) -> String {
    let names: Vec<_> = PROGRAMS.iter().map(|program| program.name).collect();
    let mut page = format!("{INTRODUCTION}\n| | {} |\n", names.join(" | "));
    let _infallible = writeln!(page, "|---|{}", "---|".repeat(names.len()));
    for Scenario { name, .. } in SCENARIOS {
        let cell = |server: &&str| results.get(*server)?.get(*name).cloned();
        let cells: Vec<_> = names
            .iter()
            .map(|server| cell(server).unwrap_or_default())
            .collect();
        let _infallible = writeln!(page, "| {name} | {} |", cells.join(" | "));
    }
    page
}
