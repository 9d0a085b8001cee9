use bytes::BytesMut;

use super::*;

const MASK: [u8; 4] = [1, 2, 3, 4];

/// A page's frame, with these first bytes.
fn frame(first: u8, length: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    frame.extend_from_slice(length);
    frame.extend_from_slice(&MASK);
    frame.extend(
        payload
            .iter()
            .zip(MASK.iter().cycle())
            .map(|(byte, mask)| byte ^ mask),
    );
    frame
}

fn short(first: u8, payload: &[u8]) -> Vec<u8> {
    frame(
        first,
        &[0x80 | u8::try_from(payload.len()).unwrap()],
        payload,
    )
}

/// Everything that is said, with neighbouring pieces of bytes as one.
fn read(bytes: &[u8], split: usize) -> Result<Vec<String>, Fault> {
    let mut decoder = Decoder::new(1000);
    let (mut said, mut held) = (Vec::new(), Vec::new());
    for piece in bytes.chunks(split) {
        let mut piece = piece.to_vec();
        let mut input = piece.as_mut_slice();
        while let Some(event) = decoder.next(&mut input)? {
            match event {
                Event::Bytes(bytes) => held.extend_from_slice(bytes),
                other => said.push(format!("{other:?}")),
            }
        }
    }
    said.push(format!("{}", String::from_utf8_lossy(&held)));
    Ok(said)
}

#[track_caller]
fn says(bytes: &[u8], expected: &[&str]) {
    for split in 1..=bytes.len() {
        assert_eq!(
            read(bytes, split).unwrap(),
            expected,
            "in pieces of {split}"
        );
    }
}

#[track_caller]
fn fails(bytes: &[u8], fault: Fault) {
    for split in 1..=bytes.len() {
        assert_eq!(read(bytes, split), Err(fault), "in pieces of {split}");
    }
}

#[test]
fn messages_whole_and_in_fragments_with_a_ping_between() {
    says(&short(0x82, b"NOOP\r\n"), &["NOOP\r\n"]);
    says(
        &short(0x81, "gr\u{fc}n".as_bytes()),
        &["Text(\"gr\u{fc}n\")", ""],
    );
    let fragments = [
        short(0x02, b"one "),
        short(0x89, b"?"),
        short(0x00, b""),
        short(0x80, b"message"),
        short(0x82, b", and another"),
    ];
    says(
        &fragments.concat(),
        &["Ping([63])", "one message, and another"],
    );
    let text = [short(0x01, b"\xc3"), short(0x8a, b""), short(0x80, b"\xbc")];
    says(&text.concat(), &["Pong", "Text(\"\u{fc}\")", ""]);
}

#[test]
fn lengths_of_each_form() {
    let letters = vec![b'x'; 1000];
    let text = String::from_utf8(letters.clone()).unwrap();
    says(&frame(0x82, &[0x80 | 126, 3, 232], &letters), &[&text]);
    for length in [
        &[0x80 | 126, 0, 125][..],
        &[0x80 | 127, 0, 0, 0, 0, 0, 0, 0xff, 0xff],
        &[0x80 | 127, 0x80, 0, 0, 0, 0, 0, 0, 0],
    ] {
        fails(
            &frame(0x82, length, b""),
            Fault::Rule("a length is not written as it must be"),
        );
    }
    fails(&frame(0x82, &[0x80 | 126, 3, 233], b""), Fault::TooLong);
    let both = [
        frame(0x02, &[0x80 | 126, 3, 232], &letters),
        short(0x80, b"x"),
    ];
    fails(&both.concat(), Fault::TooLong);
}

#[test]
fn rules() {
    for (bytes, rule) in [
        (short(0xc2, b"x"), "a reserved bit is set"),
        (short(0x83, b"x"), "an opcode is reserved"),
        (short(0x8b, b""), "an opcode is reserved"),
        (short(0x09, b""), "a control frame is fragmented"),
        (short(0x80, b"x"), "no message is to be continued"),
        (
            [short(0x02, b"x"), short(0x82, b"x")].concat(),
            "a message began before the last one had ended",
        ),
        (vec![0x82, 1, b'x'], "a frame is not masked"),
        (
            frame(0x89, &[0x80 | 126, 0, 126], &[0; 126]),
            "a control frame is longer than 125 bytes",
        ),
        (short(0x88, b"x"), "a close frame has half a code"),
        (
            short(0x88, &1005_u16.to_be_bytes()),
            "a close frame has a code that may not be sent",
        ),
        (
            short(0x88, b"\x03\xe8\xff"),
            "the reason in a close frame is not UTF-8",
        ),
    ] {
        fails(&bytes, Fault::Rule(rule));
    }
    fails(&short(0x01, b"\xc3\xc3"), Fault::NotUtf8);
    fails(&short(0x81, b"\xc3"), Fault::NotUtf8);
}

#[test]
fn a_close_has_a_code_or_none() {
    says(&short(0x88, b""), &["Close(None)", ""]);
    says(&short(0x88, b"\x0f\xa0bye"), &["Close(Some(4000))", ""]);
}

#[test]
fn what_is_written_has_the_shortest_length() {
    for (length, header) in [
        (0, &[0x82, 0][..]),
        (125, &[0x82, 125]),
        (126, &[0x82, 126, 0, 126]),
        (65_535, &[0x82, 126, 255, 255]),
        (65_536, &[0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
    ] {
        let mut out = BytesMut::new();
        encode(Opcode::Binary, &vec![7; length], &mut out);
        assert_eq!(&out[..header.len()], header);
        assert_eq!(out.len(), header.len() + length);
    }
}
