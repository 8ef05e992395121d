//! What is kept of an inbound message beside its words: the content as it came, with what stood beside it.

use galka_cloud_api::webhook::{Context, InboundContent, InboundMessage as WireMessage};
use galka_store::apply::Change;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::words::words_of;

/// The content in the Cloud API's shape. An advertisement, a forward and the product that is asked about stand beside
/// `type`, as in the webhook; a message that we do not understand is kept whole.
pub(super) fn content_of(wire: &WireMessage, raw: &RawValue) -> String {
    if matches!(
        wire.content,
        InboundContent::Unknown { .. } | InboundContent::Unsupported(_)
    ) {
        return raw.get().to_owned();
    }
    let mut beside = Map::new();
    if let Some(referral) = &wire.referral {
        beside.insert("referral".to_owned(), json!(referral));
    }
    if let Some(context) = wire.context.as_ref().and_then(forward_of) {
        beside.insert("context".to_owned(), context);
    }
    if beside.is_empty() {
        return wire.content_json.clone();
    }
    // Both are objects: the second opens where the first ends.
    let beside = Value::Object(beside).to_string();
    match wire.content_json.strip_suffix('}') {
        Some(open) => format!("{open},{}", &beside[1..]),
        None => wire.content_json.clone(),
    }
}

/// What a context says besides the message that is answered, which has a column.
fn forward_of(context: &Context) -> Option<Value> {
    let mut kept = Map::new();
    if context.forwarded {
        kept.insert("forwarded".to_owned(), json!(true));
    }
    if context.frequently_forwarded {
        kept.insert("frequently_forwarded".to_owned(), json!(true));
    }
    if let Some(product) = &context.referred_product {
        kept.insert("referred_product".to_owned(), json!(product));
    }
    (!kept.is_empty()).then_some(Value::Object(kept))
}

/// What the message changes of an earlier one.
pub(super) fn change_of(content: &InboundContent) -> Option<Change> {
    match content {
        InboundContent::Edit(edit) => Some(Change::Edit {
            target: edit.original_message_id.clone(),
            kind: edit.kind.clone(),
            content: edit.content_json.clone(),
            text: words_of(&edit.content),
        }),
        InboundContent::Revoke(revoke) => Some(Change::Revoke {
            target: revoke.original_message_id.clone(),
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(message: &Value) -> Value {
        let raw = RawValue::from_string(message.to_string()).unwrap();
        let wire = WireMessage::read(&raw).unwrap();
        serde_json::from_str(&content_of(&wire, &raw)).unwrap()
    }

    #[test]
    fn what_stood_beside_the_content_is_kept_and_the_sender_is_not() {
        let plain = json!({"from": "79991234567", "id": "wamid.1", "timestamp": "1", "type": "text",
            "text": {"body": "a } b"}, "context": {"from": "7999", "id": "wamid.0"}});
        assert_eq!(kept(&plain), json!({"type": "text", "text": {"body": "a } b"}}));
        let mut from_ad = plain;
        from_ad["referral"] =
            json!({"source_url": "https://fb.me/1", "headline": "Пионы", "image_url": "https://x.example/i"});
        from_ad["context"] =
            json!({"forwarded": true, "referred_product": {"catalog_id": "1", "product_retailer_id": "rose"}});
        assert_eq!(
            kept(&from_ad),
            json!({"type": "text", "text": {"body": "a } b"}, "referral": from_ad["referral"],
                "context": from_ad["context"]})
        );
    }

    #[test]
    fn what_is_not_understood_is_kept_whole() {
        for message in [
            json!({"from": "7999", "id": "wamid.1", "timestamp": "1", "type": "poll", "poll": {"q": 1}, "also": true}),
            json!({"from": "7999", "id": "wamid.1", "timestamp": "1", "type": "unsupported",
                "errors": [{"code": 131051, "title": "Message type unknown"}], "unsupported": {"type": "poll_creation"}}),
        ] {
            assert_eq!(kept(&message), message);
        }
    }
}
