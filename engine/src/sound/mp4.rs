//! MP4 and its kin: the movie box tells the length, the size of the picture and of each sample.

use std::io::{self, Read, Seek, SeekFrom};

use galka_store::media::MediaShape;

use super::peaks_of;

/// A movie box is an index; one that is larger is not looked at.
const MOVIE_BYTES_MAX: u64 = 8 << 20;
const BOXES_MAX: usize = 200;

#[derive(Default)]
struct Movie {
    duration_ms: Option<i64>,
    size: Option<(i64, i64)>,
    sound_sizes: Vec<f64>,
    has_picture: bool,
}

/// What the movie box says; nothing when there is none.
pub(super) fn shape_of(file: &mut (impl Read + Seek)) -> io::Result<MediaShape> {
    let Some(bytes) = read_movie(file)? else {
        return Ok(MediaShape::default());
    };
    let mut movie = Movie::default();
    read_boxes(&bytes, &mut movie, 0);
    Ok(MediaShape {
        width: movie.size.map(|(width, _)| width),
        height: movie.size.map(|(_, height)| height),
        duration_ms: movie.duration_ms,
        peaks: peaks_of(&movie.sound_sizes).filter(|_| !movie.has_picture),
        is_voice: false,
    })
}

/// The movie box stands before or behind the samples, which are stepped over.
fn read_movie(file: &mut (impl Read + Seek)) -> io::Result<Option<Vec<u8>>> {
    let end = file.seek(SeekFrom::End(0))?;
    let mut at = 0_u64;
    for _ in 0..BOXES_MAX {
        if at + 8 > end {
            return Ok(None);
        }
        file.seek(SeekFrom::Start(at))?;
        let mut head = [0; 16];
        file.read_exact(&mut head[..8])?;
        let mut length = u64::from(u32_at(&head, 0).unwrap_or_default());
        let mut head_bytes = 8;
        if length == 1 {
            if at + 16 > end {
                return Ok(None);
            }
            file.read_exact(&mut head[8..])?;
            length = head[8..].iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
            head_bytes = 16;
        } else if length == 0 {
            length = end - at;
        }
        let Some(body) = length.checked_sub(head_bytes) else {
            return Ok(None);
        };
        if &head[4..8] == b"moov" {
            if body > MOVIE_BYTES_MAX {
                return Ok(None);
            }
            let mut bytes = Vec::new();
            file.take(body).read_to_end(&mut bytes)?;
            return Ok(Some(bytes));
        }
        at = match at.checked_add(length) {
            Some(next) => next,
            None => return Ok(None),
        };
    }
    Ok(None)
}

/// Walks boxes within boxes. The first track's samples are those of the sound unless there is a picture.
fn read_boxes(bytes: &[u8], movie: &mut Movie, depth: usize) {
    let mut rest = bytes;
    let mut size = None;
    let mut sizes = Vec::new();
    while let (Some(length), Some(name)) = (u32_at(rest, 0), rest.get(4..8)) {
        let length = length as usize;
        let Some(body) = rest.get(8..length) else { break };
        match name {
            b"mvhd" => movie.duration_ms = duration_of(body),
            b"tkhd" => size = size_of_track(body),
            b"trak" | b"mdia" | b"minf" | b"stbl" if depth < 8 => read_boxes(body, movie, depth + 1),
            b"hdlr" => movie.has_picture |= body.get(8..12) == Some(b"vide"),
            b"stsz" => sizes = sample_sizes(body),
            _ => {}
        }
        rest = &rest[length..];
    }
    if let Some(size) = size.filter(|(width, height)| *width > 0 && *height > 0) {
        movie.size.get_or_insert(size);
    }
    if movie.sound_sizes.is_empty() {
        movie.sound_sizes = sizes;
    }
}

fn duration_of(body: &[u8]) -> Option<i64> {
    let (scale, length) = if *body.first()? == 1 {
        let length = body
            .get(24..32)?
            .iter()
            .fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
        (u32_at(body, 20)?, length)
    } else {
        (u32_at(body, 12)?, u64::from(u32_at(body, 16)?))
    };
    let milliseconds = u128::from(length) * 1_000 / u128::from(scale.max(1));
    i64::try_from(milliseconds).ok().filter(|length| *length > 0)
}

/// Width and height as they are shown: a phone that was held upright writes a turned picture.
fn size_of_track(body: &[u8]) -> Option<(i64, i64)> {
    let matrix = if *body.first()? == 1 { 52 } else { 40 };
    let part = |at: usize| Some(i64::from(u32_at(body, matrix + at)? >> 16));
    let is_turned = u32_at(body, matrix)? == 0 && u32_at(body, matrix + 4)? != 0;
    let (width, height) = (part(36)?, part(40)?);
    Some(if is_turned { (height, width) } else { (width, height) })
}

fn sample_sizes(body: &[u8]) -> Vec<f64> {
    let table = body.get(12..).unwrap_or_default();
    match u32_at(body, 4) {
        Some(0) => table
            .chunks_exact(4)
            .filter_map(|size| u32_at(size, 0))
            .map(f64::from)
            .collect(),
        _ => Vec::new(),
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn boxed(name: &[u8], body: &[u8]) -> Vec<u8> {
        [&((body.len() + 8) as u32).to_be_bytes(), name, body].concat()
    }

    fn numbers(values: &[u32]) -> Vec<u8> {
        values.iter().flat_map(|value| value.to_be_bytes()).collect()
    }

    fn movie(handler: &[u8], turned: bool) -> Vec<u8> {
        let matrix = if turned {
            [0, 1, 0, 1, 0, 0, 0, 0, 1]
        } else {
            [1, 0, 0, 0, 1, 0, 0, 0, 1]
        };
        let track_head = [numbers(&[0; 10]), numbers(&matrix), numbers(&[640 << 16, 480 << 16])].concat();
        let sizes = numbers(&[0, 0, 4, 10, 40, 90, 20]);
        let table = boxed(b"minf", &boxed(b"stbl", &boxed(b"stsz", &sizes)));
        let handled = boxed(b"hdlr", &[&[0; 8], handler, &[0; 4]].concat());
        let track = boxed(
            b"trak",
            &[boxed(b"tkhd", &track_head), boxed(b"mdia", &[handled, table].concat())].concat(),
        );
        let head = boxed(b"mvhd", &numbers(&[0, 0, 0, 1_000, 2_500]));
        [
            boxed(b"ftyp", b"isom\0\0\0\0"),
            boxed(b"mdat", &[0; 100]),
            boxed(b"moov", &[head, track].concat()),
        ]
        .concat()
    }

    fn shape(bytes: Vec<u8>) -> MediaShape {
        shape_of(&mut Cursor::new(bytes)).unwrap()
    }

    #[test]
    fn a_film_tells_its_size_as_it_is_shown() {
        let film = shape(movie(b"vide", false));
        assert_eq!(
            (film.width, film.height, film.duration_ms),
            (Some(640), Some(480), Some(2_500))
        );
        assert_eq!(film.peaks, None);
        let upright = shape(movie(b"vide", true));
        assert_eq!((upright.width, upright.height), (Some(480), Some(640)));
    }

    #[test]
    fn a_sound_has_a_waveform_of_its_sample_sizes() {
        assert_eq!(shape(movie(b"soun", false)).peaks.as_deref(), Some("0,38,100,12"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(rest: Vec<u8>, at in 0_usize..400) {
            let mut bytes = movie(b"vide", false);
            bytes.truncate(at);
            bytes.extend(rest);
            let _ = shape_of(&mut Cursor::new(bytes));
        }
    }
}
