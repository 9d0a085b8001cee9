//! What somebody else has parsed: serde in a gateway, the browser in a page.

use alloc::{string::String, vec::Vec};

use crate::decode::MAX_EXACT;

/// A value of JSON's. Each method gives `None` where the value is of another type.
pub trait Value: Sized {
    /// A field of an object; `None` too where it is absent or null.
    fn field(&self, name: &str) -> Option<Self>;

    /// A text.
    fn text(&self) -> Option<String>;

    /// A number of any kind.
    fn float(&self) -> Option<f64>;

    /// A whole number that is exact in JavaScript, however it is written: 1e3 is one, too.
    fn number(&self) -> Option<i64> {
        let number = self.float()?;
        #[expect(clippy::cast_possible_truncation, reason = "looked at below")]
        let whole = number as i64;
        let exact = whole as f64 == number && whole.unsigned_abs() <= MAX_EXACT;
        exact.then_some(whole)
    }

    /// True or false.
    fn flag(&self) -> Option<bool>;

    /// The entries of an array.
    fn list(&self) -> Option<Vec<Self>>;
}

#[cfg(feature = "json")]
impl Value for &serde_json::Value {
    fn field(&self, name: &str) -> Option<Self> {
        self.get(name).filter(|value| !value.is_null())
    }

    fn text(&self) -> Option<String> {
        self.as_str().map(String::from)
    }

    fn float(&self) -> Option<f64> {
        self.as_f64()
    }

    fn flag(&self) -> Option<bool> {
        self.as_bool()
    }

    fn list(&self) -> Option<Vec<Self>> {
        Some(self.as_array()?.iter().collect())
    }
}
