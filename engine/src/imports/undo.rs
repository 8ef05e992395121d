//! Taking an import back: what it made goes, what it changed is as before, and nobody's own word is touched.

use galka_domain::consent::ConsentState;
use galka_domain::event::EventKind;
use galka_domain::ids::{ContactId, ImportId, LabelId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::contacts::{self, ConsentRow, ContactRow};
use galka_store::events::{self, NewEvent};
use galka_store::imports::{self, ImportRow, ImportedRow};
use galka_store::ledger::{self, NewLedgerEntry};
use galka_store::{Result as StoreResult, Tx, labels, search};

use super::run::Before;
use super::{ImportAnswer, ImportConsent, ImportRefusal, read_document};
use crate::contacts::search_document;
use crate::engine::{Engine, EngineError};
use crate::hints::Work;

const BATCH: i64 = 500;

/// Takes an import back within a day: the contacts it made and that have no conversation since are removed, those it
/// changed get back what they had. Who withdrew consent meanwhile stays, and stays withdrawn. Each batch is safe to
/// run twice, so an undo that was cut short is simply asked for again.
///
/// # Errors
/// When the storage cannot answer.
pub async fn undo_import(engine: &Engine, workspace: &WorkspaceId, by: &str, id: &ImportId) -> ImportAnswer<ImportRow> {
    let (own, wanted, now) = (workspace.clone(), id.clone(), engine.business_now());
    let Some(import) = engine
        .db
        .read(move |tx| imports::find_import(tx, &own, &wanted))
        .await?
    else {
        return Ok(Err(ImportRefusal::NotFound));
    };
    if import.state != "finished" {
        return Ok(Err(ImportRefusal::WrongState(import.state)));
    }
    if import.undo_until.is_none_or(|until| now > until) {
        return Ok(Err(ImportRefusal::UndoOver));
    }
    let consent = read_document(&import).options.and_then(|options| options.consent);
    for (outcome, step) in [("created", remove as Step), ("updated", restore as Step)] {
        walk(engine, workspace, &import.id, outcome, &consent, step).await?;
    }
    let (own, by) = (workspace.clone(), by.to_owned());
    let undone = engine.db.write(move |tx| {
        let undone = ImportRow {
            state: "undone".to_owned(),
            undo_until: None,
            ..import.clone()
        };
        imports::update_import(tx, &own, &undone, "finished")?;
        let entry = NewLedgerEntry {
            kind: "import.undone".to_owned(),
            actor: by.clone(),
            subject_id: undone.id.as_str().to_owned(),
            details: "{}".to_owned(),
            at: now,
        };
        ledger::append(tx, &own, &[entry])?;
        events::append(
            tx,
            &own,
            &[NewEvent::of(EventKind::ContactChanged, undone.id.as_str())],
            now,
        )?;
        Ok(undone)
    });
    let undone = undone.await?;
    engine.hints.wake(Work::Live);
    Ok(Ok(undone))
}

type Step = fn(&mut Tx<'_>, &WorkspaceId, &[ImportedRow], &Option<ImportConsent>, Timestamp) -> StoreResult<()>;

async fn walk(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &ImportId,
    outcome: &'static str,
    consent: &Option<ImportConsent>,
    step: Step,
) -> Result<(), EngineError> {
    let mut after = 0;
    loop {
        let (own, wanted, consent, now) = (workspace.clone(), id.clone(), consent.clone(), engine.business_now());
        let last = engine.db.write(move |tx| {
            let rows = imports::list_rows(tx, &own, &wanted, outcome, after, BATCH)?;
            step(tx, &own, &rows, &consent, now)?;
            Ok(rows.last().map(|row| row.row_number))
        });
        match last.await? {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

/// Removes contacts that the import made. Who has talked to us since, or withdrew consent, stays.
fn remove(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    rows: &[ImportedRow],
    _consent: &Option<ImportConsent>,
    _now: Timestamp,
) -> StoreResult<()> {
    let ids: Vec<ContactId> = rows.iter().filter_map(|row| row.contact_id.clone()).collect();
    let talking = contacts::list_conversing(tx, workspace, &ids)?;
    let gone: Vec<ContactId> = contacts::list_contacts_by_id(tx, workspace, &ids)?
        .into_iter()
        .filter(|row| row.consent_state != ConsentState::Withdrawn && !talking.contains(&row.id))
        .map(|row| row.id)
        .collect();
    contacts::delete_contacts(tx, workspace, &gone)?;
    for id in &gone {
        search::delete(tx, workspace, "contact", id.as_str())?;
    }
    Ok(())
}

/// Gives contacts that the import changed what they had. A consent is taken back only if it is still the import's.
fn restore(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    rows: &[ImportedRow],
    consent: &Option<ImportConsent>,
    now: Timestamp,
) -> StoreResult<()> {
    let (mut restored, mut consents, mut cleared) = (Vec::new(), Vec::new(), Vec::new());
    let mut worn: Vec<(ContactId, LabelId)> = Vec::new();
    for row in rows {
        let before = row
            .before
            .as_deref()
            .and_then(|text| serde_json::from_str::<Before>(text).ok());
        let (Some(id), Some(before)) = (&row.contact_id, before) else {
            continue;
        };
        let Some(present) = contacts::find_contact(tx, workspace, id)? else {
            continue;
        };
        let is_ours = consent.as_ref().is_some_and(|consent| {
            present.consent_state == ConsentState::Granted
                && present.consent_at == Some(consent.at)
                && present.consent_source.as_deref() == Some(consent.source.as_str())
        });
        if is_ours && before.consent_state == ConsentState::Unknown {
            consents.push(ConsentRow {
                contact_id: id.clone(),
                state: before.consent_state,
                source: before.consent_source.clone(),
                at: before.consent_at,
            });
        }
        cleared.push(id.clone());
        worn.extend(before.labels.iter().map(|label| (id.clone(), label.clone())));
        restored.push(ContactRow {
            name: before.name,
            locale: before.locale,
            fields: before.fields,
            updated_at: now,
            ..present
        });
    }
    contacts::update_contacts(tx, workspace, &restored)?;
    contacts::update_consents(tx, workspace, &consents, now)?;
    labels::clear_labels(tx, workspace, &cleared)?;
    labels::add_labels(tx, workspace, &worn)?;
    for row in &restored {
        search::replace(tx, workspace, &search_document(row))?;
    }
    let entry = |consent: &ConsentRow| NewLedgerEntry {
        kind: "consent.reverted".to_owned(),
        actor: "import_undo".to_owned(),
        subject_id: consent.contact_id.as_str().to_owned(),
        details: "{}".to_owned(),
        at: now,
    };
    let entries: Vec<NewLedgerEntry> = consents.iter().map(entry).collect();
    ledger::append(tx, workspace, &entries)
}
