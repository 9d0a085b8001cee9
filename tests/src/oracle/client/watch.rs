use std::time::Duration;

use wsmtp_proto::{
    Output, Phase,
    client::{Client, Delivery, Envelope, Event, MailId, Step, Verdict},
    transcript::Direction,
    types::Reply,
};

use super::ear::Ear;

/// What must hold for each output, and for one behind the other.
#[derive(Debug)]
pub(super) struct Watch {
    /// Hears what goes out, unless somebody types there.
    ear: Option<Ear>,
    /// The mail under way, and how many had ended before, all told and with an end of data.
    mail: Option<(MailId, [usize; 2])>,
    by_hand: bool,
    ready: bool,
    failed: bool,
    closed: bool,
    /// What this input has led to so far.
    outputs: usize,
}

impl Watch {
    pub(super) fn new(by_hand: bool) -> Self {
        Self {
            ear: (!by_hand).then(Ear::default),
            mail: None,
            by_hand,
            ready: false,
            failed: false,
            closed: false,
            outputs: 0,
        }
    }

    /// The client has taken on this mail.
    pub(super) fn begins(&mut self, mail: MailId) {
        let ends = self
            .ear
            .as_ref()
            .map_or([0; 2], |ear| [ear.ends, ear.ends_of_data]);
        assert_eq!(self.mail.replace((mail, ends)), None);
    }

    /// The client has taken a line as somebody typed it.
    pub(super) fn typed(&mut self) {
        self.by_hand = true;
        self.ear = None;
    }

    /// The next output after so many octets.
    pub(super) fn sees(&mut self, output: &Output<Event>, octets: usize) {
        self.outputs += 1;
        let most = octets + 2 * Envelope::MAX_RECIPIENTS + 100;
        assert!(self.outputs <= most, "{most} outputs at once");
        assert!(!self.closed || *output == Output::Closed, "{output:?}");
        match output {
            Output::Send(octets) => self.ear.iter_mut().for_each(|ear| ear.hears(octets)),
            Output::Event(event) => self.told(event),
            Output::Closed => self.closed = true,
            Output::UpgradeTls | Output::Wait { .. } => {}
        }
    }

    /// Everything is drained: the client waits for a time that is not here yet, or has ended.
    pub(super) fn rests(&mut self, client: &mut Client, last: &Output<Event>, now: Duration) {
        self.outputs = 0;
        assert_eq!(
            client.poll_output(),
            *last,
            "drained twice, and not the same"
        );
        match last {
            Output::Wait { until: Some(until) } => assert!(*until > now, "no time to wait"),
            Output::Wait { until: None } => {
                assert!(
                    client.phase() == Phase::Ready || self.by_hand,
                    "a wait without an end"
                );
            }
            _ => {
                assert_eq!(client.phase(), Phase::Closed);
                assert_eq!(self.mail, None, "a mail without an outcome");
            }
        }
    }

    fn told(&mut self, event: &Event) {
        assert!(!self.failed, "{event:?} behind a failure");
        match event {
            Event::Line(line) if line.direction == Direction::Server => {
                self.ear.iter_mut().for_each(|ear| ear.said(&line.text));
            }
            Event::Ready => assert!(!std::mem::replace(&mut self.ready, true), "ready twice"),
            Event::MailDone(mail, delivery) => {
                let (begun, ends) = self.mail.take().expect("a mail is under way");
                assert_eq!(begun, *mail);
                self.judges(delivery, ends);
            }
            Event::ContentWanted(mail) => {
                assert_eq!(self.mail.map(|(begun, _)| begun), Some(*mail));
            }
            Event::Failed(_) => self.failed = true,
            _ => {}
        }
    }

    /// Whether the outcome can be true, after what went out.
    fn judges(&self, delivery: &Delivery, [ends, ends_of_data]: [usize; 2]) {
        let Some(ear) = &self.ear else {
            return;
        };
        let (ended, of_data) = (ear.ends - ends, ear.ends_of_data - ends_of_data);
        let yes = |reply: &Option<Reply>| reply.as_ref().is_some_and(Reply::is_success);
        let anybody = delivery
            .recipients
            .iter()
            .any(|recipient| yes(&recipient.reply));
        match &delivery.verdict {
            Verdict::Accepted(_) => assert!(anybody && ended == 1, "{delivery:?}, {ended} ends"),
            Verdict::NotSent(_) => assert_eq!(ended, 0, "{delivery:?}"),
            // Whoever was accepted must not get a mail without content.
            Verdict::Refused(no) if of_data == 1 && anybody => assert_eq!(no.step, Step::Content),
            Verdict::Refused(_) => assert!(ended <= 1, "{delivery:?}"),
            Verdict::Unknown(_) => assert_eq!(ended, 1, "{delivery:?}"),
        }
    }
}
