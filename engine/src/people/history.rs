//! What happened with a person, newest first: the ledger's entries, threads, campaigns, where the contact came from.

use std::collections::BTreeSet;

use galka_domain::ids::{ContactId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::contacts::ContactRow;
use galka_store::people::history::{list_campaign_messages, list_threads};
use galka_store::{Result, Tx, imports, ledger};
use serde_json::{Value, json};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Happening {
    /// What, as `consent.granted`, `contact.merged`, `conversation.started`, `campaign.sent`, `contact.imported`.
    pub kind: String,
    /// When.
    pub at: Timestamp,
    /// Who did it: a person's id, `key:…`, `customer`; nothing when nobody did.
    pub actor: Option<String>,
    /// The particulars.
    pub details: Value,
}

/// How much is shown.
const ENTRIES_MAX: usize = 200;
const CAMPAIGNS_MAX: i64 = 50;

/// The history of a person.
///
/// # Errors
/// When the storage cannot answer.
pub fn load_history(tx: &mut Tx<'_>, workspace: &WorkspaceId, row: &ContactRow) -> Result<Vec<Happening>> {
    let mut found = load_ledger(tx, workspace, &row.id)?;
    for thread in list_threads(tx, workspace, &row.id)? {
        found.push(Happening {
            kind: "conversation.started".to_owned(),
            at: thread.created_at,
            actor: None,
            details: json!({
                "conversation_id": thread.id,
                "number_id": thread.number_id,
                "received": thread.received,
                "sent": thread.sent,
            }),
        });
    }
    for message in list_campaign_messages(tx, workspace, &row.id, CAMPAIGNS_MAX)? {
        found.push(Happening {
            kind: "campaign.sent".to_owned(),
            at: message.at,
            actor: None,
            details: json!({
                "campaign_id": message.campaign_id,
                "message_id": message.id,
                "name": message.name,
                "status": message.status,
            }),
        });
    }
    found.push(origin(tx, workspace, row)?);
    found.sort_by_key(|happening| std::cmp::Reverse(happening.at));
    found.truncate(ENTRIES_MAX);
    Ok(found)
}

/// Entries about the contact and about those that were merged into it.
pub(super) fn load_ledger(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &ContactId) -> Result<Vec<Happening>> {
    let (mut found, mut seen, mut open) = (Vec::new(), BTreeSet::new(), vec![id.as_str().to_owned()]);
    while let Some(subject) = open.pop() {
        if !seen.insert(subject.clone()) {
            continue;
        }
        for stored in ledger::list_entries_about(tx, workspace, &subject)? {
            let entry = stored.entry;
            let details: Value = serde_json::from_str(&entry.details).unwrap_or_default();
            open.extend(details["merged_id"].as_str().map(str::to_owned));
            // The other side of a merge is told once.
            if entry.kind == "contact.merged_into" {
                continue;
            }
            found.push(Happening {
                kind: entry.kind,
                at: entry.at,
                actor: Some(entry.actor),
                details,
            });
        }
    }
    Ok(found)
}

fn origin(tx: &mut Tx<'_>, workspace: &WorkspaceId, row: &ContactRow) -> Result<Happening> {
    let import = match &row.import_id {
        Some(id) => imports::find_import(tx, workspace, id)?,
        None => None,
    };
    Ok(match import {
        Some(import) => Happening {
            kind: "contact.imported".to_owned(),
            at: row.created_at,
            actor: import.created_by,
            details: json!({ "import_id": import.id, "file_name": import.file_name }),
        },
        None => Happening {
            kind: "contact.created".to_owned(),
            at: row.created_at,
            actor: None,
            details: json!({}),
        },
    })
}
