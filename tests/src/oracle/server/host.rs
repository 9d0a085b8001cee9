use wsmtp_proto::{
    reply,
    server::Event,
    types::{Reply, ReversePath},
};

/// The number of the reply that ends a session.
pub(in crate::oracle) const LEAVING: u8 = 3;

/// What an application can answer.
pub(in crate::oracle) fn reply(what: u8) -> Reply {
    match what {
        0 => reply!(250, 0, 0, "yes"),
        1 => reply!(450, 2, 1, "not now"),
        2 => reply!(550, 1, 1, "no"),
        LEAVING => reply!(421, 3, 2, "no more"),
        4 => reply!(235, 7, 0, "welcome"),
        5 => reply!(535, 7, 8, "nobody"),
        6 => reply!(354, 0, 0, "makes no sense here"),
        _ => reply!(250, 0, 0, "yes,\nyes,\nyes"),
    }
}

/// The answer at once, where the event is a question: addresses say what becomes of them.
pub(in crate::oracle) fn answer(event: &Event) -> Option<Reply> {
    let what = match event {
        Event::Auth(user) if user.username().starts_with('a') => 4,
        Event::Auth(_) => 5,
        Event::Mail {
            path: ReversePath::Mailbox(sender),
            ..
        } => judge(sender.local()),
        Event::Recipient { path, .. } => judge(path.mailbox().local()),
        Event::Verify(name) | Event::Expand(name) => judge(name.as_str()),
        Event::Mail { .. } | Event::ContentEnd => 0,
        _ => return None,
    };
    Some(reply(what))
}

fn judge(name: &str) -> u8 {
    match name.bytes().next() {
        Some(b'b') => 1,
        Some(b'n') => 2,
        Some(b'l') => LEAVING,
        _ => 0,
    }
}
