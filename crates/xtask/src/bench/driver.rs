//! The load driver, a program of the testsuite.

use std::{collections::BTreeMap, path::PathBuf, process::Stdio, thread, time::Duration};

use anyhow::{Context, Result, bail, ensure};

use super::{
    Scale,
    bridge::Running,
    held::Held,
    install::Programs,
    measure::Measure,
    process::{Time, permitted},
};

/// For a bridge to end its sessions, so that their processor time counts.
const AFTERWARDS: Duration = Duration::from_millis(100);

const MIB: f64 = 1024.0 * 1024.0;

pub(super) struct Driver {
    program: PathBuf,
}

impl Driver {
    pub(super) fn new(programs: &Programs) -> Self {
        Self {
            program: programs.driver.clone(),
        }
    }

    /// Everything but memory, once.
    pub(super) fn speeds(&self, running: &Running, scale: &Scale) -> Result<Vec<(Measure, f64)>> {
        let [reply, content, mail] = Measure::SPENT;
        let mut speeds = Vec::new();
        let (latency, time) = self.measure("latency", running, scale.noops)?;
        speeds.push((Measure::Median, of(&latency, "p50")?));
        speeds.push((Measure::Slowest, of(&latency, "p99")?));
        speeds.extend(spent(time, reply, 1e6 / scale.noops as f64));
        let (bulk, time) = self.measure("bulk", running, scale.bulk)?;
        let mib = of(&bulk, "bytes")? / MIB;
        speeds.push((Measure::Bulk, mib / of(&bulk, "seconds")?));
        speeds.extend(spent(time, content, 1024.0 / mib));
        let (mails, time) = self.measure("mails", running, scale.mails)?;
        let count = scale.mails as f64;
        speeds.push((Measure::Mails, count / of(&mails, "seconds")?));
        speeds.extend(spent(time, mail, 1e6 / count));
        Ok(speeds)
    }

    /// One run, and the processor time that the bridge took for it.
    fn measure(
        &self,
        what: &str,
        running: &Running,
        count: usize,
    ) -> Result<(BTreeMap<String, f64>, Option<Time>)> {
        let time = || {
            running
                .process
                .as_ref()
                .map(|process| process.time())
                .transpose()
        };
        let before = time()?;
        let answer = permitted(&self.program)
            .args([what, &running.way, &count.to_string()])
            .args(&running.token)
            .stderr(Stdio::inherit())
            .output()?;
        ensure!(answer.status.success(), "{what} by {} failed", running.way);
        thread::sleep(AFTERWARDS);
        let spent = time()?
            .zip(before)
            .map(|(after, before)| after.since(before));
        Ok((numbers(&String::from_utf8(answer.stdout)?)?, spent))
    }

    /// Holds `count` idle sessions for as long as its answer lives.
    pub(super) fn rest(&self, running: &Running, count: usize) -> Result<Held> {
        let sessions = count.to_string();
        let mut arguments = vec!["idle", &running.way, &sessions];
        arguments.extend(running.token.as_deref());
        let mut held = Held::start(&self.program, &arguments)?;
        let resting: usize = held.answer("resting")?;
        if resting != count {
            bail!("{resting} sessions rest instead of {count}");
        }
        Ok(held)
    }
}

/// The time, in the unit that a second of it is so much of, and the kernel's part of it.
fn spent(
    time: Option<Time>,
    (all, kernel): (Measure, Measure),
    second: f64,
) -> impl Iterator<Item = (Measure, f64)> {
    let part = time.and_then(Time::kernels).map(|part| (kernel, part));
    time.map(|time| (all, time.all() * second))
        .into_iter()
        .chain(part)
}

fn numbers(answer: &str) -> Result<BTreeMap<String, f64>> {
    let number = |line: &str| {
        let (name, number) = line.split_once(' ')?;
        Some((name.to_owned(), number.parse().ok()?))
    };
    let numbers = answer.lines().map(number).collect::<Option<_>>();
    numbers.with_context(|| format!("the driver said {answer}"))
}

fn of(numbers: &BTreeMap<String, f64>, name: &str) -> Result<f64> {
    let number = numbers.get(name).copied();
    number.with_context(|| format!("the driver did not say {name}"))
}
