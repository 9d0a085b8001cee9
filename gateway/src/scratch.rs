//! Reading without a buffer of one's own.
//!
//! A session rests most of its life, and ten thousand of them may. So each thread has one buffer that
//! any session reads into, and only what has come is kept by the session that it came for.

use std::{
    cell::RefCell,
    future::poll_fn,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, ReadBuf};

/// As much as one read can give: what a page has under way by default fits in a few, and more is
/// not faster.
const SIZE: usize = 64 * 1024;

thread_local! {
    static SCRATCH: RefCell<Box<[u8]>> = RefCell::new(vec![0; SIZE].into());
}

/// Reads once, and hands what has come to `take`, which must not read itself; nothing at the end.
pub(crate) async fn read<T>(
    source: &mut (impl AsyncRead + Unpin),
    take: impl FnOnce(&mut [u8]) -> T,
) -> io::Result<T> {
    let mut take = Some(take);
    poll_fn(|context| poll(source, context, &mut take)).await
}

fn poll<T>(
    source: &mut (impl AsyncRead + Unpin),
    context: &mut Context<'_>,
    take: &mut Option<impl FnOnce(&mut [u8]) -> T>,
) -> Poll<io::Result<T>> {
    SCRATCH.with_borrow_mut(|scratch| {
        let mut buffer = ReadBuf::new(scratch);
        ready!(Pin::new(source).poll_read(context, &mut buffer))?;
        // INVARIANT: a future is not polled again once it was ready.
        take.take().map_or(Poll::Pending, |take| {
            Poll::Ready(Ok(take(buffer.filled_mut())))
        })
    })
}
