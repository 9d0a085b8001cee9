//! The gateway itself stops in the middle of a mail.

use wsmtp_tunnel::ErrorCode;

use super::Ground;
use crate::support::{
    mail::{GREETING, TO_CONTENT, answers, takes},
    page::{Frame, Page},
};

/// A page in the middle of a mail, and what the server hears behind that.
async fn halfway(ground: &Ground) -> (Page, tokio::task::JoinHandle<Vec<u8>>) {
    let server = ground.server(|mut line| async move {
        line.say(GREETING).await;
        answers(&mut line, TO_CONTENT).await;
        line.hear_rest().await
    });
    let mut page = ground.greeted().await;
    takes(&mut page, TO_CONTENT).await;
    (page, server)
}

#[tokio::test]
async fn a_gateway_that_is_told_to_stop_says_so_when_the_time_to_finish_is_over() {
    let mut ground = Ground::new("drain = 1").await;
    let (mut page, server) = halfway(&ground).await;
    ground.gateway.signal("-TERM");
    let message = page.failed(ErrorCode::ShuttingDown).await;
    assert!(message.contains("not confirmed"), "{message}");
    assert_eq!(server.await.unwrap(), b"");
    drop(page);
    assert!(ground.gateway.ended().await);
}

/// Nobody is told, and still no half mail is taken for a whole one; the next gateway at the same
/// address takes up where this one was.
#[tokio::test]
async fn a_gateway_that_is_killed() {
    let mut ground = Ground::new("").await;
    ground.is_well("nothing").await;
    let (mut page, server) = halfway(&ground).await;
    ground.gateway.signal("-KILL");
    assert!(!ground.gateway.ended().await);
    assert_eq!(page.next().await, Frame::Cut);
    assert_eq!(server.await.unwrap(), b"");
    ground.gateway.restart().await;
    ground.admin = ground.gateway.admin().await;
    ground.descriptors = ground.gateway.descriptors();
    ground.is_well("the kill").await;
}
