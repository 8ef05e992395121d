//! OGG with Opus: RFC 3533 for the pages, RFC 7845 for what stands on them.

use super::Heard;
use super::opus::{RATE, samples_of};

/// A stream of Opus packets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpusStream {
    /// Channels that the head announces.
    pub channels: u8,
    /// Samples at the start that are not to be heard.
    pub pre_skip: u16,
    /// Samples a second of what was recorded; only told, never used.
    pub input_rate: u32,
    /// The packets in order.
    pub packets: Vec<Vec<u8>>,
}

const HEAD: &[u8; 8] = b"OpusHead";
const TAGS: &[u8; 8] = b"OpusTags";
const PAGE: &[u8; 4] = b"OggS";
const HEADER_BYTES: usize = 27;
const CONTINUED: u8 = 1;
const FIRST: u8 = 2;
const LAST: u8 = 4;
/// About a second of speech on a page, as other writers do.
const PACKETS_PER_PAGE: usize = 50;

/// Reads the first stream of an OGG file when it is Opus with one or two channels.
#[must_use]
pub fn read_opus(bytes: &[u8]) -> Option<OpusStream> {
    let mut packets = packets_of(bytes)?;
    let mut stream = read_head(packets.first()?)?;
    if !packets.get(1)?.starts_with(TAGS) {
        return None;
    }
    packets.drain(..2);
    packets.retain(|packet| samples_of(packet).is_some());
    stream.packets = packets;
    Some(stream)
}

/// Reads an identification header; it also stands in Matroska's `CodecPrivate`.
#[must_use]
pub fn read_head(head: &[u8]) -> Option<OpusStream> {
    let version = *head.get(8)?;
    let (channels, mapping) = (*head.get(9)?, *head.get(18)?);
    // Families other than 0 have a table of channels that a voice never needs.
    if !head.starts_with(HEAD) || version > 15 || mapping != 0 || !(1..=2).contains(&channels) {
        return None;
    }
    Some(OpusStream {
        channels,
        pre_skip: u16::from_le_bytes(head.get(10..12)?.try_into().ok()?),
        input_rate: u32::from_le_bytes(head.get(12..16)?.try_into().ok()?),
        packets: Vec::new(),
    })
}

/// Writes a whole file with one channel: a decoder mixes packets of two channels down by itself (RFC 7845, 5.1.1).
#[must_use]
pub fn write_voice(stream: &OpusStream, serial: u32) -> Vec<u8> {
    let mut head = HEAD.to_vec();
    head.extend([1, 1]);
    head.extend(stream.pre_skip.to_le_bytes());
    head.extend(stream.input_rate.to_le_bytes());
    head.extend([0, 0, 0]);
    let mut tags = TAGS.to_vec();
    let vendor = b"galka";
    tags.extend((vendor.len() as u32).to_le_bytes());
    tags.extend(vendor);
    tags.extend(0_u32.to_le_bytes());

    let mut out = Vec::new();
    let mut page = Page { serial, sequence: 0 };
    page.write(&mut out, FIRST, 0, &[&head]);
    page.write(&mut out, 0, 0, &[&tags]);
    let mut granule = 0;
    let mut rest = stream.packets.as_slice();
    while !rest.is_empty() {
        let (part, later) = rest.split_at(fitting(rest));
        granule += part.iter().filter_map(|packet| samples_of(packet)).sum::<u64>();
        let packets: Vec<&[u8]> = part.iter().map(Vec::as_slice).collect();
        page.write(&mut out, if later.is_empty() { LAST } else { 0 }, granule, &packets);
        rest = later;
    }
    out
}

/// How many packets go on the next page: its table has 255 places.
fn fitting(packets: &[Vec<u8>]) -> usize {
    let mut places = 0;
    let fit = packets
        .iter()
        .take(PACKETS_PER_PAGE)
        .take_while(|packet| {
            places += packet.len() / 255 + 1;
            places <= 255
        })
        .count();
    fit.max(1)
}

impl OpusStream {
    /// Its length, and the size of each packet per second that it plays.
    pub(super) fn heard(&self) -> Heard {
        let lengths = self.packets.iter().filter_map(|packet| samples_of(packet));
        let samples = lengths.sum::<u64>().saturating_sub(u64::from(self.pre_skip));
        Heard {
            duration_ms: i64::try_from(samples * 1_000 / RATE).unwrap_or(i64::MAX),
            weights: self
                .packets
                .iter()
                .map(|packet| packet.len() as f64 / samples_of(packet).unwrap_or(1) as f64)
                .collect(),
        }
    }
}

/// The packets of the first stream, put together over its pages.
fn packets_of(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut packets = Vec::new();
    let mut open: Vec<u8> = Vec::new();
    let mut serial = None;
    let mut rest = bytes;
    while rest.starts_with(PAGE) {
        let places = usize::from(*rest.get(26)?);
        let table = rest.get(HEADER_BYTES..HEADER_BYTES + places)?;
        let length: usize = table.iter().map(|part| usize::from(*part)).sum();
        let start = HEADER_BYTES + places;
        // A file that was cut off has what stands before the cut.
        let Some(mut body) = rest.get(start..start + length) else {
            break;
        };
        let of = rest.get(14..18)?;
        if *serial.get_or_insert(of) == of {
            if rest[5] & CONTINUED == 0 {
                open.clear();
            }
            for part in table {
                let (own, later) = body.split_at(usize::from(*part));
                open.extend_from_slice(own);
                body = later;
                if *part < 255 {
                    packets.push(std::mem::take(&mut open));
                }
            }
        }
        rest = &rest[start + length..];
    }
    Some(packets)
}

struct Page {
    serial: u32,
    sequence: u32,
}

impl Page {
    fn write(&mut self, out: &mut Vec<u8>, flags: u8, granule: u64, packets: &[&[u8]]) {
        let mut table = Vec::new();
        for packet in packets {
            table.extend(std::iter::repeat_n(255, packet.len() / 255));
            table.push((packet.len() % 255) as u8);
        }
        let start = out.len();
        out.extend(PAGE);
        out.extend([0, flags]);
        out.extend(granule.to_le_bytes());
        out.extend(self.serial.to_le_bytes());
        out.extend(self.sequence.to_le_bytes());
        out.extend([0; 4]);
        out.push(u8::try_from(table.len()).unwrap_or(u8::MAX));
        out.extend(table);
        packets.iter().for_each(|packet| out.extend_from_slice(packet));
        let sum = checksum(&out[start..]);
        out[start + 22..start + 26].copy_from_slice(&sum.to_le_bytes());
        self.sequence += 1;
    }
}

/// CRC-32 with the polynomial 0x04c11db7, highest bit first, from zero.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| {
            if sum & 0x8000_0000 == 0 {
                sum << 1
            } else {
                (sum << 1) ^ 0x04c1_1db7
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Real bytes: made by an encoder, not by us.
    const SAMPLE: &[u8] = include_bytes!("../../../sandbox/samples/voice.ogg");

    fn stream(sizes: &[usize]) -> OpusStream {
        OpusStream {
            channels: 1,
            pre_skip: 312,
            input_rate: 48_000,
            packets: sizes
                .iter()
                .map(|size| {
                    std::iter::once(0b1111_1000)
                        .chain(std::iter::repeat_n(7, *size))
                        .collect()
                })
                .collect(),
        }
    }

    #[test]
    fn a_file_of_another_writer_is_read_and_its_checksums_are_ours() {
        let read = read_opus(SAMPLE).unwrap();
        assert_eq!(read.channels, 1);
        assert!(!read.packets.is_empty());
        let places = usize::from(SAMPLE[26]);
        let length: usize = SAMPLE[27..27 + places].iter().map(|part| usize::from(*part)).sum();
        let mut page = SAMPLE[..27 + places + length].to_vec();
        let sum = u32::from_le_bytes(page[22..26].try_into().unwrap());
        page[22..26].fill(0);
        assert_eq!(checksum(&page), sum);
    }

    #[test]
    fn two_channels_become_one_and_the_length_stays() {
        let two = OpusStream {
            channels: 2,
            ..stream(&[100; 120])
        };
        let read = read_opus(&write_voice(&two, 7)).unwrap();
        assert_eq!((read.channels, read.packets.len()), (1, 120));
        assert_eq!(read.heard().duration_ms, 120 * 20 - 7);
    }

    #[test]
    fn a_file_that_was_cut_off_has_what_came_before() {
        let whole = write_voice(&stream(&[10; 200]), 1);
        let read = read_opus(&whole[..whole.len() - 3]).unwrap();
        assert_eq!(read.packets.len(), 150);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(sizes in prop::collection::vec(0_usize..1_400, 1..200), serial: u32) {
            let written = stream(&sizes);
            prop_assert_eq!(read_opus(&write_voice(&written, serial)), Some(written));
        }

        #[test]
        fn any_bytes_are_read_without_panic(rest: Vec<u8>) {
            let _ = read_opus(&[b"OggS\0\x02".as_slice(), &rest].concat());
            let _ = read_opus(&[&SAMPLE[..60.min(SAMPLE.len())], &rest].concat());
            let _ = read_head(&[b"OpusHead".as_slice(), &rest].concat());
        }
    }
}
