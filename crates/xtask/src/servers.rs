//! The servers that the tests start besides Debian's Postfix: mail servers, and what works around the
//! gateway. They are put into folders of their own: some of Debian's cannot be installed side by side,
//! others would start to serve the machine, and nobody wants the rest on theirs.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::npm;

const FOLDER: &str = "tests/interop/servers";

/// What was installed into a folder, so that a second run has nothing to do.
const STAMP: &str = ".installed";

/// What pip installs, by hash.
const REQUIREMENTS: &str = "tests/interop/requirements.txt";

/// The release of Debian's that they are taken from, whatever the machine runs: in the one before,
/// OpenSMTPD cannot do TLS with the OpenSSL that it comes with, and systemd knows no
/// `Type=notify-reload`.
const RELEASE: &str = "trixie";

/// Who signs it.
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// What comes from Debian: the name of its folder, and the packages that are unpacked there.
struct Unpacked {
    name: &'static str,
    packages: &'static [&'static str],
}

const UNPACKED: &[Unpacked] = &[
    // The plugins are what it asks about passwords, as Postfix does.
    Unpacked {
        name: "exim",
        packages: &[
            "base-files",
            "exim4-daemon-heavy",
            "libsasl2-modules",
            "libsasl2-modules-db",
        ],
    },
    // It hands mails to its delivery programs by way of the shell.
    Unpacked {
        name: "opensmtpd",
        packages: &["base-files", "dash", "opensmtpd"],
    },
    // The proxies before the gateway, and what understands the other files of `gateway/deploy`.
    Unpacked {
        name: "deploy",
        packages: &[
            "caddy",
            "haproxy",
            "logrotate",
            "nginx",
            "promtool",
            "systemd",
        ],
    },
    // Gives one process a clock of its own.
    Unpacked {
        name: "clock",
        packages: &["libfaketime"],
    },
];

/// Whether Debian's package lists are needed.
pub(crate) fn needs_packages(shell: &Shell) -> bool {
    UNPACKED.iter().any(|server| server.is_missing(shell))
}

/// Installs those that are missing or changed.
pub(crate) fn install(shell: &Shell) -> Result<()> {
    if needs_packages(shell) {
        let temporary = shell.create_temp_dir()?;
        let apt = Apt::new(shell, temporary.path())?;
        for server in UNPACKED {
            once(shell, server.name, &server.recipe(), |root| {
                server.unpack(shell, &apt, root)
            })?;
        }
    }
    let requirements = shell.read_file(REQUIREMENTS)?;
    once(shell, "aiosmtpd", &requirements, |folder| {
        python(shell, folder)
    })?;
    npm::install(shell, npm::INTEROP)
}

/// Fills the folder `name`, unless this very recipe was the last to do so.
fn once(
    shell: &Shell,
    name: &str,
    recipe: &str,
    fill: impl FnOnce(&Path) -> Result<()>,
) -> Result<()> {
    if is_current(shell, name, recipe) {
        return Ok(());
    }
    let folder = folder(shell, name);
    shell.remove_path(&folder)?;
    shell.create_dir(&folder)?;
    fill(&folder).with_context(|| format!("{name} could not be installed"))?;
    Ok(shell.write_file(folder.join(STAMP), recipe)?)
}

fn is_current(shell: &Shell, name: &str, recipe: &str) -> bool {
    shell
        .read_file(folder(shell, name).join(STAMP))
        .is_ok_and(|installed| installed == recipe)
}

fn folder(shell: &Shell, name: &str) -> PathBuf {
    shell.current_dir().join(FOLDER).join(name)
}

impl Unpacked {
    fn is_missing(&self, shell: &Shell) -> bool {
        !is_current(shell, self.name, &self.recipe())
    }

    fn recipe(&self) -> String {
        format!("{RELEASE}\n{}", self.packages.join("\n"))
    }

    /// Makes `root` what the server will see as `/`: the packages and all libraries below them.
    fn unpack(&self, shell: &Shell, apt: &Apt<'_>, root: &Path) -> Result<()> {
        let plan = apt.plan(shell, self.packages)?;
        let wanted = planned(&plan)
            .filter(|package| package.contains("lib") || self.packages.contains(package));
        for file in apt.download(shell, wanted)? {
            cmd!(shell, "dpkg-deb --extract {file} {root}")
                .quiet()
                .run()?;
        }
        // Nobody but the tests runs them, as root; others shall not become root by them.
        cmd!(shell, "chmod --recursive ug-s {root}").run()?;
        Ok(shell.remove_path(root.join("usr/share"))?)
    }
}

/// An apt that sees [`RELEASE`] alone, and a machine on which nothing is installed.
struct Apt<'a> {
    folder: &'a Path,
    options: Vec<String>,
}

impl<'a> Apt<'a> {
    /// One that keeps what it knows in `folder`.
    fn new(shell: &Shell, folder: &'a Path) -> Result<Self> {
        for below in ["lists/partial", "cache/archives/partial"] {
            shell.create_dir(folder.join(below))?;
        }
        let mirror = mirror(shell)?;
        let source = format!("deb [signed-by={KEYRING}] {mirror} {RELEASE} main\n");
        shell.write_file(folder.join("sources.list"), source)?;
        shell.write_file(folder.join("status"), "")?;
        let here = folder.display();
        let options = [
            format!("-oDir::Etc::SourceList={here}/sources.list"),
            "-oDir::Etc::SourceParts=-".to_owned(),
            format!("-oDir::State::Lists={here}/lists"),
            format!("-oDir::State::Status={here}/status"),
            format!("-oDir::Cache={here}/cache"),
            "-oAcquire::IndexTargets::deb::DEP-11::DefaultEnabled=false".to_owned(),
            // The folder is root's alone, so apt's own user could not write to it.
            "-oAPT::Sandbox::User=root".to_owned(),
        ];
        let options = Vec::from(options);
        let all = &options;
        cmd!(shell, "apt-get {all...} update --quiet").run()?;
        Ok(Self { folder, options })
    }

    /// What it would do to install `packages`.
    fn plan(&self, shell: &Shell, packages: &[&str]) -> Result<String> {
        let options = &self.options;
        let install = ["install", "--simulate", "--no-install-recommends"];
        Ok(
            cmd!(shell, "apt-get {options...} {install...} {packages...}")
                .quiet()
                .read()?,
        )
    }

    /// The files of `packages`.
    fn download<'p>(
        &self,
        shell: &Shell,
        packages: impl Iterator<Item = &'p str>,
    ) -> Result<Vec<PathBuf>> {
        let (options, folder) = (&self.options, self.folder.join("files"));
        shell.remove_path(&folder)?;
        shell.create_dir(&folder)?;
        let _folder = shell.push_dir(&folder);
        cmd!(shell, "apt-get {options...} download --quiet {packages...}").run()?;
        Ok(shell.read_dir(&folder)?)
    }
}

/// Where this machine gets Debian's packages from.
fn mirror(shell: &Shell) -> Result<String> {
    let which = ["Created-By: Packages", "Label: Debian", "Component: main"];
    let mirrors = cmd!(
        shell,
        "apt-get indextargets --format $(REPO_URI) {which...}"
    )
    .quiet()
    .read()?;
    let mirror = mirrors.lines().next();
    mirror
        .map(str::to_owned)
        .context("this machine gets no packages from Debian")
}

/// The packages in apt's plan, from lines such as `Inst libspf2-2 (1.2.10-7.2 Debian:12 [amd64])`.
fn planned(plan: &str) -> impl Iterator<Item = &str> {
    plan.lines()
        .filter_map(|line| line.strip_prefix("Inst "))
        .filter_map(|rest| rest.split(' ').next())
}

/// An environment of Python's own with what the requirements say.
fn python(shell: &Shell, folder: &Path) -> Result<()> {
    // Debian's Python, whatever else is on the path.
    cmd!(shell, "/usr/bin/python3 -m venv {folder}").run()?;
    let pip = folder.join("bin/pip");
    let require = ["--require-hashes", "--requirement", REQUIREMENTS];
    cmd!(
        shell,
        "{pip} install --quiet --disable-pip-version-check {require...}"
    )
    .run()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_names_each_package_once() {
        let plan = concat!(
            "Inst libspf2-2 (1.2.10-7.2 Debian:13.1/stable [amd64])\n",
            "Conf libspf2-2 (1.2.10-7.2 Debian:13.1/stable [amd64])\n",
            "Inst opensmtpd (7.6.0p1-1 Debian:13.1/stable [amd64]) []\n",
        );
        assert_eq!(
            planned(plan).collect::<Vec<_>>(),
            ["libspf2-2", "opensmtpd"]
        );
    }
}
