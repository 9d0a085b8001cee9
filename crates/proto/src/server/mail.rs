//! One mail, from MAIL to the verdict.

use crate::{
    Phase, reply,
    transcript::ContentRecorder,
    transition::Trigger,
    types::{ForwardPath, MailParameters, Protocol, RcptParameters, Reply, ReversePath},
};

use super::{
    Event, Server,
    content::Content,
    reply::too_large,
    state::{Envelope, Question, State},
};

impl Server {
    pub(super) fn mail(&mut self, path: ReversePath, parameters: MailParameters) {
        self.recorder = ContentRecorder::default();
        if !self.allows(Trigger::MailAsked) {
            return self.refuse(&self.out_of_order());
        }
        if self.config.auth_required && !self.signed_in {
            let how = if self.permit().is_some() {
                "AUTH"
            } else {
                "STARTTLS, then AUTH"
            };
            return self.refuse(&reply!(530, 7, 0, "sign in first, with {how}"));
        }
        if let Some(refusal) = self.mail_beyond_offer(&path, &parameters) {
            return self.refuse(&refusal);
        }
        let limit = self.config.max_size;
        if parameters.size.is_some_and(|size| size > limit) {
            return self.reply(&too_large(limit));
        }
        let envelope = Envelope::new(&parameters);
        self.go(Trigger::MailAsked, State::Envelope(envelope));
        self.ask(Question::Sender, Event::Mail { path, parameters });
    }

    // Out of order, RCPT, DATA and BDAT do not count as wrong: a client that sends the whole envelope
    // at once (RFC 2920) cannot know yet that MAIL, or every RCPT, is refused.

    pub(super) fn rcpt(&mut self, path: ForwardPath, parameters: RcptParameters) {
        let State::Envelope(envelope) = self.state else {
            return self.reply(&self.out_of_order());
        };
        if let Some(refusal) = self.rcpt_beyond_offer(envelope, &path, &parameters) {
            return self.refuse(&refusal);
        }
        if envelope.accepted >= self.config.max_recipients {
            let limit = self.config.max_recipients;
            return self.reply(&reply!(
                452,
                5,
                3,
                "no more than {limit} recipients in one mail"
            ));
        }
        self.ask(Question::Recipient, Event::Recipient { path, parameters });
    }

    /// Lets the content come, with this reply or the usual one.
    pub(super) fn data(&mut self, reply: Option<&Reply>) {
        let State::Envelope(envelope) = self.state else {
            return self.reply(&self.out_of_order());
        };
        if let Some(refusal) = self.nobody_to_take(envelope) {
            return self.reply(&refusal);
        }
        if envelope.binary {
            // RFC 3030, 3: "BINARYMIME cannot be used with the DATA command".
            return self.refuse(&reply!(503, 5, 1, "BINARYMIME needs BDAT"));
        }
        let content = Content::new(envelope.accepted, self.config.max_size);
        self.go(Trigger::ContentAsked, State::Content(content));
        let usual = || reply!(354, 0, 0, "end the mail with a dot on a line by itself");
        let reply = reply.cloned().unwrap_or_else(usual);
        self.reply(&reply);
    }

    /// Why there can be no content: nobody would get it.
    pub(super) fn nobody_to_take(&self, envelope: Envelope) -> Option<Reply> {
        match (envelope.accepted, envelope.refused, self.config.protocol) {
            (0, 0, _) => Some(reply!(503, 5, 1, "say RCPT first")),
            (0, _, Protocol::Smtp) => Some(reply!(554, 5, 1, "no recipient was accepted")),
            // RFC 2033, 4.2: "the DATA command MUST fail with a 503 reply code".
            (0, _, Protocol::Lmtp) => Some(reply!(503, 5, 1, "no recipient was accepted")),
            _ => None,
        }
    }

    /// How many verdicts a mail for so many recipients has (RFC 2033, 4.2).
    pub(super) const fn verdicts(&self, accepted: usize) -> usize {
        match self.config.protocol {
            Protocol::Smtp => 1,
            Protocol::Lmtp => accepted,
        }
    }

    pub(super) fn ask_verdict(&mut self, accepted: usize) {
        let due = self.verdicts(accepted);
        self.go(Trigger::ContentEnded, State::Verdict(due));
        self.ask(Question::Verdict, Event::ContentEnd);
    }

    /// The content is complete, and faulty.
    pub(super) fn refuse_content(&mut self, reply: &Reply, accepted: usize) {
        self.end_mail();
        for _ in 0..self.verdicts(accepted) {
            self.reply(reply);
        }
    }

    pub(super) fn rset(&mut self) {
        self.end_mail();
        self.reply(&reply!(250, 0, 0, "reset"));
    }

    /// Ends the mail that is under way, if there is one, without a verdict.
    pub(super) fn end_mail(&mut self) {
        self.give_up_mail();
        self.go(Trigger::MailEnded, State::Ready);
    }

    pub(super) fn give_up_mail(&mut self) {
        if matches!(self.phase(), Phase::Envelope | Phase::Content) {
            self.event(Event::Reset);
        }
    }

    /// Goes where the application's answer leads.
    pub(super) fn judge(&mut self, question: Question, reply: &Reply) {
        let yes = reply.is_success();
        match question {
            Question::Credentials => {
                self.go(Trigger::AuthEnded, State::Ready);
                self.signed_in = yes;
                if !yes {
                    return self.refuse(reply);
                }
            }
            Question::Sender if !yes => {
                self.go(Trigger::MailEnded, State::Ready);
            }
            Question::Recipient => {
                if let State::Envelope(envelope) = &mut self.state {
                    envelope.count(yes);
                }
            }
            Question::Verdict => return self.judged(reply),
            Question::Matter => {
                let pending = self.pending.take();
                return pending.map_or((), |pending| self.answered(pending, reply));
            }
            Question::Sender | Question::Somebody => {}
        }
        self.reply(reply);
    }

    /// A verdict has come. In LMTP there may be more to come.
    fn judged(&mut self, reply: &Reply) {
        self.reply(reply);
        match &mut self.state {
            State::Verdict(due) if *due > 1 => {
                *due -= 1;
                self.ask(Question::Verdict, Event::ContentEnd);
            }
            _ => {
                self.go(Trigger::MailEnded, State::Ready);
            }
        }
    }
}
