//! A mail server that takes every mail, for as many connections as come.

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

use super::patiently;

pub(crate) struct Sink {
    pub(crate) port: u16,
    mails: mpsc::UnboundedReceiver<String>,
}

impl Sink {
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (taken, mails) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let taken = taken.clone();
                // None where the client has gone, which is no matter of the sink's.
                tokio::spawn(async move { serve(stream, &taken).await });
            }
        });
        Self { port, mails }
    }

    /// The content of the next mail.
    pub(crate) async fn mail(&mut self) -> String {
        patiently("a mail", self.mails.recv()).await.unwrap()
    }
}

async fn serve(stream: TcpStream, taken: &mpsc::UnboundedSender<String>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let mut reply = "220 sink.example\r\n";
    loop {
        stream.write_all(reply.as_bytes()).await.ok()?;
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        reply = match line.get(..4)? {
            "EHLO" => "250 sink.example\r\n",
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await.ok()?;
                taken.send(content(&mut stream).await?).ok()?;
                "250 2.0.0 taken\r\n"
            }
            "QUIT" => {
                stream.write_all(b"221 2.0.0 bye\r\n").await.ok()?;
                return None;
            }
            _ => "250 2.0.0 ok\r\n",
        };
    }
}

/// Everything up to the dot.
async fn content(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut content = String::new();
    while !content.ends_with("\r\n.\r\n") {
        if stream.read_line(&mut content).await.ok()? == 0 {
            return None;
        }
    }
    Some(content)
}
