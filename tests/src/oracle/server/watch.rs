use std::time::Duration;

use wsmtp_proto::{
    Output, Phase,
    codec::ReplyDecoder,
    server::{Event, Matter, Server},
    types::{Class, Protocol, Reply},
};

use super::setting::Setting;
use crate::oracle::acts::Input;

/// What must hold for each output, and for one behind the other.
#[derive(Debug)]
pub(super) struct Watch<'a> {
    setting: &'a Setting,
    replies: ReplyDecoder,
    tls: bool,
    signed_in: bool,
    mail: Mail,
    question: Option<Question>,
    /// The greeting was a refusal.
    turned_away: bool,
    /// No event follows.
    over: bool,
    /// Nothing at all follows.
    closed: bool,
    /// So far, and the most that there may be by now.
    outputs: usize,
    most: usize,
}

/// The mail under way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mail {
    #[default]
    None,
    /// Its recipients so far, and the octets of its content.
    Begun { recipients: usize, size: u64 },
    /// So many verdicts are due.
    Ended { due: usize },
}

/// What the application is being asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    Credentials,
    Sender,
    Recipient,
    Verdict,
    Somebody,
    Matter(Matter),
}

impl<'a> Watch<'a> {
    pub(super) fn new(setting: &'a Setting) -> Self {
        Self {
            setting,
            replies: ReplyDecoder::new(),
            tls: setting.implicit,
            signed_in: false,
            mail: Mail::None,
            question: None,
            turned_away: false,
            over: false,
            closed: false,
            outputs: 0,
            most: 100,
        }
    }

    pub(super) fn hands(&mut self, input: Input<'_>) {
        self.most += 100 + 4 * input.size();
    }

    /// The application has given its answer.
    pub(super) fn answers(&mut self, answer: &Reply, taken: bool) {
        let for_content = self.question == Some(Question::Matter(Matter::Data));
        if answer.class() == Class::Intermediate && !for_content {
            return assert!(!taken, "{answer}");
        }
        let question = self.question.take();
        assert_eq!(question.is_some(), taken, "{question:?}");
        let yes = answer.is_success();
        match (question, &mut self.mail) {
            (Some(Question::Credentials), _) => self.signed_in |= yes,
            (Some(Question::Sender), mail) if yes => {
                *mail = Mail::Begun {
                    recipients: 0,
                    size: 0,
                };
            }
            (Some(Question::Recipient), Mail::Begun { recipients, .. }) if yes => {
                *recipients += 1;
                assert!(*recipients <= self.setting.config.max_recipients);
            }
            (Some(Question::Verdict), Mail::Ended { due }) if *due > 1 => *due -= 1,
            (Some(Question::Verdict), mail) => *mail = Mail::None,
            (Some(Question::Matter(Matter::Greeting)), _) => self.turned_away = !yes,
            _ => {}
        }
    }

    /// The application has left it to the server.
    pub(super) fn leaves(&mut self, taken: bool) {
        let matter = matches!(self.question, Some(Question::Matter(_)));
        assert_eq!(matter, taken, "{:?}", self.question);
        self.question.take_if(|_| matter);
    }

    /// The next output.
    pub(super) fn sees(&mut self, output: &Output<Event>) {
        self.outputs += 1;
        assert!(self.outputs <= self.most, "{} outputs", self.outputs);
        assert!(!self.closed || *output == Output::Closed, "{output:?}");
        match output {
            Output::Send(octets) => self.reads(octets),
            Output::UpgradeTls => assert!(!self.tls && self.setting.config.starttls),
            Output::Event(event) => self.told(event),
            Output::Wait { .. } => {}
            Output::Closed => {
                self.closed = true;
                self.question = None;
            }
        }
    }

    /// Everything is drained: the server waits for a time that is not here yet, or has ended.
    pub(super) fn rests(&self, server: &mut Server, last: &Output<Event>, now: Duration) {
        assert_eq!(
            server.poll_output(),
            *last,
            "drained twice, and not the same"
        );
        assert!(self.replies.is_empty(), "half a reply");
        match last {
            Output::Wait { until } => assert!(*until > Some(now), "no time to wait"),
            _ => assert_eq!(server.phase(), Phase::Closed),
        }
    }

    fn reads(&mut self, octets: &[u8]) {
        assert!(
            octets
                .split(|octet| *octet == b'\n')
                .all(|line| line.len() < 512)
        );
        self.replies.push(octets);
        let mut count = 0;
        while let Some(reply) = self.replies.next_reply().expect("replies") {
            assert!(reply.code().get() < 600);
            count += 1;
        }
        assert!(count > 0, "half a reply");
    }

    fn told(&mut self, event: &Event) {
        if let Event::Line(_) = event {
            return;
        }
        assert!(!self.over, "{event:?} behind the end");
        let failed = matches!(event, Event::Failed(_));
        assert!(
            failed || self.question.is_none(),
            "{event:?} before the answer"
        );
        let leaving = matches!(event, Event::Consult(_) | Event::Failed(_) | Event::Quit);
        assert!(leaving || !self.turned_away, "{event:?} after a refusal");
        match event {
            Event::Auth(_) => self.signs_in(),
            Event::Consult(matter) => {
                assert!(self.setting.config.consult);
                self.question = Some(Question::Matter(*matter));
            }
            Event::Mail { .. } => self.begins(),
            Event::Recipient { .. } => {
                assert!(
                    matches!(self.mail, Mail::Begun { size: 0, .. }),
                    "{:?}",
                    self.mail
                );
                self.question = Some(Question::Recipient);
            }
            Event::Verify(_) | Event::Expand(_) => self.question = Some(Question::Somebody),
            Event::Content(piece) => self.grows(piece),
            Event::ContentEnd => self.ends(),
            Event::Reset => {
                assert!(matches!(self.mail, Mail::Begun { .. }), "{:?}", self.mail);
                self.mail = Mail::None;
            }
            Event::Secured => {
                self.tls = true;
                self.signed_in = false;
            }
            Event::Failed(_) | Event::Quit => self.over = true,
            _ => {}
        }
    }

    fn signs_in(&mut self) {
        let config = &self.setting.config;
        assert!(config.auth && (self.tls || config.cleartext_auth) && !self.signed_in);
        assert_eq!(self.mail, Mail::None);
        self.question = Some(Question::Credentials);
    }

    fn begins(&mut self) {
        assert!(self.signed_in || !self.setting.config.auth_required);
        assert_eq!(self.mail, Mail::None);
        self.question = Some(Question::Sender);
    }

    fn grows(&mut self, piece: &[u8]) {
        assert!(!piece.is_empty());
        let Mail::Begun {
            recipients: 1..,
            size,
        } = &mut self.mail
        else {
            return assert_eq!(self.mail, Mail::None, "content for nobody");
        };
        *size += piece.len() as u64;
        assert!(*size <= self.setting.config.max_size);
    }

    fn ends(&mut self) {
        self.mail = match self.mail {
            Mail::Begun { recipients, .. } if recipients > 0 => Mail::Ended {
                due: match self.setting.config.protocol {
                    Protocol::Lmtp => recipients,
                    Protocol::Smtp => 1,
                },
            },
            ended => ended,
        };
        assert!(matches!(self.mail, Mail::Ended { .. }), "{:?}", self.mail);
        self.question = Some(Question::Verdict);
    }
}
