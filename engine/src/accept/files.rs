//! Whether a stored file may go as this kind of message (Meta, 'Media', 2026: supported types and sizes).

use galka_store::media::StoredMedia;
use serde_json::Value;

use super::Invalid;
use super::content::invalid;

const MEGABYTE: i64 = 1 << 20;
const AUDIO: &[&str] = &["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"];

/// Refuses a file whose type or size WhatsApp would not take, before it is uploaded for nothing.
pub(super) fn check_file(content: &Value, file: &StoredMedia) -> Result<(), Invalid> {
    let kind = content["type"].as_str().unwrap_or_default();
    let (types, most): (&[&str], i64) = match kind {
        "image" => (&["image/jpeg", "image/png"], 5 * MEGABYTE),
        "video" => (&["video/mp4", "video/3gpp"], 16 * MEGABYTE),
        "audio" => (AUDIO, 16 * MEGABYTE),
        "sticker" => (&["image/webp"], 500 << 10),
        "document" => (&[], 100 * MEGABYTE),
        _ => return Ok(()),
    };
    let field = format!("{kind}.id");
    let base = file.mime_type.split(';').next().unwrap_or_default();
    if !types.is_empty() && !types.contains(&base) {
        let detail = format!(
            "a file of {base} cannot go as {kind}: send it as a document, or as {}",
            types.join(", ")
        );
        return Err(invalid(&field, "unsupported_type", &detail));
    }
    if file.byte_count.unwrap_or_default() > most {
        return Err(invalid(
            &field,
            "too_large",
            &format!("at most {most} bytes go as {kind}"),
        ));
    }
    if kind == "audio" && content["audio"]["voice"] == true && !file.shape.is_voice {
        return Err(invalid(
            &field,
            "not_voice",
            "a voice message is OGG with one channel of Opus",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use galka_domain::ids::MediaId;
    use galka_domain::message::Direction;
    use galka_domain::time::Timestamp;
    use galka_store::media::MediaShape;
    use serde_json::json;

    #[test]
    fn a_file_goes_as_what_it_is() {
        for (content, mime_type, bytes, is_voice, code) in [
            (json!({"type": "image"}), "image/png", 5 << 20, false, None),
            (
                json!({"type": "image"}),
                "image/png",
                (5 << 20) + 1,
                false,
                Some("too_large"),
            ),
            (
                json!({"type": "image"}),
                "image/webp",
                9,
                false,
                Some("unsupported_type"),
            ),
            (json!({"type": "sticker"}), "image/webp", 9, false, None),
            (json!({"type": "document"}), "text/html", 9, false, None),
            (json!({"type": "audio"}), "audio/ogg; codecs=opus", 9, false, None),
            (
                json!({"type": "audio", "audio": {"voice": true}}),
                "audio/ogg",
                9,
                true,
                None,
            ),
            (
                json!({"type": "audio", "audio": {"voice": true}}),
                "audio/mp4",
                9,
                false,
                Some("not_voice"),
            ),
        ] {
            let file = StoredMedia {
                id: MediaId::new(Timestamp::from_millis(1), 1),
                number_id: None,
                message_id: None,
                direction: Direction::Outbound,
                remote_id: None,
                remote_until: None,
                mime_type: mime_type.to_owned(),
                file_name: None,
                byte_count: Some(bytes),
                sha256: None,
                shape: MediaShape {
                    is_voice,
                    ..MediaShape::default()
                },
                state: "ready".to_owned(),
                attempts: 0,
                error: None,
                created_at: Timestamp::from_millis(1),
            };
            assert_eq!(
                check_file(&content, &file).err().map(|found| found.code),
                code,
                "{content} {mime_type}"
            );
        }
    }
}
