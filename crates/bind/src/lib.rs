//! What the wasms of wsmtp share: plain objects of JavaScript, read field by field and made, and what the standard
//! library would bring along in a page.
//!
//! `web/client/src/runtime/wire.ts` names the types of the objects.

#![cfg_attr(all(target_arch = "wasm32", target_os = "unknown"), no_std)]

extern crate alloc;

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod alone;
mod fields;
mod object;

pub use fields::{Mistyped, field, flag, list, number, text, text_or_null};
pub use object::{Given, Object, ToJs};
pub use wsmtp_tunnel::Value;
