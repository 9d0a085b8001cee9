//! The header names who the envelope can reach: both take the same characters.

use wsmtp_message::{Address, Field, Label, Mailbox, Message, Part, Value};
use wsmtp_proto::types::ForwardPath;

fn in_envelope(address: &str) -> bool {
    address.parse::<ForwardPath>().is_ok()
}

fn in_header(address: String) -> bool {
    let name = String::new();
    let to = Address::Mailbox(Mailbox { name, address });
    let message = Message {
        header: vec![Field::new("To", Value::Addresses(vec![to]))],
        body: Part::Text {
            label: Label::new("text/plain"),
            text: String::new(),
            encoding: None,
        },
        seed: String::new(),
    };
    message.render(false).is_ok()
}

#[test]
fn header_and_envelope_take_the_same_characters_beyond_ascii() {
    let planes = [0x80..=0xffff, 0x1_0000..=0x1_ffff, 0xe_0000..=0xe_ffff];
    let mut taken = 0;
    for c in planes.into_iter().flatten().filter_map(char::from_u32) {
        let address = format!("a{c}b@x.example");
        let envelope = in_envelope(&address);
        assert_eq!(in_header(address), envelope, "U+{:04X}", u32::from(c));
        taken += usize::from(envelope);
    }
    assert!(taken > 100_000, "letters of all scripts are taken: {taken}");
    for joined in ["نامه\u{200c}ای@x.example", "ക്\u{200d}@x.example"] {
        assert!(in_envelope(joined), "{joined} is a word");
    }
}
