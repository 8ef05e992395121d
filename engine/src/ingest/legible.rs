//! A body that holds U+0000, which neither database keeps in a text.

/// The same body with the sign for «unreadable» (U+FFFD) in its place, so that the message itself is not lost. In JSON
/// the character is only written as an escape, and both escapes have the same length.
pub(super) fn without_nul(mut body: Vec<u8>) -> Vec<u8> {
    let mut at = 0;
    while at < body.len() {
        if body[at] != b'\\' {
            at += 1;
        } else if body[at..].starts_with(b"\\u0000") {
            body[at..at + 6].copy_from_slice(b"\\ufffd");
            at += 6;
        } else {
            at += 2;
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_escape_itself_is_replaced() {
        for (body, expected) in [
            (r#"{"a":"x\u0000y\u0000"}"#, r#"{"a":"x\ufffdy\ufffd"}"#),
            (r#"{"a":"\\u0000"}"#, r#"{"a":"\\u0000"}"#),
            (r#"{"a":"\\\u0000"}"#, r#"{"a":"\\\ufffd"}"#),
            (r#"{"a":"\u000"#, r#"{"a":"\u000"#),
            ("\\", "\\"),
        ] {
            assert_eq!(without_nul(body.as_bytes().to_vec()), expected.as_bytes(), "{body}");
        }
    }
}
