//! What is told: an envelope of our own with the changed rows as the API shows them.

use galka_domain::event::EventKind;
use galka_domain::ids::{WebhookDeliveryId, WorkspaceId};
use galka_domain::time::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;

/// The type of a telling that somebody asked for to try the address.
pub const TEST: &str = "webhook.test";

/// What stands around the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The telling: the same however often it is tried.
    pub id: &'a WebhookDeliveryId,
    /// The company.
    pub workspace: &'a WorkspaceId,
    /// The number and kind of the event; nothing for a trial.
    pub event: Option<(i64, EventKind)>,
    /// When it happened, in business time.
    pub at: Timestamp,
}

#[derive(Serialize)]
struct Body<'a> {
    id: &'a WebhookDeliveryId,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<i64>,
    at: Timestamp,
    workspace: &'a WorkspaceId,
    data: &'a RawValue,
}

/// What the type of a telling is called.
#[must_use]
pub const fn type_of(kind: Option<EventKind>) -> &'static str {
    match kind {
        Some(kind) => kind.as_str(),
        None => TEST,
    }
}

/// The bytes of a telling; `data` is the JSON object of the changed rows.
///
/// # Errors
/// When `data` is no JSON.
pub fn write(envelope: &Envelope<'_>, data: &str) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Body {
        id: envelope.id,
        r#type: type_of(envelope.event.map(|(_, kind)| kind)),
        seq: envelope.event.map(|(seq, _)| seq),
        at: envelope.at,
        workspace: envelope.workspace,
        data: serde_json::from_str(data)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_told_in_the_documented_shape() {
        let at = Timestamp::from_secs(1_795_341_600);
        let (id, workspace) = (WebhookDeliveryId::new(at, 1), WorkspaceId::new(at, 2));
        let envelope = Envelope {
            id: &id,
            workspace: &workspace,
            event: Some((7, EventKind::MessageReceived)),
            at,
        };
        assert_eq!(
            write(&envelope, r#"{"message":{"id":"msg_1"}}"#).unwrap(),
            format!(
                r#"{{"id":"{id}","type":"message.received","seq":7,"at":"2026-11-22T10:00:00.000Z","workspace":"{workspace}","data":{{"message":{{"id":"msg_1"}}}}}}"#
            )
        );
        let trial = Envelope {
            event: None,
            ..envelope
        };
        assert_eq!(
            write(&trial, "{}").unwrap(),
            format!(
                r#"{{"id":"{id}","type":"webhook.test","at":"2026-11-22T10:00:00.000Z","workspace":"{workspace}","data":{{}}}}"#
            )
        );
        assert!(write(&trial, "{").is_err());
    }
}
