//! From the page to the server.

use std::io;

use tokio::{io::WriteHalf, sync::watch};

use super::{
    Ended, Progress,
    between::Between,
    outbound::{Outbound, Step},
};
use crate::{
    dial::Server,
    failure::{Failure, Stop},
    judge::Upstream,
    page::{Reader, Said},
};

pub(super) struct Up<'a> {
    pub(super) upstream: &'a Upstream,
    pub(super) reader: &'a mut Reader,
    pub(super) between: &'a Between,
    pub(super) write: &'a mut WriteHalf<Server>,
    pub(super) outbound: &'a mut Outbound,
    pub(super) progress: watch::Sender<Progress>,
}

impl Up<'_> {
    pub(super) async fn pump(mut self) -> Result<Ended, Stop> {
        let (mut open, mut waits) = (true, false);
        loop {
            if self.outbound.is_empty() {
                waits = self.take_up();
            }
            let last = self.reader.has_ended() && !waits;
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
            // Only to wake whoever writes to the page.
            self.progress.send_modify(|_| {});
        }
        waits
    }

    fn ack(&mut self, taken: usize) {
        if taken > 0 {
            let acked = self.reader.taken(taken);
            self.progress.send_modify(|progress| progress.acked = acked);
        }
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
