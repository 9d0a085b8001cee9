//! The messages and close codes between a wsmtp page and its gateway
