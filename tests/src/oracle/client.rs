//! The client engine against whatever a server says and whatever its application asks for.

mod ask;
mod ear;
mod play;
mod setting;
mod watch;

use self::{play::Play, setting::Setting};
use super::acts::Split;

/// Whatever comes in, in whatever pieces: each mail has one outcome, which agrees with what went
/// out; what is told and sent is the same at every split; each input leads to a bounded number of
/// outputs; the session ends when its time is up; and memory keeps to its bound.
pub fn client(input: &[u8]) {
    let (setting, acts) = Setting::read(input);
    play::keeps_to_its_memory(&setting, &acts);
    let given = Play::of(&setting, &acts, Split::Given);
    for split in [Split::Whole, Split::Octets] {
        assert_eq!(Play::of(&setting, &acts, split), given, "split {split:?}");
    }
}
