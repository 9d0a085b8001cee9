//! What comes before a panic's trap: sentences that nobody reads, as the wasm's panic handler drops them.

use anyhow::{Context, Result};
use walrus::{FunctionBuilder, FunctionId, FunctionKind, LocalFunction, Module};

/// What the names of functions hold that never return, in the standard library: they make up a sentence, and panic.
const DIVERGING: &[&str] = &[
    "::alloc::handle_alloc_error",
    "::cell::panic_already_",
    "::len_mismatch_fail",
    "::option::expect_failed",
    "::option::unwrap_failed",
    "::panic_on_ord_violation",
    "::panicking::",
    "::raw_vec::capacity_overflow",
    "::raw_vec::handle_error",
    "::result::unwrap_failed",
    "::slice::index::slice_index_fail",
    "::str::slice_error_fail",
];

/// Has each of them trap at once.
pub(crate) fn silence(module: &mut Module) -> Result<()> {
    let diverging = module.funcs.iter().filter(|function| {
        let name = function.name.as_deref().unwrap_or_default();
        DIVERGING.iter().any(|part| name.contains(part))
    });
    let diverging: Vec<_> = diverging.map(|function| function.id()).collect();
    for id in diverging {
        let trap = trap(module, id).context("a function that panics is imported")?;
        module.funcs.get_mut(id).kind = FunctionKind::Local(trap);
    }
    Ok(())
}

/// The body of a function, of the same type, that does nothing else.
fn trap(module: &mut Module, id: FunctionId) -> Option<LocalFunction> {
    let FunctionKind::Local(local) = &module.funcs.get(id).kind else {
        return None;
    };
    let kind = module.types.get(local.ty());
    let (parameters, results) = (kind.params().to_vec(), kind.results().to_vec());
    let mut body = FunctionBuilder::new(&mut module.types, &parameters, &results);
    body.func_body().unreachable();
    let parameters = parameters.iter().map(|kind| module.locals.add(*kind));
    let parameters = parameters.collect();
    Some(body.local_func(parameters))
}
