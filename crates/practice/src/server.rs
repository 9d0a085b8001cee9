//! The mail server that a page practises with.

use alloc::string::{String, ToString};

use wasm_bindgen::prelude::*;
use wsmtp_bind::ToJs;
use wsmtp_sandbox::{Sandbox, Settings, Setup};
use wsmtp_tunnel::Security;

use crate::connection::Connection;
use crate::driver::Driver;

/// It guards nothing: the mails of the page are the page's. A lesson may spell it out in base64. It is a word that no
/// reply has, which would be masked there.
const PASSWORD: &str = "sesame";

/// The server's domain.
#[wasm_bindgen]
pub fn domain() -> String {
    Settings::DOMAIN.to_string()
}

/// Who may sign in, unless the setup names others.
#[wasm_bindgen]
pub fn user() -> String {
    Settings::USER.to_string()
}

/// With what.
#[wasm_bindgen]
pub fn password() -> String {
    PASSWORD.to_string()
}

/// A mail server that is set up in one way.
#[wasm_bindgen]
pub struct Server {
    sandbox: Sandbox,
    security: Security,
    name: String,
}

#[wasm_bindgen]
impl Server {
    /// A server by its setup.
    ///
    /// # Errors
    /// A text: which line cannot be read, and why.
    #[wasm_bindgen(constructor)]
    pub fn new(setup: &str) -> Result<Self, JsValue> {
        let setup: Setup = setup.parse().map_err(|error| text(&error))?;
        let settings = Settings::practice(PASSWORD).map_err(|error| text(&error))?;
        let settings = setup.apply(settings);
        Ok(Self {
            security: security(setup.security()),
            name: settings.server.name.to_string(),
            sandbox: Sandbox::new(settings),
        })
    }

    /// A connection that begins now, which is time zero.
    pub fn connect(&self) -> Connection {
        let driver = Driver::new(self.sandbox.session(), self.security, self.name.clone());
        Connection::new(driver)
    }
}

fn text(error: &dyn ToString) -> JsValue {
    error.to_string().to_js()
}

/// The same to the page.
const fn security(of_sandbox: wsmtp_sandbox::Security) -> Security {
    match of_sandbox {
        wsmtp_sandbox::Security::None => Security::None,
        wsmtp_sandbox::Security::StartTls => Security::StartTls,
        wsmtp_sandbox::Security::Implicit => Security::Implicit,
    }
}
