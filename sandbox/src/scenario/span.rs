//! A span of time as people write it: `90s`, `5m`, `2h 30m`, `1d`.

use jiff::{Span, SpanRelativeTo};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

/// Milliseconds, never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ToSchema)]
#[schema(value_type = String, example = "2h 30m")]
pub(crate) struct SpanMs(pub(crate) i64);

impl Serialize for SpanMs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{}ms", self.0))
    }
}

impl<'de> Deserialize<'de> for SpanMs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        read(&text).map(Self).ok_or_else(|| {
            serde::de::Error::custom(format!("{text:?} is no span of time: write 90s, 5m, 2h 30m or 1d"))
        })
    }
}

fn read(text: &str) -> Option<i64> {
    let span: Span = text.parse().ok()?;
    let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    i64::try_from(length.as_millis()).ok().filter(|span| *span >= 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_spans_as_people_write_them() {
        for (text, ms) in [
            ("0s", Some(0)),
            ("250ms", Some(250)),
            ("90s", Some(90_000)),
            ("2h 30m", Some(9_000_000)),
            ("1d", Some(86_400_000)),
            ("-1s", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(read(text), ms, "{text}");
        }
        let again = serde_json::to_string(&SpanMs(90_000)).unwrap();
        assert_eq!(serde_json::from_str::<SpanMs>(&again).unwrap(), SpanMs(90_000));
    }
}
