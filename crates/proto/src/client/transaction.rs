use alloc::{collections::VecDeque, vec::Vec};

use super::{
    command::Command,
    envelope::Envelope,
    event::{Delivery, MailId, Recipient, Refusal, Step, Verdict},
};
use crate::{
    codec::Stuffer,
    transcript::ContentRecorder,
    types::{Class, MailParameters, Reply},
};

/// One mail on its way: which commands are to be sent, which are unanswered, and what was said.
///
/// Decides only; the session around it sends and tells.
#[derive(Debug)]
pub(super) struct Transaction {
    pub(super) id: MailId,
    envelope: Envelope,
    parameters: MailParameters,
    unsent: VecDeque<Step>,
    /// Sent, in order; each reply belongs to the first.
    unanswered: VecDeque<Step>,
    /// The replies to RCPT, in the order of the envelope.
    replies: Vec<Option<Reply>>,
    /// The first no that concerns the mail as a whole.
    refusal: Option<Refusal>,
    /// Whether 354 came, so that an end of data is owed.
    content_owed: bool,
    pub(super) stuffer: Stuffer,
    pub(super) recorder: ContentRecorder,
}

/// What a transaction needs next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// More replies, or the next flight to be sent.
    Envelope,
    /// The content.
    Content,
    /// An end of data at once: 354 came and there is nobody to send to (RFC 2920 section 3.1).
    EmptyContent,
    /// The end of the session: 354 came for a mail that was refused, and an end of data would
    /// deliver an empty one to those who were accepted.
    Nonsense,
    /// Nothing: it is refused.
    Nothing,
}

impl Transaction {
    /// `reset` says that the server still remembers a mail that came to nothing.
    pub(super) fn new(
        id: MailId,
        envelope: Envelope,
        parameters: MailParameters,
        reset: bool,
    ) -> Self {
        let recipients = envelope.to.len();
        let unsent = reset
            .then_some(Step::Reset)
            .into_iter()
            .chain([Step::Mail])
            .chain((0..recipients).map(Step::Recipient))
            .chain([Step::Data])
            .collect();
        Self {
            id,
            envelope,
            parameters,
            unsent,
            unanswered: VecDeque::new(),
            replies: alloc::vec![None; recipients],
            refusal: None,
            content_owed: false,
            stuffer: Stuffer::for_data(),
            recorder: ContentRecorder::default(),
        }
    }

    /// The commands that may be sent now: all of them with PIPELINING, where DATA ends the group
    /// (RFC 2920 section 3.1), else one at a time.
    pub(super) fn next_flight(&mut self, pipelining: bool) -> Vec<Command> {
        if !self.unanswered.is_empty() {
            return Vec::new();
        }
        let count = if pipelining {
            self.unsent.len()
        } else {
            self.unsent.len().min(1)
        };
        let flight: Vec<_> = self.unsent.drain(..count).collect();
        self.unanswered.extend(&flight);
        flight
            .into_iter()
            .filter_map(|step| self.command(step))
            .collect()
    }

    fn command(&self, step: Step) -> Option<Command> {
        match step {
            Step::Reset => Some(Command::Rset),
            Step::Mail => Some(Command::Mail(
                self.envelope.from.clone(),
                self.parameters.clone(),
            )),
            Step::Recipient(index) => self.envelope.to.get(index).cloned().map(Command::Rcpt),
            Step::Data => Some(Command::Data),
            Step::Greeting
            | Step::Hello
            | Step::StartTls
            | Step::Auth
            | Step::Content
            | Step::Noop
            | Step::Quit => None,
        }
    }

    /// The command that the next reply answers.
    pub(super) fn awaited(&self) -> Option<Step> {
        self.unanswered.front().copied()
    }

    /// Notes the reply to the first unanswered command. Gives it back where it makes no sense as
    /// an answer to that.
    pub(super) fn answered(&mut self, reply: Reply) -> Result<Next, Reply> {
        let Some(step) = self.unanswered.pop_front() else {
            return Err(reply);
        };
        let class = reply.class();
        if !fits(step, class) {
            return Err(reply);
        }
        match step {
            Step::Recipient(index) => {
                if let Some(slot) = self.replies.get_mut(index) {
                    *slot = Some(reply);
                }
            }
            Step::Data if class == Class::Intermediate => self.content_owed = true,
            _ if class != Class::Success => self.refuse(step, reply),
            _ => {}
        }
        Ok(self.next())
    }

    fn refuse(&mut self, step: Step, reply: Reply) {
        if self.refusal.is_none() {
            self.refusal = Some(Refusal { step, reply });
        }
        self.unsent.clear();
    }

    fn next(&mut self) -> Next {
        if self.unsent.len() == 1 && self.unsent.front() == Some(&Step::Data) && !self.anyone() {
            self.unsent.clear();
        }
        if !self.unanswered.is_empty() || !self.unsent.is_empty() {
            Next::Envelope
        } else if !self.content_owed {
            Next::Nothing
        } else if !self.anyone() {
            Next::EmptyContent
        } else if self.refusal.is_some() {
            Next::Nonsense
        } else {
            Next::Content
        }
    }

    /// Whether any recipient was accepted.
    fn anyone(&self) -> bool {
        self.replies.iter().flatten().any(Reply::is_success)
    }

    /// The server's no to the mail as a whole, as soon as it is certain: to the sender, to every
    /// recipient, or to the content.
    pub(super) fn refusal(&self) -> Option<Refusal> {
        let nobody = !self.replies.iter().any(Option::is_none) && !self.anyone();
        match &self.refusal {
            Some(refusal) if refusal.step != Step::Data || !nobody => Some(refusal.clone()),
            Some(_) | None if nobody => {
                self.replies
                    .first()
                    .cloned()
                    .flatten()
                    .map(|reply| Refusal {
                        step: Step::Recipient(0),
                        reply,
                    })
            }
            Some(_) | None => None,
        }
    }

    /// The outcome.
    pub(super) fn end(self, verdict: Verdict) -> Delivery {
        let paths = self.envelope.to.into_iter().zip(self.replies);
        let recipients = paths
            .map(|(path, reply)| Recipient { path, reply })
            .collect();
        Delivery {
            recipients,
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
