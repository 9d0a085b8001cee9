//! The arithmetic of flow control, and what it refuses.

use proptest::prelude::*;
use wsmtp_tunnel::{Window, WindowError};

#[test]
fn the_example_of_the_specification() {
    let mut window = Window::new(262_144);
    window.sent(262_144).unwrap();
    assert_eq!(window.available(), 0);
    window.acked(65_536).unwrap();
    assert_eq!(window.available(), 65_536);
    window.sent(65_536).unwrap();
    window.acked(327_680).unwrap();
    assert_eq!(window.available(), 262_144);
}

#[test]
fn more_than_the_window_is_refused_and_not_recorded() {
    let mut window = Window::new(10);
    window.sent(4).unwrap();
    assert_eq!(
        window.sent(7),
        Err(WindowError::Exceeded {
            sent: 7,
            available: 6
        })
    );
    assert_eq!(window.available(), 6);
}

#[test]
fn an_ack_neither_goes_back_nor_ahead() {
    let mut window = Window::new(10);
    window.sent(6).unwrap();
    window.acked(4).unwrap();
    window.acked(4).unwrap();
    for total in [3, 7] {
        let refused = WindowError::Acknowledged {
            total,
            acked: 4,
            sent: 6,
        };
        assert_eq!(window.acked(total), Err(refused));
    }
}

#[test]
fn a_smaller_window_only_stops_what_is_yet_to_be_sent() {
    let mut window = Window::new(16);
    window.sent(16).unwrap();
    window.resize(8);
    assert_eq!(window.available(), 0);
    window.acked(12).unwrap();
    assert_eq!(window.available(), 4);
}

proptest! {
    #[test]
    fn never_more_than_the_window_is_in_flight(
        size in 0u64..1000, steps in proptest::collection::vec((any::<bool>(), 0u64..2000), 0..64)
    ) {
        let mut window = Window::new(size);
        for (send, n) in steps {
            let _ = if send { window.sent(n) } else { window.acked(n) };
            prop_assert!(window.in_flight() <= size);
            prop_assert_eq!(window.available() + window.in_flight(), size);
        }
    }

    #[test]
    fn no_number_overflows(size: u64, a: u64, b: u64, c: u64) {
        let mut window = Window::new(size);
        let _ = (window.sent(a), window.acked(b), window.sent(c));
        prop_assert!(window.in_flight() <= size);
    }
}
