//! Section 7: how pages close.

use super::{
    BOTH, Door,
    cases::{Case, Expect, broken, closes, closes_after},
    hold,
};
use crate::support::wire::{BINARY, CLOSE, CONTINUATION, Frame, PING, TEXT};

const HELLO: &[u8] = b"Hello World!";

#[tokio::test]
async fn section_7_1_what_stands_around_a_close() {
    let close = || Frame::close(1000, "");
    let hello = || Frame::new(BINARY, HELLO);
    let fragment = Frame::new(BINARY, "fragment1").more();
    let rest = Frame::new(CONTINUATION, "fragment2");
    let cases = [
        Case::new("7.1.1", &[hello(), close()], closes_after(&[1000], HELLO)),
        Case::new("7.1.2", &[close(), Frame::new(CLOSE, "")], closes(&[1000])),
        Case::new("7.1.3", &[close(), Frame::new(PING, "")], closes(&[1000])),
        Case::new(
            "7.1.4",
            &[close(), Frame::new(TEXT, HELLO)],
            closes(&[1000]),
        ),
        Case::new("7.1.4 with bytes", &[close(), hello()], closes(&[1000])),
        Case::new("7.1.5", &[fragment, close(), rest], leaves_half()),
    ];
    hold(BOTH, &cases).await;
}

/// Of a message that has not ended, the beginning may have gone on.
fn leaves_half() -> Expect {
    Expect::Fails {
        codes: &[1000],
        words: "",
        before: b"fragment1".to_vec(),
    }
}

/// The suite takes whatever a server does here. All that came before the close reaches ours.
#[tokio::test]
async fn section_7_1_6_a_long_message_before_the_close() {
    for (door, length) in [(Door::Raw, 262_144), (Door::Tunnel, 65_536)] {
        let long: Vec<_> = b"BAsd7&jh23".iter().copied().cycle().take(length).collect();
        let frames = [
            Frame::new(BINARY, &long),
            Frame::new(BINARY, HELLO),
            Frame::close(1000, ""),
            Frame::new(PING, ""),
        ];
        let whole = [&long, HELLO].concat();
        hold(
            &[door],
            &[Case::new("7.1.6", &frames, closes_after(&[1000], whole))],
        )
        .await;
    }
}

#[tokio::test]
async fn section_7_3_and_7_5_what_stands_in_a_close() {
    let wrong = b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited";
    let with = |reason: &[u8]| [Frame::close(1000, reason)];
    let cases = [
        Case::new("7.3.1", &[Frame::new(CLOSE, "")], closes(&[0, 1000])),
        Case::new("7.3.2", &[Frame::new(CLOSE, "a")], broken()),
        Case::new("7.3.3", &with(b""), closes(&[1000])),
        Case::new("7.3.4", &with(HELLO), closes(&[1000])),
        Case::new("7.3.5", &with(&[b'*'; 123]), closes(&[1000])),
        Case::new("7.3.6", &with(&[b'*'; 124]), broken()),
        Case::new("7.5.1", &with(wrong), closes(&[1002, 1007, 4400])),
    ];
    hold(BOTH, &cases).await;
}

#[tokio::test]
async fn section_7_7_to_7_13_codes() {
    let valid = [
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999,
    ];
    let invalid = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999];
    // The suite calls both of these undefined.
    let beyond = [5000, 65_535];
    let mut cases = Vec::new();
    for (nth, code) in (1..).zip(valid) {
        let frames = [Frame::close(code, "")];
        cases.push(Case::new(
            format!("7.7.{nth}"),
            &frames,
            closes(&[1000, code]),
        ));
    }
    for (section, codes) in [("7.9", &invalid[..]), ("7.13", &beyond[..])] {
        for (nth, code) in (1..).zip(codes) {
            let frames = [Frame::close(*code, "")];
            cases.push(Case::new(
                format!("{section}.{nth}"),
                &frames,
                closes(&[1002]),
            ));
        }
    }
    hold(BOTH, &cases).await;
}
