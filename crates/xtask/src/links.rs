//! Links between the project's own Markdown files.

use std::path::Path;

use anyhow::{Result, bail};
use xshell::{Shell, cmd};

/// Fails when a committed Markdown file links to a file that is not there.
pub(crate) fn check(shell: &Shell) -> Result<()> {
    let root = shell.current_dir();
    let mut dead = Vec::new();
    for page in cmd!(shell, "git ls-files *.md").quiet().read()?.lines() {
        let folder = root
            .join(page)
            .parent()
            .map(Path::to_path_buf)
            .unwrap_or_default();
        let text = shell.read_file(page)?;
        let missing = targets(&text).filter(|target| !folder.join(target).exists());
        dead.extend(missing.map(|target| format!("{page} links to {target}, which is not there")));
    }
    if dead.is_empty() {
        return Ok(());
    }
    bail!("{}", dead.join("\n"))
}

/// The relative paths that `text` links to, without their fragments.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .filter_map(|(target, _)| target.split(['#', ' ']).next())
        .filter(|target| !target.is_empty() && !target.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_relative_paths_count() {
        let text = "[a](b.md#c) [d](https://example.org/) [e](#f) ![g](h/i.png \"title\")";
        assert_eq!(targets(text).collect::<Vec<_>>(), ["b.md", "h/i.png"]);
    }
}
