//! The server engine against whatever a client says and whatever its application answers.

pub(super) mod host;
mod play;
mod setting;
mod watch;

use self::{play::Play, setting::Setting};
use super::acts::{self, Split};

/// Whatever comes in, in whatever pieces: every reply can be read; questions come one by one and in
/// an order that makes sense, and nobody gets around TLS, AUTH or a limit; what is told and sent is
/// the same at every split; each input leads to a bounded number of outputs; the session ends when
/// its time is up; and memory keeps to its bound.
pub fn server(input: &[u8]) {
    let (setting, rest) = Setting::read(input);
    let acts = acts::read(rest);
    let given = Play::of(&setting, &acts, Split::Given);
    for split in [Split::Whole, Split::Octets] {
        let other = Play::of(&setting, &acts, split);
        // What follows STARTTLS at once is told so, what follows its answer is told nothing.
        let residue = given.failed_over_residue() && other.failed_over_residue();
        assert!(
            residue || other == given,
            "split {split:?}:\n{other:#?}\n{given:#?}"
        );
    }
    play::keeps_to_its_memory(&setting, &acts);
}
