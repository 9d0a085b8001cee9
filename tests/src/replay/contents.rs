use super::lines;
use crate::script::Script;

/// The contents that a dialogue's client hands over, taken or not, as they were before they were made fit
/// for the wire.
pub(super) fn of(script: &Script) -> Vec<Vec<u8>> {
    let mut reader = Reader::default();
    for step in &script.steps {
        if let Some(line) = step.client_line() {
            reader.client(line);
        } else if step
            .server_line()
            .is_some_and(|line| line.starts_with(b"354"))
        {
            reader.stage = Stage::Data;
        }
    }
    reader.complete
}

/// Whether these contents are some of `all`, in that order.
pub(super) fn are_among(contents: &[Vec<u8>], all: &[Vec<u8>]) -> bool {
    let mut all = all.iter();
    contents.iter().all(|content| all.any(|one| one == content))
}

#[derive(Default)]
struct Reader {
    complete: Vec<Vec<u8>>,
    /// The mail's content so far.
    content: Vec<u8>,
    stage: Stage,
}

#[derive(Clone, Copy, Default)]
enum Stage {
    #[default]
    Commands,
    /// Behind 354.
    Data,
    /// Behind BDAT: so many octets are still to come, and whether they are the last.
    Chunk(usize, bool),
}

impl Reader {
    fn client(&mut self, line: &[u8]) {
        match self.stage {
            Stage::Data if line == b".\r\n" => self.end(),
            Stage::Data => {
                let line = line.strip_prefix(b".").unwrap_or(line);
                self.content.extend(line);
            }
            Stage::Chunk(left, last) => {
                self.content.extend(line);
                self.chunk(left.saturating_sub(line.len()), last);
            }
            Stage::Commands => match lines::chunk(line) {
                Some((size, last)) => self.chunk(size, last),
                None if line.starts_with(b"MAIL") => self.content.clear(),
                None => {}
            },
        }
    }

    fn chunk(&mut self, left: usize, last: bool) {
        match (left, last) {
            (0, true) => self.end(),
            (0, false) => self.stage = Stage::Commands,
            (left, last) => self.stage = Stage::Chunk(left, last),
        }
    }

    fn end(&mut self) {
        self.complete.push(std::mem::take(&mut self.content));
        self.stage = Stage::Commands;
    }
}
