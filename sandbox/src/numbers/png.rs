//! The smallest writer of PNG files that readers accept: black and white, not compressed.
//!
//! W3C, "PNG specification", third edition, 2025; RFC 1950 and 1951 for the stored blocks inside.

const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
const STORED_MAX: usize = 65_535;

/// A square picture whose pixels are black where `dark` says so.
pub(crate) fn black_and_white(side: usize, dark: impl Fn(usize, usize) -> bool) -> Vec<u8> {
    let mut rows = Vec::with_capacity(side * (side / 8 + 2));
    for y in 0..side {
        rows.push(0);
        for first in (0..side).step_by(8) {
            let bits = (0..8).filter(|bit| first + bit < side && !dark(first + bit, y));
            rows.push(bits.fold(0_u8, |byte, bit| byte | (0x80 >> bit)));
        }
    }
    let side = (side as u32).to_be_bytes();
    let mut file = SIGNATURE.to_vec();
    chunk(&mut file, *b"IHDR", &[&side[..], &side[..], &[1, 0, 0, 0, 0]].concat());
    chunk(&mut file, *b"IDAT", &stored(&rows));
    chunk(&mut file, *b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    file.extend_from_slice(&(data.len() as u32).to_be_bytes());
    let start = file.len();
    file.extend_from_slice(&kind);
    file.extend_from_slice(data);
    let sum = crc32(&file[start..]);
    file.extend_from_slice(&sum.to_be_bytes());
}

fn stored(data: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut blocks = data.chunks(STORED_MAX).peekable();
    while let Some(block) = blocks.next() {
        let length = block.len() as u16;
        stream.push(u8::from(blocks.peek().is_none()));
        stream.extend_from_slice(&length.to_le_bytes());
        stream.extend_from_slice(&(!length).to_le_bytes());
        stream.extend_from_slice(block);
    }
    stream.extend_from_slice(&adler32(data).to_be_bytes());
    stream
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ if sum & 1 == 1 { 0xEDB8_8320 } else { 0 }
        })
    })
}

fn adler32(data: &[u8]) -> u32 {
    let (low, high) = data.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    high << 16 | low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_agree_with_the_standards_own_examples() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398);
    }

    #[test]
    fn writes_a_row_of_pixels_as_bits() {
        let file = black_and_white(9, |x, _| x == 0);
        assert_eq!(&file[12..16], b"IHDR");
        let rows = 9 * 3;
        let data = &file[file.len() - 12 - 4 - 4 - rows..][..3];
        assert_eq!(data, [0, 0b0111_1111, 0b1000_0000]);
    }
}
