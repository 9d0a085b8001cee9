//! The load driver of `cargo xtask bench`, and the SMTP sink that it is driven against. Both answer
//! in lines of a name and a number.
//!
//! `bench sink FILE` listens until standard input ends, with its authority's certificate in FILE.
//! `bench latency|bulk|mails|idle WAY COUNT [TOKEN]` measures; `idle` rests until standard input ends.
#![expect(clippy::print_stdout, reason = "that is how it answers")]

use std::{path::Path, time::Duration};

use anyhow::{Context as _, Result, bail, ensure};
use testsuite::bench::{Sink, Way, bulk, idle, latency, mails};

/// In how long an idle session would be noticed to have died, and an unsettled process to settle.
const SETTLE: Duration = Duration::from_secs(2);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["sink", ca] => sink(Path::new(ca)).await,
        [what, way, count] => measure(what, &way.parse()?, count.parse()?, None).await,
        [what, way, count, token] => {
            measure(what, &way.parse()?, count.parse()?, Some(token)).await
        }
        _ => bail!("bench sink FILE, or bench latency|bulk|mails|idle WAY COUNT [TOKEN]"),
    }
}

async fn sink(ca: &Path) -> Result<()> {
    let sink = Sink::bind(ca).await?;
    let (clear, secure) = sink.addresses()?;
    println!("clear {clear}\nsecure {secure}");
    tokio::select! {
        served = sink.serve() => served,
        () = stdin_ended() => Ok(()),
    }
}

async fn measure(what: &str, way: &Way, count: usize, token: Option<&str>) -> Result<()> {
    match what {
        "latency" => {
            let times = latency(way, token, count).await?;
            println!("p50 {}", percentile(&times, 50)?);
            println!("p99 {}", percentile(&times, 99)?);
        }
        "bulk" => {
            let (time, bytes) = bulk(way, token, count).await?;
            println!("seconds {}\nbytes {bytes}", time.as_secs_f64());
        }
        "mails" => {
            let time = mails(way, token, count).await?;
            println!("seconds {}", time.as_secs_f64());
        }
        "idle" => {
            let mut resting = idle(way, token, count).await?;
            tokio::time::sleep(SETTLE).await;
            let ended = resting.try_join_next();
            ensure!(ended.is_none(), "a session did not rest: {ended:?}");
            println!("resting {}", resting.len());
            stdin_ended().await;
        }
        _ => bail!("there is no measure `{what}`"),
    }
    Ok(())
}

/// In microseconds.
fn percentile(times: &[Duration], percent: usize) -> Result<f64> {
    let time = times.get(times.len() * percent / 100);
    Ok(time.context("too few were measured")?.as_secs_f64() * 1e6)
}

/// On a thread of its own, which may end with the process.
async fn stdin_ended() {
    let (ended, end) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        let _ = ended.send(());
    });
    let _ = end.await;
}
