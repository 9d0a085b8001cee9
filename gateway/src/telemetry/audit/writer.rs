//! The thread that writes the file.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use super::AuditError;
use crate::telemetry::Metrics;

/// Lines that may wait: a few hundred kilobytes, and a second of more mails than one gateway moves.
const QUEUE: usize = 4096;

/// Only the user that the gateway runs as.
const MODE: u32 = 0o600;

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
        let file = OpenOptions::new()
            .append(true)
            .create(true)
            .mode(MODE)
            .open(path)
            .map_err(|source| AuditError::Open {
                path: path.to_owned(),
                source,
            })?;
        let (orders, given) = sync_channel(QUEUE);
        let mut log = Log {
            path: path.to_owned(),
            file,
            metrics: Arc::clone(&metrics),
            is_torn: false,
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

    /// Queues a line, or loses it where the queue is full.
    pub(super) fn write(&self, line: String) {
        let is_lost = self.orders.try_send(Order::Write(line)).is_err();
        let was_full = self.is_full.swap(is_lost, Relaxed);
        if is_lost {
            self.metrics.audit_lost();
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

struct Log {
    path: PathBuf,
    file: File,
    metrics: Arc<Metrics>,
    /// Whether the last line was only written in part.
    is_torn: bool,
    /// Lines lost in a row.
    lost: u64,
}

impl Log {
    fn write_all(&mut self, orders: &Receiver<Order>) {
        while let Ok(order) = orders.recv() {
            match order {
                Order::Write(line) => self.write(line),
                Order::Flush(done) => {
                    // Nobody waits any longer where this fails.
                    let _ = done.send(());
                }
            }
        }
    }

    fn write(&mut self, mut line: String) {
        line.push('\n');
        if self.is_torn {
            line.insert(0, '\n');
        }
        // Once, as a file takes less than everything only when its disk is full.
        match self.file.write(line.as_bytes()) {
            Ok(count) if count == line.len() => self.is_torn = false,
            Ok(_) => {
                self.is_torn = true;
                return self.lose(&io::ErrorKind::StorageFull.into());
            }
            Err(error) => return self.lose(&error),
        }
        if self.lost > 0 {
            tracing::warn!(lost = self.lost, file = %self.path.display(), "the audit log is written again");
            self.lost = 0;
        }
    }

    /// Warned about once until it works again: a full disk is not helped by more logs.
    fn lose(&mut self, error: &io::Error) {
        self.metrics.audit_lost();
        if self.lost == 0 {
            tracing::warn!(%error, file = %self.path.display(), "the audit log cannot be written; its lines are lost until it can");
        }
        self.lost += 1;
    }
}
