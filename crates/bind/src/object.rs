//! Plain objects of JavaScript: how they are read, and how they are made. `web/client/src/runtime/wire.ts` names
//! their types.

use alloc::{string::String, vec::Vec};
use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wsmtp_tunnel::{TlsReport, Value};

/// What JavaScript gives. There may be a password in it, so that it cannot be printed.
pub struct Given(pub JsValue);

impl Value for Given {
    fn field(&self, name: &str) -> Option<Self> {
        let value = Reflect::get(&self.0, &name.into()).ok()?;
        let absent = value.is_null() || value.is_undefined();
        (!absent).then_some(Self(value))
    }

    fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn float(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn flag(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn list(&self) -> Option<Vec<Self>> {
        let array = self.0.dyn_ref::<Array>()?;
        Some(array.iter().map(Self).collect())
    }
}

/// What can be given to JavaScript.
pub trait ToJs {
    /// The same for JavaScript.
    fn to_js(&self) -> JsValue;
}

/// A plain object that is being made.
#[derive(Debug)]
pub struct Object(js_sys::Object);

impl Default for Object {
    fn default() -> Self {
        Self::new()
    }
}

impl Object {
    /// Without fields.
    pub fn new() -> Self {
        Self(js_sys::Object::new())
    }

    /// An event, or whatever else has a type.
    pub fn of_type(name: &str) -> Self {
        Self::new().with("type", &name)
    }

    /// With one field more.
    pub fn with(self, name: &str, value: &dyn ToJs) -> Self {
        // A new object takes any field.
        Reflect::set(&self.0, &name.into(), &value.to_js()).unwrap_or_default();
        self
    }

    /// For JavaScript.
    pub fn done(self) -> JsValue {
        self.0.into()
    }
}

impl ToJs for &str {
    fn to_js(&self) -> JsValue {
        JsValue::from_str(self)
    }
}

impl ToJs for String {
    fn to_js(&self) -> JsValue {
        JsValue::from_str(self)
    }
}

impl ToJs for f64 {
    fn to_js(&self) -> JsValue {
        JsValue::from_f64(*self)
    }
}

/// Exact to 2^53: no mail is as large.
impl ToJs for u64 {
    fn to_js(&self) -> JsValue {
        JsValue::from_f64(*self as f64)
    }
}

impl ToJs for bool {
    fn to_js(&self) -> JsValue {
        JsValue::from_bool(*self)
    }
}

impl<T: ToJs> ToJs for &T {
    fn to_js(&self) -> JsValue {
        (*self).to_js()
    }
}

impl<T: ToJs> ToJs for Option<T> {
    fn to_js(&self) -> JsValue {
        self.as_ref().map_or(JsValue::NULL, ToJs::to_js)
    }
}

impl<T: ToJs> ToJs for Vec<T> {
    fn to_js(&self) -> JsValue {
        self.iter().map(ToJs::to_js).collect::<Array>().into()
    }
}

impl ToJs for Object {
    fn to_js(&self) -> JsValue {
        self.0.clone().into()
    }
}

/// As in `opened` and `secured`.
impl ToJs for TlsReport {
    fn to_js(&self) -> JsValue {
        let of = &self.certificate;
        let certificate = Object::new()
            .with("subject", &of.subject)
            .with("issuer", &of.issuer)
            .with("names", &of.names)
            .with("not_before", &of.not_before)
            .with("not_after", &of.not_after)
            .with("sha256", &of.sha256);
        Object::new()
            .with("version", &self.version)
            .with("cipher", &self.cipher)
            .with("certificate", &certificate)
            .done()
    }
}
