//! What the standard library would bring along, in less room.

use core::panic::PanicInfo;

use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};

#[global_allocator]
static ALLOCATOR: WasmDynamicTalc = new_wasm_dynamic_allocator();

/// Nobody reads what a panic says in a page: without the words, and what writes them, the wasm is a third smaller.
/// JavaScript sees a `WebAssembly.RuntimeError` either way.
#[panic_handler]
fn trap(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
