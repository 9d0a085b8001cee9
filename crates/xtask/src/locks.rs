//! Where the npm lock files say that packages come from.

use anyhow::{Result, ensure};
use xshell::Shell;

use crate::npm;

const REGISTRY: &str = "https://registry.npmjs.org/";

/// Fails when a lock file names another source than the public registry: it would not install
/// elsewhere, or would install something else.
pub(crate) fn check(shell: &Shell) -> Result<()> {
    let folders = [
        npm::WEB,
        npm::DOCS,
        npm::E2E,
        npm::DIFFERENTIAL,
        npm::PACKAGING,
        npm::INTEROP,
        npm::BENCH,
    ];
    for folder in folders.iter().chain(npm::PROJECTS) {
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

/// The `resolved` addresses; our own packages are folders and files, not addresses.
fn sources(lock: &str) -> impl Iterator<Item = &str> {
    lock.lines()
        .filter_map(|line| line.trim().strip_prefix("\"resolved\": \""))
        .filter_map(|rest| rest.split('"').next())
        .filter(|source| source.contains(':') && !source.starts_with("file:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_count_and_our_own_folders_and_files_do_not() {
        let lock = concat!(
            "      \"resolved\": \"https://registry.npmjs.org/lit/-/lit-3.tgz\",\n",
            "      \"resolved\": \"client\",\n",
            "      \"resolved\": \"file:../wsmtp.tgz\",\n",
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
