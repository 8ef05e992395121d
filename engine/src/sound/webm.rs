//! WebM with Opus, as Chromium's recorder writes it: Matroska's elements walked flat, without an index.
//!
//! A recording that is still being written has segments and clusters of unknown length, so containers are simply
//! entered and everything that does not matter is stepped over (RFC 8794 and RFC 9559).

use super::ogg::{OpusStream, read_head};
use super::opus::samples_of;

/// Why a recording cannot become a voice message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It is no WebM, or it ends within its head.
    #[error("this is no WebM recording")]
    NotWebm,
    /// Its sound is not Opus.
    #[error("the recording has no Opus sound")]
    NotOpus,
    /// It was packed in a way that recorders do not use.
    #[error("several packets stand in one block")]
    Laced,
}

const EBML: u32 = 0x1a45_dfa3;
const SEGMENT: u32 = 0x1853_8067;
const CLUSTER: u32 = 0x1f43_b675;
const TRACKS: u32 = 0x1654_ae6b;
const TRACK_ENTRY: u32 = 0xae;
const TRACK_NUMBER: u32 = 0xd7;
const CODEC_ID: u32 = 0x86;
const CODEC_PRIVATE: u32 = 0x63a2;
const BLOCK_GROUP: u32 = 0xa0;
const BLOCK: u32 = 0xa1;
const SIMPLE_BLOCK: u32 = 0xa3;
const LACING: u8 = 0x06;

#[derive(Default)]
struct Track {
    number: u64,
    is_opus: bool,
    head: Vec<u8>,
}

/// Reads the first Opus track.
///
/// # Errors
/// When there is none.
pub fn read_opus(bytes: &[u8]) -> Result<OpusStream, Unfit> {
    let mut tracks: Vec<Track> = Vec::new();
    let mut blocks: Vec<&[u8]> = Vec::new();
    let mut rest = bytes;
    let mut is_first = true;
    while let Some((id, length, body)) = next_element(rest) {
        if is_first != (id == EBML) {
            return Err(Unfit::NotWebm);
        }
        is_first = false;
        if matches!(id, SEGMENT | CLUSTER | TRACKS | TRACK_ENTRY | BLOCK_GROUP) {
            if id == TRACK_ENTRY {
                tracks.push(Track::default());
            }
            rest = body;
            continue;
        }
        // A recording that was cut off ends here.
        let Some(content) = length.and_then(|length| body.get(..length)) else {
            break;
        };
        match (id, tracks.last_mut()) {
            (TRACK_NUMBER, Some(track)) => {
                track.number = content
                    .iter()
                    .take(8)
                    .fold(0, |value, byte| value << 8 | u64::from(*byte));
            }
            (CODEC_ID, Some(track)) => track.is_opus = content == b"A_OPUS",
            (CODEC_PRIVATE, Some(track)) => track.head = content.to_vec(),
            (BLOCK | SIMPLE_BLOCK, _) => blocks.push(content),
            _ => {}
        }
        rest = &body[content.len()..];
    }
    if is_first {
        return Err(Unfit::NotWebm);
    }
    let track = tracks.iter().find(|track| track.is_opus).ok_or(Unfit::NotOpus)?;
    let mut stream = read_head(&track.head).ok_or(Unfit::NotOpus)?;
    for block in blocks {
        let Some((number, after)) = vint(block, true) else {
            continue;
        };
        if number != track.number {
            continue;
        }
        // Two bytes of time, one of flags.
        let (Some(flags), Some(packet)) = (after.get(2), after.get(3..)) else {
            continue;
        };
        if flags & LACING != 0 {
            return Err(Unfit::Laced);
        }
        if samples_of(packet).is_some() {
            stream.packets.push(packet.to_vec());
        }
    }
    if stream.packets.is_empty() {
        return Err(Unfit::NotOpus);
    }
    Ok(stream)
}

/// The id of an element, its length unless it is unknown, and what follows.
fn next_element(bytes: &[u8]) -> Option<(u32, Option<usize>, &[u8])> {
    let (id, after) = vint(bytes, false)?;
    let width = after_width(after)?;
    let (length, body) = vint(after, true)?;
    let unknown = (1_u64 << (7 * width)) - 1;
    let length = (length != unknown).then_some(length).map(usize::try_from);
    Some((u32::try_from(id).ok()?, length.transpose().ok()?, body))
}

fn after_width(bytes: &[u8]) -> Option<u32> {
    Some(bytes.first()?.leading_zeros() + 1)
}

/// A number of one to eight bytes; ids keep the bit that tells their width.
fn vint(bytes: &[u8], is_value: bool) -> Option<(u64, &[u8])> {
    let first = *bytes.first()?;
    let width = first.leading_zeros() as usize + 1;
    if width > 8 {
        return None;
    }
    let number = bytes.get(..width)?;
    let kept = if is_value && width < 8 {
        first & (0xff >> width)
    } else if is_value {
        0
    } else {
        first
    };
    let value = number[1..]
        .iter()
        .fold(u64::from(kept), |value, byte| value << 8 | u64::from(*byte));
    Some((value, &bytes[width..]))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
        let mut out = id.to_vec();
        out.extend((0x1000_0000_u32 | content.len() as u32).to_be_bytes());
        out.extend(content);
        out
    }

    /// A recording as Chromium writes it: segment and clusters of unknown length.
    pub(crate) fn recording(codec: &[u8], packets: &[Vec<u8>], flags: u8) -> Vec<u8> {
        let head = b"OpusHead\x01\x02\x38\x01\x80\xbb\0\0\0\0\0";
        let entry = [
            element(&[0xd7], &[1]),
            element(&[0x73, 0xc5], &[9, 9]),
            element(&[0x86], codec),
            element(&[0x63, 0xa2], head),
        ]
        .concat();
        let mut out = element(&[0x1a, 0x45, 0xdf, 0xa3], &element(&[0x42, 0x82], b"webm"));
        out.extend(b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff");
        out.extend(element(&[0x16, 0x54, 0xae, 0x6b], &element(&[0xae], &entry)));
        for part in packets.chunks(20) {
            out.extend(b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff");
            out.extend(element(&[0xe7], &[0]));
            for packet in part {
                out.extend(element(&[0xa3], &[&[0x81, 0, 0, flags][..], packet].concat()));
            }
        }
        out
    }

    #[test]
    fn every_packet_of_a_recording_is_found() {
        let packets: Vec<Vec<u8>> = (0..45_u8).map(|nth| vec![0b1111_1000, nth, 1, 2]).collect();
        let read = read_opus(&recording(b"A_OPUS", &packets, 0x80)).unwrap();
        assert_eq!((read.channels, read.pre_skip, &read.packets), (2, 312, &packets));
        let cut = recording(b"A_OPUS", &packets, 0x80);
        assert_eq!(read_opus(&cut[..cut.len() - 2]).unwrap().packets.len(), 44);
    }

    #[test]
    fn what_cannot_be_a_voice_says_why() {
        let packets = vec![vec![0b1111_1000, 1]];
        assert_eq!(read_opus(b"OggS"), Err(Unfit::NotWebm));
        assert_eq!(read_opus(b""), Err(Unfit::NotWebm));
        assert_eq!(read_opus(&recording(b"A_VORBIS", &packets, 0)), Err(Unfit::NotOpus));
        assert_eq!(read_opus(&recording(b"A_OPUS", &[], 0)), Err(Unfit::NotOpus));
        assert_eq!(read_opus(&recording(b"A_OPUS", &packets, 0x06)), Err(Unfit::Laced));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(rest: Vec<u8>, cut in 0_usize..200) {
            let good = recording(b"A_OPUS", &[vec![0b1111_1000, 1, 2, 3]], 0);
            let _ = read_opus(&[&good[..cut.min(good.len())], &rest].concat());
        }
    }
}
