//! npm packages, installed from a lock file once per state of that file, and the scripts in them.

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

/// The npm workspace of the pages.
pub(crate) const WEB: &str = "web";

/// What writes the API documentation: apart, as TypeDoc knows TypeScript of another version only.
pub(crate) const DOCS: &str = "web/client/docs";

/// The browser tests: a package of their own, since nothing may depend on tests.
pub(crate) const E2E: &str = "tests/e2e";

/// Messages that are sent by nodemailer and by us: beside the browser tests, as no browser is needed.
pub(crate) const DIFFERENTIAL: &str = "tests/differential";

/// What is said of the packed npm packages by tools that look at such files.
pub(crate) const PACKAGING: &str = "tests/packaging";

/// Small projects that use the packed npm packages.
pub(crate) const PROJECTS: &[&str] = &[
    "tests/packaging/vite",
    "tests/packaging/webpack",
    "tests/packaging/esbuild",
    "tests/packaging/elements",
    "tests/packaging/module",
    "tests/packaging/node",
    "tests/packaging/deno",
    "tests/packaging/bun",
];

/// Mail servers that the tests talk to.
pub(crate) const INTEROP: &str = "tests/interop";

/// The bridge that the gateway is compared with.
pub(crate) const BENCH: &str = "tests/bench";

/// The oldest Node.js that the bundler runs on: major and minor version.
const OLDEST: (u32, u32) = (20, 19);

const NEEDED: &str = "Node.js 20.19 or later, with npm, is needed for the pages and the tests";

/// Installs what `folder`'s lock file says, unless that very lock file was the last one installed.
pub(crate) fn install(shell: &Shell, folder: &str) -> Result<()> {
    check_node(shell)?;
    let _folder = shell.push_dir(folder);
    let lock = shell.read_file("package-lock.json")?;
    let stamp = "node_modules/.installed-lock.json";
    if shell
        .read_file(stamp)
        .is_ok_and(|installed| installed == lock)
    {
        return Ok(());
    }
    cmd!(shell, "npm ci --no-audit --no-fund")
        .run()
        .context(NEEDED)?;
    Ok(shell.write_file(stamp, lock)?)
}

/// Runs one script of `folder`'s package.json.
pub(crate) fn script(shell: &Shell, folder: &str, name: &str) -> Result<()> {
    let _folder = shell.push_dir(folder);
    Ok(cmd!(shell, "npm run {name}").run()?)
}

/// Says at once what is missing: an old Node.js would fail much later, and with other words.
fn check_node(shell: &Shell) -> Result<()> {
    let said = cmd!(shell, "node --version")
        .quiet()
        .read()
        .context(NEEDED)?;
    if is_too_old(&said) {
        bail!("{NEEDED}; `node` here is {said}");
    }
    Ok(())
}

/// Whether this is the version of an older Node.js, such as `v18.20.4`.
fn is_too_old(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.');
    let mut next = || numbers.next()?.parse().ok();
    next()
        .zip(next())
        .is_some_and(|found: (u32, u32)| found < OLDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_that_is_too_old_is_told_from_one_that_is_not() {
        for old in ["v18.20.4", "v20.18.1", "v6.0.0"] {
            assert!(is_too_old(old), "{old}");
        }
        for recent in ["v20.19.0", "v22.1.0", "v100.0.0", "who knows"] {
            assert!(!is_too_old(recent), "{recent}");
        }
    }
}
