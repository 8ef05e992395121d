//! The hash under which a message is found by WhatsApp's id.
//!
//! A wamid is long and random: an index over its text costs about twice an index over 64 bits. Whoever looks a
//! message up by the hash compares the text afterwards.

/// FNV-1a over the text, as the databases' signed 64 bits. It never changes: it is stored.
#[must_use]
pub fn hash(wamid: &str) -> i64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in wamid.bytes() {
        hash ^= u64::from(byte);
        hash = hash.wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash.cast_signed()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(super::hash(""), 0xcbf2_9ce4_8422_2325_u64.cast_signed());
        assert_eq!(super::hash("a"), 0xaf63_dc4c_8601_ec8c_u64.cast_signed());
    }
}
