//! Merging two contacts that are one person.

use std::collections::{BTreeMap, BTreeSet};

use galka_domain::consent::{Consent, ConsentSource};
use galka_domain::desk::EntryKind;
use galka_domain::event::EventKind;
use galka_domain::ids::{ContactId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::contacts::{self, ContactRow};
use galka_store::entries::{self, NewEntry};
use galka_store::events::{self, NewEvent};
use galka_store::ledger::{self, NewLedgerEntry};
use galka_store::people::identities::{index_contact, move_identities};
use galka_store::people::merge as rows;
use galka_store::renaming::name_contact_anew;
use galka_store::{Result as StoreResult, Tx, labels, marketing, numbers, search};

use crate::contacts::{ContactAnswer, ContactRefusal, fields_json};
use crate::engine::Engine;
use crate::guarding::SendingNumber;
use crate::hints::Work;
use crate::inbox::change::author_of;

/// Values that the contact that stays takes from the one that goes; for all others its own count, and where it has
/// none the other's: `name`, `phone`, `locale`, `field:<key>`.
pub type Taken = BTreeSet<String>;

/// Gives everything of `other` to `id` and deletes `other`. It cannot be taken back.
///
/// # Errors
/// When the storage cannot answer.
pub async fn merge_contacts(
    engine: &Engine,
    workspace: &WorkspaceId,
    by: &str,
    id: &ContactId,
    other: &ContactId,
    taken: Taken,
) -> ContactAnswer {
    if id == other {
        return Ok(Err(ContactRefusal::Invalid {
            field: "contact_id",
            code: "same_contact",
        }));
    }
    let (home, by, now) = (workspace.clone(), by.to_owned(), engine.business_now());
    let (id, other) = (id.clone(), other.clone());
    let maker = engine.clone();
    let merged = engine.db.write(move |tx| {
        rows::lock_people(tx)?;
        let (Some(own), Some(gone)) = (
            contacts::find_contact(tx, &home, &id)?,
            contacts::find_contact(tx, &home, &other)?,
        ) else {
            return Ok(Err(ContactRefusal::NotFound));
        };
        if rows::is_sending(tx, &home, &id)? || rows::is_sending(tx, &home, &other)? {
            return Ok(Err(ContactRefusal::Sending));
        }
        let merge = Merge {
            workspace: &home,
            own: &own,
            gone: &gone,
            taken: &taken,
            by: &by,
            now,
        };
        merge.run(tx)?;
        let told: Vec<NewEntry> = rows::list_threads(tx, &home, &id)?
            .into_iter()
            .map(|(thread, _)| NewEntry {
                id: maker.new_id(),
                conversation_id: thread,
                kind: EntryKind::Merged,
                author: author_of(&by),
                data: serde_json::json!({ "contact_id": other }).to_string(),
            })
            .collect();
        entries::append(tx, &home, &told, now)?;
        Ok(Ok(id.clone()))
    });
    let merged = merged.await?;
    engine.hints.wake(Work::Live);
    Ok(merged)
}

struct Merge<'a> {
    workspace: &'a WorkspaceId,
    own: &'a ContactRow,
    gone: &'a ContactRow,
    taken: &'a Taken,
    by: &'a str,
    now: Timestamp,
}

impl Merge<'_> {
    fn run(&self, tx: &mut Tx<'_>) -> StoreResult<()> {
        let (home, from, to) = (self.workspace, &self.gone.id, &self.own.id);
        rows::note_answered_at(tx, home, from)?;
        rows::note_answered_at(tx, home, to)?;
        move_identities(tx, home, from, to)?;
        let mut happened = self.move_threads(tx)?;
        rows::move_recipients(tx, home, from, to)?;
        let budgets = budgets(tx, home)?;
        rows::move_guard_facts(tx, home, &budgets, from, to)?;
        rows::move_blocks(tx, home, from, to)?;
        marketing::move_choices(tx, home, from, to)?;
        let worn = labels::list_labels_of(tx, home, std::slice::from_ref(from))?;
        let worn: Vec<_> = worn.into_iter().map(|(_, label)| (to.clone(), label)).collect();
        labels::add_labels(tx, home, &worn)?;
        labels::clear_labels(tx, home, std::slice::from_ref(from))?;
        rows::move_saved(tx, home, from, to)?;
        name_contact_anew(tx, home, (from, to), self.by, self.now)?;
        let merged = self.merged_row();
        search::delete(tx, home, "contact", from.as_str())?;
        rows::delete_contact_row(tx, home, from)?;
        rows::update_merged(tx, home, &merged)?;
        index_contact(tx, home, &merged)?;
        ledger::append(tx, home, &self.entries(&merged))?;
        happened.push(NewEvent::of(EventKind::ContactChanged, to.as_str()));
        happened.push(NewEvent::of(EventKind::ContactChanged, from.as_str()));
        events::append(tx, home, &happened, self.now)?;
        Ok(())
    }

    /// On a number where both have a thread the two become one.
    fn move_threads(&self, tx: &mut Tx<'_>) -> StoreResult<Vec<NewEvent>> {
        let (home, to) = (self.workspace, &self.own.id);
        let own = rows::list_threads(tx, home, to)?;
        let mut happened = Vec::new();
        for (thread, number) in rows::list_threads(tx, home, &self.gone.id)? {
            match own.iter().find(|(_, at)| *at == number) {
                None => rows::move_thread(tx, home, &thread, to)?,
                Some((into, _)) => {
                    rows::fold_thread(tx, home, &thread, into, to)?;
                    happened.push(NewEvent::of(EventKind::ConversationChanged, into.as_str()));
                }
            }
            happened.push(NewEvent::of(EventKind::ConversationChanged, thread.as_str()));
        }
        Ok(happened)
    }

    fn merged_row(&self) -> ContactRow {
        let (own, gone) = (self.own, self.gone);
        let takes = |what: &str| self.taken.contains(what);
        let name = if own.name.is_empty() || (takes("name") && !gone.name.is_empty()) {
            gone.name.clone()
        } else {
            own.name.clone()
        };
        let phone_of_gone = gone.phone.is_some() && (own.phone.is_none() || takes("phone"));
        let of_phone = if phone_of_gone { gone } else { own };
        let consent = consent_of(own).strictest(consent_of(gone));
        ContactRow {
            name,
            phone: of_phone.phone.clone(),
            country: of_phone.country.clone(),
            username: own.username.clone().or_else(|| gone.username.clone()),
            locale: choose(&own.locale, &gone.locale, takes("locale")),
            fields: self.merged_fields(),
            consent_state: consent.state,
            consent_source: consent.proof,
            consent_at: consent.at,
            blocked: own.blocked || gone.blocked,
            last_inbound_at: own.last_inbound_at.max(gone.last_inbound_at),
            created_at: own.created_at.min(gone.created_at),
            updated_at: self.now,
            ..own.clone()
        }
    }

    fn merged_fields(&self) -> String {
        let read = |text: &str| -> BTreeMap<String, String> { serde_json::from_str(text).unwrap_or_default() };
        let mut fields = read(&self.own.fields);
        for (key, value) in read(&self.gone.fields) {
            if self.taken.contains(&format!("field:{key}")) || fields.get(&key).is_none_or(String::is_empty) {
                fields.insert(key, value);
            }
        }
        fields_json(&fields)
    }

    /// The ledger tells of both, by ids alone.
    fn entries(&self, merged: &ContactRow) -> Vec<NewLedgerEntry> {
        let entry = |kind: &str, subject: &ContactId, details: serde_json::Value| NewLedgerEntry {
            kind: kind.to_owned(),
            actor: self.by.to_owned(),
            subject_id: subject.as_str().to_owned(),
            details: details.to_string(),
            at: self.now,
        };
        let (own, gone) = (&self.own.id, &self.gone.id);
        let mut entries = vec![
            entry(
                "contact.merged",
                own,
                serde_json::json!({ "merged_id": gone, "taken": self.taken }),
            ),
            entry("contact.merged_into", gone, serde_json::json!({ "contact_id": own })),
        ];
        if merged.consent_state != self.own.consent_state {
            let details = serde_json::json!({ "source": merged.consent_source, "channel": "merge", "merged_id": gone });
            entries.push(entry(&format!("consent.{}", merged.consent_state), own, details));
        }
        entries
    }
}

/// A row's consent as the rules see it; the words about its source go along as the proof.
fn consent_of(row: &ContactRow) -> Consent {
    Consent {
        state: row.consent_state,
        source: row.consent_source.as_deref().and_then(ConsentSource::parse),
        at: row.consent_at,
        proof: row.consent_source.clone(),
    }
}

fn choose(own: &Option<String>, gone: &Option<String>, takes: bool) -> Option<String> {
    let (first, second) = if takes { (gone, own) } else { (own, gone) };
    first.clone().or_else(|| second.clone())
}

/// The budgets of unique recipients that the company's numbers draw on.
fn budgets(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> StoreResult<Vec<String>> {
    let mut budgets = BTreeSet::new();
    for number in numbers::list(tx, workspace)? {
        if let Some(sending) = SendingNumber::load(tx, workspace, &number.id)? {
            budgets.insert(sending.budget);
        }
    }
    Ok(budgets.into_iter().collect())
}
