//! Why a mail cannot be composed.

use alloc::string::{String, ToString};

use wasm_bindgen::JsValue;
use wsmtp_bind::{Mistyped, Object, ToJs};
use wsmtp_message::ComposeError;

/// What cannot stand in a mail, and what to do about it: a `Failure` of `web/client/src/error/report.ts`, `bad-input`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal(pub(crate) String);

impl From<Mistyped> for Refusal {
    fn from(field: Mistyped) -> Self {
        Self(field.to_string())
    }
}

impl From<ComposeError> for Refusal {
    fn from(error: ComposeError) -> Self {
        Self(error.to_string())
    }
}

impl ToJs for Refusal {
    fn to_js(&self) -> JsValue {
        let nothing = None::<String>;
        Object::new()
            .with("code", &"bad-input")
            .with("cause", &self.0)
            .with("remedy", &nothing)
            .with("temporary", &false)
            .with("step", &nothing)
            .with("reply", &nothing)
            .with("recipient", &nothing)
            .with("reason", &nothing)
            .done()
    }
}
