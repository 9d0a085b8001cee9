//! Sections 9 and 10: long messages, many fragments, small pieces, many messages.
//!
//! The suite goes up to 16 MiB in one message. The gateway's bound is 64 KiB in the tunnel and
//! 256 KiB on the raw endpoint, so that cases above it are refused, and each is repeated below it.

use super::{
    BOTH, Door,
    cases::{Case, Cut, goes, refused, refused_after},
    hold,
};
use crate::support::wire::{BINARY, CONTINUATION, Frame, TEXT, fragments};

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

fn letters(length: usize) -> Vec<u8> {
    [0x00, 0xfe, 0x23, 0xfa, 0xf0]
        .into_iter()
        .cycle()
        .take(length)
        .collect()
}

#[tokio::test]
async fn section_9_1_long_text() {
    let sizes = [64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB];
    let case = |(nth, size)| {
        let frames = [Frame::new(TEXT, "BAsd7&jh23".repeat(size / 10 + 1))];
        Case::new(format!("9.1.{nth}"), &frames, refused("longer than"))
    };
    let cases: Vec<_> = (1..).zip(sizes).map(case).collect();
    hold(&[Door::First], &cases).await;
}

#[tokio::test]
async fn section_9_2_long_binary() {
    let case = |nth, size| {
        let frames = [Frame::new(BINARY, letters(size))];
        (format!("9.2.{nth}"), frames)
    };
    let within = |nth, size| {
        let (id, frames) = case(nth, size);
        Case::new(id, &frames, goes(letters(size)))
    };
    let beyond = |nth, size| {
        let (id, frames) = case(nth, size);
        Case::new(id, &frames, refused("longer than"))
    };
    hold(BOTH, &[within(1, 64 * KIB)]).await;
    hold(&[Door::Raw], &[within(2, 256 * KIB)]).await;
    hold(&[Door::Tunnel], &[beyond(2, 256 * KIB)]).await;
    let sizes = [MIB, 4 * MIB, 8 * MIB, 16 * MIB];
    let cases: Vec<_> = (3..)
        .zip(sizes)
        .map(|(nth, size)| beyond(nth, size))
        .collect();
    hold(BOTH, &cases).await;
}

/// Of the suite's 4 MiB the first is sent, as even that is never read to the end.
#[tokio::test]
async fn section_9_3_and_9_4_many_fragments() {
    let sizes = [
        64,
        256,
        KIB,
        4 * KIB,
        16 * KIB,
        64 * KIB,
        256 * KIB,
        MIB,
        4 * MIB,
    ];
    for (nth, size) in (1..).zip(sizes) {
        let of = |opcode, length| fragments(opcode, &letters(length), size);
        let text = fragments(TEXT, &vec![b'*'; MIB], size);
        let text = Case::new(format!("9.3.{nth}"), &text, refused("longer than"));
        hold(&[Door::First], &[text]).await;
        let long = of(BINARY, MIB);
        let short = of(BINARY, 64 * KIB);
        let cases = [
            Case::new(
                format!("9.4.{nth}"),
                &long,
                refused_after("longer than", letters(MIB)),
            ),
            Case::new(format!("9.4.{nth} within"), &short, goes(letters(64 * KIB))),
        ];
        hold(BOTH, &cases).await;
    }
}

#[tokio::test]
async fn section_9_5_and_9_6_small_pieces() {
    for (nth, size) in (1..).zip([64, 128, 256, 512, 1024, 2048]) {
        let chopped = |id: &str, frame: Frame, expect| {
            Case::new(format!("{id}.{nth}"), &[frame], expect).cut(Cut::Octets(size))
        };
        let text = Frame::new(TEXT, vec![b'*'; MIB]);
        hold(
            &[Door::First],
            &[chopped("9.5", text, refused("longer than"))],
        )
        .await;
        let long = Frame::new(BINARY, letters(MIB));
        let short = Frame::new(BINARY, letters(64 * KIB));
        let cases = [
            chopped("9.6", long, refused("longer than")),
            chopped("9.6 within", short, goes(letters(64 * KIB))),
        ];
        hold(BOTH, &cases).await;
    }
}

/// The suite waits for each echo; here all messages are under way at once, which is harder. Its 9.7 is
/// the same with text, of which a session has no thousand messages: they are for control.
#[tokio::test]
async fn section_9_8_many_messages() {
    let case = |(nth, size)| {
        let frames = vec![Frame::new(BINARY, vec![0xfe; size]); 1000];
        Case::new(format!("9.8.{nth}"), &frames, goes(vec![0xfe; 1000 * size]))
    };
    let cases: Vec<_> = (1..).zip([0, 16, 64, 256, 1024, 4096]).map(case).collect();
    hold(&[Door::Raw], &cases).await;
}

#[tokio::test]
async fn section_9_9_a_message_without_end() {
    let mut frames = vec![Frame::new(CONTINUATION, [b'*'; 4096]).more(); 1000];
    frames[0] = Frame::new(BINARY, [b'*'; 4096]).more();
    let refused = refused_after("longer than", vec![b'*'; 1000 * 4096]);
    hold(BOTH, &[Case::new("9.9.1", &frames, refused)]).await;
}

#[tokio::test]
async fn section_10_fragments_that_no_message_is_a_multiple_of() {
    let frames = fragments(BINARY, &[b'*'; 65_536], 1300);
    hold(BOTH, &[Case::new("10.1.1", &frames, goes([b'*'; 65_536]))]).await;
}
