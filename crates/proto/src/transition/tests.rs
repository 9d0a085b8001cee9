use alloc::vec::Vec;

use super::*;

#[test]
fn no_move_leads_two_ways() {
    for (index, (from, by, _)) in TRANSITIONS.iter().enumerate() {
        let twice = TRANSITIONS[..index]
            .iter()
            .any(|(f, b, _)| f == from && b == by);
        assert!(!twice, "{from} {by:?}");
    }
}

#[test]
fn every_phase_can_be_reached_and_left() {
    for phase in Phase::ALL {
        let reached = TRANSITIONS.iter().any(|(_, _, to)| *to == phase);
        assert!(
            reached || phase == Phase::Greeting || phase == Phase::Closed,
            "{phase}"
        );
        assert_eq!(next(phase, Trigger::Ended), Some(Phase::Closed));
    }
}

#[test]
fn a_password_or_a_mail_needs_a_hello_first() {
    for phase in [
        Phase::Greeting,
        Phase::Hello,
        Phase::Handshake,
        Phase::Closed,
    ] {
        assert_eq!(next(phase, Trigger::AuthAsked), None);
        assert_eq!(next(phase, Trigger::MailAsked), None);
    }
}

#[test]
fn a_session_is_resumed_before_anything_is_said_in_it() {
    for phase in Phase::ALL {
        let resumed = (phase == Phase::Greeting).then_some(Phase::Ready);
        assert_eq!(next(phase, Trigger::Resumed), resumed, "{phase}");
    }
}

#[test]
fn after_tls_comes_hello_again() {
    assert_eq!(next(Phase::Handshake, Trigger::Secured), Some(Phase::Hello));
}

#[test]
fn an_end_of_data_can_only_follow_354() {
    let before: Vec<_> = TRANSITIONS
        .iter()
        .filter(|(_, by, _)| *by == Trigger::ContentEnded)
        .collect();
    assert_eq!(
        before,
        [&(Phase::Content, Trigger::ContentEnded, Phase::Verdict)]
    );
}
