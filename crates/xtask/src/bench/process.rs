//! A program that is measured, and what the kernel says about it and its children.

use std::{
    fs,
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

/// For a program to listen.
const PATIENCE: Duration = Duration::from_secs(20);

/// Ticks a second in which the kernel counts processor time, on every Linux there is.
const TICKS: f64 = 100.0;

/// Seconds of processor time.
#[derive(Clone, Copy, Default)]
pub(super) struct Time {
    /// In the program.
    pub(super) own: f64,
    /// In the kernel, on the program's behalf.
    pub(super) kernel: f64,
}

impl Time {
    pub(super) fn since(self, before: Self) -> Self {
        Self {
            own: self.own - before.own,
            kernel: self.kernel - before.kernel,
        }
    }

    pub(super) fn all(self) -> f64 {
        self.own + self.kernel
    }

    /// The kernel's part in percent; none where no tick was counted.
    pub(super) fn kernels(self) -> Option<f64> {
        (self.all() > 0.0).then(|| 100.0 * self.kernel / self.all())
    }
}

/// Ends when it is dropped.
pub(super) struct Process(Child);

impl Process {
    /// Starts a program that may open as many files as the system permits.
    pub(super) fn start(
        program: &Path,
        arguments: &[String],
        environment: &[(&str, &Path)],
    ) -> Result<Self> {
        let child = permitted(program)
            .args(arguments)
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self(child))
    }

    pub(super) fn await_listening(&mut self, address: SocketAddr) -> Result<()> {
        let began = Instant::now();
        while TcpStream::connect(address).is_err() {
            let ended = self.0.try_wait()?;
            ensure!(ended.is_none(), "a bridge ended at once: {ended:?}");
            ensure!(began.elapsed() < PATIENCE, "a bridge does not listen");
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// The time so far, with that of all children.
    pub(super) fn time(&self) -> Result<Time> {
        let mut time = Time::default();
        for id in self.family()? {
            // A child that has ended meanwhile counts with its parent.
            let Ok(fields) = stat(id) else { continue };
            let times = fields.get(11..15).context("a short /proc/<pid>/stat")?;
            let seconds = |ticks: &String| ticks.parse::<f64>().map(|ticks| ticks / TICKS);
            let times: Vec<_> = times.iter().map(seconds).collect::<Result<_, _>>()?;
            // Its own and those of children that have ended, each in the program and in the kernel.
            if let [own, kernel, childrens, for_children] = times[..] {
                time.own += own + childrens;
                time.kernel += kernel + for_children;
            }
        }
        Ok(time)
    }

    /// The proportional set size in kibibytes, with those of all children.
    pub(super) fn memory(&self) -> Result<f64> {
        let mut size = 0.0;
        for id in self.family()? {
            let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup"))?;
            let pss = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
            let pss = pss.and_then(|rest| rest.split_whitespace().next());
            size += pss
                .context("no Pss in /proc/<pid>/smaps_rollup")?
                .parse::<f64>()?;
        }
        Ok(size)
    }

    /// The process and its children; nobody here has grandchildren.
    fn family(&self) -> Result<Vec<u32>> {
        let own = self.0.id();
        let mut family = vec![own];
        for entry in fs::read_dir("/proc")? {
            let Ok(id) = entry?.file_name().to_string_lossy().parse() else {
                continue;
            };
            if stat(id).is_ok_and(|fields| fields.get(1) == Some(&own.to_string())) {
                family.push(id);
            }
        }
        Ok(family)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Who has ended already is only waited for.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A command with the soft limit of file descriptors raised to the hard one.
pub(super) fn permitted(program: &Path) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", r#"ulimit -n "$(ulimit -Hn)"; exec "$@""#, "sh"]);
    command.arg(program);
    command
}

/// A port that nobody had a moment ago.
pub(super) fn port() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// The fields behind the name, which may hold anything: state, parent, and so on.
fn stat(id: u32) -> Result<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{id}/stat"))?;
    let (_, rest) = text
        .rsplit_once(')')
        .context("a /proc/<pid>/stat without name")?;
    Ok(rest.split_whitespace().map(str::to_owned).collect())
}
