//! Small pictures for lists and threads: made at the first request, kept beside the file, without its metadata.
//!
//! A picture comes from strangers. It is decoded off the async threads, one at a time per core, and only when what it
//! says of its size fits the bounds; what cannot be decoded is remembered, so that nobody pays for it twice.

use std::fs;
use std::io::{self, BufReader};
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

/// Longest side of a small picture.
const SIDE_MAX: u32 = 640;
/// Longest side and most pixels of a picture that is decoded: the largest cameras of phones, and some more.
const SOURCE_SIDE_MAX: u32 = 20_000;
const SOURCE_PIXELS_MAX: u64 = 64_000_000;
/// Most memory that decoding may take.
const MEMORY_MAX: u64 = 320 << 20;
const QUALITY: u8 = 80;
/// Stands in place of a small picture that cannot be made.
const NONE: &[u8] = b"-";

/// Whether a small picture is made of files of this type.
#[must_use]
pub fn has_thumbnail(mime_type: &str) -> bool {
    matches!(mime_type, "image/jpeg" | "image/png" | "image/webp")
}

/// Whether what stands at the place of a small picture is one; nothing when nothing whole stands there.
pub(super) fn is_made(path: &Path) -> io::Result<Option<bool>> {
    match fs::metadata(path) {
        Ok(found) if found.len() == 0 => Ok(None),
        Ok(found) => Ok(Some(found.len() > NONE.len() as u64)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Makes the small picture of a file and keeps it, or the note that there is none; answers which.
pub(super) fn make(source: &Path, kept: &Path) -> io::Result<bool> {
    let file = fs::File::open(source)?;
    let small = shrink(file);
    // Nodes may share the folder.
    let fresh = kept.with_extension(format!("thumb-{}", std::process::id()));
    fs::write(&fresh, small.as_deref().unwrap_or(NONE))?;
    fs::rename(&fresh, kept)?;
    if !source.try_exists()? {
        // It was erased meanwhile: nothing of it stays.
        fs::remove_file(kept)?;
        return Err(io::ErrorKind::NotFound.into());
    }
    Ok(small.is_some())
}

fn shrink(file: fs::File) -> Option<Vec<u8>> {
    let mut reader = ImageReader::new(BufReader::new(file)).with_guessed_format().ok()?;
    let known = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];
    reader.format().filter(|format| known.contains(format))?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(SOURCE_SIDE_MAX);
    limits.max_image_height = Some(SOURCE_SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > SOURCE_PIXELS_MAX || decoder.total_bytes() > MEMORY_MAX {
        return None;
    }
    let orientation = decoder.orientation().ok()?;
    let whole = DynamicImage::from_decoder(decoder).ok()?;
    let mut small = if width.max(height) > SIDE_MAX {
        whole.thumbnail(SIDE_MAX, SIDE_MAX)
    } else {
        whole
    };
    small.apply_orientation(orientation);
    let mut written = Vec::new();
    JpegEncoder::new_with_quality(&mut written, QUALITY)
        .encode_image(&on_white(&small))
        .ok()?;
    Some(written)
}

/// JPEG has no transparency: what is seen through is white, as paper.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let picture = picture.to_rgba8();
    let mut paper = RgbImage::new(picture.width(), picture.height());
    for (to, from) in paper.pixels_mut().zip(picture.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        let mix = |color: u32| u8::try_from((color * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX);
        *to = Rgb([mix(red), mix(green), mix(blue)]);
    }
    paper
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageEncoder as _, Rgba, RgbaImage};

    fn made_of(bytes: &[u8]) -> Option<DynamicImage> {
        let folder = tempfile::tempdir().unwrap();
        let (source, kept) = (folder.path().join("a"), folder.path().join("a.thumb"));
        fs::write(&source, bytes).unwrap();
        assert_eq!(is_made(&kept).unwrap(), None);
        let made = make(&source, &kept).unwrap();
        assert_eq!(is_made(&kept).unwrap(), Some(made));
        made.then(|| image::load_from_memory_with_format(&fs::read(&kept).unwrap(), ImageFormat::Jpeg).unwrap())
    }

    fn png(picture: &DynamicImage) -> Vec<u8> {
        let mut bytes = io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    /// Left half red, right half blue, as a photo that a phone took lying on its side, with a place in its metadata.
    fn photo(orientation: u8) -> Vec<u8> {
        let picture = RgbImage::from_fn(
            1_600,
            800,
            |x, _| if x < 800 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) },
        );
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
        let mut exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
        exif.extend(b"GPS 55.7717 37.6793");
        encoder.set_exif_metadata(exif).unwrap();
        encoder.encode_image(&picture).unwrap();
        bytes
    }

    #[test]
    fn a_photo_stands_upright_is_small_and_tells_no_place() {
        let folder = tempfile::tempdir().unwrap();
        let (source, kept) = (folder.path().join("a"), folder.path().join("a.thumb"));
        for (orientation, size, top) in [
            (1, (640, 320), [255, 0, 0]),
            (6, (320, 640), [255, 0, 0]),
            (8, (320, 640), [0, 0, 255]),
        ] {
            let original = photo(orientation);
            assert!(original.windows(3).any(|part| part == b"GPS"));
            fs::write(&source, &original).unwrap();
            assert!(make(&source, &kept).unwrap());
            let small = fs::read(&kept).unwrap();
            assert!(!small.windows(3).any(|part| part == b"GPS"));
            assert!(!small.windows(4).any(|part| part == b"Exif"));
            let shown = image::load_from_memory(&small).unwrap().to_rgb8();
            assert_eq!(shown.dimensions(), size, "orientation {orientation}");
            let first = shown.get_pixel(20, 20).0;
            let near = first.iter().zip(top).all(|(seen, wanted)| seen.abs_diff(wanted) < 30);
            assert!(near, "orientation {orientation}: {first:?}");
            assert_eq!(fs::read(&source).unwrap(), original);
        }
    }

    #[test]
    fn small_pictures_keep_their_size_and_what_is_seen_through_is_white() {
        let clear = RgbaImage::from_pixel(30, 20, Rgba([0, 0, 0, 0]));
        let shown = made_of(&png(&clear.into())).unwrap().to_rgb8();
        assert_eq!(shown.dimensions(), (30, 20));
        assert!(shown.pixels().all(|pixel| pixel.0.iter().all(|part| *part > 250)));
    }

    #[test]
    fn a_long_strip_keeps_at_least_a_pixel_of_its_short_side() {
        let strip = RgbImage::from_pixel(8_000, 2, Rgb([9, 9, 9]));
        assert_eq!(made_of(&png(&strip.into())).unwrap().width(), 640);
    }

    #[test]
    fn webp_is_read() {
        let mut bytes = Vec::new();
        let picture = RgbImage::from_pixel(700, 700, Rgb([0, 200, 0]));
        image::codecs::webp::WebPEncoder::new_lossless(&mut bytes)
            .write_image(&picture, 700, 700, image::ExtendedColorType::Rgb8)
            .unwrap();
        assert_eq!(made_of(&bytes).unwrap().width(), 640);
    }

    /// A PNG of a few hundred bytes that says it is 30,000 pixels wide and high: 2.7 GB when unpacked.
    fn bomb(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
        let mut header = b"IHDR".to_vec();
        header.extend(width.to_be_bytes());
        header.extend(height.to_be_bytes());
        header.extend([8, 2, 0, 0, 0]);
        bytes.extend(13_u32.to_be_bytes());
        let sum = checksum(&header);
        bytes.extend(header);
        bytes.extend(sum.to_be_bytes());
        bytes.extend([0; 300]);
        bytes
    }

    fn checksum(bytes: &[u8]) -> u32 {
        let step = |sum: u32| {
            if sum & 1 == 1 {
                (sum >> 1) ^ 0xedb8_8320
            } else {
                sum >> 1
            }
        };
        !bytes
            .iter()
            .fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
    }

    #[test]
    fn bombs_hostile_bytes_and_what_is_no_picture_have_none() {
        let whole = photo(1);
        for (name, bytes) in [
            ("30,000 by 30,000", bomb(30_000, 30_000)),
            ("within the sides, beyond the pixels", bomb(15_000, 15_000)),
            ("only a header", bomb(100, 100)),
            (
                "SVG",
                b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec(),
            ),
            ("HTML", b"<html>".to_vec()),
            ("GIF", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec()),
            ("nothing", Vec::new()),
            ("cut off within its header", whole[..200].to_vec()),
        ] {
            assert!(made_of(&bytes).is_none(), "{name}");
        }
    }

    #[test]
    fn nothing_stays_of_a_file_that_was_erased_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let (source, kept) = (folder.path().join("a"), folder.path().join("a.thumb"));
        assert!(make(&source, &kept).is_err());
        assert!(!kept.exists());
    }
}
