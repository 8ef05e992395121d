//! Sounds that are nothing but frames in a row: AAC with ADTS heads, AMR, MP3.

use super::Heard;

/// AAC in ADTS frames of 1,024 samples each (ISO/IEC 13818-7, 6.2).
pub(super) fn aac(bytes: &[u8]) -> Option<Heard> {
    const RATES: [u64; 13] = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
    ];
    let mut rate = None;
    let mut weights = Vec::new();
    let mut rest = bytes;
    while let Some([0xff, second, third, fourth, fifth, sixth]) = rest.first_chunk() {
        if second & 0xf6 != 0xf0 {
            break;
        }
        rate = rate.or(RATES.get(usize::from(third >> 2 & 0x0f)).copied());
        let length = usize::from(fourth & 3) << 11 | usize::from(*fifth) << 3 | usize::from(sixth >> 5);
        let Some(later) = rest.get(length..).filter(|_| length > 7) else {
            break;
        };
        weights.push(length as f64);
        rest = later;
    }
    Some(Heard {
        duration_ms: length_of(weights.len(), 1_024, rate?)?,
        weights,
    })
}

/// AMR: each frame is 20 milliseconds, its first byte tells its size (RFC 4867, 5). Sizes hardly vary: no waveform.
pub(super) fn amr(bytes: &[u8]) -> Option<Heard> {
    const SIZES: [usize; 16] = [12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0];
    let mut rest = bytes.strip_prefix(b"#!AMR\n")?;
    let mut count = 0;
    while let Some(first) = rest.first() {
        let Some(later) = rest.get(1 + SIZES[usize::from(first >> 3 & 0x0f)]..) else {
            break;
        };
        count += 1;
        rest = later;
    }
    Some(Heard {
        duration_ms: (count > 0).then_some(count * 20)?,
        weights: Vec::new(),
    })
}

/// MP3: frames with a head of four bytes; behind it stands how much the frame is amplified (ISO/IEC 11172-3, 2.4).
pub(super) fn mp3(bytes: &[u8]) -> Option<Heard> {
    let mut rest = bytes.get(tag_bytes(bytes)..)?;
    let mut first = None;
    let mut weights = Vec::new();
    while let Some(frame) = Mp3Frame::read(rest) {
        let Some(later) = rest.get(frame.bytes..) else { break };
        weights.push(frame.loudness(rest).unwrap_or_default());
        first.get_or_insert(frame);
        rest = later;
    }
    let first = first?;
    Some(Heard {
        duration_ms: length_of(weights.len(), if first.is_mpeg1 { 1_152 } else { 576 }, first.rate)?,
        weights,
    })
}

fn length_of(frames: usize, samples: u64, rate: u64) -> Option<i64> {
    i64::try_from(frames as u64 * samples * 1_000 / rate)
        .ok()
        .filter(|length| *length > 0)
}

/// An ID3 tag may stand before the first frame; its length has seven bits to the byte.
fn tag_bytes(bytes: &[u8]) -> usize {
    match bytes.first_chunk::<10>() {
        Some(head) if head.starts_with(b"ID3") => {
            10 + head[6..]
                .iter()
                .fold(0, |value, byte| value << 7 | usize::from(byte & 0x7f))
        }
        _ => 0,
    }
}

struct Mp3Frame {
    is_mpeg1: bool,
    is_mono: bool,
    has_sum: bool,
    rate: u64,
    bytes: usize,
}

impl Mp3Frame {
    fn read(bytes: &[u8]) -> Option<Self> {
        const OF_MPEG1: [u64; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
        const OF_MPEG2: [u64; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
        let [0xff, second, third, fourth] = *bytes.first_chunk()? else {
            return None;
        };
        let version = second >> 3 & 3;
        if second & 0xe0 != 0xe0 || second >> 1 & 3 != 1 || version == 1 {
            return None;
        }
        let is_mpeg1 = version == 3;
        let rates = if is_mpeg1 { OF_MPEG1 } else { OF_MPEG2 };
        let kilobits = *rates.get(usize::from(third >> 4))?;
        let fastest = *[44_100, 48_000, 32_000].get(usize::from(third >> 2 & 3))?;
        let rate = match version {
            3 => fastest,
            2 => fastest / 2,
            _ => fastest / 4,
        };
        let samples = if is_mpeg1 { 144 } else { 72 };
        let length = samples * kilobits * 1_000 / rate + u64::from(third >> 1 & 1);
        (kilobits > 0).then_some(Self {
            is_mpeg1,
            is_mono: fourth >> 6 == 3,
            has_sum: second & 1 == 0,
            rate,
            bytes: usize::try_from(length).ok()?,
        })
    }

    /// The gain of the first granule: a quarter of an octave to the step, 210 is as recorded.
    fn loudness(&self, frame: &[u8]) -> Option<f64> {
        let before = match (self.is_mpeg1, self.is_mono) {
            (true, true) => 18,
            (true, false) => 20,
            (false, true) => 9,
            (false, false) => 10,
        };
        let bit = before + 21;
        let at = 4 + usize::from(self.has_sum) * 2 + bit / 8;
        let pair = u16::from_be_bytes([*frame.get(at)?, *frame.get(at + 1)?]);
        let gain = pair >> (8 - bit % 8) & 0xff;
        Some(((f64::from(gain) - 210.0) / 4.0).exp2())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn aac_is_as_long_as_its_frames() {
        let frame = |length: usize| {
            let mut frame = vec![
                0xff,
                0xf1,
                0x50,
                0x80 | (length >> 11) as u8,
                (length >> 3) as u8,
                (length << 5) as u8 | 0x1f,
            ];
            frame.resize(length, 0);
            frame
        };
        let heard = aac(&[frame(100), frame(300)].concat()).unwrap();
        assert_eq!(
            (heard.duration_ms, heard.weights),
            (2 * 1_024 * 1_000 / 44_100, vec![100.0, 300.0])
        );
        assert_eq!(aac(b"no frames"), None);
    }

    #[test]
    fn amr_counts_twenty_milliseconds_a_frame() {
        let mut bytes = b"#!AMR\n".to_vec();
        for _ in 0..50 {
            bytes.push(7 << 3);
            bytes.extend([0; 31]);
        }
        assert_eq!(amr(&bytes).unwrap().duration_ms, 1_000);
    }

    #[test]
    fn mp3_tells_its_length_and_its_gain_behind_a_tag() {
        let frame = |gain: u16| {
            let mut frame = vec![0xff, 0xfb, 0x90, 0xc0];
            frame.resize(417, 0);
            // Mono: bits 39 to 46 of the side information.
            let bits = (gain << 1).to_be_bytes();
            frame[8] = bits[0];
            frame[9] = bits[1];
            frame
        };
        let tag = [b"ID3\x04\0\0\0\0\0\x05".as_slice(), &[0; 5]].concat();
        let heard = mp3(&[tag, frame(210), frame(206)].concat()).unwrap();
        assert_eq!(
            (heard.duration_ms, heard.weights),
            (2 * 1_152 * 1_000 / 44_100, vec![1.0, 0.5])
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(rest: Vec<u8>) {
            let _ = aac(&[&[0xff, 0xf1], rest.as_slice()].concat());
            let _ = amr(&[b"#!AMR\n", rest.as_slice()].concat());
            let _ = mp3(&[&[0xff, 0xfb, 0x90, 0xc0], rest.as_slice()].concat());
            let _ = mp3(&[b"ID3", rest.as_slice()].concat());
        }
    }
}
