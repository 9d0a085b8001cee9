//! Why a session ends here.

use wsmtp_proto::codec::ContentFault;

/// Why a session cannot go on: one sentence for a person, the cause and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Something else than the few commands that may be said in clear where TLS is to come.
    #[error(
        "before TLS only lines with EHLO, HELO, NOOP, QUIT, STARTTLS may go to this server, and this was another, so it was not sent; send starttls first"
    )]
    BeforeTls,
    /// Bytes behind the server's 220 to STARTTLS that are not inside TLS.
    #[error(
        "the page sent SMTP after the server had agreed to TLS, so it was not sent; send starttls first"
    )]
    TlsDue,
    /// A line that ended with LF alone.
    #[error("a line of the page's ended with LF alone, so it was not sent; end lines with CR LF")]
    BareLineFeed,
    /// A line longer than any may be.
    #[error("a line of the page's was too long, so it was not sent; say what you mean in less")]
    LineTooLong,
    /// BDAT whose size cannot be read: nobody knows where its octets end.
    #[error(
        "the page sent BDAT with no size that can be read, so it was not sent; write it as BDAT octets, or BDAT octets LAST"
    )]
    Chunk,
    /// Content that some servers would see two mails in.
    #[error("the mail held {}, so it was not sent; end its lines with CR LF", found(.0))]
    Content(ContentFault),
    /// Content longer than the rules permit, after the server had been told that it comes.
    #[error(
        "the mail was longer than the {0} octets that the gateway's operator permits, so it was not sent; send less, or in parts"
    )]
    TooLarge(u64),
    /// The server broke the syntax of replies.
    #[error(
        "the mail server sent something that is no SMTP reply; check host and port of the upstream"
    )]
    NotAReply,
    /// Nobody's: the gateway is ending, and the session is in the middle of nothing.
    #[error(
        "the gateway is shutting down, and no mail of this session was under way; connect again"
    )]
    ShuttingDown,
}

/// What is wrong with it, for a sentence.
pub(super) const fn found(fault: &ContentFault) -> &'static str {
    match fault {
        ContentFault::BareCr => "a CR without LF behind it",
        ContentFault::BareLf => "an LF without CR before it",
        ContentFault::LongLine => "a line that is too long",
    }
}
