//! The names by which a wasm and its glue know each other. Those of wasm-bindgen end in a hash, which no compression
//! makes smaller, and stand in both.

use walrus::Module;

/// Gives each import a short name; the glue with those names.
pub(crate) fn shorten(module: &mut Module, mut glue: String) -> String {
    for (number, import) in module.imports.iter_mut().enumerate() {
        let short = format!("i{number}");
        glue = glue.replace(&format!("{}:", import.name), &format!("{short}:"));
        import.name = short;
    }
    glue
}
