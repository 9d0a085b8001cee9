//! Mails in the browser: from the page's description of one to the octets that go out, files encoded as they are read.
//!
//! A wasm of its own, beside that of `wsmtp-wasm`, so that a page can open its session before this has come. Neither
//! knows the other: the page carries the octets across.
//!
//! What crosses to and from JavaScript is plain objects; `web/client/src/runtime/wire.ts` names their types.

#![cfg_attr(all(target_arch = "wasm32", target_os = "unknown"), no_std)]

extern crate alloc;

mod composer;
mod content;
mod mail;
mod refusal;

pub use composer::Composer;
