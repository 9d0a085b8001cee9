//! The end of a session: what is noted of it, and what the page is told.

use std::sync::Arc;

use tracing::info;

use crate::{
    Limits,
    failure::{Failure, Stop},
    page::Page,
    sessions::Throttle,
    telemetry::Journal,
};

/// Stands for an error code in logs and metrics where a page broke the rules of WebSocket itself.
const WEBSOCKET: &str = "websocket";

/// Ends a session whose outcome is known.
pub(crate) async fn end(page: Page, journal: Journal, outcome: &Result<(), Stop>, limits: &Limits) {
    log(outcome, &page);
    note(outcome, &page, &journal);
    page.end(outcome, limits).await;
}

/// Ends a session that was refused before it began. Strangers can have that as often as they
/// like, so not each of them is in the log.
pub(crate) async fn turn_away(
    page: Page,
    journal: Journal,
    refusal: Failure,
    strangers: &Arc<Throttle>,
    limits: &Limits,
) {
    let outcome = Err(refusal.into());
    if strangers.admits() {
        log(&outcome, &page);
    }
    note(&outcome, &page, &journal);
    page.end(&outcome, limits).await;
}

fn log(outcome: &Result<(), Stop>, page: &Page) {
    let (up, down) = (page.reader.total(), page.writer.total());
    match outcome {
        Ok(()) => info!(up, down, "ended"),
        Err(Stop::Gone) => info!(up, down, "page gone"),
        Err(Stop::Broken(reason)) => info!(up, down, code = WEBSOCKET, reason, "failed"),
        Err(Stop::Failed(failure)) => {
            info!(up, down, code = %failure.code, reason = %failure, "failed");
        }
    }
}

fn note(outcome: &Result<(), Stop>, page: &Page, journal: &Journal) {
    let code = match outcome {
        Ok(()) | Err(Stop::Gone) => None,
        Err(Stop::Broken(_)) => Some(WEBSOCKET),
        Err(Stop::Failed(failure)) => Some(failure.code.name()),
    };
    journal.ended(page.reader.total(), page.writer.total(), code);
}
