//! What the sandbox makes of what its engine tells, and asks.

use alloc::{string::ToString, vec, vec::Vec};

use wsmtp_proto::{
    reply,
    server::{self, Matter},
    types::{Argument, Credentials, MailParameters, Mailbox, Reply, ReversePath},
};

use super::{Event, Held, Session, draft::Draft};
use crate::{Action, Mail, Recipient, Stage, mail, sandbox::Fate};

impl Session {
    /// Judges what happens now, or at its time.
    pub(super) fn heed(&mut self, event: server::Event) -> Option<Event> {
        let Fate { delay, action } = self.fate(&event);
        if delay.is_zero() {
            return self.meet(event, action);
        }
        let until = self.now.saturating_add(delay);
        self.held = Some(Held {
            until,
            event,
            action,
        });
        None
    }

    /// What goes wrong with this.
    fn fate(&mut self, event: &server::Event) -> Fate {
        let (stage, addresses) = match event {
            server::Event::Consult(matter) => (stage(*matter), Vec::new()),
            server::Event::Auth(credentials) => return self.shared.fate_of_sign_in(credentials),
            server::Event::Mail { path, .. } => (Stage::Sender, vec![mail::sender(path)]),
            server::Event::Recipient { path, .. } => {
                (Stage::Recipient, vec![path.mailbox().to_string()])
            }
            server::Event::Verify(user) => return self.fate_of_user(user),
            server::Event::Expand(list) => (Stage::Expn, vec![list.as_str().to_string()]),
            server::Event::Content(_) => return self.fate_of_content(),
            server::Event::ContentEnd => return self.fate_of_end(),
            server::Event::Failed(_)
            | server::Event::Hello { .. }
            | server::Event::Line(_)
            | server::Event::Quit
            | server::Event::Reset
            | server::Event::Secured
            | _ => return Fate::default(),
        };
        self.shared.fate(stage, &addresses)
    }

    /// VRFY: an address exists if it would be accepted as a recipient, unless a fault says otherwise.
    fn fate_of_user(&self, user: &Argument) -> Fate {
        let asked = bare(user).to_string();
        let fate = self.shared.fate(Stage::Vrfy, core::slice::from_ref(&asked));
        if fate.action.is_some() || asked.parse::<Mailbox>().is_err() {
            return fate;
        }
        let recipient = self.shared.fate(Stage::Recipient, &[asked]);
        recipient.after(fate.delay)
    }

    /// Once for each mail, when its first octets have come.
    fn fate_of_content(&mut self) -> Fate {
        let Some(draft) = &mut self.draft else {
            return Fate::default();
        };
        if !draft.begin_content() {
            return Fate::default();
        }
        let fate = self.shared.fate(Stage::Content, &draft.addresses());
        if let Some(Action::Cut { after }) = fate.action {
            draft.cut_after(after);
            return Fate {
                action: None,
                ..fate
            };
        }
        fate
    }

    fn fate_of_end(&mut self) -> Fate {
        // Of a mail without content.
        let fate = self.fate_of_content();
        let Some(draft) = self.draft.as_mut().filter(|draft| !draft.is_cut()) else {
            return fate;
        };
        if fate.action.is_some() {
            draft.stop();
            return fate;
        }
        let verdict = self.shared.fate(Stage::Verdict, &draft.judged());
        verdict.after(fate.delay)
    }

    /// Does what happens.
    pub(super) fn meet(&mut self, event: server::Event, action: Option<Action>) -> Option<Event> {
        match event {
            server::Event::Consult(_) => self.consulted(action),
            server::Event::Auth(credentials) => self.auth(&credentials, action),
            server::Event::Mail { path, parameters } => self.mail(path, parameters, action),
            server::Event::Recipient { path, parameters } => {
                self.recipient(Recipient { path, parameters }, action);
            }
            server::Event::Content(octets) => self.content(&octets, action),
            server::Event::ContentEnd => return self.content_end(action).map(Event::Delivered),
            server::Event::Reset => self.draft = None,
            server::Event::Failed(error) => return Some(Event::Failed(error)),
            server::Event::Line(line) => return Some(Event::Line(line)),
            server::Event::Verify(user) => self.verify(&user, action),
            server::Event::Expand(_) => {
                self.act(action, reply!(550, 1, 1, "there are no lists here"));
            }
            server::Event::Hello { .. } | server::Event::Quit | server::Event::Secured | _ => {}
        }
        None
    }

    fn consulted(&mut self, action: Option<Action>) {
        match action {
            Some(Action::Reply(reply)) => {
                self.answer(reply);
            }
            Some(Action::Cut { .. } | Action::Silence) => self.hung_up = true,
            Some(Action::Delay(_) | Action::Inject(_) | Action::Strip) | None => {
                if let Some(Action::Inject(line)) = action {
                    self.injected = Some(line);
                }
                // Fails only where the session has ended meanwhile.
                self.server.proceed().ok();
            }
        }
    }

    fn auth(&mut self, credentials: &Credentials, action: Option<Action>) {
        let usual = if self.shared.settings.knows(credentials) {
            reply!(235, 7, 0, "welcome")
        } else {
            reply!(535, 7, 8, "the user name or the password is wrong")
        };
        self.act(action, usual);
    }

    fn mail(&mut self, from: ReversePath, parameters: MailParameters, action: Option<Action>) {
        if self.act(action, reply!(250, 1, 0, "the sender is fine")) {
            let protocol = self.shared.settings.server.protocol;
            self.draft = Some(Draft::new(protocol, from, parameters));
        }
    }

    fn recipient(&mut self, recipient: Recipient, action: Option<Action>) {
        if self.act(action, reply!(250, 1, 5, "the recipient is fine"))
            && let Some(draft) = &mut self.draft
        {
            draft.add(recipient);
        }
    }

    fn verify(&mut self, user: &Argument, action: Option<Action>) {
        let usual = match bare(user).parse::<Mailbox>() {
            Ok(mailbox) => reply!(250, 1, 5, "<{mailbox}>"),
            Err(_) => reply!(553, 1, 3, "ask for a whole address, name@domain"),
        };
        self.act(action, usual);
    }

    fn content(&mut self, octets: &[u8], action: Option<Action>) {
        match action {
            Some(Action::Reply(reply)) => self.server.close(reply),
            Some(Action::Cut { .. } | Action::Silence) => self.hung_up = true,
            Some(Action::Delay(_) | Action::Strip | Action::Inject(_)) | None => {
                if let Some(draft) = &mut self.draft {
                    draft.write(octets);
                    self.hung_up = draft.is_cut();
                }
            }
        }
    }

    fn content_end(&mut self, action: Option<Action>) -> Option<Mail> {
        if self.draft.as_ref().is_some_and(Draft::is_cut) {
            self.hung_up = true;
            return None;
        }
        if self.draft.as_ref().is_some_and(Draft::is_stopped) {
            self.content(&[], action);
            return None;
        }
        let taken = self.act(action, reply!(250, 0, 0, "the sandbox has the mail"));
        self.draft.as_mut()?.judge(taken);
        self.draft.take_if(|draft| draft.is_judged())?.finish()
    }

    /// Answers with the fault, where there is one, or as usual; says whether that was a yes.
    fn act(&mut self, action: Option<Action>, usual: Reply) -> bool {
        let reply = match action {
            Some(Action::Reply(reply)) => reply,
            Some(Action::Cut { .. } | Action::Silence) => {
                self.hung_up = true;
                return false;
            }
            Some(Action::Delay(_) | Action::Strip | Action::Inject(_)) | None => usual,
        };
        let yes = reply.is_success();
        self.answer(reply) && yes
    }

    /// Whether it is still waited for: not when the session has ended meanwhile.
    fn answer(&mut self, reply: Reply) -> bool {
        self.server.answer(reply).is_ok()
    }
}

const fn stage(matter: Matter) -> Stage {
    match matter {
        Matter::Greeting => Stage::Greeting,
        Matter::Ehlo => Stage::Ehlo,
        Matter::Helo => Stage::Helo,
        Matter::StartTls => Stage::StartTls,
        Matter::Data => Stage::Data,
        Matter::Reset => Stage::Reset,
        Matter::Noop => Stage::Noop,
        Matter::Help => Stage::Help,
        Matter::Quit => Stage::Quit,
        Matter::Unknown => Stage::Unknown,
    }
}

/// What VRFY asks for, without the brackets of a path.
fn bare(user: &Argument) -> &str {
    user.as_str().trim_matches(['<', '>'])
}
