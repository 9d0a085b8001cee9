//! `[limits]`.

use wsmtp_tunnel::{MAX_WINDOW, MIN_WINDOW};

use super::Wrongs;
use crate::Limits;

pub(super) fn broken(limits: &Limits, wrong: &mut Wrongs<'_>) {
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
            wrong.at(key, "a time of 0 seconds would end everything at once");
        }
    }
    for (key, count) in [
        ("sessions", limits.sessions),
        ("sessions_per_address", limits.sessions_per_address),
        ("sessions_per_token", limits.sessions_per_token),
        ("opens", limits.opens),
        ("sign_ins", limits.sign_ins),
        ("connections", limits.connections),
        ("connections_per_address", limits.connections_per_address),
        ("connects", limits.connects),
    ] {
        if !(1..=Limits::MAX_COUNT).contains(&count) {
            wrong.at(key, format!("must be between 1 and {}", Limits::MAX_COUNT));
        }
    }
    for (key, bytes) in [("upload", limits.upload), ("download", limits.download)] {
        if bytes == 0 {
            wrong.at(key, "no session lives on 0 bytes");
        }
    }
    if !(MIN_WINDOW..=MAX_WINDOW).contains(&limits.window) {
        wrong.at(
            "window",
            format!("must be between {MIN_WINDOW} and {} bytes", MAX_WINDOW),
        );
    }
}
