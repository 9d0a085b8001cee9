//! Where in the sources a panic was: paths of the machine that built the wasm, which its panic handler drops.

use std::ops::Range;

use anyhow::{Result, ensure};
use walrus::{ConstExpr, DataKind, Module, ir::Value};

/// `core::panic::Location`: address and length of a path, line and column, each in four octets.
const LOCATION: usize = 16;

/// How a path ends.
const SOURCE: &[u8] = b".rs";

/// Octets of a path; none is as long.
const LONGEST: usize = 512;

/// Lines and columns that sources have.
const NUMBERS: Range<usize> = 1..65_536;

/// Overwrites each place, and the path that it names, with zeros. No other text ends as a path does.
pub(crate) fn forget(module: &mut Module) {
    let mut memory = image(module);
    let found: Vec<_> = (0..memory.len())
        .step_by(4)
        .filter_map(|at| Some([at..at + LOCATION, path(&memory, at)?]))
        .collect();
    for range in found.into_iter().flatten() {
        if let Some(octets) = memory.get_mut(range) {
            octets.fill(0);
        }
    }
    let ids: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for id in ids {
        let data = module.data.get_mut(id);
        if let Some(begin) = address(&data.kind)
            && let Some(octets) = memory.get(begin..begin + data.value.len())
        {
            data.value.copy_from_slice(octets);
        }
    }
}

/// Fails when a path of a source file stands in `module`: it tells of a machine, and differs on the next.
pub(crate) fn check(module: &[u8]) -> Result<()> {
    let named = module.windows(SOURCE.len()).any(|end| end == SOURCE);
    ensure!(!named, "the wasm names source files by their paths");
    Ok(())
}

/// What the memory holds at the start.
fn image(module: &Module) -> Vec<u8> {
    let mut memory = Vec::new();
    for data in module.data.iter() {
        if let Some(begin) = address(&data.kind) {
            let end = begin + data.value.len();
            memory.resize(memory.len().max(end), 0);
            if let Some(octets) = memory.get_mut(begin..end) {
                octets.copy_from_slice(&data.value);
            }
        }
    }
    memory
}

fn address(kind: &DataKind) -> Option<usize> {
    let DataKind::Active { offset, .. } = kind else {
        return None;
    };
    let ConstExpr::Value(Value::I32(offset)) = offset else {
        return None;
    };
    usize::try_from(*offset).ok()
}

/// Where the path is that the place at this address names, if there is a place.
fn path(memory: &[u8], place: usize) -> Option<Range<usize>> {
    let (begin, length) = (word(memory, place)?, word(memory, place + 4)?);
    let (line, column) = (word(memory, place + 8)?, word(memory, place + 12)?);
    if !(NUMBERS.contains(&line) && NUMBERS.contains(&column)) {
        return None;
    }
    let end = begin.checked_add(length.min(LONGEST))?;
    let path = memory.get(begin..end)?;
    let is_path = path.ends_with(SOURCE) && path.iter().all(u8::is_ascii_graphic);
    is_path.then_some(begin..end)
}

fn word(memory: &[u8], at: usize) -> Option<usize> {
    let octets = memory.get(at..)?.first_chunk()?;
    usize::try_from(u32::from_le_bytes(*octets)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_a_source_file_is_refused() {
        assert!(check(b"\0asm/home/ada/src/lib.rs\0").is_err());
        assert!(check(b"\0asm").is_ok());
    }

    #[test]
    fn a_place_is_forgotten_with_its_path_and_nothing_else() {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        let offset = ConstExpr::Value(Value::I32(0));
        let mut octets = b"textsrc/a.rs\0\0\0\0".to_vec();
        octets.extend([4, 0, 0, 0, 8, 0, 0, 0, 7, 0, 0, 0, 9, 0, 0, 0]);
        let data = module.data.add(DataKind::Active { memory, offset }, octets);
        forget(&mut module);
        let left = &module.data.get(data).value;
        assert_eq!(left[..4], *b"text");
        assert_eq!(left[4..], [0; 28]);
    }

    #[test]
    fn a_place_and_its_path_are_found_and_nothing_else() {
        let mut memory = b"textsrc/a.rs\0\0\0\0".to_vec();
        memory.extend([4, 0, 0, 0, 8, 0, 0, 0, 7, 0, 0, 0, 9, 0, 0, 0]);
        assert_eq!(path(&memory, 16), Some(4..12));
        for at in [0, 4, 8, 12, 20, 24, 28] {
            assert_eq!(path(&memory, at), None, "{at}");
        }
    }
}
