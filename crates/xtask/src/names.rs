//! The names by which a wasm and its glue know each other. Those of wasm-bindgen end in a hash, which no compression
//! makes smaller, and stand in both.

use anyhow::{Result, ensure};
use walrus::Module;

/// Gives each import a short name; the glue with those names. Fails where the glue does not offer one under its old name
/// once.
pub(crate) fn shorten(module: &mut Module, mut glue: String) -> Result<String> {
    for (number, import) in module.imports.iter_mut().enumerate() {
        let short = format!("i{number}");
        glue = renamed(&glue, &import.name, &short)?;
        import.name = short;
    }
    Ok(glue)
}

/// The glue with another key for this function of the object that the wasm imports from.
fn renamed(glue: &str, name: &str, short: &str) -> Result<String> {
    let (old, new) = (
        format!(" {name}: function("),
        format!(" {short}: function("),
    );
    let times = glue.matches(&old).count();
    ensure!(times == 1, "the glue offers `{name}` {times} times");
    Ok(glue.replace(&old, &new))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "return { __wbg_get_1: function(a) {}, __wbg_get_12: function() {} };";

    #[test]
    fn a_name_is_shortened_and_no_other_that_begins_as_it_does() {
        let short = "return { i0: function(a) {}, __wbg_get_12: function() {} };";
        assert_eq!(renamed(GLUE, "__wbg_get_1", "i0").unwrap(), short);
    }

    #[test]
    fn a_name_that_the_glue_does_not_offer_is_a_complaint() {
        assert!(renamed(GLUE, "get_1", "i0").is_err());
        assert!(renamed(GLUE, "__wbg_set_1", "i0").is_err());
    }
}
