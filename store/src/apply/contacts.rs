//! Whose message it is: a contact is found by any of its identities and made if nobody has one.

use std::collections::{BTreeSet, HashMap};

use galka_domain::ids::{ContactId, WorkspaceId};
use galka_domain::time::Timestamp;

use super::{ConsentWord, InboundMessage, Sender};
use crate::ledger::{self, NewLedgerEntry};
use crate::search::{self, SearchDocument};
use crate::{Result, Rows, Tx, sql};

/// The contact of each message, in the order of `messages`, and which of them are new.
pub(super) struct ResolvedContacts {
    pub(super) of_message: Vec<ContactId>,
    pub(super) created: Vec<ContactId>,
    /// The places of messages whose known customer showed an identity that was not theirs before.
    pub(super) showed_more: BTreeSet<usize>,
}

pub(super) fn resolve(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    now: Timestamp,
) -> Result<ResolvedContacts> {
    let mut owners = load_owners(tx, workspace, messages)?;
    let newcomers = unknown_senders(messages, &owners);
    insert_identities(tx, workspace, &newcomers)?;
    if !newcomers.is_empty() {
        owners = load_owners(tx, workspace, messages)?;
    }
    let of_message: Vec<ContactId> = messages
        .iter()
        .map(|message| owner_of(&message.sender, &owners).unwrap_or_else(|| message.contact_id.clone()))
        .collect();
    let created = insert_contacts(tx, workspace, messages, &of_message, &newcomers, now)?;
    let showed_more = insert_late_identities(tx, workspace, messages, &of_message, &owners)?;
    Ok(ResolvedContacts {
        of_message,
        created,
        showed_more,
    })
}

type Owners = HashMap<(String, String), ContactId>;

fn load_owners(tx: &mut Tx<'_>, workspace: &WorkspaceId, messages: &[&InboundMessage]) -> Result<Owners> {
    let mut rows = Rows::new();
    for (kind, value) in messages.iter().flat_map(|message| &message.sender.identities) {
        rows.push(&[kind, value]);
    }
    let found = tx.query_rows(
        sql!(
            "SELECT i.kind, i.value, i.contact_id
             FROM each($2: kind TEXT, value TEXT) AS r
             JOIN contact_identities AS i ON i.workspace_id = $1 AND i.kind = r.kind AND i.value = r.value"
        ),
        &[workspace],
        &rows,
        |row| Ok(((row.get("kind")?, row.get("value")?), row.get("contact_id")?)),
    )?;
    Ok(found.into_iter().collect())
}

fn owner_of(sender: &Sender, owners: &Owners) -> Option<ContactId> {
    sender
        .identities
        .iter()
        .find_map(|(kind, value)| owners.get(&((*kind).to_owned(), value.clone())).cloned())
}

/// The first message of each sender whom nobody knows.
fn unknown_senders<'a>(messages: &[&'a InboundMessage], owners: &Owners) -> Vec<&'a InboundMessage> {
    let mut seen = std::collections::HashSet::new();
    messages
        .iter()
        .copied()
        .filter(|message| owner_of(&message.sender, owners).is_none())
        .filter(|message| seen.insert(message.sender.identities.first().cloned()))
        .collect()
}

/// Claims the identities of the newcomers; who was quicker in another transaction keeps them.
fn insert_identities(tx: &mut Tx<'_>, workspace: &WorkspaceId, newcomers: &[&InboundMessage]) -> Result<()> {
    let mut rows = Rows::new();
    for message in newcomers {
        for (kind, value) in &message.sender.identities {
            rows.push(&[kind, value, &message.contact_id]);
        }
    }
    write_identities(tx, workspace, &rows)
}

/// Adds identities that a known contact showed for the first time; answers in which
/// messages somebody showed more than is known of them.
fn insert_late_identities(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    contacts: &[ContactId],
    owners: &Owners,
) -> Result<BTreeSet<usize>> {
    let mut rows = Rows::new();
    let mut places = BTreeSet::new();
    for (place, (message, contact)) in messages.iter().zip(contacts).enumerate() {
        for (kind, value) in &message.sender.identities {
            match owners.get(&((*kind).to_owned(), value.clone())) {
                Some(owner) if owner == contact => continue,
                Some(_) => {}
                None => rows.push(&[kind, value, contact]),
            }
            places.insert(place);
        }
    }
    write_identities(tx, workspace, &rows)?;
    Ok(places)
}

fn write_identities(tx: &mut Tx<'_>, workspace: &WorkspaceId, rows: &Rows) -> Result<()> {
    tx.execute_rows(
        sql!(
            "INSERT INTO contact_identities (workspace_id, kind, value, contact_id)
             SELECT $1, r.kind, r.value, r.contact_id
             FROM each($2: kind TEXT, value TEXT, contact_id TEXT) AS r WHERE TRUE
             ON CONFLICT (workspace_id, kind, value) DO NOTHING"
        ),
        &[workspace],
        rows,
    )?;
    Ok(())
}

fn insert_contacts(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    contacts: &[ContactId],
    newcomers: &[&InboundMessage],
    now: Timestamp,
) -> Result<Vec<ContactId>> {
    let mut rows = Rows::new();
    let mut documents = Vec::new();
    let mut created = Vec::new();
    for message in newcomers {
        // Not ours if the identities were claimed elsewhere meanwhile.
        let ours = messages
            .iter()
            .zip(contacts)
            .any(|(other, contact)| other.message_id == message.message_id && *contact == message.contact_id);
        if !ours {
            continue;
        }
        let sender = &message.sender;
        let name = sender.profile_name.clone().unwrap_or_default();
        rows.push(&[
            &message.contact_id,
            &name,
            &sender.phone,
            &sender.username,
            &sender.country,
        ]);
        documents.push(SearchDocument {
            kind: "contact",
            id: message.contact_id.as_str().to_owned(),
            parent_id: None,
            text: search::contact_words(&name, sender.phone.as_slice(), sender.username.as_deref()),
            is_late: false,
        });
        created.push(message.contact_id.clone());
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO contacts (workspace_id, id, name, phone, username, country, fields, consent_state, created_at, updated_at)
             SELECT $1, r.id, r.name, r.phone, r.username, r.country, '{}', 'unknown', $2, $2
             FROM each($3: id TEXT, name TEXT, phone TEXT, username TEXT, country TEXT) AS r"
        ),
        &[workspace, &now],
        &rows,
    )?;
    search::insert(tx, workspace, &documents)?;
    Ok(created)
}

/// Notes when each contact last wrote, and what it said about consent; answers whose consent changed.
pub(super) fn touch(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    contacts: &[ContactId],
    now: Timestamp,
) -> Result<Vec<ContactId>> {
    let mut newest = HashMap::<&ContactId, Timestamp>::new();
    for (message, contact) in messages.iter().zip(contacts) {
        let at = newest.entry(contact).or_insert(message.at);
        *at = (*at).max(message.at);
    }
    let mut rows = Rows::new();
    for (contact, at) in newest {
        rows.push(&[contact, &at]);
    }
    tx.execute_rows(
        sql!(
            "UPDATE contacts SET last_inbound_at = r.at
             FROM each($2: id TEXT, at BIGINT) AS r
             WHERE contacts.workspace_id = $1 AND contacts.id = r.id
             AND (contacts.last_inbound_at IS NULL OR contacts.last_inbound_at < r.at)"
        ),
        &[workspace],
        &rows,
    )?;
    let mut changed = Vec::new();
    for (message, contact) in messages.iter().zip(contacts) {
        if let Some(word) = message.consent
            && set_consent_by_word(tx, workspace, contact, word, message, now)?
        {
            changed.push(contact.clone());
        }
    }
    Ok(changed)
}

/// The customer's own word: it counts unless a later one is known.
fn set_consent_by_word(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    contact: &ContactId,
    word: ConsentWord,
    message: &InboundMessage,
    now: Timestamp,
) -> Result<bool> {
    let state = match word {
        ConsentWord::Withdraw => "withdrawn",
        ConsentWord::Grant => "granted",
    };
    let changed = tx.execute(
        sql!(
            "UPDATE contacts SET consent_state = $3, consent_source = 'chat', consent_at = $4, updated_at = $5
             WHERE workspace_id = $1 AND id = $2 AND (consent_at IS NULL OR consent_at <= $4) AND consent_state <> $3"
        ),
        &[workspace, contact, &state, &message.at, &now],
    )?;
    if changed == 0 {
        return Ok(false);
    }
    let details = serde_json::json!({ "source": "chat", "message_id": message.message_id, "word": message.text });
    let entry = NewLedgerEntry {
        kind: format!("consent.{state}"),
        actor: "customer".to_owned(),
        subject_id: contact.as_str().to_owned(),
        details: details.to_string(),
        at: message.at,
    };
    ledger::append(tx, workspace, &[entry])?;
    Ok(true)
}
