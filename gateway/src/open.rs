//! The first message of a page: where to.

use tokio::time::timeout;
use wsmtp_tunnel::{ErrorCode, Target};

use crate::{
    Limits,
    failure::{Failure, Stop},
    page::{Page, Said},
};

/// Waits for the page to say where to.
pub(crate) async fn open(page: &mut Page, limits: &Limits) -> Result<Target, Stop> {
    match timeout(limits.open, page.reader.next()).await {
        Ok(Ok(Said::Open(open))) => Ok(open.target),
        Ok(Ok(Said::Bytes | Said::StartTls | Said::Eof)) => Err(Failure::bad_message(
            "the first message must be open; send it before all else",
        )
        .into()),
        Ok(Err(stop)) => Err(stop),
        Err(_) => {
            let message = format!(
                "the page sent no open within {} seconds; send it at once",
                limits.open.as_secs()
            );
            Err(Failure::new(ErrorCode::OpenTimeout, message).into())
        }
    }
}
