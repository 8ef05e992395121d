//! A number that is the same for the same content, by which repeated messages are found.

/// The fingerprint of a content, given as its parts (type, text; or template, language, values).
///
/// FNV-1a over length-prefixed parts: stable across versions and machines, because it is stored.
#[must_use]
pub fn fingerprint(parts: &[&str]) -> i64 {
    let hash = parts.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, part| {
        let hash = mix(hash, &(part.len() as u64).to_le_bytes());
        mix(hash, part.as_bytes())
    });
    hash.cast_signed()
}

fn mix(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_contents_apart_and_stays_the_same() {
        assert_eq!(fingerprint(&["text", "да"]), fingerprint(&["text", "да"]));
        assert_ne!(fingerprint(&["text", "да"]), fingerprint(&["text", "нет"]));
        assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
    }
}
