//! Section 6: text that is UTF-8, and text that is not. The sequences are those of Markus Kuhn's
//! decoder test, in the suite's order.

use super::{
    Door, Keeper,
    cases::{Case, Expect, refused},
    converse, hold, knock,
};
use crate::support::wire::{CONTINUATION, Frame, Heard, PING, TEXT, fragments};

/// The suite's text inside an `open`, as a field that nobody asks for.
fn open(payload: &[u8]) -> Vec<u8> {
    let (before, behind) = (br#"{"type":"open","upstream":"mail","x":""#, br#""}"#);
    [before, payload, behind].concat()
}

/// What must come of it.
fn expected(payload: &[u8]) -> Expect {
    match std::str::from_utf8(payload) {
        Err(_) => refused("UTF-8"),
        // Good UTF-8, and still nothing that stands in a JSON string as it is.
        Ok(text) if text.contains('\0') => refused("not valid JSON"),
        Ok(_) => Expect::Opens,
    }
}

const WHOLE: &[u8] = "Hello-µ@ßöäüàá-UTF-8!!".as_bytes();
const GREEK: &[u8] = b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5";

/// Wrong from its twelfth octet on.
const SURROGATE: &[u8] = b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited";

/// Wrong from its thirteenth octet on.
const BEYOND: &[u8] = b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xf4\x90\x80\x80edited";

#[tokio::test]
async fn section_6_1_to_6_3() {
    let empty = || Frame::new(CONTINUATION, "");
    let one_by_one = |payload| fragments(TEXT, &open(payload), 1);
    let (before, behind) = WHOLE.split_at("Hello-µ@ßöä".len());
    let (before, behind) = (open(before), open(behind));
    let halves = [
        Frame::new(TEXT, &before[..before.len() - 2]).more(),
        Frame::new(CONTINUATION, &behind[open(b"").len() - 2..]),
    ];
    let nothing = [Frame::new(TEXT, "").more(), empty().more(), empty()];
    let middle = Frame::new(CONTINUATION, open(b"middle frame payload"));
    let around = [Frame::new(TEXT, "").more(), middle.more(), empty()];
    let cases = [
        Case::new("6.1.1", &[Frame::new(TEXT, "")], refused("not valid JSON")),
        Case::new("6.1.2", &nothing, refused("not valid JSON")),
        Case::new("6.1.3", &around, Expect::Opens),
        Case::new("6.2.1", &[Frame::new(TEXT, open(WHOLE))], Expect::Opens),
        Case::new("6.2.2", &halves, Expect::Opens),
        Case::new("6.2.3", &one_by_one(WHOLE), Expect::Opens),
        Case::new("6.2.4", &one_by_one(GREEK), Expect::Opens),
        Case::new(
            "6.3.1",
            &[Frame::new(TEXT, open(SURROGATE))],
            refused("UTF-8"),
        ),
        Case::new("6.3.2", &one_by_one(SURROGATE), refused("UTF-8")),
    ];
    hold(&[Door::First], &cases).await;
}

/// The suite lets a server wait for the end of the message; this one does not where a frame ends.
#[tokio::test]
async fn section_6_4_what_is_wrong_is_refused_before_the_message_ends() {
    let keeper = Keeper::new().await;
    for (id, at, until) in [("6.4.1", 11, 15), ("6.4.2", 12, 13)] {
        let (mut ear, mut mouth) = knock(keeper.stage.address, Door::First).await;
        let good = Frame::new(TEXT, &BEYOND[..at]).more();
        mouth.say(&good.octets()).await;
        mouth.say(&Frame::new(PING, "A").octets()).await;
        assert_eq!(ear.hear().await, Heard::Pong(b"A".to_vec()), "{id}");
        let bad = Frame::new(CONTINUATION, &BEYOND[at..until]).more();
        let case = Case::new(id, &[bad], refused("UTF-8"));
        case.expect.check(id, &converse(ear, mouth, &case).await);
    }
    // The same octets in one frame, in three pieces.
    let whole = [Frame::new(TEXT, BEYOND)];
    let cases = ["6.4.3", "6.4.4"].map(|id| Case::new(id, &whole, refused("UTF-8")));
    hold(
        &[Door::First],
        &cases.map(|case| case.cut(super::Cut::Octets(17))),
    )
    .await;
}

fn prefixes() -> Vec<Vec<u8>> {
    (1..=GREEK.len()).map(|end| GREEK[..end].to_vec()).collect()
}

fn each(sequences: &[&[u8]]) -> Vec<Vec<u8>> {
    sequences.iter().map(|sequence| sequence.to_vec()).collect()
}

/// Octets that go on where nothing has begun.
fn continuations() -> Vec<Vec<u8>> {
    let both = |length| [0x80, 0xbf].into_iter().cycle().take(length).collect();
    let mut sequences = vec![vec![0x80], vec![0xbf]];
    sequences.extend((2..=6).map(both));
    sequences.push((0x80..0xbf).collect());
    sequences
}

/// Start octets, each with a space behind it.
fn lonely() -> Vec<Vec<u8>> {
    let starts = [
        0xc0..0xdf,
        0xe0..0xef,
        0xf0..0xf7,
        0xf8..0xfb,
        0xfc..0xfd_u8,
    ];
    let spaced = |octets: std::ops::Range<u8>| octets.flat_map(|octet| [octet, b' ']).collect();
    starts.into_iter().map(spaced).collect()
}

fn not_characters() -> Vec<Vec<u8>> {
    let planes = (0..=16).flat_map(|plane| [plane << 16 | 0xfffe, plane << 16 | 0xffff]);
    let character = |point| char::from_u32(point).unwrap().to_string().into_bytes();
    planes.map(character).collect()
}

#[tokio::test]
async fn section_6_5_to_6_23() {
    let unfinished: &[&[u8]] = &[
        b"\xc0",
        b"\xe0\x80",
        b"\xf0\x80\x80",
        b"\xf8\x80\x80\x80",
        b"\xfc\x80\x80\x80\x80",
        b"\xdf",
        b"\xef\xbf",
        b"\xf7\xbf\xbf",
        b"\xfb\xbf\xbf\xbf",
        b"\xfd\xbf\xbf\xbf\xbf",
    ];
    let sections = [
        each(&[
            "hello$world".as_bytes(),
            "hello¢world".as_bytes(),
            "hello€world".as_bytes(),
            "hello𤭢world".as_bytes(),
            GREEK,
        ]),
        prefixes(),
        each(&[b"\x00", b"\xc2\x80", b"\xe0\xa0\x80", b"\xf0\x90\x80\x80"]),
        each(&[b"\xf8\x88\x80\x80\x80", b"\xfc\x84\x80\x80\x80\x80"]),
        each(&[b"\x7f", b"\xdf\xbf", b"\xef\xbf\xbf", b"\xf4\x8f\xbf\xbf"]),
        each(&[
            b"\xf7\xbf\xbf\xbf",
            b"\xfb\xbf\xbf\xbf\xbf",
            b"\xfd\xbf\xbf\xbf\xbf\xbf",
        ]),
        each(&[
            b"\xed\x9f\xbf",
            b"\xee\x80\x80",
            b"\xef\xbf\xbd",
            b"\xf4\x8f\xbf\xbf",
            b"\xf4\x90\x80\x80",
        ]),
        continuations(),
        lonely(),
        each(unfinished),
        vec![unfinished.concat()],
        each(&[b"\xfe", b"\xff", b"\xfe\xfe\xff\xff"]),
        each(&[
            b"\xc0\xaf",
            b"\xe0\x80\xaf",
            b"\xf0\x80\x80\xaf",
            b"\xf8\x80\x80\x80\xaf",
            b"\xfc\x80\x80\x80\x80\xaf",
        ]),
        each(&[
            b"\xc1\xbf",
            b"\xe0\x9f\xbf",
            b"\xf0\x8f\xbf\xbf",
            b"\xf8\x87\xbf\xbf\xbf",
            b"\xfc\x83\xbf\xbf\xbf\xbf",
        ]),
        each(&[
            b"\xc0\x80",
            b"\xe0\x80\x80",
            b"\xf0\x80\x80\x80",
            b"\xf8\x80\x80\x80\x80",
            b"\xfc\x80\x80\x80\x80\x80",
        ]),
        each(&[
            b"\xed\xa0\x80",
            b"\xed\xad\xbf",
            b"\xed\xae\x80",
            b"\xed\xaf\xbf",
            b"\xed\xb0\x80",
            b"\xed\xbe\x80",
            b"\xed\xbf\xbf",
        ]),
        each(&[
            b"\xed\xa0\x80\xed\xb0\x80",
            b"\xed\xa0\x80\xed\xbf\xbf",
            b"\xed\xad\xbf\xed\xb0\x80",
            b"\xed\xad\xbf\xed\xbf\xbf",
            b"\xed\xae\x80\xed\xb0\x80",
            b"\xed\xae\x80\xed\xbf\xbf",
            b"\xed\xaf\xbf\xed\xb0\x80",
            b"\xed\xaf\xbf\xed\xbf\xbf",
        ]),
        not_characters(),
        (0xfff9..=0xffff)
            .map(|point| char::from_u32(point).unwrap().to_string().into_bytes())
            .collect(),
    ];
    let mut cases = Vec::new();
    for (section, sequences) in (5..).zip(sections) {
        for (nth, sequence) in (1..).zip(sequences) {
            let frame = Frame::new(TEXT, open(&sequence));
            cases.push(Case::new(
                format!("6.{section}.{nth}"),
                &[frame],
                expected(&sequence),
            ));
        }
    }
    assert_eq!(cases.len(), 132);
    hold(&[Door::First], &cases).await;
}
