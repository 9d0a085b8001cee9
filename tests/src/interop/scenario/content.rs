//! What a mail holds, and how much.

use anyhow::{Result, ensure};
use wsmtp_proto::{
    client::{Step, Verdict},
    error::LocalError,
    types::Body,
};

use super::{Outcome, envelope};
use crate::interop::{
    Letter, Server,
    session::{Session, config},
    site::MAX_SIZE,
};

/// Octets of a large mail: most of what the servers take.
const LARGE: usize = 3 * 1024 * 1024;

/// Octets of a mail that is too large even for a server that counts each line end as one.
const TOO_LARGE: usize = 5 * 1024 * 1024;

/// Who gets it: nobody who must look for other mails beside it.
const RECIPIENT_OF_LARGE: &str = "member60";

/// Lines of all lengths up to what RFC 5322 section 2.1.1 recommends, some of them dots.
fn text(length: usize) -> Vec<u8> {
    let mut text = Vec::with_capacity(length);
    for number in 0.. {
        if text.len() >= length {
            break;
        }
        let fill: &[u8] = if number % 7 == 0 { b"." } else { b"x" };
        text.extend(fill.repeat(number % 78));
        text.extend(b"\r\n");
    }
    text
}

pub(super) async fn large(server: &Server) -> Result<Outcome> {
    let letter = Letter::new(server, text(LARGE));
    let mut session = Session::ready(server, config()?).await?;
    let mut envelope = envelope::to(server, &[RECIPIENT_OF_LARGE])?;
    envelope.parameters.size = letter.content.len().try_into().ok();
    session.deliver(envelope, &letter).await?;
    session.quit().await?;
    server.has(RECIPIENT_OF_LARGE, &letter)?;
    Ok(Outcome::Yes)
}

/// Every line end becomes CRLF, and every dot arrives, in DATA and, where it is offered, in BDAT.
pub(super) async fn dots(server: &Server) -> Result<Outcome> {
    let body = ".\n..\r.three\r\n.\r\nbare\rCR\r\nbare LF\n\n.\r\n\r.end";
    let stored = ".\r\n..\r\n.three\r\n.\r\nbare\r\nCR\r\nbare LF\r\n\r\n.\r\n\r\n.end\r\n";
    for chunking in [false, true] {
        let mut config = config()?;
        config.chunking = chunking;
        let mut session = Session::ready(server, config).await?;
        let letter = Letter::new(server, body);
        let envelope = envelope::to(server, &["bob"])?;
        session.deliver(envelope, &letter).await?;
        session.quit().await?;
        server.has("bob", &letter.becoming(stored))?;
    }
    Ok(Outcome::Yes)
}

pub(super) async fn eight_bit(server: &Server) -> Result<Outcome> {
    let letter = Letter::new(server, "Grüße, Привет, 你好 🎈\r\n");
    let session = arrives(server, &letter, Some(Body::EightBitMime)).await?;
    session.ensure_said(&[" BODY=8BITMIME"])?;
    Ok(Outcome::Yes)
}

/// Several chunks, of which the last holds nothing that the first does not.
pub(super) async fn chunks(server: &Server) -> Result<Outcome> {
    let letter = Letter::new(server, text(200 * 1024));
    let session = arrives(server, &letter, None).await?;
    ensure!(
        session.said("BDAT ") > 1 && session.said("DATA") == 0,
        session.slip("the content did not go in chunks")
    );
    Ok(Outcome::Yes)
}

pub(super) async fn binary(server: &Server) -> Result<Outcome> {
    let letter = Letter::new(server, b"bare \r and \n, and 8 bits \xff\r\n");
    let session = arrives(server, &letter, Some(Body::BinaryMime)).await?;
    session.ensure_said(&[" BODY=BINARYMIME"])?;
    Ok(Outcome::Yes)
}

/// A mail that is larger than the server takes is not even begun.
pub(super) async fn size_declared(server: &Server) -> Result<Outcome> {
    let mut session = Session::ready(server, config()?).await?;
    let (size, limit) = (MAX_SIZE + 1, MAX_SIZE);
    let mut envelope = envelope::to(server, &["bob"])?;
    envelope.parameters.size = Some(size);
    let refused = session.client().send_mail(envelope);
    ensure!(
        refused == Err(LocalError::TooLarge { size, limit }),
        session.slip(&format!("not refused for its size: {refused:?}"))
    );
    session.quit().await?;
    Ok(Outcome::Yes)
}

/// A mail whose size is not told beforehand and is too large: the server says no.
pub(super) async fn too_large_in_data(server: &Server) -> Result<Outcome> {
    let mut config = config()?;
    config.chunking = false;
    let mut session = Session::ready(server, config).await?;
    let (verdict, letter) = not_taken(&mut session).await?;
    let no = matches!(&verdict, Verdict::Refused(refusal)
        if refusal.step == Step::Content && !refusal.is_temporary());
    ensure!(no, session.slip("the mail was not refused"));
    goes_on_without(session, &letter).await
}

/// In BDAT it is given up before the chunk that would be too much.
pub(super) async fn too_large_in_chunks(server: &Server) -> Result<Outcome> {
    let mut session = Session::ready(server, config()?).await?;
    let (verdict, letter) = not_taken(&mut session).await?;
    let outgrown = LocalError::Outgrown { limit: MAX_SIZE };
    let local = verdict == Verdict::NotSent(outgrown.into());
    ensure!(local, session.slip("the mail was not given up"));
    goes_on_without(session, &letter).await
}

async fn not_taken(session: &mut Session<'_>) -> Result<(Verdict, Letter)> {
    let server = session.server();
    let letter = Letter::new(server, text(TOO_LARGE));
    let envelope = envelope::to(server, &[RECIPIENT_OF_LARGE])?;
    let delivery = session.send(envelope, &letter).await?;
    Ok((delivery.verdict, letter))
}

/// The server is there for another mail. When that has arrived, `refused` has not.
async fn goes_on_without(mut session: Session<'_>, refused: &Letter) -> Result<Outcome> {
    let server = session.server();
    let letter = Letter::any(server);
    let envelope = envelope::to(server, &[RECIPIENT_OF_LARGE])?;
    session.deliver(envelope, &letter).await?;
    session.quit().await?;
    server.has(RECIPIENT_OF_LARGE, &letter)?;
    server.found(RECIPIENT_OF_LARGE, refused, 0)?;
    Ok(Outcome::Yes)
}

async fn arrives<'a>(
    server: &'a Server,
    letter: &Letter,
    body: Option<Body>,
) -> Result<Session<'a>> {
    let mut session = Session::ready(server, config()?).await?;
    let mut envelope = envelope::to(server, &["bob"])?;
    envelope.parameters.body = body;
    session.deliver(envelope, letter).await?;
    server.has("bob", letter)?;
    Ok(session)
}
