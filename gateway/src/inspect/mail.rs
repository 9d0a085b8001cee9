//! One mail: what the rules say of it, and what has become of it so far.
//!
//! There is never more than one, because MAIL waits until all before it is answered. Then nothing about
//! the mail before is open, and no reply can be taken for that of another mail.

use std::mem;

use wsmtp_proto::{
    reply,
    types::{Mailbox, Reply, ReversePath},
};

use super::{
    Awaited, Inspector, MailRecord, MailRules, Outcome, decision::Decision, ledger::Reservation,
};

/// What may be said about the mail next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing: there is none, or its record is written.
    Over,
    /// RCPT, DATA, BDAT.
    Envelope,
    /// BDAT.
    Chunks,
    /// Nothing: it is complete.
    Complete,
    /// Nothing: RSET or EHLO, QUIT or HELO was said.
    Left,
}

pub(super) struct Mail {
    stage: Stage,
    sender: Option<Mailbox>,
    accepted: usize,
    refused: usize,
    /// Recipients that the server has not answered yet.
    asked: usize,
    /// Whether the server would not have its content.
    unwanted: bool,
    /// Octets that went to the server.
    pub(super) size: u64,
    /// Octets of all chunks that were announced.
    announced: u64,
    reservation: Option<Reservation>,
}

impl Mail {
    pub(super) const fn none() -> Self {
        Self {
            stage: Stage::Over,
            sender: None,
            accepted: 0,
            refused: 0,
            asked: 0,
            unwanted: false,
            size: 0,
            announced: 0,
            reservation: None,
        }
    }

    fn from(sender: &ReversePath) -> Self {
        let sender = match sender {
            ReversePath::Null => None,
            ReversePath::Mailbox(mailbox) => Some(mailbox.clone()),
        };
        Self {
            stage: Stage::Envelope,
            sender,
            ..Self::none()
        }
    }

    /// Whether it may still be taken. One that the server has refused, all its recipients or its content, has no
    /// record before the page gives it up, and a page need not do that before its next mail.
    pub(super) const fn is_under_way(&self) -> bool {
        let nobody = self.asked == 0 && self.accepted == 0 && self.refused > 0;
        match self.stage {
            Stage::Over => false,
            Stage::Envelope => !self.unwanted && !nobody,
            Stage::Chunks | Stage::Complete | Stage::Left => true,
        }
    }

    /// The server has refused DATA.
    pub(super) const fn data_refused(&mut self) {
        self.unwanted = true;
    }

    /// The server has all of it.
    pub(super) fn is_complete(&mut self) {
        if self.stage != Stage::Over {
            self.stage = Stage::Complete;
        }
    }

    /// What RCPT, DATA or BDAT is told that cannot be said now (RFC 5321 section 4.1.4).
    fn out_of_order(&self) -> Reply {
        match self.stage {
            Stage::Chunks => reply!(503, 5, 1, "a mail has begun; RSET gives it up"),
            _ => reply!(503, 5, 1, "say MAIL first"),
        }
    }
}

impl MailRules {
    /// RFC 1870 section 6.1; RFC 3463 section 3.4: the message is larger than what the system takes.
    pub(super) fn too_large(&self) -> Reply {
        let limit = self.size.unwrap_or_default();
        reply!(
            552,
            3,
            4,
            "no mail may be larger than {}",
            counted(limit, "octet")
        )
    }

    pub(super) fn is_too_large(&self, size: u64) -> bool {
        self.size.is_some_and(|limit| size > limit)
    }
}

/// So many of something: `1 mail`, `2 mails`.
pub(super) fn counted(number: impl Into<u64>, what: &str) -> String {
    match number.into() {
        1 => format!("1 {what}"),
        number => format!("{number} {what}s"),
    }
}

impl Inspector {
    pub(super) fn mail(&mut self, path: &ReversePath, size: Option<u64>) -> Decision {
        if !self.awaited.is_empty() {
            return Decision::Wait;
        }
        if self.mail.stage != Stage::Over {
            return Decision::Refuse(reply!(503, 5, 1, "a mail has begun; RSET gives it up"));
        }
        self.mail = Mail::from(path);
        match self.admit(path, size) {
            Ok(()) => Decision::Pass(Awaited::Mail),
            Err(refusal) => {
                self.end_mail(Outcome::Forbidden(refusal.code().get()));
                Decision::Refuse(refusal)
            }
        }
    }

    /// Whether the rules permit one more mail, this one.
    fn admit(&mut self, path: &ReversePath, size: Option<u64>) -> Result<(), Reply> {
        let rules = &self.setup.rules;
        if !rules.permits(path) {
            // RFC 3463 section 3.8: delivery not authorized, message refused.
            return Err(reply!(550, 7, 1, "no mail may be sent from {path} here"));
        }
        if rules.is_too_large(size.unwrap_or_default()) {
            return Err(rules.too_large());
        }
        if let Some(limit) = rules.mails.filter(|limit| self.mails >= *limit) {
            // The same, for a while: another session may.
            return Err(reply!(
                451,
                7,
                1,
                "no more than {} may be sent in one session; begin another",
                counted(limit, "mail")
            ));
        }
        if let (Some(limit), Some(budget)) = (rules.mails_per_hour, &self.setup.budget) {
            let reservation = budget.reserve(limit).map_err(|wait| {
                let minutes = wait.as_secs().div_ceil(60).max(1);
                reply!(
                    451,
                    7,
                    1,
                    "no more than {} may be sent within an hour; try again in {}",
                    counted(limit, "mail"),
                    counted(minutes, "minute")
                )
            })?;
            self.mail.reservation = Some(reservation);
        }
        Ok(())
    }

    pub(super) fn rcpt(&mut self) -> Decision {
        let mail = &mut self.mail;
        if mail.stage != Stage::Envelope {
            return Decision::Refuse(mail.out_of_order());
        }
        let limit = self.setup.rules.recipients;
        match limit.filter(|limit| mail.accepted + mail.asked >= *limit as usize) {
            None => {
                mail.asked += 1;
                Decision::Pass(Awaited::Rcpt)
            }
            // The server may refuse one of them, and then there is room.
            Some(_) if mail.asked > 0 => Decision::Wait,
            // RFC 5321 section 4.5.3.1.10; RFC 3463 section 3.6: too many recipients.
            Some(limit) => Decision::Refuse(reply!(
                452,
                5,
                3,
                "no more than {} in one mail",
                counted(limit, "recipient")
            )),
        }
    }

    pub(super) fn data(&self) -> Decision {
        match self.mail.stage {
            Stage::Envelope => Decision::PassAndHold(Awaited::Data),
            _ => Decision::Refuse(self.mail.out_of_order()),
        }
    }

    /// Whatever becomes of BDAT, its octets are no commands (RFC 3030 section 2).
    pub(super) fn bdat(&mut self, size: u64, last: bool) -> Decision {
        let mail = &mut self.mail;
        if !matches!(mail.stage, Stage::Envelope | Stage::Chunks) {
            let reply = mail.out_of_order();
            return Decision::Drop { size, reply };
        }
        // No server is to be trusted with a chunk that it must refuse, or does not know.
        let nobody = mail.accepted == 0;
        if nobody && mail.asked > 0 {
            return Decision::Wait;
        }
        let announced = mail.announced.saturating_add(size);
        let too_large = self.setup.rules.is_too_large(announced);
        if !too_large && !nobody && self.chunking {
            mail.announced = announced;
            mail.stage = Stage::Chunks;
            return Decision::Chunk { size, last };
        }
        // Whether it is this that is wrong, or the mail before, is known then.
        if !self.awaited.is_empty() {
            return Decision::Wait;
        }
        let reply = if !self.chunking {
            reply!(502, 5, 1, "the server does not offer BDAT")
        } else if !nobody {
            mail.stage = Stage::Left;
            let reply = self.setup.rules.too_large();
            return Decision::DropAndReset { size, reply };
        } else if mail.refused == 0 {
            reply!(503, 5, 1, "say RCPT first")
        } else {
            reply!(554, 5, 1, "no recipient was accepted")
        };
        Decision::Drop { size, reply }
    }

    /// What ends a mail that is not complete, once the server has heard it.
    pub(super) fn leave_mail(&mut self, awaited: Awaited) -> Awaited {
        if matches!(self.mail.stage, Stage::Envelope | Stage::Chunks) {
            self.mail.stage = Stage::Left;
        }
        awaited
    }

    /// The server has answered RCPT.
    pub(super) fn count_recipient(&mut self, reply: &Reply) {
        self.mail.asked = self.mail.asked.saturating_sub(1);
        if reply.is_success() {
            self.mail.accepted += 1;
        } else {
            self.mail.refused += 1;
        }
    }

    /// The server has said what becomes of the mail.
    pub(super) fn judge_mail(&mut self, reply: &Reply) {
        let code = reply.code().get();
        self.end_mail(if reply.is_success() {
            Outcome::Accepted(code)
        } else {
            Outcome::Refused(code)
        });
    }

    /// The server has heard that the mail is given up.
    pub(super) fn end_mail_left(&mut self) {
        if self.mail.stage == Stage::Left {
            self.end_mail(Outcome::Aborted);
        }
    }

    /// The connection ends, and the mail with it.
    pub(super) fn end_mail_unheard(&mut self) {
        self.end_mail(match self.mail.stage {
            Stage::Complete => Outcome::Unknown,
            _ => Outcome::Aborted,
        });
    }

    /// Writes the record of the mail, if there is one that has none.
    pub(super) fn end_mail(&mut self, outcome: Outcome) {
        let mail = &mut self.mail;
        if mem::replace(&mut mail.stage, Stage::Over) == Stage::Over {
            return;
        }
        if outcome.may_be_taken() {
            self.mails = self.mails.saturating_add(1);
            if let Some(reservation) = mail.reservation.take() {
                reservation.keep();
            }
        }
        mail.reservation = None;
        (self.setup.records)(MailRecord {
            sender: mail.sender.take(),
            recipients: mail.accepted,
            size: mail.size,
            outcome,
        });
    }
}
