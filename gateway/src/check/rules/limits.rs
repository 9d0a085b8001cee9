//! `[limits]`.

use wsmtp_tunnel::{MAX_WINDOW, MIN_WINDOW};

use super::Wrong;
use crate::Limits;

pub(super) fn broken(limits: &Limits, wrong: Wrong<'_>) {
    let times = [
        ("request", limits.request),
        ("open", limits.open),
        ("connect", limits.connect),
        ("tls", limits.tls),
        ("greeting", limits.greeting),
        ("idle", limits.idle),
        ("session", limits.session),
        ("ping", limits.ping),
        ("closing", limits.closing),
        ("drain", limits.drain),
    ];
    for (key, time) in times {
        if time.is_zero() {
            wrong(
                key,
                "a time of 0 seconds would end everything at once".into(),
            );
        }
    }
    for (key, count) in [
        ("sessions", limits.sessions),
        ("connections", limits.connections),
    ] {
        if !(1..=Limits::MAX_COUNT).contains(&count) {
            wrong(key, format!("must be between 1 and {}", Limits::MAX_COUNT));
        }
    }
    if !(MIN_WINDOW..=MAX_WINDOW).contains(&limits.window) {
        wrong(
            "window",
            format!("must be between {MIN_WINDOW} and {} bytes", MAX_WINDOW),
        );
    }
}
