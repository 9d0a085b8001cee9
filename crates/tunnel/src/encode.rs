//! From a page's message to a text frame.

use alloc::{format, string::String};

/// A JSON object that is being written.
pub(crate) struct Object(String);

impl Object {
    /// An object with its `type`.
    pub(crate) fn of_type(name: &str) -> Self {
        let mut object = Self(String::from('{'));
        object.text("type", name);
        object
    }

    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        self.quoted(value);
    }

    pub(crate) fn number(&mut self, name: &str, value: u16) {
        self.name(name);
        self.0.push_str(&format!("{value}"));
    }

    pub(crate) fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }

    fn name(&mut self, name: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.quoted(name);
        self.0.push(':');
    }

    /// RFC 8259 section 7.
    fn quoted(&mut self, text: &str) {
        self.0.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => self.0.extend(['\\', c]),
                '\0'..'\x20' => self.0.push_str(&format!("\\u{:04x}", u32::from(c))),
                _ => self.0.push(c),
            }
        }
        self.0.push('"');
    }
}
