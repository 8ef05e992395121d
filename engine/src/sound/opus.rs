//! How long an Opus packet plays: RFC 6716, section 3.1. The rate is always counted as 48,000 a second.

/// Samples of a second.
pub const RATE: u64 = 48_000;

/// Samples of a packet, or nothing when it breaks the rules.
#[must_use]
pub fn samples_of(packet: &[u8]) -> Option<u64> {
    let toc = *packet.first()?;
    let config = toc >> 3;
    let frame = match config {
        0..=11 => [480, 960, 1_920, 2_880][usize::from(config % 4)],
        12..=15 => [480, 960][usize::from(config % 2)],
        _ => [120, 240, 480, 960][usize::from(config % 4)],
    };
    let count = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u64::from(*packet.get(1)? & 0x3f),
    };
    // A packet plays at most 120 milliseconds.
    let samples = frame * count;
    (samples > 0 && samples <= 5_760).then_some(samples)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_measured_by_their_first_bytes() {
        for (packet, samples) in [
            (&[0b0000_1000][..], Some(960)),  // SILK, 20 ms, one frame
            (&[0b0001_1001], Some(5_760)),    // SILK, 60 ms, two frames
            (&[0b1111_1000], Some(960)),      // CELT, 20 ms
            (&[0b1111_1011, 3], Some(2_880)), // CELT, 20 ms, three frames
            (&[0b1000_0000], Some(120)),      // CELT, 2.5 ms
            (&[0b1111_1011, 63], None),       // longer than a packet may be
            (&[0b1111_1011], None),           // its count is missing
            (&[], None),
        ] {
            assert_eq!(samples_of(packet), samples, "{packet:?}");
        }
    }
}
