/// What is spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protocol {
    /// [RFC 5321](https://www.rfc-editor.org/rfc/rfc5321).
    #[default]
    Smtp,
    /// [RFC 2033](https://www.rfc-editor.org/rfc/rfc2033): LHLO, and a verdict for each recipient.
    Lmtp,
}
