use crate::types::Domain;

// Path = "<" [ A-d-l ":" ] Mailbox ">"
//
// Gives what is between the brackets, without the source route (RFC 5321, 4.1.1.3: accepted and
// ignored), and what is behind them.
pub(super) fn split<'a>(argument: &'a str, prefix: &str) -> Option<(&'a str, &'a str)> {
    let (start, rest) = argument.split_at_checked(prefix.len())?;
    let rest = rest.trim_start_matches(' ').strip_prefix('<')?;
    let (inner, behind) = rest.split_at_checked(closing_bracket(rest)?)?;
    let behind = behind.strip_prefix('>')?;
    let inner = match inner.split_once(':') {
        Some((route, mailbox)) if is_route(route) => mailbox,
        Some(_) | None => inner,
    };
    let whole =
        start.eq_ignore_ascii_case(prefix) && (behind.is_empty() || behind.starts_with(' '));
    whole.then_some((inner, behind))
}

/// A-d-l = "@" Domain *( "," "@" Domain )
fn is_route(text: &str) -> bool {
    text.split(',').all(|hop| {
        let domain = hop.strip_prefix('@').map(str::parse::<Domain>);
        matches!(domain, Some(Ok(domain)) if !domain.as_str().starts_with('['))
    })
}

/// Where the `>` stands that is not inside a quoted string.
fn closing_bracket(text: &str) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    text.bytes().position(|byte| {
        let plain = !escaped;
        escaped = plain && quoted && byte == b'\\';
        quoted ^= plain && byte == b'"';
        !quoted && byte == b'>'
    })
}
