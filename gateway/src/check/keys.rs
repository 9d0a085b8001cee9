//! Where each key stands in the file, and which keys mean nothing.

use std::ops::Range;

use toml::de::DeTable;

use super::{Problem, line_at};
use crate::{
    Config, Limits, UpstreamConfig,
    config::{Account, Admin, Audit, ListenerTls, MailRulesConfig, OpenHosts, Proxies, Tokens},
};

/// Every key of a file as a dotted path, with the place of the key and of its value.
pub(super) struct Keys<'a> {
    text: &'a str,
    entries: Vec<Entry>,
}

struct Entry {
    path: Vec<String>,
    key: Range<usize>,
    value: Range<usize>,
}

impl<'a> Keys<'a> {
    pub(super) fn new(text: &'a str, table: &DeTable<'_>) -> Self {
        let mut entries = Vec::new();
        collect(table, &[], &mut entries);
        Self { text, entries }
    }

    /// A problem at the key with this path; at the nearest table above it, or at line 1, where the
    /// key is not in the file.
    pub(super) fn problem(&self, path: &[&str], reason: impl Into<String>) -> Problem {
        let at = (0..=path.len()).rev().find_map(|length| {
            let above = path.get(..length)?;
            self.entries.iter().find(|entry| entry.path == above)
        });
        Problem {
            line: at.map_or(1, |entry| line_at(self.text, entry.key.start)),
            key: path.join("."),
            reason: reason.into(),
        }
    }

    /// The same problem with the name of the key whose value lies around `span`.
    pub(super) fn with_key(&self, problem: Problem, span: Option<Range<usize>>) -> Problem {
        let around = |entry: &&Entry| {
            span.as_ref()
                .is_some_and(|span| entry.value.start <= span.start && span.end <= entry.value.end)
        };
        let key = self
            .entries
            .iter()
            .filter(around)
            .max_by_key(|entry| entry.path.len());
        match key {
            Some(entry) => Problem {
                key: entry.path.join("."),
                ..problem
            },
            None => problem,
        }
    }

    /// Keys that no table of ours has, each with the nearest that it has.
    pub(super) fn unknown(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for entry in &self.entries {
            let Some((name, above)) = entry.path.split_last() else {
                continue;
            };
            let Some(known) = known_in(above) else {
                continue;
            };
            if !known.contains(&name.as_str()) {
                problems.push(Problem {
                    line: line_at(self.text, entry.key.start),
                    key: entry.path.join("."),
                    reason: suggestion(name, known),
                });
            }
        }
        problems
    }
}

fn collect(table: &DeTable<'_>, above: &[String], entries: &mut Vec<Entry>) {
    for (key, value) in table {
        let mut path = above.to_vec();
        path.push(key.get_ref().to_string());
        if let Some(inner) = value.get_ref().as_table() {
            collect(inner, &path, entries);
        }
        entries.push(Entry {
            path,
            key: key.span(),
            value: value.span(),
        });
    }
}

/// The keys that may stand in the table at this path; none where any may, or where the table
/// itself is the problem.
fn known_in(path: &[String]) -> Option<&'static [&'static str]> {
    match path
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [] => Some(Config::KEYS),
        ["admin"] => Some(Admin::KEYS),
        ["audit"] => Some(Audit::KEYS),
        ["limits"] => Some(Limits::KEYS),
        ["open"] => Some(OpenHosts::KEYS),
        ["proxies"] => Some(Proxies::KEYS),
        ["tls"] => Some(ListenerTls::KEYS),
        ["tokens"] => Some(Tokens::KEYS),
        ["upstream", _] => Some(UpstreamConfig::KEYS),
        ["upstream", _, "account"] => Some(Account::KEYS),
        ["upstream", _, "rules"] | ["open", "rules"] => Some(MailRulesConfig::KEYS),
        _ => None,
    }
}

fn suggestion(name: &str, known: &[&str]) -> String {
    // 0.6 on the scale from 0 to 1 takes `prot` for `port`, and `colour` for nothing.
    let near = known
        .iter()
        .map(|candidate| {
            (
                strsim::normalized_damerau_levenshtein(name, candidate),
                candidate,
            )
        })
        .filter(|(likeness, _)| *likeness > 0.6)
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    match near {
        Some((_, candidate)) => format!("there is no such key; did you mean `{candidate}`?"),
        None => format!("there is no such key; possible are {}", known.join(", ")),
    }
}
