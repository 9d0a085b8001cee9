//! What is measured, each by one function.

use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;

use super::{Way, line::Line};

/// The payload of one message in bulk, in bytes: close to the longest that the tunnel allows, and
/// whole lines.
const BLOCK: usize = 840 * LINE.len();

/// A line of content of the usual length.
const LINE: &[u8; 78] =
    b"Amid the hum of machines a mail goes its way, line after line, to the end...\r\n";

/// Sessions that send mails at the same time: enough that nobody waits for the network, and few
/// enough that the driver is not what is measured.
const AT_A_TIME: usize = 16;

/// Bytes of content in each of many mails: a short text in the clothes that mail programs give it.
const CONTENT: usize = 4 * 1024;

/// Sessions that are opened at the same time: fewer than the listeners let wait.
const OPENING: usize = 32;

/// Round trips before the first that counts.
const WARM_UP: usize = 500;

const ENVELOPE: &[u8] = b"MAIL FROM:<ann@bench.example>\r\nRCPT TO:<bob@sink.example>\r\nDATA\r\n";

/// Says NOOP `count` times and waits for each reply; gives the times that were taken, the shortest first.
///
/// # Errors
/// Whatever keeps the session from ending well.
pub async fn latency(way: &Way, token: Option<&str>, count: usize) -> Result<Vec<Duration>> {
    let mut line = Line::open(way, token).await?;
    let noop = line.piece(b"NOOP\r\n");
    let mut times = Vec::with_capacity(count);
    for round in 0..WARM_UP + count {
        let began = Instant::now();
        line.say(&noop).await?;
        line.reply("250").await?;
        if round >= WARM_UP {
            times.push(began.elapsed());
        }
    }
    times.sort_unstable();
    Ok(times)
}

/// Sends one mail with at least `bytes` of content; gives the time from its first byte to the last
/// reply, and how much content it was.
///
/// # Errors
/// Whatever keeps the mail from being taken.
pub async fn bulk(way: &Way, token: Option<&str>, bytes: usize) -> Result<(Duration, usize)> {
    let mut line = Line::open(way, token).await?;
    let block = line.piece(&LINE.repeat(BLOCK / LINE.len()));
    let (envelope, end) = (line.piece(ENVELOPE), line.piece(b".\r\n"));
    let blocks = bytes.div_ceil(BLOCK);
    let began = Instant::now();
    line.say(&envelope).await?;
    for code in ["250", "250", "354"] {
        line.reply(code).await?;
    }
    for _ in 0..blocks {
        line.say(&block).await?;
    }
    line.say(&end).await?;
    line.reply("250").await?;
    Ok((began.elapsed(), blocks * BLOCK))
}

/// Sends `count` mails over a few sessions at a time; gives the time from the first to the last.
///
/// # Errors
/// Whatever keeps a mail from being taken.
pub async fn mails(way: &Way, token: Option<&str>, count: usize) -> Result<Duration> {
    let mut lines = Vec::new();
    for _ in 0..AT_A_TIME {
        lines.push(Line::open(way, token).await?);
    }
    let began = Instant::now();
    let mut tasks = JoinSet::new();
    for line in lines {
        tasks.spawn(send(line, count.div_ceil(AT_A_TIME)));
    }
    for done in tasks.join_all().await {
        done?;
    }
    Ok(began.elapsed())
}

/// Sends mails one after the other, as a client does where the server offers PIPELINING.
async fn send(mut line: Line, count: usize) -> Result<()> {
    let mut content = LINE.repeat(CONTENT / LINE.len());
    content.extend_from_slice(b".\r\n");
    let (envelope, content) = (line.piece(ENVELOPE), line.piece(&content));
    for _ in 0..count {
        line.say(&envelope).await?;
        for code in ["250", "250", "354"] {
            line.reply(code).await?;
        }
        line.say(&content).await?;
        line.reply("250").await?;
    }
    Ok(())
}

/// Opens `count` sessions that then rest. They end when what is returned is dropped.
///
/// # Errors
/// Whatever keeps a session from being opened.
pub async fn idle(way: &Way, token: Option<&str>, count: usize) -> Result<JoinSet<Result<()>>> {
    let mut resting = JoinSet::new();
    let mut opening = JoinSet::new();
    for number in 0..count {
        let (way, token) = (way.clone(), token.map(str::to_owned));
        opening.spawn(async move { Line::open(&way, token.as_deref()).await });
        let room = if number + 1 == count { 0 } else { OPENING };
        while opening.len() > room
            && let Some(line) = opening.join_next().await
        {
            let mut line = line??;
            resting.spawn(async move { line.rest().await });
        }
    }
    Ok(resting)
}
