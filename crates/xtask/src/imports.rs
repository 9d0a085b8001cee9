//! What a wasm module asks its host for.

use anyhow::{Result, bail};
use wasmparser::{Parser, Payload};

/// Fails when `module` imports from `env`, which is where a linker puts what it could not find:
/// a page has nothing to offer under that name.
pub(crate) fn check(module: &[u8]) -> Result<()> {
    let missing = names_from_env(module)?;
    if missing.is_empty() {
        return Ok(());
    }
    bail!(
        "the wasm imports from `env`, which no page provides: {}",
        missing.join(", ")
    )
}

fn names_from_env(module: &[u8]) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(section) = payload? {
            for import in section.into_imports() {
                let import = import?;
                if import.module == "env" {
                    names.push(import.name.to_owned());
                }
            }
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with one function type and one import of that type.
    fn importing(module: &str, name: &str) -> Vec<u8> {
        let length = |text: &str| u8::try_from(text.len()).unwrap();
        let import_size = length(module) + length(name) + 5;
        let mut bytes = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02".to_vec();
        bytes.extend([import_size, 1, length(module)]);
        bytes.extend(module.bytes());
        bytes.push(length(name));
        bytes.extend(name.bytes());
        bytes.extend([0, 0]);
        bytes
    }

    #[test]
    fn an_import_from_env_is_named() {
        let error = check(&importing("env", "getrandom")).unwrap_err();
        assert!(error.to_string().contains("getrandom"), "{error}");
    }

    #[test]
    fn an_import_from_the_glue_is_fine() {
        check(&importing("./wsmtp_wasm_bg.js", "log")).unwrap();
    }
}
