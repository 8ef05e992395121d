//! Width and height of a picture from its first bytes: PNG, GIF, JPEG and WebP, without decoding.

/// How much of a file is looked at. JPEGs carry their size behind embedded previews and profiles.
pub(super) const HEAD_BYTES: u64 = 256 * 1024;

/// Width and height, when these are the first bytes of a picture.
#[must_use]
pub fn image_dimensions(head: &[u8]) -> Option<(i64, i64)> {
    let size = if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        (big(head, 16, 4)?, big(head, 20, 4)?)
    } else if head.starts_with(b"GIF8") {
        (little(head, 6, 2)?, little(head, 8, 2)?)
    } else if head.starts_with(&[0xff, 0xd8]) {
        jpeg(head)?
    } else if head.starts_with(b"RIFF") && head.get(8..12)? == b"WEBP" {
        webp(head)?
    } else {
        return None;
    };
    (size.0 > 0 && size.1 > 0).then_some(size)
}

/// Walks the segments to the first start of frame. A photo that was taken on its side is as it is shown.
fn jpeg(head: &[u8]) -> Option<(i64, i64)> {
    let mut at = 2;
    let mut is_turned = false;
    loop {
        while *head.get(at)? == 0xff && *head.get(at + 1)? == 0xff {
            at += 1;
        }
        if head[at] != 0xff {
            return None;
        }
        let marker = head[at + 1];
        match marker {
            0xc0..=0xcf if ![0xc4, 0xc8, 0xcc].contains(&marker) => {
                let (width, height) = (big(head, at + 7, 2)?, big(head, at + 5, 2)?);
                return Some(if is_turned { (height, width) } else { (width, height) });
            }
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => {
                let end = at + 2 + usize::try_from(big(head, at + 2, 2)?).ok()?;
                if marker == 0xe1 {
                    let exif = head.get(at + 4..end)?.strip_prefix(b"Exif\0\0");
                    is_turned = is_turned || exif.and_then(orientation).is_some_and(|way| way >= 5);
                }
                at = end;
            }
        }
    }
}

/// How a camera was held: from 5 on it lay on its side (Exif 2.32, tag 0x0112).
fn orientation(exif: &[u8]) -> Option<i64> {
    let number = if exif.starts_with(b"II") { little } else { big };
    let from = usize::try_from(number(exif, 4, 4)?).ok()?;
    let count = usize::try_from(number(exif, from, 2)?).ok()?;
    (0..count)
        .map(|place| from + 2 + place * 12)
        .take_while(|entry| entry + 12 <= exif.len())
        .find(|entry| number(exif, *entry, 2) == Some(0x0112))
        .and_then(|entry| number(exif, entry + 8, 2))
}

fn webp(head: &[u8]) -> Option<(i64, i64)> {
    match head.get(12..16)? {
        b"VP8 " => Some((little(head, 26, 2)? & 0x3fff, little(head, 28, 2)? & 0x3fff)),
        b"VP8L" => {
            let bits = little(head, 21, 4)?;
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8X" => Some((little(head, 24, 3)? + 1, little(head, 27, 3)? + 1)),
        _ => None,
    }
}

fn big(bytes: &[u8], at: usize, count: usize) -> Option<i64> {
    let part = bytes.get(at..at + count)?;
    Some(part.iter().fold(0, |value, byte| value << 8 | i64::from(*byte)))
}

fn little(bytes: &[u8], at: usize, count: usize) -> Option<i64> {
    let part = bytes.get(at..at + count)?;
    Some(part.iter().rev().fold(0, |value, byte| value << 8 | i64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_the_usual_formats() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0";
        let gif = b"GIF89a\x0a\0\x14\0";
        let jpeg_frame = b"\xff\xc0\0\x11\x08\x01\xe0\x02\x80\x03";
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\x01\xe0\x02\x80\x03";
        let exif =
            |order: &[u8], way: &[u8]| [&b"\xff\xd8\xff\xe1\0\x22Exif\0\0"[..], order, way, &jpeg_frame[..]].concat();
        let upright = exif(b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", b"\x03\0\0\0\0\0\0\0");
        let turned = exif(b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01", b"\0\x06\0\0\0\0\0\0");
        let webp = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0";
        for (head, size) in [
            (&png[..], (640, 480)),
            (gif, (10, 20)),
            (jpeg, (640, 480)),
            (&upright, (640, 480)),
            (&turned, (480, 640)),
            (webp, (640, 480)),
        ] {
            assert_eq!(image_dimensions(head), Some(size));
        }
        assert_eq!(image_dimensions(b"%PDF-1.7"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_looked_at_without_panic(
            start in prop::sample::select(vec![&b"\xff\xd8"[..], b"RIFF1234WEBPVP8 ", b"GIF8", b"\x89PNG\r\n\x1a\n"]),
            rest: Vec<u8>
        ) {
            let head = [start, &rest].concat();
            let _ = image_dimensions(&head);
        }
    }
}
