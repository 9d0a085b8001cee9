use alloc::{
    collections::VecDeque,
    string::String,
    vec::{IntoIter, Vec},
};

use super::{
    content::Content,
    event::{Delivery, MailId, Recipient, Refusal, Step, Verdict},
    order::Order,
};
use crate::{
    codec::Command,
    error::{Error, LocalError},
    transcript::ContentRecorder,
    types::{Body, Class, Reply},
};

/// One mail on its way: which commands are to be sent, which are unanswered, and what was said.
///
/// Decides only; the session around it sends and tells.
#[derive(Debug)]
pub(super) struct Transaction {
    pub(super) id: MailId,
    /// What the server was told of the content's octets.
    pub(super) body: Option<Body>,
    recipients: Vec<Recipient>,
    /// LMTP: each accepted recipient has a verdict of its own (RFC 2033 section 4.2).
    each: bool,
    /// A command for each step, in order.
    unsent: IntoIter<(Step, Command)>,
    /// Sent, in order; each reply belongs to the first.
    /// INVARIANT: at most a command for each recipient, [`MAX_AHEAD`](Self::MAX_AHEAD) chunks, and
    /// three more.
    unanswered: VecDeque<Step>,
    /// The first no that concerns the mail as a whole.
    refusal: Option<Refusal>,
    /// Whether 354 came, so that an end of data is owed.
    content_owed: bool,
    /// The yes to the content.
    taken: Option<Reply>,
    pub(super) content: Content,
    pub(super) recorder: ContentRecorder,
}

/// What a transaction needs next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing: the server has taken it.
    Accepted(Reply),
    /// The content.
    Content,
    /// An end of data at once: 354 came and there is nobody to send to (RFC 2920 section 3.1).
    EmptyContent,
    /// The end of the session: 354 came for a mail that was refused, and an end of data would
    /// deliver an empty one to those who were accepted.
    Nonsense,
    /// Nothing: it is refused.
    Refused(Refusal),
    /// The end of the session: a mail was taken of which a part had been refused.
    TakenInPart,
    /// More replies, more content, or the next flight to be sent.
    Wait,
}

impl Transaction {
    /// Chunks that may be unanswered once the envelope is accepted. They are sent in vain if one
    /// of them is refused, and where the way to the server is long, no more than these are under
    /// way at once: 4 MiB.
    const MAX_AHEAD: usize = 64;

    /// `reset` says that the server still remembers a mail that came to nothing.
    pub(super) fn new(id: MailId, order: Order, reset: bool) -> Self {
        let mut unsent = Vec::new();
        if reset {
            unsent.push((Step::Reset, Command::Rset));
        }
        unsent.push((Step::Mail, order.mail));
        for (index, rcpt) in order.rcpts.into_iter().enumerate() {
            unsent.push((Step::Recipient(index), rcpt));
        }
        if matches!(order.content, Content::Data(_)) {
            unsent.push((Step::Data, Command::Data));
        }
        Self {
            id,
            body: order.body,
            recipients: order.recipients,
            each: order.lmtp,
            unsent: unsent.into_iter(),
            unanswered: VecDeque::new(),
            refusal: None,
            content_owed: false,
            taken: None,
            content: order.content,
            recorder: ContentRecorder::default(),
        }
    }

    /// The commands that may be sent now: all of them with PIPELINING, where DATA ends the group
    /// (RFC 2920 section 3.1), else one at a time.
    pub(super) fn next_flight(&mut self, pipelining: bool) -> Vec<Command> {
        if !self.unanswered.is_empty() {
            return Vec::new();
        }
        let mut flight = Vec::new();
        for (step, command) in self.unsent.by_ref() {
            self.unanswered.push_back(step);
            flight.push(command);
            if !pipelining {
                break;
            }
        }
        flight
    }

    /// Whether content may already follow the envelope that is on its way: BDAT waits for no reply
    /// (RFC 3030 section 2). In LMTP it does, for only who knows which recipients were accepted
    /// knows how many replies will come.
    pub(super) fn runs_ahead(&self, pipelining: bool) -> bool {
        let chunks = matches!(self.content, Content::Chunks(_));
        chunks && pipelining && !self.each && self.unsent.len() == 0
    }

    /// The next BDAT, if there is enough content for one and the server has kept up.
    pub(super) fn next_chunk(&mut self, pipelining: bool) -> Option<(Command, Vec<u8>)> {
        if self.is_lost() || !self.ahead(pipelining) {
            return None;
        }
        let Content::Chunks(chunks) = &mut self.content else {
            return None;
        };
        let (octets, last) = chunks.take()?;
        self.unanswered
            .push_back(if last { Step::Content } else { Step::Chunk });
        let size = octets.len() as u64;
        Some((Command::Bdat { size, last }, octets))
    }

    /// Whether a chunk may go out. Before the envelope is answered it is only one.
    fn ahead(&self, pipelining: bool) -> bool {
        match self.awaited() {
            None => true,
            Some(_) if !pipelining || self.each => false,
            Some(Step::Chunk) => self.unanswered.len() < Self::MAX_AHEAD,
            Some(_) => !self.unanswered.contains(&Step::Chunk),
        }
    }

    /// The end of data has gone out.
    pub(super) fn content_ended(&mut self) {
        self.content_owed = false;
        self.unanswered.push_back(Step::Content);
    }

    /// Whether content is wanted now.
    pub(super) fn takes_content(&self) -> bool {
        match &self.content {
            Content::Chunks(chunks) => chunks.has_room() && !self.is_lost(),
            Content::Data(_) => true,
        }
    }

    /// Whether it is certain that nobody will get this mail.
    pub(super) fn is_lost(&self) -> bool {
        self.refusal().is_some() || self.content.excess().is_some()
    }

    /// Why the mail is given up, when all that was said of it is answered.
    pub(super) fn given_up(&self) -> Option<LocalError> {
        let settled = self.unanswered.is_empty();
        self.content.excess().filter(|_| settled)
    }

    /// The command that the next reply answers.
    pub(super) fn awaited(&self) -> Option<Step> {
        self.unanswered.front().copied()
    }

    /// Notes the reply to the first unanswered command. Gives it back where it makes no sense as
    /// an answer to that.
    pub(super) fn answered(&mut self, reply: Reply) -> Result<Next, Reply> {
        let class = reply.class();
        let Some(step) = self.awaited().filter(|step| fits(*step, class)) else {
            return Err(reply);
        };
        let more = match step {
            Step::Content if self.each => self.answered_for_one(reply),
            Step::Recipient(index) => {
                if let Some(recipient) = self.recipients.get_mut(index) {
                    recipient.reply = Some(reply);
                }
                false
            }
            _ => {
                self.answered_for_all(step, reply);
                false
            }
        };
        if !more {
            self.unanswered.pop_front();
        }
        Ok(self.next())
    }

    fn answered_for_all(&mut self, step: Step, reply: Reply) {
        match (step, reply.class()) {
            (Step::Data, Class::Intermediate) => self.content_owed = true,
            (Step::Content, Class::Success) => self.taken = Some(reply),
            (_, Class::Transient | Class::Permanent) => self.refuse(step, reply),
            (_, Class::Success | Class::Intermediate) => {}
        }
    }

    /// LMTP: a verdict for the next accepted recipient; says whether more will come.
    fn answered_for_one(&mut self, reply: Reply) -> bool {
        let mut waiting = self
            .recipients
            .iter_mut()
            .filter(|recipient| recipient.was_accepted() && recipient.verdict.is_none());
        let Some(recipient) = waiting.next() else {
            self.answered_for_all(Step::Content, reply);
            return false;
        };
        let more = waiting.next().is_some();
        recipient.verdict = Some(reply);
        if !more {
            self.sum_up();
        }
        more
    }

    /// LMTP: all verdicts are in. The mail is taken if anybody gets it.
    fn sum_up(&mut self) {
        let verdicts = || self.recipients.iter().filter_map(|r| r.verdict.as_ref());
        let yes = verdicts().find(|reply| reply.is_success()).cloned();
        let first = verdicts().next().cloned();
        if let Some(reply) = yes.or(first) {
            self.answered_for_all(Step::Content, reply);
        }
    }

    /// What becomes of the mail when the server leaves with this 421: unless the mail was refused
    /// already it is refused for now. In LMTP the 421 is for one recipient, and where others wait
    /// for their verdict, nobody knows.
    pub(super) fn left_with(&mut self, reply: Reply, error: Error) -> Verdict {
        let step = self.awaited().unwrap_or(Step::Content);
        if self.each && self.awaited() == Some(Step::Content) {
            let more = self.answered_for_one(reply.clone());
            match &self.taken {
                _ if more => return Verdict::Unknown(error),
                Some(yes) => return Verdict::Accepted(yes.clone()),
                None => {}
            }
        }
        Verdict::Refused(self.refusal().unwrap_or(Refusal { step, reply }))
    }

    fn refuse(&mut self, step: Step, reply: Reply) {
        if self.refusal.is_none() {
            self.refusal = Some(Refusal { step, reply });
        }
        self.unsent = IntoIter::default();
    }

    fn next(&mut self) -> Next {
        if matches!(self.unsent.as_slice(), [(Step::Data, _)]) && !self.anyone() {
            self.unsent = IntoIter::default();
        }
        if !self.unanswered.is_empty() || self.unsent.len() > 0 {
            return Next::Wait;
        }
        match (&self.taken, self.refusal()) {
            (Some(_), Some(_)) if self.anyone() => Next::TakenInPart,
            (_, Some(_)) if self.content_owed && self.anyone() => Next::Nonsense,
            (_, Some(_)) if self.content_owed && self.each => Next::Nonsense,
            (_, Some(_)) if self.content_owed => Next::EmptyContent,
            (_, Some(refusal)) => Next::Refused(refusal),
            (Some(reply), None) => Next::Accepted(reply.clone()),
            (None, None) => Next::Content,
        }
    }

    /// Whether any recipient was accepted.
    fn anyone(&self) -> bool {
        self.recipients.iter().any(Recipient::was_accepted)
    }

    /// The server's no to the mail as a whole, as soon as it is certain: to the sender, to every
    /// recipient, or to the content.
    pub(super) fn refusal(&self) -> Option<Refusal> {
        let answered = self.recipients.iter().all(|r| r.reply.is_some());
        let nobody = answered && !self.anyone();
        let follows =
            |refusal: &Refusal| matches!(refusal.step, Step::Data | Step::Chunk | Step::Content);
        match &self.refusal {
            Some(refusal) if !nobody || !follows(refusal) => Some(refusal.clone()),
            Some(_) | None if nobody => self.refusal_of_first(),
            Some(_) | None => None,
        }
    }

    fn refusal_of_first(&self) -> Option<Refusal> {
        let reply = self.recipients.first()?.reply.clone()?;
        let step = Step::Recipient(0);
        Some(Refusal { step, reply })
    }

    /// The outcome.
    pub(super) fn end(self, server: String, verdict: Verdict) -> Delivery {
        Delivery {
            server,
            recipients: self.recipients,
            verdict,
        }
    }
}

/// DATA is answered by 354 or a no, everything else by a yes or a no.
fn fits(step: Step, class: Class) -> bool {
    match class {
        Class::Success => step != Step::Data,
        Class::Intermediate => step == Step::Data,
        Class::Transient | Class::Permanent => true,
    }
}
