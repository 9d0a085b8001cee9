//! The browser's time and timers, in windows and workers alike.

use core::time::Duration;

use js_sys::Function;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, milliseconds: i32) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// A clock that starts at zero and never goes back.
pub(crate) struct Clock {
    start: f64,
}

impl Clock {
    /// Starts now.
    pub(crate) fn start() -> Self {
        Self { start: now() }
    }

    /// The time since the start.
    pub(crate) fn now(&self) -> Duration {
        Duration::try_from_secs_f64((now() - self.start) / 1000.0).unwrap_or_default()
    }
}

/// One timer that can be set again and again.
pub(crate) struct Timer {
    handler: Closure<dyn FnMut()>,
    pending: Option<(Duration, JsValue)>,
}

impl Timer {
    /// A timer that will call `handler`.
    pub(crate) fn new(handler: impl FnMut() + 'static) -> Self {
        Self {
            handler: Closure::new(handler),
            pending: None,
        }
    }

    /// Calls the handler at `until` on `clock`, and not at the time set before. Too early is possible.
    pub(crate) fn set(&mut self, clock: &Clock, until: Option<Duration>) {
        if self.pending.as_ref().map(|(time, _)| *time) == until {
            return;
        }
        self.clear();
        self.pending = until.map(|time| {
            let wait = time
                .saturating_sub(clock.now())
                .as_millis()
                .saturating_add(1);
            let wait = i32::try_from(wait).unwrap_or(i32::MAX);
            (
                time,
                set_timeout(self.handler.as_ref().unchecked_ref(), wait),
            )
        });
    }

    /// Says that the handler has been called.
    pub(crate) fn fired(&mut self) {
        self.pending = None;
    }

    fn clear(&mut self) {
        if let Some((_, timer)) = self.pending.take() {
            clear_timeout(&timer);
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.clear();
    }
}
