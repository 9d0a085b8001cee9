//! Sections 1 to 5: lengths, pings, reserved bits, opcodes and fragments.

use super::{
    BOTH, Door,
    cases::{Case, Cut, answered, broken, broken_after, goes, refused},
    hold,
};
use crate::support::wire::{BINARY, CLOSE, CONTINUATION, Frame, PING, PONG, TEXT};

const HELLO: &[u8] = b"Hello, world!";

/// Text is an `open` of that length, as long as an `open` can be.
#[tokio::test]
async fn section_1_1_text() {
    let open = |length: usize| {
        let frame = r#"{"type":"open","upstream":"mail","x":""}"#;
        let filler = "*".repeat(length - frame.len());
        Frame::new(TEXT, frame.replace("\"\"", &format!("\"{filler}\"")))
    };
    let opens = |id, length| Case::new(id, &[open(length)], super::Expect::Opens);
    let long = |id| {
        Case::new(
            id,
            &[Frame::new(TEXT, "*".repeat(65_536))],
            refused("longer than"),
        )
    };
    let cases = [
        Case::new("1.1.1", &[Frame::new(TEXT, "")], refused("not valid JSON")),
        opens("1.1.2", 125),
        opens("1.1.3", 126),
        opens("1.1.4", 127),
        opens("1.1.5", 128),
        Case::new(
            "1.1.6",
            &[Frame::new(TEXT, "*".repeat(65_535))],
            refused("longer than"),
        ),
        long("1.1.7"),
        long("1.1.8").cut(Cut::Octets(997)),
        opens("1.1.6 as long as it may be", 32_768).cut(Cut::Octets(997)),
    ];
    hold(&[Door::First], &cases).await;
}

#[tokio::test]
async fn section_1_2_binary() {
    let case = |id, length| {
        let payload = vec![0xfe; length];
        Case::new(id, &[Frame::new(BINARY, &payload)], goes(&payload))
    };
    let cases = [
        case("1.2.1", 0),
        case("1.2.2", 125),
        case("1.2.3", 126),
        case("1.2.4", 127),
        case("1.2.5", 128),
        case("1.2.6", 65_535),
        case("1.2.7", 65_536),
        case("1.2.8", 65_536).cut(Cut::Octets(997)),
    ];
    hold(BOTH, &cases).await;
}

#[tokio::test]
async fn section_2_pings() {
    let ping = |payload: &[u8]| Frame::new(PING, payload);
    let pong = Frame::new(PONG, "unsolicited pong payload");
    let odd: &[u8] = b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff";
    let ten: Vec<_> = (0..10)
        .map(|i| format!("payload-{i}").into_bytes())
        .collect();
    let ten: Vec<_> = ten.iter().map(Vec::as_slice).collect();
    let pings: Vec<_> = ten.iter().map(|payload| ping(payload)).collect();
    let cases = [
        Case::new("2.1", &[ping(b"")], answered(&[b""])),
        Case::new("2.2", &[ping(HELLO)], answered(&[HELLO])),
        Case::new("2.3", &[ping(odd)], answered(&[odd])),
        Case::new("2.4", &[ping(&[0xfe; 125])], answered(&[&[0xfe; 125]])),
        Case::new("2.5", &[ping(&[0xfe; 126])], broken()),
        Case::new("2.6", &[ping(&[0xfe; 125])], answered(&[&[0xfe; 125]])).cut(Cut::Octets(1)),
        Case::new("2.7", &[Frame::new(PONG, "")], goes("")),
        Case::new("2.8", std::slice::from_ref(&pong), goes("")),
        Case::new(
            "2.9",
            &[pong, ping(b"ping payload")],
            answered(&[b"ping payload"]),
        ),
        Case::new("2.10", &pings, answered(&ten)),
        Case::new("2.11", &pings, answered(&ten)).cut(Cut::Octets(1)),
    ];
    hold(BOTH, &cases).await;
}

#[tokio::test]
async fn section_3_reserved_bits() {
    let hello = || Frame::new(BINARY, HELLO);
    let then = |bits| [hello(), hello().rsv(bits), Frame::new(PING, "")];
    let cases = [
        Case::new("3.1", &[hello().rsv(1)], broken()),
        Case::new("3.2", &then(2), broken_after(HELLO)),
        Case::new("3.3", &then(3), broken_after(HELLO)).cut(Cut::Frames),
        Case::new("3.4", &then(4), broken_after(HELLO)).cut(Cut::Octets(1)),
        Case::new("3.5", &[hello().rsv(5)], broken()),
        Case::new("3.6", &[Frame::new(PING, HELLO).rsv(6)], broken()),
        Case::new("3.7", &[Frame::new(CLOSE, "").rsv(7)], broken()),
    ];
    hold(BOTH, &cases).await;
}

#[tokio::test]
async fn section_4_opcodes() {
    let mut cases = Vec::new();
    for (section, first) in [("4.1", 3), ("4.2", 11)] {
        let opcode = |nth: u8, payload: &[u8]| Frame::new(first + nth, payload);
        let then = |frame| [Frame::new(BINARY, HELLO), frame, Frame::new(PING, "")];
        let id = |nth| format!("{section}.{nth}");
        cases.extend([
            Case::new(id(1), &[opcode(0, b"")], broken()),
            Case::new(id(2), &[opcode(1, b"reserved opcode payload")], broken()),
            Case::new(id(3), &then(opcode(2, b"")), broken_after(HELLO)),
            Case::new(id(4), &then(opcode(3, HELLO)), broken_after(HELLO)),
            Case::new(id(5), &then(opcode(4, HELLO)), broken_after(HELLO)).cut(Cut::Octets(1)),
        ]);
    }
    hold(BOTH, &cases).await;
}

/// The first frame of a message, with this number.
fn first(nth: u8) -> Frame {
    Frame::new(BINARY, format!("fragment{nth}")).more()
}

/// A frame between the first and the last.
fn middle(nth: u8) -> Frame {
    Frame::new(CONTINUATION, format!("fragment{nth}")).more()
}

fn last(nth: u8) -> Frame {
    Frame::new(CONTINUATION, format!("fragment{nth}"))
}

/// Both ways to send a case's octets that the suite knows beside all at once.
const CUTS: [Cut; 3] = [Cut::Together, Cut::Frames, Cut::Octets(1)];

#[tokio::test]
async fn section_5_fragments() {
    let mut cases = Vec::new();
    let two = "fragment1fragment2";
    let ping = Frame::new(PING, "ping payload");
    let hello = Frame::new(BINARY, HELLO);
    let stray = Frame::new(CONTINUATION, "non-continuation payload");
    for (nth, cut) in CUTS.into_iter().enumerate() {
        let id = |from| format!("5.{}", from + nth);
        let between = [first(1), ping.clone(), last(2)];
        let strays = [stray.clone(), hello.clone()];
        let open_strays = [stray.clone().more(), hello.clone()];
        cases.extend([
            Case::new(id(3), &[first(1), last(2)], goes(two)).cut(cut),
            Case::new(id(6), &between, goes(two).and_answered(&[b"ping payload"])).cut(cut),
            Case::new(id(9), &strays, broken()).cut(cut),
            Case::new(id(12), &open_strays, broken()).cut(cut),
        ]);
    }
    let begins_with = |stray: Frame| [stray, first(2), last(3)];
    let repeated = |stray: Frame| [begins_with(stray.clone()), begins_with(stray)].concat();
    let broken_later = [first(1), last(2), middle(3), hello];
    cases.extend([
        Case::new(
            "5.1",
            &[Frame::new(PING, "fragment1").more(), last(2)],
            broken(),
        ),
        Case::new(
            "5.2",
            &[Frame::new(PONG, "fragment1").more(), last(2)],
            broken(),
        ),
        Case::new("5.15", &broken_later, broken_after(two)),
        Case::new("5.16", &repeated(middle(1)), broken()),
        Case::new("5.17", &repeated(last(1)), broken()),
        Case::new(
            "5.18",
            &[first(1), Frame::new(BINARY, "fragment2")],
            broken_after("fragment1"),
        ),
    ]);
    let long = [
        first(1),
        middle(2),
        Frame::new(PING, "pongme 1!"),
        middle(3),
        middle(4),
        Frame::new(PING, "pongme 2!"),
        last(5),
    ];
    let whole = "fragment1fragment2fragment3fragment4fragment5";
    let answered = || goes(whole).and_answered(&[b"pongme 1!", b"pongme 2!"]);
    cases.push(Case::new("5.19", &long, answered()));
    cases.push(Case::new("5.20", &long, answered()).cut(Cut::Frames));
    hold(BOTH, &cases).await;
}

/// What the suite cannot send, being a client that keeps to these rules itself.
#[tokio::test]
async fn what_no_client_may_send() {
    let mut unmasked = Case::new("no mask", &[], broken());
    unmasked.frames = vec![Frame::new(BINARY, HELLO).unmasked()];
    let mut endless = Case::new("a length of 2^63 - 1", &[], refused("longer than"));
    endless.frames = vec![[&[0x82, 0xff], &i64::MAX.to_be_bytes()[..], &[0; 4]].concat()];
    hold(BOTH, &[unmasked, endless]).await;
}
