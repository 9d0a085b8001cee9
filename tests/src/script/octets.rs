/// What a line stands for on the wire: its octets and a CRLF.
///
/// `\r`, `\n`, `\t`, `\\` and `\xHH` are single octets, `\{N}` makes the octet before it stand N times in
/// all, and a backslash at the very end takes the CRLF away.
pub(super) fn parse(text: &str) -> Result<Vec<u8>, String> {
    let mut octets = Vec::new();
    let mut rest = text;
    while let Some((plain, escape)) = rest.split_once('\\') {
        octets.extend_from_slice(plain.as_bytes());
        if escape.is_empty() {
            return Ok(octets);
        }
        rest = unescape(escape, &mut octets)?;
    }
    octets.extend_from_slice(rest.as_bytes());
    octets.extend_from_slice(b"\r\n");
    Ok(octets)
}

/// Takes one escape, given without its backslash, and gives back what follows it.
fn unescape<'a>(escape: &'a str, octets: &mut Vec<u8>) -> Result<&'a str, String> {
    let problem = || format!("there is no escape \\{escape}");
    let mut rest = escape.chars();
    match rest.next() {
        Some('r') => octets.push(b'\r'),
        Some('n') => octets.push(b'\n'),
        Some('t') => octets.push(b'\t'),
        Some('\\') => octets.push(b'\\'),
        Some('x') => {
            let (digits, after) = rest.as_str().split_at_checked(2).ok_or_else(problem)?;
            octets.push(u8::from_str_radix(digits, 16).map_err(|_| problem())?);
            return Ok(after);
        }
        Some('{') => {
            let (times, after) = rest.as_str().split_once('}').ok_or_else(problem)?;
            let times: usize = times.parse().map_err(|_| problem())?;
            let octet = octets.pop().ok_or_else(problem)?;
            octets.extend(std::iter::repeat_n(octet, times));
            return Ok(after);
        }
        Some(_) | None => return Err(problem()),
    }
    Ok(rest.as_str())
}
