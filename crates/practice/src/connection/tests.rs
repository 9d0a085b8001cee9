//! What a page's clock tells, and when it is asked to come back. What is said in between is JavaScript's: its tests are
//! `web/practice/test/socket.test.ts`.

use wsmtp_sandbox::{Sandbox, Settings, Setup};
use wsmtp_tunnel::{Open, Security};

use super::*;

/// A page that was greeted by a server which is set up so.
fn connection(setup: &str) -> Connection {
    let setup: Setup = setup.parse().unwrap();
    let settings = setup.apply(Settings::practice("sesame").unwrap());
    let session = Sandbox::new(settings).session();
    let mut connection = Connection::new(Driver::new(session, Security::None, "a.test".into()));
    let open = PageMessage::Open(Open::upstream("sandbox"));
    connection.driver.control(Duration::ZERO, Ok(open));
    connection.drain();
    connection
}

impl Connection {
    /// As many actions as there are, and how many octets they say.
    fn drain(&mut self) -> usize {
        core::iter::from_fn(|| self.driver.next_action())
            .map(|action| match action {
                Action::Octets(octets) => octets.len(),
                Action::Say(_) | Action::Tell(_) | Action::Close(_) => 0,
            })
            .sum()
    }
}

#[test]
fn a_clock_that_goes_back_or_nowhere_stands_still() {
    for now in [-1.0, -0.0, f64::NAN, f64::NEG_INFINITY] {
        assert_eq!(time(now), Duration::ZERO, "{now}");
    }
    assert_eq!(time(f64::INFINITY), Duration::from_micros(u64::MAX));
    let mut connection = connection("helo: delay 2s");
    connection.binary(100.0, b"HELO a\r\n");
    connection.drain();
    assert_eq!(connection.until(), Some(2100.0));
    connection.tick(5.0);
    assert_eq!((connection.drain(), connection.until()), (0, Some(2100.0)));
}

#[test]
fn the_time_that_is_asked_for_is_never_told_back_too_early() {
    for nanos in (0..3_600_000_000_000u64).step_by(58_823_529 * 31) {
        let until = Duration::from_nanos(nanos);
        let back = time(millis(until));
        assert!(
            back >= until && back - until < Duration::from_micros(1),
            "{until:?}"
        );
    }
}

#[test]
fn who_comes_back_when_asked_to_is_never_too_early_for_a_slow_line() {
    // One octet in 58.8235… milliseconds.
    let mut connection = connection("line: slow 17/s");
    let mut heard = 0;
    while heard == 0 {
        let until = connection.until().unwrap();
        connection.tick(until);
        heard = connection.drain();
        let later = connection.until() > Some(until);
        assert!(heard > 0 || later, "nothing has come at {until}");
    }
    assert_eq!(heard, "220 sandbox.test ESMTP\r\n".len());
}
