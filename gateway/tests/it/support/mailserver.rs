//! Mail servers that say exactly what a test has them say.

use std::future::Future;

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

use super::patiently;

pub(crate) trait Bytes: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Bytes for T {}

/// A mail up to where its content begins, in one flight.
pub(crate) const ENVELOPE: &str =
    "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n";
/// What a server answers that.
pub(crate) const GO_ON: &str = "250 ok\r\n250 ok\r\n354 go on\r\n";

/// One connection, as the mail server sees it.
pub(crate) struct Line<S = TcpStream>(pub(crate) S);

impl<S: Bytes> Line<S> {
    pub(crate) async fn say(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.write_all(bytes.as_ref()).await.unwrap();
        self.0.flush().await.unwrap();
    }

    /// Reads exactly these bytes.
    pub(crate) async fn hear(&mut self, expected: &str) {
        let mut bytes = vec![0; expected.len()];
        patiently(expected, self.0.read_exact(&mut bytes))
            .await
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&bytes), expected);
    }

    /// Greets, and takes a mail up to where its content begins.
    pub(crate) async fn take_envelope(&mut self) {
        self.say("220 hello\r\n").await;
        self.hear(ENVELOPE).await;
        self.say(GO_ON).await;
    }

    /// Everything up to the client's end.
    pub(crate) async fn hear_rest(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        patiently("the client's end", self.0.read_to_end(&mut bytes))
            .await
            .unwrap();
        bytes
    }

    pub(crate) async fn end(&mut self) {
        self.0.shutdown().await.unwrap();
    }
}

impl Line<TcpStream> {
    /// Drops the connection so that the other side sees a reset.
    pub(crate) fn reset(self) {
        self.0.set_zero_linger().unwrap();
    }

    pub(crate) async fn secure(
        self,
        acceptor: TlsAcceptor,
    ) -> Line<tokio_rustls::server::TlsStream<TcpStream>> {
        Line(acceptor.accept(self.0).await.unwrap())
    }
}

/// Serves one connection on a port of its own. The task's value is the script's.
pub(crate) async fn serve<F, T>(
    script: impl FnOnce(Line) -> F + Send + 'static,
) -> (u16, JoinHandle<T>)
where
    F: Future<Output = T> + Send,
    T: Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let task = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        script(Line(stream)).await
    });
    (port, task)
}

/// Takes this many mails of [`Page::mail`](super::page::Page::mail) in one session.
pub(crate) async fn take_mails(mut line: Line, count: usize) {
    line.say("220 mail.example.org\r\n").await;
    line.hear("EHLO page.example\r\n").await;
    line.say("250 mail.example.org\r\n").await;
    for _ in 0..count {
        for (command, reply) in [
            ("MAIL FROM:<ada@example.org>\r\n", "250 fine\r\n"),
            ("RCPT TO:<bob@example.net>\r\n", "250 fine\r\n"),
            ("DATA\r\n", "354 go on\r\n"),
            ("Subject: hello\r\n\r\nBob\r\n.\r\n", "250 queued\r\n"),
        ] {
            line.hear(command).await;
            line.say(reply).await;
        }
    }
    line.hear("QUIT\r\n").await;
    line.say("221 bye\r\n").await;
    line.end().await;
    line.hear_rest().await;
}

/// Listens to one connection and never says a word. A page that goes before the connection has come may
/// keep it from ever coming, so wait for the receiver first; the task gives all that was heard.
pub(crate) async fn silent() -> (u16, oneshot::Receiver<()>, JoinHandle<Vec<u8>>) {
    let (arrive, arrived) = oneshot::channel();
    let (port, server) = serve(|mut line| async move {
        arrive.send(()).unwrap();
        line.hear_rest().await
    })
    .await;
    (port, arrived, server)
}

/// Greets each connection and then only listens.
pub(crate) async fn patient() -> u16 {
    serve_all(|mut line| async move {
        line.say("220 patient\r\n").await;
        line.hear_rest().await;
    })
    .await
}

/// Serves every connection on a port of its own.
pub(crate) async fn serve_all<F>(script: impl Fn(Line) -> F + Send + 'static) -> u16
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(script(Line(stream)));
        }
    });
    port
}

/// A port where nobody listens, and nobody else will while the tests run.
pub(crate) fn nobody() -> u16 {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let port = socket.local_addr().unwrap().port();
    std::mem::forget(socket);
    port
}
