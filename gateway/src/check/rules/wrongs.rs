//! Where the problems of a configuration are gathered.

use crate::check::{Problem, keys::Keys};

/// Takes what is wrong with the keys of one table.
pub(super) struct Wrongs<'a> {
    keys: &'a Keys<'a>,
    problems: &'a mut Vec<Problem>,
    /// The path of the table.
    above: Vec<&'a str>,
}

impl<'a> Wrongs<'a> {
    /// Of the whole file.
    pub(super) const fn new(keys: &'a Keys<'a>, problems: &'a mut Vec<Problem>) -> Self {
        Self {
            keys,
            problems,
            above: Vec::new(),
        }
    }

    /// The same of a table in this one.
    pub(super) fn within<'b>(&'b mut self, table: &'b str) -> Wrongs<'b> {
        let mut above: Vec<&'b str> = self.above.clone();
        above.push(table);
        Wrongs {
            keys: self.keys,
            problems: self.problems,
            above,
        }
    }

    /// The value of a key, or that there is none.
    pub(super) fn at(&mut self, key: &str, reason: impl Into<String>) {
        let path: Vec<_> = self.above.iter().copied().chain([key]).collect();
        self.problems.push(self.keys.problem(&path, reason));
    }
}
