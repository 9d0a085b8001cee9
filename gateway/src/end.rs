//! The end of a session: what is noted of it, and what the page is told.

use tracing::info;

use crate::{Limits, failure::Stop, page::Page};

/// Ends a session whose outcome is known.
pub(crate) async fn end(page: Page, outcome: &Result<(), Stop>, limits: &Limits) {
    log(outcome, &page);
    page.end(outcome, limits).await;
}

fn log(outcome: &Result<(), Stop>, page: &Page) {
    let (up, down) = (page.reader.total(), page.writer.total());
    match outcome {
        Ok(()) => info!(up, down, "ended"),
        Err(Stop::Gone) => info!(up, down, "page gone"),
        Err(Stop::Broken(reason)) => info!(up, down, code = "websocket", reason, "failed"),
        Err(Stop::Failed(failure)) => {
            info!(up, down, code = %failure.code, reason = %failure, "failed");
        }
    }
}
