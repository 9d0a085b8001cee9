//! The gateway's inspector between whatever a page says and the server engine.

mod play;
mod setting;

use self::{play::Play, setting::Setting};
use super::acts::{self, Split};

/// Whatever a page says, in whatever pieces: the mails that the server accepts are those that the
/// inspector has on record, and none of them is beyond the rules; what is forwarded is well formed; no
/// wait is without an end; and what the page hears is the same at every split.
pub fn inspector(input: &[u8]) {
    let (setting, rest) = Setting::read(input);
    let acts = acts::read(rest);
    let given = Play::of(&setting, &acts, Split::Given);
    for split in [Split::Whole, Split::Octets] {
        let other = Play::of(&setting, &acts, split);
        assert_eq!(other, given, "split {split:?} of {setting:?}");
    }
}
