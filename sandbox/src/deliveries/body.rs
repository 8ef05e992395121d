//! The bytes of a webhook.
//!
//! Meta, "Webhooks › messages", 2026: `object`, `entry[]` per account, `changes[]` per field; message-level entries have
//! no `time`, account-level ones do.

use crate::deliveries::{Part, Update};
use std::collections::HashSet;
use std::fmt::Write as _;

/// Writes a batch as one body; statuses of one number that follow each other share a change.
pub(crate) fn write(batch: &[Update], escaped: bool) -> String {
    let mut body = String::with_capacity(256 + batch.len() * 400);
    body.push_str(r#"{"object":"whatsapp_business_account","entry":["#);
    let mut rest = batch;
    while let Some(first) = rest.first() {
        let same =
            |update: &&Update| update.waba_id == first.waba_id && update.metadata.is_some() == first.metadata.is_some();
        let length = if first.metadata.is_some() {
            rest.iter().take_while(same).count()
        } else {
            1
        };
        if rest.len() < batch.len() {
            body.push(',');
        }
        write_entry(&mut body, &rest[..length]);
        rest = &rest[length..];
    }
    body.push_str("]}");
    if escaped { escape(&body) } else { body }
}

fn write_entry(body: &mut String, updates: &[Update]) {
    let Some(first) = updates.first() else { return };
    let _ = write!(body, r#"{{"id":"{}","#, first.waba_id);
    if first.metadata.is_none() {
        let _ = write!(body, r#""time":{},"#, first.at_ms / 1_000);
    }
    body.push_str(r#""changes":["#);
    let mut rest = updates;
    while let Some(first) = rest.first() {
        if rest.len() < updates.len() {
            body.push(',');
        }
        let shares = |update: &&Update| {
            matches!(update.part, Part::Status(_) | Part::StatusOf { .. })
                && std::mem::discriminant(&update.part) == std::mem::discriminant(&first.part)
                && update.metadata == first.metadata
        };
        let length = rest.iter().take_while(shares).count().max(1);
        write_change(body, &rest[..length]);
        rest = &rest[length..];
    }
    body.push_str("]}");
}

fn write_change(body: &mut String, updates: &[Update]) {
    let Some(first) = updates.first() else { return };
    body.push_str(r#"{"value":{"#);
    if let Some(metadata) = &first.metadata {
        let _ = write!(body, r#""messaging_product":"whatsapp","metadata":{metadata},"#);
    }
    match &first.part {
        Part::Value(inside) => body.push_str(inside),
        Part::Status(_) | Part::StatusOf { .. } => write_statuses(body, updates),
    }
    let _ = write!(body, r#"}},"field":"{}"}}"#, first.field);
}

/// The statuses of a change, after the contacts of those that have one, each once.
fn write_statuses(body: &mut String, updates: &[Update]) {
    let mut named: HashSet<&str> = HashSet::new();
    for update in updates {
        if let Part::StatusOf { contact, .. } = &update.part
            && named.insert(contact)
        {
            body.push_str(if named.len() > 1 { "," } else { r#""contacts":["# });
            body.push_str(contact);
        }
    }
    if !named.is_empty() {
        body.push_str("],");
    }
    body.push_str(r#""statuses":["#);
    for (index, update) in updates.iter().enumerate() {
        if let Part::Status(status) | Part::StatusOf { status, .. } = &update.part {
            body.push_str(if index > 0 { "," } else { "" });
            body.push_str(status);
        }
    }
    body.push(']');
}

/// Everything but ASCII as `\uXXXX` and `/` as `\/`: the same JSON in other bytes, as Meta sends it.
fn escape(body: &str) -> String {
    let mut escaped = String::with_capacity(body.len() * 2);
    for character in body.chars() {
        match character {
            '/' => escaped.push_str("\\/"),
            ascii if ascii.is_ascii() => escaped.push(ascii),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    let _ = write!(escaped, "\\u{unit:04x}");
                }
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn status(id: &str, number: &str) -> Update {
        Update {
            field: "messages".to_owned(),
            waba_id: "20".to_owned(),
            metadata: Some(format!(r#"{{"phone_number_id":"{number}"}}"#)),
            at_ms: 5_000,
            part: Part::Status(format!(r#"{{"id":"{id}","note":"путь/ 🌷"}}"#)),
        }
    }

    #[test]
    fn contacts_of_statuses_stand_before_them_and_once() {
        let of = |id: &str, contact: &str| Update {
            part: Part::StatusOf {
                contact: format!(r#"{{"wa_id":"{contact}"}}"#),
                status: format!(r#"{{"id":"{id}"}}"#),
            },
            ..status(id, "1")
        };
        let batch = [of("a", "7"), of("b", "8"), of("c", "7"), status("d", "1")];
        let body: Value = serde_json::from_str(&write(&batch, false)).unwrap();
        let changes = &body["entry"][0]["changes"];
        let first = &changes[0]["value"];
        assert_eq!(first["contacts"], serde_json::json!([{"wa_id": "7"}, {"wa_id": "8"}]));
        assert_eq!(first["statuses"].as_array().unwrap().len(), 3);
        assert!(
            changes[1]["value"].get("contacts").is_none(),
            "a failed status has none"
        );
    }

    #[test]
    fn statuses_of_one_number_share_a_change() {
        let account = Update {
            field: "account_update".to_owned(),
            waba_id: "20".to_owned(),
            metadata: None,
            at_ms: 5_000,
            part: Part::Value(r#""event":"X""#.to_owned()),
        };
        let batch = [status("a", "1"), status("b", "1"), status("c", "2"), account];
        let plain: Value = serde_json::from_str(&write(&batch, false)).unwrap();
        assert_eq!(plain["entry"][0]["changes"][0]["value"]["statuses"][1]["id"], "b");
        assert_eq!(
            plain["entry"][0]["changes"][1]["value"]["metadata"]["phone_number_id"],
            "2"
        );
        assert_eq!(plain["entry"][1]["time"], 5);
        assert_eq!(plain["entry"][1]["changes"][0]["value"]["event"], "X");
        assert!(plain["entry"][0].get("time").is_none());
        let escaped = write(&batch, true);
        assert!(escaped.is_ascii() && escaped.contains("\\/"));
        assert_eq!(serde_json::from_str::<Value>(&escaped).unwrap(), plain);
    }
}
