//! Which package of the workspace knows which other: the table of ARCHITECTURE.md, as a test.

use anyhow::{Result, bail};
use cargo_metadata::MetadataCommand;

/// Each package with the others of the workspace that it depends on, tests and examples included.
const DEPENDS_ON: &[(&str, &[&str])] = &[
    ("wsmtp-proto", &[]),
    ("wsmtp-tunnel", &[]),
    ("wsmtp-message", &[]),
    ("wsmtp-sandbox", &["wsmtp-proto"]),
    ("wsmtp-bind", &["wsmtp-tunnel"]),
    (
        "wsmtp-composer",
        &["wsmtp-bind", "wsmtp-message", "wsmtp-tunnel"],
    ),
    (
        "wsmtp-practice",
        &["wsmtp-bind", "wsmtp-proto", "wsmtp-sandbox", "wsmtp-tunnel"],
    ),
    ("wsmtp-wasm", &["wsmtp-bind", "wsmtp-proto", "wsmtp-tunnel"]),
    ("xtask", &[]),
    (
        "wsmtp-gateway",
        &["wsmtp-tunnel", "wsmtp-proto", "wsmtp-sandbox"],
    ),
    (
        "testsuite",
        &[
            "wsmtp-proto",
            "wsmtp-tunnel",
            "wsmtp-message",
            "wsmtp-sandbox",
            "wsmtp-gateway",
        ],
    ),
];

/// Fails on the first look at a package or an edge that the table does not have, or has for nothing.
pub(crate) fn check() -> Result<()> {
    let metadata = MetadataCommand::new().no_deps().exec()?;
    let mut complaints = Vec::new();
    for package in metadata.workspace_packages() {
        let dependencies = package.dependencies.iter();
        let names: Vec<_> = dependencies.map(|one| one.name.as_str()).collect();
        complaints.extend(judge(package.name.as_str(), &names));
    }
    if complaints.is_empty() {
        return Ok(());
    }
    bail!("{}", complaints.join("\n"))
}

/// What is wrong with `package` depending on `dependencies` alone; those from elsewhere do not count.
fn judge(package: &str, dependencies: &[&str]) -> Vec<String> {
    let Some((_, allowed)) = DEPENDS_ON.iter().find(|(name, _)| *name == package) else {
        return vec![format!(
            "`{package}` has no row in the table of crates/xtask/src/edges.rs"
        )];
    };
    let is_ours = |name: &&&str| DEPENDS_ON.iter().any(|(ours, _)| ours == *name);
    let against = dependencies
        .iter()
        .filter(is_ours)
        .filter(|name| !allowed.contains(name))
        .map(|name| format!("`{package}` may not depend on `{name}`"));
    let unused = allowed
        .iter()
        .filter(|name| !dependencies.contains(name))
        .map(|name| format!("`{package}` does not depend on `{name}`, as the table has it"));
    against.chain(unused).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_of_the_table_is_allowed() {
        assert!(judge("wsmtp-sandbox", &["wsmtp-proto", "serde"]).is_empty());
    }

    #[test]
    fn an_edge_of_the_table_that_nobody_needs_is_named() {
        assert_eq!(
            judge("wsmtp-sandbox", &["serde"]),
            ["`wsmtp-sandbox` does not depend on `wsmtp-proto`, as the table has it"]
        );
    }

    #[test]
    fn an_edge_against_the_table_is_named() {
        let complaints = judge("wsmtp-proto", &["base64", "wsmtp-sandbox"]);
        assert_eq!(
            complaints,
            ["`wsmtp-proto` may not depend on `wsmtp-sandbox`"]
        );
    }

    #[test]
    fn nothing_depends_on_the_tests() {
        for (package, allowed) in DEPENDS_ON {
            assert!(!allowed.contains(&"testsuite"), "{package}");
            assert!(
                judge(package, &["testsuite"])
                    .contains(&format!("`{package}` may not depend on `testsuite`")),
                "{package}"
            );
        }
    }

    #[test]
    fn a_package_without_a_row_is_an_error() {
        assert_eq!(judge("wsmtp-extra", &[]).len(), 1);
    }
}
