//! Where the npm lock files say that packages come from.

use anyhow::{Result, ensure};
use xshell::Shell;

use crate::npm;

const REGISTRY: &str = "https://registry.npmjs.org/";

/// Fails when a lock file names another source than the public registry: it would not install
/// elsewhere, or would install something else.
pub(crate) fn check(shell: &Shell) -> Result<()> {
    for folder in [npm::WEB, npm::E2E, npm::INTEROP, npm::BENCH] {
        let text = shell.read_file(format!("{folder}/package-lock.json"))?;
        for source in sources(&text) {
            ensure!(
                source.starts_with(REGISTRY),
                "{folder}/package-lock.json names {source}"
            );
        }
    }
    Ok(())
}

/// The `resolved` addresses; those of the workspace's own packages are folders, not addresses.
fn sources(lock: &str) -> impl Iterator<Item = &str> {
    lock.lines()
        .filter_map(|line| line.trim().strip_prefix("\"resolved\": \""))
        .filter_map(|rest| rest.split('"').next())
        .filter(|source| source.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_count_and_folders_do_not() {
        let lock = concat!(
            "      \"resolved\": \"https://registry.npmjs.org/lit/-/lit-3.tgz\",\n",
            "      \"resolved\": \"client\",\n",
            "      \"resolved\": \"git+ssh://elsewhere.test/x.git\"\n",
        );
        let found: Vec<_> = sources(lock).collect();
        let expected = [
            "https://registry.npmjs.org/lit/-/lit-3.tgz",
            "git+ssh://elsewhere.test/x.git",
        ];
        assert_eq!(found, expected);
    }
}
