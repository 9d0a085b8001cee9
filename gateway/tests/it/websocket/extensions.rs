//! Sections 12 and 13: compression, which is never agreed to, so that nothing that is compressed
//! is ever unpacked.

use super::{
    Door, Keeper,
    cases::{Case, broken, goes},
    converse, knock_with,
};
use crate::support::wire::{BINARY, Frame, PING};

/// What the suite's sections offer.
const OFFERS: [(&str, &str); 8] = [
    ("12", "permessage-deflate; client_max_window_bits"),
    (
        "13.1",
        "permessage-deflate; client_no_context_takeover; client_max_window_bits",
    ),
    ("13.2", "permessage-deflate; server_no_context_takeover"),
    ("13.3", "permessage-deflate; server_max_window_bits=9"),
    ("13.4", "permessage-deflate; server_max_window_bits=15"),
    (
        "13.5",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=9",
    ),
    (
        "13.6",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=15",
    ),
    (
        "13.7",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=9, permessage-deflate; server_no_context_takeover, permessage-deflate",
    ),
];

/// Ten million zeros, as permessage-deflate packs them: the rest of the ten thousand octets that it
/// would take does not matter, as none of them may be looked at.
const BOMB: &[u8] = b"\xec\xc1\x01\x0d\x00\x00\x00\xc2\xa0\xf7\x4f\x6d\x0f\x07\x14\x00";

#[tokio::test]
async fn sections_12_and_13_compression_is_not_agreed_to() {
    let mut keeper = Keeper::new().await;
    for (id, offer) in OFFERS {
        for (frames, expect) in [
            (Frame::new(BINARY, "plain"), goes("plain")),
            (Frame::new(BINARY, BOMB).rsv(4), broken()),
            (Frame::new(PING, BOMB).rsv(4), broken()),
        ] {
            let offer = format!("sec-websocket-extensions: {offer}\r\n");
            let (ear, mouth) = knock_with(keeper.stage.address, Door::Raw, &offer).await;
            let case = Case::new(id, &[frames], expect);
            case.expect.check(id, &converse(ear, mouth, &case).await);
            let brought = keeper.brought.recv().await.unwrap();
            case.expect.was_brought(Door::Raw, id, &brought);
        }
    }
}
