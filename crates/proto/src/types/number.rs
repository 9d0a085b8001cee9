/// What digits come to, where they are nothing else, at most so many, and 32 bits hold it.
pub(super) fn number(digits: &str, most: usize) -> Option<u32> {
    let sound = digits.len() <= most && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| sound)
}
