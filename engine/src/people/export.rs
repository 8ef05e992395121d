//! A copy of everything that is kept of one person, for that person: one JSON document with the addresses of the files.

use std::collections::BTreeMap;

use galka_domain::ids::{ContactId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::contacts::{self, ContactRow};
use galka_store::ledger::{self, NewLedgerEntry};
use galka_store::messages::{self, MessageRow, ThreadPlace};
use galka_store::people::history::list_threads;
use galka_store::people::identities::list_identities;
use galka_store::{Result as StoreResult, Tx, fields, labels, marketing, media, numbers};
use serde_json::{Value, json};

use super::history::load_history;
use crate::engine::{Engine, EngineError};

/// Version of the document's shape.
const VERSION: i64 = 1;
const PAGE: i64 = 500;

/// The document, or none when there is no such contact. That it was made stands in the ledger.
///
/// # Errors
/// When the storage cannot answer.
pub async fn export_person(
    engine: &Engine,
    workspace: &WorkspaceId,
    by: &str,
    id: &ContactId,
) -> Result<Option<Value>, EngineError> {
    let (home, by, id, now) = (workspace.clone(), by.to_owned(), id.clone(), engine.business_now());
    let base = engine.settings.public_url.clone();
    let (place, person) = (home.clone(), id.clone());
    let document = engine
        .db
        .read(move |tx| match contacts::find_contact(tx, &place, &person)? {
            Some(row) => document(tx, &place, &row, &base, now).map(Some),
            None => Ok(None),
        })
        .await?;
    if document.is_some() {
        let entry = NewLedgerEntry {
            kind: "contact.exported".to_owned(),
            actor: by,
            subject_id: id.as_str().to_owned(),
            details: "{}".to_owned(),
            at: now,
        };
        engine
            .db
            .write(move |tx| ledger::append(tx, &home, std::slice::from_ref(&entry)))
            .await?;
    }
    Ok(document)
}

fn document(tx: &mut Tx<'_>, home: &WorkspaceId, row: &ContactRow, base: &str, now: Timestamp) -> StoreResult<Value> {
    let identities: Vec<Value> = list_identities(tx, home, &row.id)?
        .into_iter()
        .map(|identity| json!({ "kind": identity.kind, "value": identity.value }))
        .collect();
    let stops: Vec<Value> = marketing::list_stops(tx, home, std::slice::from_ref(&row.id))?
        .into_iter()
        .map(|stop| json!({ "number_id": stop.number_id, "at": stop.at.to_rfc3339() }))
        .collect();
    let history: Vec<Value> = load_history(tx, home, row)?
        .into_iter()
        .map(|happening| {
            json!({
                "kind": happening.kind,
                "at": happening.at.to_rfc3339(),
                "actor": happening.actor,
                "details": happening.details,
            })
        })
        .collect();
    let (conversations, files) = conversations(tx, home, row, base)?;
    Ok(json!({
        "galka_person": VERSION,
        "exported_at": now.to_rfc3339(),
        "contact": {
            "id": row.id,
            "name": row.name,
            "phone": row.phone,
            "username": row.username,
            "country": row.country,
            "locale": row.locale,
            "fields": named_fields(tx, home, row)?,
            "labels": label_names(tx, home, row)?,
            "consent": {
                "state": row.consent_state,
                "source": row.consent_source,
                "at": row.consent_at.map(Timestamp::to_rfc3339),
            },
            "marketing_stops": stops,
            "blocked": row.blocked,
            "last_inbound_at": row.last_inbound_at.map(Timestamp::to_rfc3339),
            "created_at": row.created_at.to_rfc3339(),
        },
        "identities": identities,
        "history": history,
        "conversations": conversations,
        "files": files,
    }))
}

fn named_fields(tx: &mut Tx<'_>, home: &WorkspaceId, row: &ContactRow) -> StoreResult<Vec<Value>> {
    let names: BTreeMap<String, String> = fields::list_fields(tx, home)?
        .into_iter()
        .map(|field| (field.key, field.name))
        .collect();
    let values: BTreeMap<String, String> = serde_json::from_str(&row.fields).unwrap_or_default();
    Ok(values
        .into_iter()
        .map(|(key, value)| json!({ "key": key, "name": names.get(&key), "value": value }))
        .collect())
}

fn label_names(tx: &mut Tx<'_>, home: &WorkspaceId, row: &ContactRow) -> StoreResult<Vec<String>> {
    let worn = labels::list_labels_of(tx, home, std::slice::from_ref(&row.id))?;
    let names = labels::list_names(tx, home)?;
    Ok(names
        .into_iter()
        .filter(|(id, _)| worn.iter().any(|(_, label)| label == id))
        .map(|(_, name)| name)
        .collect())
}

fn conversations(
    tx: &mut Tx<'_>,
    home: &WorkspaceId,
    row: &ContactRow,
    base: &str,
) -> StoreResult<(Vec<Value>, Vec<Value>)> {
    let numbers: BTreeMap<String, String> = numbers::list(tx, home)?
        .into_iter()
        .map(|number| (number.id.as_str().to_owned(), number.display_phone_number))
        .collect();
    let (mut shown, mut files) = (Vec::new(), Vec::new());
    for thread in list_threads(tx, home, &row.id)? {
        let (mut all, mut after): (Vec<Value>, Option<ThreadPlace>) = (Vec::new(), None);
        loop {
            let page = messages::list_thread(tx, home, &thread.id, after.as_ref(), PAGE)?;
            let ids: Vec<_> = page.iter().filter_map(|message| message.media_id.clone()).collect();
            for file in media::list_by_ids(tx, home, &ids)? {
                files.push(json!({
                    "id": file.id,
                    "message_id": file.message_id,
                    "file_name": file.file_name,
                    "mime_type": file.mime_type,
                    "byte_count": file.byte_count,
                    "sha256": file.sha256,
                    "url": format!("{base}/api/v1/media/{}/content?download=true", file.id),
                }));
            }
            after = page.last().map(|message| (message.at, message.id.clone()));
            let is_last = i64::try_from(page.len()).is_ok_and(|count| count < PAGE);
            all.extend(page.into_iter().map(show_message));
            if is_last {
                break;
            }
        }
        all.reverse();
        shown.push(json!({
            "id": thread.id,
            "number": numbers.get(thread.number_id.as_str()),
            "started_at": thread.created_at.to_rfc3339(),
            "messages": all,
        }));
    }
    Ok((shown, files))
}

fn show_message(message: MessageRow) -> Value {
    let content: Value = serde_json::from_str(&message.content).unwrap_or_default();
    json!({
        "id": message.id,
        "direction": message.direction,
        "type": message.kind,
        "text": message.text,
        "content": content,
        "status": message.status,
        "file_id": message.media_id,
        "campaign_id": message.campaign_id,
        "at": message.at.to_rfc3339(),
    })
}
