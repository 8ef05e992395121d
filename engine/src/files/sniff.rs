//! What a file really is, by its first bytes: an announced type is a claim of whoever sent it.

/// So many bytes are looked at.
pub(super) const SNIFF_BYTES: usize = 64;

/// The type under which a file is kept. What its bytes prove counts; a claim to be a picture, a sound, a film or a PDF
/// without proof does not.
#[must_use]
pub fn real_type(announced: &str, head: &[u8]) -> String {
    let announced = announced.trim().to_ascii_lowercase();
    let announced = match announced.as_str() {
        "audio/x-m4a" | "audio/m4a" => "audio/mp4",
        "audio/mp3" => "audio/mpeg",
        other => other,
    };
    let is_readable =
        announced.len() <= 100 && announced.contains('/') && announced.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    let announced = if is_readable {
        announced
    } else {
        "application/octet-stream"
    };
    let base = announced.split(';').next().unwrap_or_default().trim_end();
    match proven(head) {
        Some(found) if found == base => announced.to_owned(),
        // One container for sounds and films: the claim decides between them.
        Some(found) if is_movie(found) && is_movie(base) => announced.to_owned(),
        Some("video/webm") if base == "audio/webm" => announced.to_owned(),
        Some(found) => found.to_owned(),
        None if needs_proof(base) => "application/octet-stream".to_owned(),
        None => announced.to_owned(),
    }
}

fn is_movie(base: &str) -> bool {
    matches!(
        base,
        "video/mp4" | "audio/mp4" | "video/3gpp" | "audio/3gpp" | "video/quicktime"
    )
}

fn needs_proof(base: &str) -> bool {
    ["image/", "audio/", "video/"]
        .iter()
        .any(|family| base.starts_with(family))
        && base != "image/svg+xml"
        || base == "application/pdf"
}

/// The type that these first bytes prove.
fn proven(head: &[u8]) -> Option<&'static str> {
    const STARTS: [(&[u8], &str); 9] = [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"%PDF-", "application/pdf"),
        (b"OggS", "audio/ogg"),
        (b"#!AMR", "audio/amr"),
        (b"ID3", "audio/mpeg"),
        (b"\x1a\x45\xdf\xa3", "video/webm"),
    ];
    if let Some((_, found)) = STARTS.iter().find(|(start, _)| head.starts_with(start)) {
        return Some(found);
    }
    match head {
        [0xff, second, ..] if second & 0xf6 == 0xf0 => return Some("audio/aac"),
        [0xff, second, ..] if second & 0xe6 == 0xe2 => return Some("audio/mpeg"),
        _ => {}
    }
    match (head.get(..4)?, head.get(4..8), head.get(8..12)?) {
        (b"RIFF", _, b"WEBP") => Some("image/webp"),
        (_, Some(b"ftyp"), b"M4A " | b"M4B ") => Some("audio/mp4"),
        (_, Some(b"ftyp"), b"qt  ") => Some("video/quicktime"),
        (_, Some(b"ftyp"), [b'3', b'g', ..]) => Some("video/3gpp"),
        (_, Some(b"ftyp"), _) => Some("video/mp4"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_bytes_prove_counts_more_than_the_claim() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        let m4a = b"\0\0\0\x18ftypM4A \0\0\0\0";
        let mp4 = b"\0\0\0\x18ftypisom\0\0\0\0";
        for (claim, head, kept) in [
            ("image/png", &png[..], "image/png"),
            ("image/jpeg", png, "image/png"),
            ("text/html", png, "image/png"),
            ("image/png", b"<html><script>", "application/octet-stream"),
            ("image/svg+xml", b"<svg onload=alert(1)>", "image/svg+xml"),
            ("text/html", b"<html>", "text/html"),
            ("application/pdf", b"<html>", "application/octet-stream"),
            ("text/html", b"%PDF-1.7\n<script>", "application/pdf"),
            ("audio/ogg; codecs=opus", b"OggS\0\x02", "audio/ogg; codecs=opus"),
            ("audio/x-m4a", m4a, "audio/mp4"),
            ("audio/mp4", mp4, "audio/mp4"),
            ("video/mp4", mp4, "video/mp4"),
            ("", mp4, "video/mp4"),
            ("audio/mpeg", b"\xff\xfb\x90\xc0", "audio/mpeg"),
            ("audio/aac", b"\xff\xf1\x50\x80", "audio/aac"),
            ("image/webp", b"RIFF\0\0\0\0WEBPVP8X", "image/webp"),
            ("application/zip", b"PK\x03\x04\x14\0\x06\0", "application/zip"),
            ("text/plain\r\nX: y", b"hello", "application/octet-stream"),
            ("video/mp4", b"", "application/octet-stream"),
        ] {
            assert_eq!(real_type(claim, head), kept, "{claim} {head:?}");
        }
    }
}
