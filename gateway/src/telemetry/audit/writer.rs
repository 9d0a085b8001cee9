//! The thread that writes the file.

use std::{
    fs::{File, OpenOptions},
    io, iter, mem,
    os::unix::fs::{FileExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use memchr::memchr_iter;

use super::AuditError;
use crate::telemetry::Metrics;

/// Lines that may wait: a few hundred kilobytes, and a second of more mails than one gateway moves.
const QUEUE: usize = 4096;

/// Only the user that the gateway runs as.
const MODE: u32 = 0o600;

/// How long the lines behind a first one are gathered: to wake the thread costs several times what a line
/// does. It is what a crash may lose.
const GATHERED: Duration = Duration::from_millis(10);

/// How often a full queue is asked for a place at the end.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// What the thread is asked for.
enum Order {
    Write(String),
    /// Say so when everything before this is written.
    Flush(SyncSender<()>),
}

/// Ends its thread, once that has written everything, when dropped.
pub(super) struct Writer {
    orders: SyncSender<Order>,
    metrics: Arc<Metrics>,
    is_full: AtomicBool,
}

impl Writer {
    pub(super) fn open(path: &Path, metrics: Arc<Metrics>) -> Result<Self, AuditError> {
        let cannot = |source| AuditError::Open {
            path: path.to_owned(),
            source,
        };
        let file = open(path).map_err(cannot)?;
        // Where nobody can look, at most one line is spoilt by the last.
        let is_torn = is_torn(&file, path).unwrap_or(false);
        let (orders, given) = sync_channel(QUEUE);
        let mut log = Log {
            path: path.to_owned(),
            file,
            metrics: Arc::clone(&metrics),
            is_torn,
            lost: 0,
        };
        thread::Builder::new()
            .name("audit".into())
            .spawn(move || log.write_all(&given))
            .map_err(AuditError::Thread)?;
        Ok(Self {
            orders,
            metrics,
            is_full: AtomicBool::new(false),
        })
    }

    /// Queues a line with its end, or loses it where the queue is full.
    pub(super) fn write(&self, line: String) {
        let is_lost = self.orders.try_send(Order::Write(line)).is_err();
        let was_full = self.is_full.swap(is_lost, Relaxed);
        if is_lost {
            self.metrics.audit_lost(1);
            if !was_full {
                tracing::warn!(
                    "the audit log's disk is too slow; lines are lost until it catches up"
                );
            }
        }
    }

    /// Waits until everything is written, or `limit` is over. Blocks.
    pub(super) fn flush(&self, limit: Duration) {
        let end = Instant::now() + limit;
        let (done, written) = sync_channel(1);
        while self.orders.try_send(Order::Flush(done.clone())).is_err() {
            if Instant::now() >= end {
                return;
            }
            thread::sleep(LOOK_AGAIN);
        }
        // What takes longer is given up: a process must end even where its disk does not.
        let _ = written.recv_timeout(end.saturating_duration_since(Instant::now()));
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .append(true)
        .create(true)
        .mode(MODE)
        .open(path)
}

/// Whether the file ends within a line, as a full disk or a power cut leaves it.
fn is_torn(file: &File, path: &Path) -> io::Result<bool> {
    let metadata = file.metadata()?;
    // A pipe has no end to look at.
    if !metadata.is_file() || metadata.len() == 0 {
        return Ok(false);
    }
    let mut last = [0];
    File::open(path)?.read_exact_at(&mut last, metadata.len() - 1)?;
    Ok(last != *b"\n")
}

struct Log<F> {
    path: PathBuf,
    file: F,
    metrics: Arc<Metrics>,
    /// Whether the last line was only written in part.
    is_torn: bool,
    /// Lines lost in a row.
    lost: u64,
}

impl<F: io::Write> Log<F> {
    fn write_all(&mut self, orders: &Receiver<Order>) {
        while let Ok(first) = orders.recv() {
            if matches!(first, Order::Write(_)) {
                thread::sleep(GATHERED);
            }
            let mut lines = String::new();
            for order in iter::once(first).chain(orders.try_iter().take(QUEUE)) {
                match order {
                    Order::Write(line) => lines.push_str(&line),
                    Order::Flush(done) => {
                        self.write(&mem::take(&mut lines));
                        // Nobody waits any longer where this fails.
                        let _ = done.send(());
                    }
                }
            }
            self.write(&lines);
        }
    }

    fn write(&mut self, lines: &str) {
        if lines.is_empty() {
            return;
        }
        let torn = if self.is_torn { "\n" } else { "" };
        let text = [torn, lines].concat();
        // Once, as a file takes less than everything only when its disk is full.
        let (count, error) = match self.file.write(text.as_bytes()) {
            Ok(count) => (count, io::ErrorKind::StorageFull.into()),
            Err(error) => (0, error),
        };
        let (written, rest) = text.as_bytes().split_at_checked(count).unwrap_or_default();
        if let Some(last) = written.last() {
            self.is_torn = *last != b'\n';
        }
        if rest.is_empty() {
            self.recover();
        } else {
            let lines = lines.as_bytes();
            let rest = lines.len().min(rest.len());
            let rest = lines.get(lines.len() - rest..).unwrap_or_default();
            self.lose(memchr_iter(b'\n', rest).count(), &error);
        }
    }

    fn recover(&mut self) {
        if self.lost > 0 {
            tracing::warn!(lost = self.lost, file = %self.path.display(), "the audit log is written again");
            self.lost = 0;
        }
    }

    /// Warned about once until it works again: a full disk is not helped by more logs.
    fn lose(&mut self, lines: usize, error: &io::Error) {
        self.metrics.audit_lost(lines as u64);
        if self.lost == 0 {
            tracing::warn!(%error, file = %self.path.display(), "the audit log cannot be written; its lines are lost until it can");
        }
        self.lost += lines as u64;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// A disk with room for so many bytes more.
    struct Disk {
        bytes: Vec<u8>,
        room: usize,
    }

    impl io::Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let count = bytes.len().min(self.room);
            self.room -= count;
            self.bytes.extend_from_slice(&bytes[..count]);
            Ok(count)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn log<F>(file: F) -> Log<F> {
        Log {
            path: PathBuf::new(),
            file,
            metrics: Arc::new(Metrics::new().unwrap()),
            is_torn: false,
            lost: 0,
        }
    }

    /// A disk that tells what it is given, write by write.
    struct Teller(mpsc::Sender<String>);

    impl io::Write for Teller {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0
                .send(String::from_utf8(bytes.to_vec()).unwrap())
                .unwrap();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_was_queued_before_a_flush_is_written_when_that_is_answered() {
        let (orders, given) = sync_channel(QUEUE);
        let (done, written) = sync_channel(0);
        let line = |text: &str| Order::Write(text.to_owned());
        for order in [line("a\n"), line("b\n"), Order::Flush(done), line("c\n")] {
            orders.send(order).unwrap();
        }
        drop(orders);
        let (disk, told) = mpsc::channel();
        let mut log = log(Teller(disk));
        let thread = thread::spawn(move || log.write_all(&given));
        written.recv().unwrap();
        assert_eq!(told.try_recv().unwrap(), "a\nb\n");
        thread.join().unwrap();
        assert_eq!(told.iter().collect::<Vec<_>>(), ["c\n"]);
    }

    #[test]
    fn a_disk_that_fills_within_a_line_loses_that_and_those_behind_it() {
        for (room, kept, lost) in [
            (0, "f\n", 3),
            (1, "a\nf\n", 3),
            (2, "aa\nf\n", 3),
            (3, "aa\nf\n", 2),
            (5, "aa\nbb\nf\n", 2),
            (9, "aa\nbb\ncc\nf\n", 0),
        ] {
            let mut log = log(Disk {
                bytes: Vec::new(),
                room,
            });
            log.write("aa\nbb\ncc\n");
            assert_eq!(log.lost, lost, "room for {room}");
            log.write("dd\nee\n");
            assert_eq!(log.lost, lost + 2, "room for {room}");
            log.file.room = 100;
            log.write("f\n");
            assert_eq!(log.lost, 0, "room for {room}");
            assert_eq!(String::from_utf8_lossy(&log.file.bytes), kept);
        }
    }
}
