//! Which package of the workspace may know which other: the table of ARCHITECTURE.md, as a test.

use anyhow::{Result, bail};
use cargo_metadata::MetadataCommand;

/// Each package with the others of the workspace that it may depend on, tests and examples included.
const MAY_DEPEND_ON: &[(&str, &[&str])] = &[
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
        "wsmtp-wasm",
        &["wsmtp-bind", "wsmtp-proto", "wsmtp-tunnel", "wsmtp-sandbox"],
    ),
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
            "wsmtp-bind",
            "wsmtp-composer",
            "wsmtp-wasm",
            "wsmtp-gateway",
        ],
    ),
];

/// Fails on the first look at a package or an edge that the table does not have.
pub(crate) fn check() -> Result<()> {
    let metadata = MetadataCommand::new().no_deps().exec()?;
    let mut complaints = Vec::new();
    for package in metadata.workspace_packages() {
        let dependencies = package
            .dependencies
            .iter()
            .map(|dependency| dependency.name.as_str());
        complaints.extend(judge(package.name.as_str(), dependencies));
    }
    if complaints.is_empty() {
        return Ok(());
    }
    bail!("{}", complaints.join("\n"))
}

/// What is wrong with `package` depending on `dependencies`; those from elsewhere do not count.
fn judge<'a>(package: &str, dependencies: impl Iterator<Item = &'a str>) -> Vec<String> {
    let Some((_, allowed)) = MAY_DEPEND_ON.iter().find(|(name, _)| *name == package) else {
        return vec![format!(
            "`{package}` has no row in the table of crates/xtask/src/edges.rs"
        )];
    };
    dependencies
        .filter(|name| MAY_DEPEND_ON.iter().any(|(ours, _)| ours == name))
        .filter(|name| !allowed.contains(name))
        .map(|name| format!("`{package}` may not depend on `{name}`"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_of_the_table_is_allowed() {
        assert!(judge("wsmtp-sandbox", ["wsmtp-proto"].into_iter()).is_empty());
    }

    #[test]
    fn an_edge_against_the_table_is_named() {
        let complaints = judge("wsmtp-proto", ["base64", "wsmtp-sandbox"].into_iter());
        assert_eq!(
            complaints,
            ["`wsmtp-proto` may not depend on `wsmtp-sandbox`"]
        );
    }

    #[test]
    fn nothing_depends_on_the_tests() {
        for (package, allowed) in MAY_DEPEND_ON {
            assert!(!allowed.contains(&"testsuite"), "{package}");
            assert!(
                !judge(package, ["testsuite"].into_iter()).is_empty(),
                "{package}"
            );
        }
    }

    #[test]
    fn a_package_without_a_row_is_an_error() {
        assert_eq!(judge("wsmtp-extra", [].into_iter()).len(), 1);
    }
}
