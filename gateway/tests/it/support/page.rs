//! A page: a WebSocket client that is not the gateway's own.

use std::{collections::VecDeque, net::SocketAddr};

use futures_util::{
    FutureExt, SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async, connect_async,
    tungstenite::{self, Message, client::IntoClientRequest, http::Request},
};
use tokio_util::either::Either;
use wsmtp_tunnel::{ErrorCode, GatewayMessage, Open, Opened, PageMessage, TlsReport};

use super::{
    mailserver::{Bytes, ENVELOPE, GO_ON},
    patiently,
};

/// A connection of its own, or one that a test has made.
type Stream = Either<TcpStream, Box<dyn Bytes>>;

type Socket = WebSocketStream<Stream>;

pub(crate) struct Page {
    socket: Socket,
    /// Bytes that have come and are not yet asked for.
    bytes: VecDeque<u8>,
    /// The longest binary message so far.
    pub(crate) longest: usize,
    /// The total of the last ack.
    pub(crate) acked: u64,
}

/// What comes next, acks aside.
#[derive(Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "one at a time, matched where it comes"
)]
pub(crate) enum Frame {
    Control(GatewayMessage),
    Bytes,
    Closed(u16, String),
    /// The connection ended without a close frame.
    Cut,
}

/// An upgrade request to the gateway.
pub(crate) fn request(address: SocketAddr, path: &str, protocol: Option<&str>) -> Request<()> {
    let mut request = format!("ws://{address}{path}")
        .into_client_request()
        .unwrap();
    if let Some(protocol) = protocol {
        request
            .headers_mut()
            .insert("sec-websocket-protocol", protocol.parse().unwrap());
    }
    request
}

/// The status that an upgrade is refused with.
pub(crate) async fn refused(request: Request<()>) -> u16 {
    match connect_async(request).await {
        Err(tungstenite::Error::Http(response)) => response.status().as_u16(),
        other => panic!("not refused: {other:?}"),
    }
}

/// Holds a gateway to who may open a session: pages of these origins that may, or may not.
pub(crate) async fn origins_that_may(address: SocketAddr, origins: &[(&str, bool)]) {
    for (origin, may) in origins {
        let mut request = request(address, "/tunnel", Some("wsmtp.v1"));
        let value = origin.parse().unwrap();
        request.headers_mut().insert("origin", value);
        if *may {
            Page::with(request).await.leave().await;
        } else {
            assert_eq!(refused(request).await, 403, "{origin}");
        }
    }
}

impl Page {
    pub(crate) async fn connect(address: SocketAddr, path: &str, protocol: Option<&str>) -> Self {
        Self::with(request(address, path, protocol)).await
    }

    /// A session with a patient server, over a connection that a test has made.
    pub(crate) async fn opened_over(stream: impl Bytes + 'static) -> Self {
        let anywhere = "127.0.0.1:1".parse().unwrap();
        let request = request(anywhere, "/tunnel", Some("wsmtp.v1"));
        let mut page = Self::over(stream, request).await;
        page.open("mail").await;
        page.opened().await;
        page.hear("220 patient\r\n").await;
        page
    }

    pub(crate) async fn with(request: Request<()>) -> Self {
        let host = request.uri().authority().unwrap().to_string();
        let stream = TcpStream::connect(host).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self::upgrade(Either::Left(stream), request).await
    }

    /// The same over a connection that there is already.
    pub(crate) async fn over(stream: impl Bytes + 'static, request: Request<()>) -> Self {
        Self::upgrade(Either::Right(Box::new(stream)), request).await
    }

    async fn upgrade(stream: Stream, request: Request<()>) -> Self {
        let (socket, _) = patiently("the upgrade", client_async(request, stream))
            .await
            .unwrap();
        Self {
            socket,
            bytes: VecDeque::new(),
            longest: 0,
            acked: 0,
        }
    }

    /// This end of the connection, as the gateway's logs name it.
    pub(crate) fn address(&self) -> SocketAddr {
        self.tcp().local_addr().unwrap()
    }

    fn tcp(&self) -> &TcpStream {
        match self.socket.get_ref() {
            Either::Left(stream) => stream,
            Either::Right(_) => panic!("not a connection of its own"),
        }
    }

    pub(crate) async fn open(&mut self, upstream: &str) {
        self.say(&PageMessage::Open(Open::upstream(upstream))).await;
    }

    pub(crate) async fn say(&mut self, message: &PageMessage) {
        self.text(&message.encode()).await;
    }

    pub(crate) async fn text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.try_send(bytes).await.unwrap();
    }

    pub(crate) async fn try_send(
        &mut self,
        bytes: impl AsRef<[u8]>,
    ) -> Result<(), tungstenite::Error> {
        self.socket
            .send(Message::binary(bytes.as_ref().to_vec()))
            .await
    }

    pub(crate) async fn next(&mut self) -> Frame {
        loop {
            match patiently("the gateway", self.socket.next()).await {
                Some(Ok(Message::Binary(bytes))) => {
                    self.longest = self.longest.max(bytes.len());
                    self.bytes.extend(bytes);
                    return Frame::Bytes;
                }
                Some(Ok(Message::Text(text))) => match GatewayMessage::decode(&text).unwrap() {
                    GatewayMessage::Ack { bytes } => {
                        assert!(bytes > self.acked, "an ack went back");
                        self.acked = bytes;
                    }
                    message => return Frame::Control(message),
                },
                Some(Ok(Message::Close(Some(close)))) => {
                    // Answers the close, as browsers do.
                    let _ = self.socket.flush().await;
                    return Frame::Closed(close.code.into(), close.reason.to_string());
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Frame::Cut,
            }
        }
    }

    pub(crate) async fn opened(&mut self) -> Opened {
        match self.next().await {
            Frame::Control(GatewayMessage::Opened(opened)) => opened,
            other => panic!("not opened but {other:?}"),
        }
    }

    pub(crate) async fn secured(&mut self) -> TlsReport {
        match self.next().await {
            Frame::Control(GatewayMessage::Secured { tls }) => tls,
            other => panic!("not secured but {other:?}"),
        }
    }

    /// Reads exactly these bytes of the server's.
    pub(crate) async fn hear(&mut self, expected: &str) {
        while self.bytes.len() < expected.len() {
            let frame = self.next().await;
            assert_eq!(frame, Frame::Bytes, "instead of {expected:?}");
        }
        let bytes: Vec<u8> = self.bytes.drain(..expected.len()).collect();
        assert_eq!(String::from_utf8_lossy(&bytes), expected);
    }

    /// Has a mail under way, which the server need not answer.
    pub(crate) async fn begin_mail(&mut self) {
        let command = "MAIL FROM:<ada@example.org>\r\n";
        self.send(command).await;
        self.acked(command.len() as u64).await;
    }

    /// Begins a mail: what comes now is content.
    pub(crate) async fn send_envelope(&mut self) {
        self.send(ENVELOPE).await;
        self.hear(GO_ON).await;
    }

    /// Reads until the server's socket has taken this many bytes.
    pub(crate) async fn acked(&mut self, total: u64) {
        while self.acked < total {
            self.next_ack().await;
        }
        assert_eq!(self.acked, total);
    }

    /// Reads one more ack; its total.
    pub(crate) async fn next_ack(&mut self) -> u64 {
        loop {
            match patiently("an ack", self.socket.next()).await {
                Some(Ok(Message::Text(text))) => match GatewayMessage::decode(&text).unwrap() {
                    GatewayMessage::Ack { bytes } => {
                        self.acked = bytes;
                        return bytes;
                    }
                    other => panic!("not an ack but {other:?}"),
                },
                Some(Ok(Message::Binary(bytes))) => self.bytes.extend(bytes),
                Some(Ok(Message::Ping(_))) => {}
                other => panic!("not an ack but {other:?}"),
            }
        }
    }

    /// Reads one more ack, or the error that comes instead.
    pub(crate) async fn ack_or_error(&mut self) -> Result<u64, ErrorCode> {
        loop {
            let frame = patiently("an ack or an error", self.socket.next()).await;
            if let Some(Ok(Message::Text(text))) = &frame {
                match GatewayMessage::decode(text).unwrap() {
                    GatewayMessage::Ack { bytes } => return Ok(bytes),
                    GatewayMessage::Error { code, .. } => return Err(code),
                    other => panic!("neither an ack nor an error but {other:?}"),
                }
            }
            assert!(matches!(frame, Some(Ok(Message::Ping(_)))), "{frame:?}");
        }
    }

    /// The code of an error that has come by now.
    pub(crate) fn failed_already(&mut self) -> Option<ErrorCode> {
        while let Some(Some(Ok(frame))) = self.socket.next().now_or_never() {
            if let Message::Text(text) = frame
                && let GatewayMessage::Error { code, .. } = GatewayMessage::decode(&text).unwrap()
            {
                return Some(code);
            }
        }
        None
    }

    /// Reads one whole reply with this code.
    pub(crate) async fn reply(&mut self, code: u16) {
        let end = format!("{code} ").into_bytes();
        loop {
            let line: Vec<u8> = self
                .bytes
                .iter()
                .copied()
                .take_while(|byte| *byte != b'\n')
                .collect();
            if line.len() < self.bytes.len() {
                self.bytes.drain(..=line.len());
                assert_eq!(
                    line.get(..3),
                    end.get(..3),
                    "{}",
                    String::from_utf8_lossy(&line)
                );
                if line.starts_with(&end) {
                    return;
                }
            } else {
                assert_eq!(self.next().await, Frame::Bytes, "instead of {code}");
            }
        }
    }

    pub(crate) async fn ask(&mut self, command: &str, code: u16) {
        self.send(command).await;
        self.reply(code).await;
    }

    /// Sends a mail within a session.
    pub(crate) async fn mail(&mut self) {
        self.ask("MAIL FROM:<ada@example.org>\r\n", 250).await;
        self.ask("RCPT TO:<bob@example.net>\r\n", 250).await;
        self.ask("DATA\r\n", 354).await;
        self.ask("Subject: hello\r\n\r\nBob\r\n.\r\n", 250).await;
    }

    pub(crate) async fn eof(&mut self) {
        assert_eq!(self.next().await, Frame::Control(GatewayMessage::Eof));
    }

    /// Reads the error and the close frame that belongs to it; the sentence for a person.
    pub(crate) async fn failed(&mut self, expected: ErrorCode) -> String {
        let (code, message) = self.failed_somehow().await;
        assert_eq!(code, expected, "{message}");
        message
    }

    /// The same whatever the error is.
    pub(crate) async fn failed_somehow(&mut self) -> (ErrorCode, String) {
        loop {
            match self.next().await {
                Frame::Control(GatewayMessage::Error { code, message }) => {
                    let close = Frame::Closed(code.close_code(), code.name().into());
                    assert_eq!(self.next().await, close, "{message}");
                    return (code, message);
                }
                Frame::Bytes | Frame::Control(GatewayMessage::Eof) => {}
                other => panic!("not failed but {other:?}"),
            }
        }
    }

    /// Reads on to this error, whatever comes before it.
    pub(crate) async fn failed_whenever(&mut self, expected: ErrorCode) {
        loop {
            if let Frame::Control(GatewayMessage::Error { code, .. }) = self.next().await {
                return assert_eq!(code, expected);
            }
        }
    }

    /// Reads until this many pings have come.
    pub(crate) async fn pinged(&mut self, count: usize) {
        for _ in 0..count {
            let frame = patiently("a ping", self.socket.next()).await;
            assert!(matches!(frame, Some(Ok(Message::Ping(_)))), "{frame:?}");
        }
    }

    /// Both directions of the WebSocket by themselves.
    pub(crate) fn split(self) -> (SplitSink<Socket, Message>, SplitStream<Socket>) {
        self.socket.split()
    }

    /// Follows the server, which has ended, and so ends the session.
    pub(crate) async fn end_in_order(&mut self) {
        self.eof().await;
        self.say(&PageMessage::Eof).await;
        self.closed().await;
    }

    /// Reads the close frame, where a client of the raw endpoint hears what failed; the sentence for a person.
    pub(crate) async fn cut(&mut self, expected: ErrorCode) -> String {
        match self.next().await {
            Frame::Closed(code, reason) => {
                assert_eq!(code, expected.close_code(), "{reason}");
                reason
            }
            other => panic!("not closed but {other:?}"),
        }
    }

    pub(crate) async fn closed(&mut self) {
        assert_eq!(self.next().await, Frame::Closed(1000, String::new()));
    }

    /// Drops the connection so that the gateway sees a reset.
    pub(crate) fn reset(self) {
        self.tcp().set_zero_linger().unwrap();
    }

    /// Closes as a page does that is left.
    pub(crate) async fn leave(mut self) {
        self.socket.close(None).await.unwrap();
        while patiently("the end", self.socket.next())
            .await
            .is_some_and(|frame| frame.is_ok())
        {}
    }
}
