//! The threads that connections are served on, each with a runtime of its own.
//!
//! A session then wakes nobody but the thread that it is on. Threads that share their work wake one
//! another to look for some, and a reply that takes 40 µs would take 50.

use std::{
    future::Future,
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
};

use tokio::{
    net::{TcpStream, UnixStream},
    runtime::{Builder, Handle},
};
use tokio_util::{either::Either, sync::CancellationToken};

use crate::socket::Socket;

/// The threads, or none, where the runtime of whoever accepts does the work.
#[derive(Clone, Default)]
pub(crate) struct Workers {
    handles: Arc<[Handle]>,
    next: Arc<AtomicUsize>,
}

impl Workers {
    /// Starts as many threads as the machine has processors. They end when `stop` is cancelled.
    pub(crate) fn start(stop: &CancellationToken) -> io::Result<Self> {
        let count = thread::available_parallelism()?.get();
        let handles = (0..count).map(|_| start(stop.clone()));
        Ok(Self {
            handles: handles.collect::<io::Result<_>>()?,
            next: Arc::default(),
        })
    }

    /// Ready when each thread has come to do something new: never while one of them hangs.
    pub(crate) async fn answer(&self) {
        for handle in &*self.handles {
            // One that has ended serves nobody, and keeps nobody waiting.
            let _ = handle.spawn(async {}).await;
        }
    }

    /// Serves a connection on the thread whose turn it is. One that cannot change threads is closed.
    pub(crate) fn spawn<F>(&self, socket: Socket, serve: impl FnOnce(Socket) -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let turn = self.next.fetch_add(1, Relaxed);
        let Some(handle) = self
            .handles
            .get(turn.checked_rem(self.handles.len()).unwrap_or(0))
        else {
            tokio::spawn(serve(socket));
            return;
        };
        let detached = detach(socket);
        handle.spawn(async move {
            match detached.and_then(attach) {
                Ok(socket) => serve(socket).await,
                Err(error) => tracing::warn!(%error, "cannot hand a connection to a thread"),
            }
        });
    }
}

fn start(stop: CancellationToken) -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    let work = move || runtime.block_on(stop.cancelled());
    thread::Builder::new()
        .name("sessions".to_owned())
        .spawn(work)?;
    Ok(handle)
}

/// A connection that no runtime looks after.
type Detached = Either<std::net::TcpStream, std::os::unix::net::UnixStream>;

fn detach(socket: Socket) -> io::Result<Detached> {
    Ok(match socket {
        Either::Left(tcp) => Either::Left(tcp.into_std()?),
        Either::Right(unix) => Either::Right(unix.into_std()?),
    })
}

fn attach(detached: Detached) -> io::Result<Socket> {
    Ok(match detached {
        Either::Left(tcp) => Either::Left(TcpStream::from_std(tcp)?),
        Either::Right(unix) => Either::Right(UnixStream::from_std(unix)?),
    })
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, sync::atomic::AtomicBool};

    use tokio::{net::TcpListener, sync::mpsc};

    use super::*;

    #[tokio::test]
    async fn a_thread_that_hangs_does_not_answer() {
        let stop = CancellationToken::new();
        let _ends_with_this = stop.clone().drop_guard();
        let workers = Workers::start(&stop).unwrap();
        workers.answer().await;
        let (release, released) = std::sync::mpsc::channel::<()>();
        let (last, others) = workers.handles.split_last().unwrap();
        last.spawn(async move { released.recv() });

        let is_released = Arc::new(AtomicBool::new(false));
        let (asked, seen) = (workers.clone(), Arc::clone(&is_released));
        let answered = tokio::spawn(async move {
            asked.answer().await;
            seen.load(Relaxed)
        });
        // Time enough for an answer that does not wait.
        for _ in 0..100 {
            for handle in others {
                handle.spawn(async {}).await.unwrap();
            }
            tokio::task::yield_now().await;
        }
        is_released.store(true, Relaxed);
        drop(release);
        assert!(answered.await.unwrap());
    }

    #[tokio::test]
    async fn every_thread_has_its_turn() {
        let stop = CancellationToken::new();
        let _ends_with_this = stop.clone().drop_guard();
        let workers = Workers::start(&stop).unwrap();
        let count = workers.handles.len();
        assert_eq!(count, thread::available_parallelism().unwrap().get());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (told, mut served) = mpsc::unbounded_channel();
        for _ in 0..3 * count {
            let _page = TcpStream::connect(address).await.unwrap();
            let (socket, page) = listener.accept().await.unwrap();
            let told = told.clone();
            workers.spawn(Either::Left(socket), move |socket| async move {
                let Either::Left(socket) = socket else {
                    panic!("another socket");
                };
                assert_eq!(socket.peer_addr().unwrap(), page);
                let current = thread::current();
                assert_eq!(current.name(), Some("sessions"));
                told.send(current.id()).unwrap();
            });
        }
        drop(told);
        let mut turns = HashMap::new();
        while let Some(thread) = served.recv().await {
            *turns.entry(thread).or_insert(0) += 1;
        }
        assert!(!turns.contains_key(&thread::current().id()));
        assert_eq!(turns.into_values().collect::<Vec<_>>(), vec![3; count]);
    }
}
