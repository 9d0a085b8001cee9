//! Everything that this binary logs, at every level, by every crate.
//!
//! One subscriber for all tests: tracing remembers per line of code whether anybody listens, so
//! subscribers that come and go could miss lines.

use std::{
    io,
    sync::{LazyLock, Mutex},
};

use tracing::Level;

use super::{page::Page, patiently};

static LOGS: LazyLock<&'static Mutex<Vec<u8>>> = LazyLock::new(|| {
    let logs: &'static Mutex<Vec<u8>> = Box::leak(Box::default());
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(Level::TRACE)
        .with_writer(move || Captured(logs))
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    logs
});

struct Captured(&'static Mutex<Vec<u8>>);

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Begins to listen, before the first line is logged.
pub(crate) fn begin() {
    LazyLock::force(&LOGS);
}

/// All that was logged so far.
pub(crate) fn text() -> String {
    String::from_utf8(LOGS.lock().unwrap().clone()).unwrap()
}

/// Waits for the line that says of this page that it is gone: not that it was told anything.
pub(crate) async fn gone(page: &Page) {
    let client = format!("client={}", page.address());
    patiently("the page to be called gone", async {
        let says = |line: &str| line.contains(&client) && line.contains("page gone");
        while !text().lines().any(says) {
            tokio::task::yield_now().await;
        }
    })
    .await;
}
