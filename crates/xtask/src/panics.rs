//! What comes before a panic's trap: sentences that nobody reads, as the wasm's panic handler drops them.

use anyhow::{Context, Result, ensure};
use walrus::{FunctionBuilder, FunctionId, FunctionKind, LocalFunction, Module, ir::Instr};

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

/// Has each of them trap at once. Fails where there is none, as after a change of how functions are named, and where one
/// may return after all.
pub(crate) fn silence(module: &mut Module) -> Result<()> {
    let diverging = module.funcs.iter().filter(|function| {
        let name = function.name.as_deref().unwrap_or_default();
        DIVERGING.iter().any(|part| name.contains(part))
    });
    let diverging: Vec<_> = diverging.map(|function| function.id()).collect();
    ensure!(
        !diverging.is_empty(),
        "the wasm has no function that panics"
    );
    for id in diverging {
        let trap = trap(module, id).with_context(|| {
            let name = module.funcs.get(id).name.as_deref().unwrap_or_default();
            format!("{name} may return: take it from DIVERGING")
        })?;
        module.funcs.get_mut(id).kind = FunctionKind::Local(trap);
    }
    Ok(())
}

/// A function of the same parameters that does nothing else; none for a function that may return.
fn trap(module: &mut Module, id: FunctionId) -> Option<LocalFunction> {
    let FunctionKind::Local(local) = &module.funcs.get(id).kind else {
        return None;
    };
    let kind = module.types.get(local.ty());
    if !kind.results().is_empty() || !ends_in_trap(local) {
        return None;
    }
    let parameters = kind.params().to_vec();
    let mut body = FunctionBuilder::new(&mut module.types, &parameters, &[]);
    body.func_body().unreachable();
    let parameters = parameters.iter().map(|kind| module.locals.add(*kind));
    let parameters = parameters.collect();
    Some(body.local_func(parameters))
}

fn ends_in_trap(function: &LocalFunction) -> bool {
    let body = function.block(function.entry_block());
    let last = body.instrs.last();
    last.is_some_and(|(last, _)| matches!(last, Instr::Unreachable(_)))
}

#[cfg(test)]
mod tests {
    use walrus::FunctionBuilder;

    use super::*;

    /// A module of one function, which says something and then traps or returns.
    fn module(name: &str, traps: bool) -> Module {
        let mut module = Module::default();
        let mut body = FunctionBuilder::new(&mut module.types, &[], &[]);
        body.name(name.to_owned());
        body.func_body().i32_const(7).drop();
        if traps {
            body.func_body().unreachable();
        }
        body.finish(Vec::new(), &mut module.funcs);
        module
    }

    fn length(module: &Module) -> usize {
        let (_, function) = module.funcs.iter_local().next().unwrap();
        function.block(function.entry_block()).len()
    }

    #[test]
    fn a_function_that_panics_traps_at_once() {
        let mut module = module("core::option::unwrap_failed::h01", true);
        assert_eq!(length(&module), 3);
        silence(&mut module).unwrap();
        assert_eq!(length(&module), 1);
    }

    #[test]
    fn a_function_that_may_return_is_left_alone_with_a_complaint() {
        let mut module = module("<core::panicking::AssertKind as Debug>::fmt", false);
        let error = silence(&mut module).unwrap_err().to_string();
        assert!(error.contains("AssertKind"), "{error}");
        assert_eq!(length(&module), 2);
    }

    #[test]
    fn a_module_without_names_is_a_complaint() {
        assert!(silence(&mut module("f", true)).is_err());
    }
}
