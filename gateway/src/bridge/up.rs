//! From the page to the server.

use std::{io, pin::pin, time::Duration};

use tokio::{
    io::WriteHalf,
    sync::watch,
    time::{Instant, sleep_until},
};
use wsmtp_tunnel::MIN_WINDOW;

use super::{
    Ended, Progress,
    between::Between,
    outbound::{Outbound, Step},
};
use crate::{
    dial::Server,
    failure::{Failure, Stop},
    judge::Upstream,
    page::{Dialect, Reader, Said},
};

/// How long an ack may wait for the server's answer, so that both go together: longer than most servers
/// take for a command, and shorter than anybody sees.
const ACK_DELAY: Duration = Duration::from_millis(10);

/// Bytes after which an ack does not wait: half of the smallest window, so that no page stands still.
const ACK_AT_ONCE: u64 = MIN_WINDOW / 2;

pub(super) struct Up<'a> {
    pub(super) upstream: &'a Upstream,
    pub(super) reader: &'a mut Reader,
    pub(super) between: &'a Between,
    pub(super) write: &'a mut WriteHalf<Server>,
    pub(super) outbound: &'a mut Outbound,
    pub(super) progress: watch::Sender<Progress>,
    /// The total when [`Down`](super::down::Down) was last woken for an ack.
    pub(super) woken_at: u64,
    /// When it is to be woken for the next, if something is owed then. It stands until that time, though an
    /// ack may go with a reply meanwhile: a timer for each command would cost more than the command.
    pub(super) ack_due: Option<Instant>,
}

impl Up<'_> {
    pub(super) async fn pump(mut self) -> Result<Ended, Stop> {
        let (mut open, mut waits) = (true, false);
        let mut timer = pin!(sleep_until(Instant::now()));
        loop {
            if self.outbound.is_empty() {
                waits = self.take_up();
            }
            let last = self.reader.has_ended() && !waits;
            if let Some(due) = self.ack_due.filter(|due| *due != timer.deadline()) {
                timer.as_mut().reset(due);
            }
            tokio::select! {
                step = self.outbound.step(self.write, last), if open && self.outbound.has_work(last) => {
                    open = self.note(step);
                }
                said = self.reader.next(), if self.reader.has_room() => match said? {
                    Said::Bytes | Said::Eof => {}
                    Said::StartTls => return self.starttls(),
                    Said::Open(_) => return Err(Failure::opened_twice().into()),
                },
                () = self.between.moved(), if waits => {}
                () = timer.as_mut(), if self.ack_due.is_some() => self.ack_now(),
            }
            if !open {
                // Nobody will take these bytes; holding them would only fill the window.
                drop(self.reader.take());
            }
        }
    }

    /// Takes of the page's bytes what may go on; says whether others wait for the server.
    fn take_up(&mut self) -> bool {
        let passage = self.reader.deal(|held| self.between.page(held));
        let waits = passage.waits;
        self.outbound.append(passage);
        if self.outbound.is_empty() {
            let taken = self.outbound.taken();
            self.ack(taken);
        }
        if self.between.owes_page() || self.between.failure().is_some() {
            self.wake();
        }
        waits
    }

    /// Counts what the server's socket has taken, and sees to it that the page is told at once or soon.
    fn ack(&mut self, taken: usize) {
        if taken == 0 {
            return;
        }
        let acked = self.reader.taken(taken);
        if self.reader.dialect() == Dialect::Raw {
            return;
        }
        // In silence: what is written to the page meanwhile takes the ack along.
        self.progress.send_if_modified(|progress| {
            progress.acked = acked;
            false
        });
        if acked.saturating_sub(self.woken_at) >= ACK_AT_ONCE {
            self.ack_now();
        } else {
            self.ack_due
                .get_or_insert_with(|| Instant::now() + ACK_DELAY);
        }
    }

    /// Has the page told of all that the server's socket has taken.
    fn ack_now(&mut self) {
        self.ack_due = None;
        self.woken_at = self.reader.total();
        self.wake();
    }

    /// Wakes whoever writes to the page, to look for something to write.
    fn wake(&self) {
        self.progress.send_modify(|_| {});
    }

    /// Passes on how one step went; false when it was the last.
    fn note(&mut self, step: io::Result<Step>) -> bool {
        match step {
            Ok(Step::Taken(count)) => {
                self.ack(count);
                true
            }
            Ok(Step::Shut) => {
                self.progress.send_modify(|progress| progress.ended = true);
                false
            }
            Err(error) => {
                self.progress
                    .send_modify(|progress| progress.broken = Some(error.kind()));
                false
            }
        }
    }

    fn starttls(&self) -> Result<Ended, Stop> {
        if !self.upstream.has_starttls() {
            let message = "starttls is not for this upstream; see `security` in opened";
            return Err(Failure::bad_message(message).into());
        }
        if self.reader.holds_bytes() || !self.outbound.is_empty() {
            let message = "starttls came before the server had taken all bytes in clear";
            return Err(Failure::bad_message(message).into());
        }
        Ok(Ended::StartTls)
    }
}
