//! The sandbox behind a TCP port: moves bytes, obeys the engine, decides nothing.

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::BytesMut;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, Interest},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_util::either::Either;
use wsmtp_proto::{Output, Phase, types::TlsActive};
use wsmtp_sandbox::{Event, Security, Session};

use super::{
    inbox::{Inbox, Recorder},
    practice::{Door, Practice},
};

/// Connections at a time through one door; the next wait in the system's queue.
const CONNECTIONS: usize = 64;

/// For one reply to be taken, or one handshake: all of it happens on this machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often one looks whether a client is still there that is not listened to just now.
const GLANCE: Duration = Duration::from_millis(250);

/// Bytes per read: a mail with attachments comes in some hundred of these.
const READ: usize = 16 * 1024;

type Stream = Either<TcpStream, Box<TlsStream<TcpStream>>>;

/// A mail server, whose doors lead to the same mailbox.
#[derive(Clone)]
pub(super) struct MailServer {
    practice: Practice,
    acceptor: TlsAcceptor,
    inbox: Inbox,
}

impl MailServer {
    pub(super) fn new(practice: Practice, acceptor: TlsAcceptor, inbox: Inbox) -> Self {
        Self {
            practice,
            acceptor,
            inbox,
        }
    }

    /// Accepts connections, which come by this door, until the task is aborted.
    pub(super) async fn serve(self, listener: TcpListener, door: Door) {
        let room = Arc::new(Semaphore::new(CONNECTIONS));
        loop {
            let permit = Arc::clone(&room).acquire_owned().await;
            let Ok((stream, _)) = listener.accept().await else {
                // No file descriptors: some are given back soon.
                sleep(Duration::from_millis(100)).await;
                continue;
            };
            let (sandbox, security) = self.practice.server(door);
            let connection = Connection {
                session: sandbox.session(),
                security,
                secured: false,
                recorder: self.inbox.recorder(),
                acceptor: self.acceptor.clone(),
                began: Instant::now(),
            };
            tokio::spawn(async move {
                let _held = permit;
                if let Err(error) = connection.run(stream).await {
                    tracing::debug!(%error, "a connection to the sandbox ended in disorder");
                }
            });
        }
    }
}

struct Connection {
    session: Session,
    /// How the client expects the connection to be secured.
    security: Security,
    /// Whether it is, by now.
    secured: bool,
    recorder: Recorder,
    acceptor: TlsAcceptor,
    began: Instant,
}

impl Connection {
    async fn run(mut self, stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut stream = Either::Left(stream);
        if self.security == Security::Implicit {
            stream = self.upgrade(stream).await?;
        }
        let mut bytes = BytesMut::new();
        loop {
            self.session.advance(self.began.elapsed());
            match self.session.poll_output() {
                Output::Send(reply) => send(&mut stream, &reply).await?,
                Output::UpgradeTls => stream = self.upgrade(stream).await?,
                Output::Event(event) => self.note(event),
                Output::Wait { until } => self.wait(&mut stream, until, &mut bytes).await?,
                Output::Closed => return end(&mut stream).await,
            }
        }
    }

    fn note(&self, event: Event) {
        match event {
            Event::Line(line) => self.recorder.record(line),
            Event::Delivered(mail) => self.recorder.deliver(mail, self.security_now()),
            // The reason is in the last lines, which are recorded.
            Event::Failed(_) => tracing::debug!("a session of the sandbox failed"),
            _ => {}
        }
    }

    /// How the connection is secured now: a client may go on without STARTTLS.
    const fn security_now(&self) -> Security {
        if self.secured {
            self.security
        } else {
            Security::None
        }
    }

    async fn upgrade(&mut self, stream: Stream) -> io::Result<Stream> {
        let Either::Left(stream) = stream else {
            return Err(io::Error::other("TLS is already active"));
        };
        let stream = timeout(PATIENCE, self.acceptor.accept(stream)).await??;
        self.session.tls_established(TlsActive::attest());
        self.secured = true;
        Ok(Either::Right(Box::new(stream)))
    }

    async fn wait(
        &mut self,
        stream: &mut Stream,
        until: Option<Duration>,
        bytes: &mut BytesMut,
    ) -> io::Result<()> {
        bytes.clear();
        bytes.reserve(READ);
        let rest = until.map(|until| until.saturating_sub(self.began.elapsed()));
        let room = self.session.room().min(READ);
        let is_greeted = self.session.phase() != Phase::Greeting;
        let read = async {
            match room {
                0 => Err(left(stream, is_greeted).await),
                room => stream.take(room as u64).read_buf(bytes).await,
            }
        };
        let read = match rest {
            Some(rest) => match timeout(rest, read).await {
                Ok(read) => read,
                // The loop tells the engine the time.
                Err(_) => return Ok(()),
            },
            None => read.await,
        };
        match read {
            Ok(0) => self.session.receive_end(),
            Ok(_) => self.session.receive(bytes),
            // A client that ends TLS without saying so has ended all the same.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                self.session.receive_end();
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// Ready when a client has left that is not listened to just now, so that it keeps no place among the
/// [`CONNECTIONS`] for as long as a setup lets it wait. One that was greeted may have ended only its own
/// side, and has a while to hear the answer.
async fn left(stream: &Stream, is_greeted: bool) -> io::Error {
    let tcp = match stream {
        Either::Left(tcp) => tcp,
        Either::Right(tls) => tls.get_ref().0,
    };
    loop {
        match tcp.ready(Interest::READABLE).await {
            Ok(ready) if !ready.is_read_closed() => sleep(GLANCE).await,
            Ok(_) if is_greeted => {
                sleep(PATIENCE).await;
                break;
            }
            Ok(_) => break,
            Err(error) => return error,
        }
    }
    io::Error::new(
        io::ErrorKind::ConnectionAborted,
        "the client did not wait for the answer",
    )
}

async fn send(stream: &mut Stream, reply: &[u8]) -> io::Result<()> {
    timeout(PATIENCE, async {
        stream.write_all(reply).await?;
        stream.flush().await
    })
    .await?
}

/// A connection closed over unread bytes is reset, and the last reply with it.
async fn end(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> io::Result<()> {
    timeout(PATIENCE, async {
        stream.shutdown().await?;
        tokio::io::copy(stream, &mut tokio::io::sink()).await
    })
    .await??;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{
        pin::Pin,
        task::{Context, Poll},
    };

    use tokio::io::{DuplexStream, ReadBuf, duplex};

    use super::*;

    /// A client that takes no octet more, so that TLS cannot say its goodbye.
    struct Full(DuplexStream);

    impl AsyncRead for Full {
        fn poll_read(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
            into: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            Pin::new(&mut self.0).poll_read(cx, into)
        }
    }

    impl AsyncWrite for Full {
        fn poll_write(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            _: &[u8],
        ) -> Poll<io::Result<usize>> {
            Poll::Pending
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Pending
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Pending
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_neither_hears_the_end_nor_leaves_is_let_go() {
        let (near, _far) = duplex(1);
        let unheard = end(&mut Full(near)).await;
        assert_eq!(unheard.unwrap_err().kind(), io::ErrorKind::TimedOut);
        let (mut near, _far) = duplex(1);
        let stays = end(&mut near).await;
        assert_eq!(stays.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn who_leaves_is_heard_to_the_end() {
        let (mut near, mut far) = duplex(64);
        far.write_all(b"said too late").await.unwrap();
        drop(far);
        end(&mut near).await.unwrap();
    }
}
