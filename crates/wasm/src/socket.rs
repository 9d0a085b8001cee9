//! A WebSocket that reports what happens and can be closed once.

use alloc::{string::String, vec::Vec};
use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};
use wsmtp_tunnel::SUBPROTOCOL;

/// What a WebSocket reports.
pub(crate) enum Arrival {
    /// It is open.
    Open,
    /// A text message.
    Text(String),
    /// A binary message.
    Binary(Vec<u8>),
    /// It is closed, or never opened, with this close code.
    Closed(u16),
}

/// A WebSocket with its handlers. Dropped, it closes and reports no more.
///
/// It has no queue: each message is handled before the browser delivers the next.
pub(crate) struct Socket {
    socket: WebSocket,
    _on_open: Closure<dyn FnMut()>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    /// Starts to open what `make` gives for address and subprotocol; `report` hears of everything from then on, never
    /// before this returns.
    pub(crate) fn open(
        url: &str,
        make: &Function,
        report: impl Fn(Arrival) + Clone + 'static,
    ) -> Result<Self, JsValue> {
        let socket = make.call2(&JsValue::NULL, &url.into(), &SUBPROTOCOL.into())?;
        // Not every program's is the browser's own.
        let socket: WebSocket = socket.unchecked_into();
        socket.set_binary_type(BinaryType::Arraybuffer);
        let (opened, arrived, closed) = (report.clone(), report.clone(), report);
        let on_open = Closure::<dyn FnMut()>::new(move || opened(Arrival::Open));
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            arrived(read(&event.data()));
        });
        let on_close = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
            closed(Arrival::Closed(event.code()));
        });
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Ok(Self {
            socket,
            _on_open: on_open,
            _on_message: on_message,
            _on_close: on_close,
        })
    }

    /// Sends a text message. A WebSocket that cannot send is closing and reports that by itself.
    pub(crate) fn send_text(&self, text: &str) {
        self.socket.send_with_str(text).unwrap_or_default();
    }

    /// Sends a binary message; likewise.
    pub(crate) fn send_binary(&self, bytes: &[u8]) {
        self.socket.send_with_u8_array(bytes).unwrap_or_default();
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        self.socket.close().unwrap_or_default();
    }
}

fn read(data: &JsValue) -> Arrival {
    match data.as_string() {
        Some(text) => Arrival::Text(text),
        None => Arrival::Binary(Uint8Array::new(data).to_vec()),
    }
}
