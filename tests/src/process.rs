//! A server program that a test starts, and the folder that it works in. Both go with the test.

use std::{
    ffi::OsStr,
    fs::{self, Permissions},
    io,
    net::{SocketAddr, TcpStream},
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;

/// How long a start or a delivery may take before the test is told that it failed. Either takes well
/// under a second on an idle machine; the bound is for busy ones, and costs time only on failure.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// How often to look in the meantime.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Runs the server, in a process group of its own, for as long as somebody holds the other end of
/// standard input, so that it ends with the test even where the test is killed. A signal that would end
/// the guard ends the server first; the server does not inherit the trap, as it would an ignored signal.
/// A server that is still there ten seconds after it was asked to end is killed. Arguments: the folder
/// that goes when it has ended, and the command.
const GUARD: &str = r#"
trap : HUP INT TERM
folder=$1
shift
setsid "$@" >>"$folder/log" 2>&1 &
read -r _
kill $!
looks=0
while kill -0 $! && [ $looks -lt 100 ]; do
    sleep 0.1
    looks=$((looks + 1))
done
kill -KILL -$!
wait $!
rm -rf "$folder"
"#;

/// A folder for a server, which anybody may enter: servers run as users of their own.
///
/// # Errors
/// Where this is not root, whom servers need to become others.
pub(crate) fn folder(name: &str) -> Result<TempDir> {
    let folder = tempfile::Builder::new()
        .prefix(&format!("wsmtp-{name}-"))
        .tempdir()?;
    let owner = fs::metadata(folder.path())?.uid();
    ensure!(
        owner == 0,
        "only root may start {name}: run `cargo xtask setup`, which says how"
    );
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755))?;
    Ok(folder)
}

/// A running server. It ends, and leaves nothing behind, when this is dropped.
pub(crate) struct Process {
    folder: TempDir,
    guard: Child,
}

impl Process {
    /// Starts `command`; what it prints goes into the folder's `log`.
    ///
    /// # Errors
    /// Where there is no shell.
    pub(crate) fn start<S: AsRef<OsStr>>(
        folder: TempDir,
        command: impl IntoIterator<Item = S>,
    ) -> Result<Self> {
        let guard = Command::new("/bin/sh")
            .args(["-c", GUARD, "guard"])
            .arg(folder.path())
            .args(command)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("a shell is needed")?;
        Ok(Self { folder, guard })
    }

    /// Where it works.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What it said so far.
    pub(crate) fn log(&self) -> String {
        let log = fs::read(self.folder().join("log")).unwrap_or_default();
        String::from_utf8_lossy(&log).into_owned()
    }

    /// Waits until it listens.
    ///
    /// # Errors
    /// Where it does not in time, with its log.
    pub(crate) fn await_listening(&self, address: SocketAddr) -> Result<()> {
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            ensure!(
                start.elapsed() < PATIENCE,
                "nobody listens at {address}; the server's log:\n{}",
                self.log()
            );
            thread::sleep(LOOK_AGAIN);
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        if let Err(error) = self.guard.wait() {
            log_leftover(self.folder.path(), &error);
        }
    }
}

#[expect(clippy::print_stderr, reason = "a drop has no other way to tell")]
fn log_leftover(folder: &Path, error: &io::Error) {
    eprintln!("a server in {} may still run: {error}", folder.display());
}
