//! What the application is told, in the words of a transcript's `=` lines.

use wsmtp_proto::{
    client::{Delivery, Event, Recipient, Refusal, Step, Verdict},
    error::Error,
    types::Reply,
};

/// The outcomes in an event; most events have none, for the dialogue shows what they say.
#[must_use]
pub fn of_event(event: &Event) -> Vec<String> {
    match event {
        Event::Failed(error) => vec![format!("failed {}", named(error))],
        Event::MailDone(_, delivery) => of_delivery(delivery),
        Event::Refused(refusal) => vec![refused(refusal)],
        Event::Replied(step, reply) if *step != Step::Quit => {
            vec![format!("answered {} {reply}", step_name(*step))]
        }
        _ => Vec::new(),
    }
}

/// Each recipient that got a no, or in LMTP a verdict, then the verdict of all.
fn of_delivery(delivery: &Delivery) -> Vec<String> {
    let recipients = delivery.recipients.iter().enumerate();
    let mut outcomes: Vec<_> = recipients
        .filter_map(|(index, recipient)| Some((index + 1, last_word(recipient)?)))
        .map(|(number, reply)| format!("recipient {number} {reply}"))
        .collect();
    outcomes.push(match &delivery.verdict {
        Verdict::Accepted(reply) => format!("accepted {reply}"),
        Verdict::NotSent(error) => format!("not-sent {}", named(error)),
        Verdict::Refused(refusal) => refused(refusal),
        Verdict::Unknown(error) => format!("unknown {}", named(error)),
    });
    outcomes
}

fn last_word(recipient: &Recipient) -> Option<&Reply> {
    let refused = recipient.reply.as_ref().filter(|reply| !reply.is_success());
    recipient.verdict.as_ref().or(refused)
}

fn refused(refusal: &Refusal) -> String {
    format!("refused {} {}", step_name(refusal.step), refusal.reply)
}

/// `failed` and the like: the error's name, then its words.
pub(crate) fn named(error: &Error) -> String {
    let debug = match error {
        Error::Limit(limit) => format!("{limit:?}"),
        Error::Local(local) => format!("{local:?}"),
        Error::Peer(peer) => format!("{peer:?}"),
        other => format!("{other:?}"),
    };
    let name = debug.split([' ', '(']).next().unwrap_or_default();
    format!("{}: {error}", kebab(name))
}

/// `PromptWithoutCode` as `prompt-without-code`.
fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(letter.to_ascii_lowercase());
    }
    kebab
}

fn step_name(step: Step) -> String {
    match step {
        Step::Recipient(index) => format!("recipient {}", index + 1),
        other => format!("{other:?}").to_lowercase(),
    }
}
