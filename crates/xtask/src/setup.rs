//! What the tests need beside Rust and Node.js: browsers, mail servers and more, most of it from Debian.

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use crate::{no_arguments, servers};

/// Debian's packages: the browsers and their fonts, the compiler of libFuzzer, the mail server, the
/// password check that it uses, and what installs a mail server in Python.
const PACKAGES: &[&str] = &[
    "chromium",
    "firefox-esr",
    "fonts-liberation",
    "g++",
    "postfix",
    "sasl2-bin",
    "libsasl2-modules",
    "libsasl2-modules-db",
    "python3-venv",
];

/// Keeps Debian from configuring and starting a mail server for the machine: the tests start
/// their own, with their own configuration, on loopback.
const UNCONFIGURED: &str = "postfix postfix/main_mailer_type select No configuration\n";

/// The tests, as root, with the toolchain of the person who asks.
const AS_ROOT: &str = r#"sudo env PATH="$PATH" HOME="$HOME" cargo xtask test"#;

pub(crate) fn run(shell: &Shell, arguments: &[String]) -> Result<()> {
    no_arguments(arguments)?;
    let missing = missing(shell)?;
    if cmd!(shell, "id -u").quiet().read()? != "0" {
        bail!("{}", refusal(&missing));
    }
    if !missing.is_empty() || servers::needs_packages(shell) {
        cmd!(shell, "apt-get update --quiet").run()?;
    }
    if !missing.is_empty() {
        install(shell, &missing)?;
    }
    servers::install(shell)
}

/// Those of `PACKAGES` that dpkg does not know as installed.
fn missing(shell: &Shell) -> Result<Vec<&'static str>> {
    let format = "--showformat=${Package}=${db:Status-Status}\\n";
    let known = cmd!(shell, "dpkg-query --show {format} {PACKAGES...}")
        .quiet()
        .ignore_status()
        .ignore_stderr()
        .read()
        .with_context(|| format!("the tests need Debian's packages {}", PACKAGES.join(", ")))?;
    let installed = |package: &str| {
        known
            .lines()
            .any(|line| line == format!("{package}=installed"))
    };
    Ok(PACKAGES
        .iter()
        .copied()
        .filter(|package| !installed(package))
        .collect())
}

/// Why the tests cannot run as somebody else than root, and what to do.
fn refusal(missing: &[&str]) -> String {
    let reason = "only root may start mail servers, which the tests do";
    let command = format!("run this instead:\n\n    {AS_ROOT}\n");
    if missing.is_empty() {
        return format!("{reason}; {command}");
    }
    format!(
        "{reason}, and install what is missing ({}); {command}",
        missing.join(", ")
    )
}

/// Installs without questions, without starting services, and without removing anything.
fn install(shell: &Shell, missing: &[&str]) -> Result<()> {
    cmd!(shell, "debconf-set-selections")
        .stdin(UNCONFIGURED)
        .run()?;
    let _noninteractive = shell.push_env("DEBIAN_FRONTEND", "noninteractive");
    cmd!(
        shell,
        "apt-get install --quiet --yes --no-install-recommends --no-remove {missing...}"
    )
    .run()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_not_root_reads_the_command_to_run() {
        assert!(refusal(&[]).contains(AS_ROOT));
        let text = refusal(&["chromium", "postfix"]);
        assert!(
            text.contains("chromium, postfix") && text.contains(AS_ROOT),
            "{text}"
        );
    }
}
