//! Sounds and films without playing them: how long they are, how loud where, and how a recording becomes a voice
//! message.
//!
//! Nothing is decoded. Opus and AAC spend more bytes where there is more to hear, and MP3 writes its gain down, so a
//! waveform can be drawn from the sizes of the packets alone; it is an estimate, and a constant bit rate has none.
//!
//! Map: [`ogg`], [`webm`], `mp4` and `frames` read containers; [`opus`] knows the length of a packet; [`voice`] makes a
//! voice message of what a browser recorded.

mod frames;
mod mp4;
pub mod ogg;
pub mod opus;
pub mod voice;
pub mod webm;

use std::io::{self, Read, Seek, SeekFrom};

use galka_store::media::MediaShape;

/// The largest sound that is looked through: WhatsApp takes 16 MB (Meta, 'Media', 2026).
const SOUND_BYTES_MAX: u64 = 16 << 20;
/// So many loudnesses make a waveform.
pub const PEAKS: usize = 64;

/// What a sound says of itself: its length, and the weight of each of its packets in order.
#[derive(Clone, Debug, Default, PartialEq)]
struct Heard {
    duration_ms: i64,
    weights: Vec<f64>,
}

/// What can be known of a sound or a film of this type; nothing of other files, or of broken ones.
///
/// # Errors
/// When the file cannot be read.
pub fn shape_of(file: &mut (impl Read + Seek), mime_type: &str) -> io::Result<MediaShape> {
    let base = mime_type.split(';').next().unwrap_or_default().trim();
    if matches!(base, "video/mp4" | "audio/mp4" | "video/3gpp" | "video/quicktime") {
        return mp4::shape_of(file);
    }
    if !matches!(base, "audio/ogg" | "audio/aac" | "audio/amr" | "audio/mpeg") {
        return Ok(MediaShape::default());
    }
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    file.take(SOUND_BYTES_MAX).read_to_end(&mut bytes)?;
    let (heard, is_voice) = match base {
        "audio/ogg" => match ogg::read_opus(&bytes) {
            Some(stream) => (Some(stream.heard()), stream.channels == 1),
            None => (None, false),
        },
        "audio/aac" => (frames::aac(&bytes), false),
        "audio/amr" => (frames::amr(&bytes), false),
        _ => (frames::mp3(&bytes), false),
    };
    Ok(heard.map_or_else(MediaShape::default, |heard| MediaShape {
        duration_ms: Some(heard.duration_ms),
        peaks: peaks_of(&heard.weights),
        is_voice,
        ..MediaShape::default()
    }))
}

/// At most 64 loudnesses from 0 to 100; none when all packets weigh the same.
fn peaks_of(weights: &[f64]) -> Option<String> {
    let buckets = PEAKS.min(weights.len());
    if buckets < 2 {
        return None;
    }
    let means: Vec<f64> = (0..buckets)
        .map(|bucket| {
            let part = &weights[bucket * weights.len() / buckets..(bucket + 1) * weights.len() / buckets];
            part.iter().sum::<f64>() / part.len() as f64
        })
        .collect();
    let (least, most) = means.iter().fold((f64::MAX, 0.0_f64), |(least, most), mean| {
        (least.min(*mean), most.max(*mean))
    });
    if most <= 0.0 || (most - least) / most < 0.05 {
        return None;
    }
    let levels: Vec<String> = means
        .iter()
        .map(|mean| format!("{:.0}", (mean - least) / (most - least) * 100.0))
        .collect();
    Some(levels.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn a_waveform_has_at_most_64_levels_between_silence_and_the_loudest() {
        let weights: Vec<f64> = (0..1_000).map(f64::from).collect();
        let peaks = peaks_of(&weights).unwrap();
        let levels: Vec<&str> = peaks.split(',').collect();
        assert_eq!((levels.len(), levels[0], levels[63]), (64, "0", "100"));
        assert_eq!(peaks_of(&[3.0; 100]), None, "a constant rate says nothing");
        assert_eq!(peaks_of(&[]), None);
    }

    #[test]
    fn broken_files_have_no_shape() {
        for kind in [
            "audio/ogg",
            "audio/mpeg",
            "audio/aac",
            "audio/amr",
            "video/mp4",
            "image/png",
        ] {
            let shape = shape_of(&mut Cursor::new(b"not what it says".to_vec()), kind).unwrap();
            assert_eq!(shape, MediaShape::default(), "{kind}");
        }
    }
}
