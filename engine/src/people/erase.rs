//! Erasing a person: everything in the tables at once, then files, raw bodies and what the database keeps of deleted
//! rows, step by step until nothing is left. What stays, and why, stands in the decision record on erasure.

use std::collections::BTreeSet;

use galka_domain::event::EventKind;
use galka_domain::ids::{ContactId, ImportId, MediaId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::contacts::{self, ContactRow};
use galka_store::events::{self, NewEvent};
use galka_store::ledger::{self, NewLedgerEntry};
use galka_store::people::erase::{self as rows, Erased, Erasure};
use galka_store::people::merge;
use galka_store::{Result as StoreResult, Tx, unused, workspaces};
use serde_json::Value;
use tracing::info;

use super::{digits, needles_of};
use crate::contacts::ContactRefusal;
use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::imports;
use crate::imports::table::{self, ReadAs};
use crate::runner::{NextWake, Worker};

/// Raw bodies looked through in one step, and the pause between looks when nobody is being erased.
const BODIES_PER_STEP: i64 = 500;
const IDLE_MS: i64 = 30_000;
/// A reader stands in the way of cutting the log: it is tried again soon.
const AGAIN_MS: i64 = 200;
/// How many digits at the end of a number tell whose it is, however it was written.
const TELLING_DIGITS: usize = 9;

/// Erases a contact. The rows are gone when this answers; files and raw bodies follow at once in the background.
///
/// # Errors
/// When the storage cannot answer.
pub async fn erase_contact(
    engine: &Engine,
    workspace: &WorkspaceId,
    by: &str,
    id: &ContactId,
) -> Result<Result<Erased, ContactRefusal>, EngineError> {
    let (home, person) = (workspace.clone(), id.clone());
    let files = engine
        .db
        .read(move |tx| {
            let mut files = rows::list_own_files(tx, &home, &person)?;
            files.extend(unused::list_drafted_files(tx, &home, &person)?);
            Ok(files)
        })
        .await?;
    let (home, by, id, now) = (workspace.clone(), by.to_owned(), id.clone(), engine.business_now());
    let erased = engine.db.write(move |tx| {
        merge::lock_people(tx)?;
        let Some(row) = contacts::find_contact(tx, &home, &id)? else {
            return Ok(Err(ContactRefusal::NotFound));
        };
        if merge::is_sending(tx, &home, &id)? {
            return Ok(Err(ContactRefusal::Sending));
        }
        erase_rows(tx, &home, &by, &row, &files, now).map(Ok)
    });
    let erased = erased.await?;
    engine.hints.wake(Work::Live);
    engine.hints.wake(Work::Erasures);
    Ok(erased)
}

fn erase_rows(
    tx: &mut Tx<'_>,
    home: &WorkspaceId,
    by: &str,
    row: &ContactRow,
    files: &[MediaId],
    now: Timestamp,
) -> StoreResult<Erased> {
    let id = &row.id;
    let needles = needles_of(tx, home, id, row)?;
    let threads = merge::list_threads(tx, home, id)?;
    let mut happened: Vec<NewEvent> = threads
        .iter()
        .map(|(thread, _)| NewEvent::of(EventKind::ConversationChanged, thread.as_str()))
        .collect();
    let mut erased = rows::delete_threads(tx, home, id)?;
    erased.files = rows::delete_files(tx, home, files)?;
    rows::blank_recipients(tx, home, id, now)?;
    for import in rows::blank_import_rows(tx, home, id)? {
        forget_in_import(tx, home, &import, &needles, &row.name)?;
    }
    rows::delete_answers(tx, home, id.as_str())?;
    for (thread, _) in &threads {
        rows::delete_answers(tx, home, thread.as_str())?;
    }
    rows::delete_tellings(tx, home, id.as_str())?;
    for needle in &needles {
        rows::delete_tellings(tx, home, needle)?;
        rows::delete_answers(tx, home, needle)?;
        rows::delete_letters(tx, home, needle)?;
    }
    rows::delete_person(tx, home, id)?;
    let redacted = redact(tx, home, id)?;
    let details = serde_json::json!({
        "redacted": redacted,
        "conversations": erased.conversations,
        "messages": erased.messages,
        "files": erased.files,
    });
    let entry = NewLedgerEntry {
        kind: ledger::ERASED.to_owned(),
        actor: by.to_owned(),
        subject_id: id.as_str().to_owned(),
        details: details.to_string(),
        at: now,
    };
    ledger::append(tx, home, &[entry])?;
    let erasure = Erasure {
        workspace: home.clone(),
        contact_id: id.clone(),
        needles,
        files: files.to_vec(),
        journal_seen: 0,
        requested_by: by.to_owned(),
        requested_at: now,
        finished_at: None,
    };
    rows::insert_erasure(tx, &erasure)?;
    happened.push(NewEvent::of(EventKind::ContactChanged, id.as_str()));
    events::append(tx, home, &happened, now)?;
    Ok(erased)
}

/// The particulars of what the ledger says of the person, also under the ids that were merged into this one.
fn redact(tx: &mut Tx<'_>, home: &WorkspaceId, id: &ContactId) -> StoreResult<Vec<i64>> {
    let (mut redacted, mut seen, mut open) = (Vec::new(), BTreeSet::new(), vec![id.as_str().to_owned()]);
    while let Some(subject) = open.pop() {
        if !seen.insert(subject.clone()) {
            continue;
        }
        for entry in ledger::list_entries_about(tx, home, &subject)? {
            let details: Value = serde_json::from_str(&entry.entry.details).unwrap_or_default();
            open.extend(details["merged_id"].as_str().map(str::to_owned));
        }
        redacted.extend(ledger::redact(tx, home, &subject)?);
    }
    redacted.sort_unstable();
    Ok(redacted)
}

/// An import's document shows samples of its rows: texts that speak of the person are blanked.
fn forget_in_import(
    tx: &mut Tx<'_>,
    home: &WorkspaceId,
    import: &ImportId,
    needles: &[String],
    name: &str,
) -> StoreResult<()> {
    let Some(document) = rows::find_import_document(tx, home, import)? else {
        return Ok(());
    };
    let mut document: Value = serde_json::from_str(&document).unwrap_or_default();
    blank(&mut document, needles, name.trim());
    rows::blank_import(tx, home, import, &document.to_string())
}

fn blank(value: &mut Value, needles: &[String], name: &str) {
    match value {
        Value::String(text) if tells_of(text, needles, name) => text.clear(),
        Value::Array(items) => items.iter_mut().for_each(|item| blank(item, needles, name)),
        Value::Object(fields) => fields.values_mut().for_each(|field| blank(field, needles, name)),
        _ => {}
    }
}

fn tells_of(text: &str, needles: &[String], name: &str) -> bool {
    let written = digits(text);
    let by_number = needles.iter().any(|needle| {
        let end = needle.len().saturating_sub(TELLING_DIGITS);
        needle
            .get(end..)
            .is_some_and(|end| !written.is_empty() && written.contains(end))
            || text.contains(needle.as_str())
    });
    by_number || (name.chars().count() >= 3 && text.contains(name))
}

/// Takes people out of files and raw bodies, and out of what the database keeps of deleted rows.
#[derive(Debug)]
pub struct EraseWorker {
    engine: Engine,
}

impl EraseWorker {
    /// The worker of this engine.
    #[must_use]
    pub const fn new(engine: Engine) -> Self {
        Self { engine }
    }

    async fn remove_files(&self, erasure: &Erasure) -> Result<(), EngineError> {
        for file in &erasure.files {
            let removed = self.engine.files.remove(file).await;
            removed.map_err(|source| EngineError::File {
                path: self.engine.settings.data_dir.join("media").join(file.as_str()),
                source,
            })?;
        }
        Ok(())
    }

    /// Lists of contacts that hold the person's number: one that was never imported goes whole, of the others the file.
    async fn forget_in_lists(&self, erasure: &Erasure) -> Result<(), EngineError> {
        let is_number = |needle: &&String| needle.bytes().all(|byte| byte.is_ascii_digit());
        let numbers: Vec<String> = erasure.needles.iter().filter(is_number).cloned().collect();
        let home = erasure.workspace.clone();
        let kept = self
            .engine
            .db
            .read(move |tx| unused::list_kept_lists(tx, &home))
            .await?;
        for id in kept {
            let Some((import, file)) = imports::load(&self.engine, &erasure.workspace, &id).await? else {
                continue;
            };
            let options = imports::read_document(&import).options;
            let needles = numbers.clone();
            let tells = imports::blocking(move || {
                let read_as = options.as_ref().map(ReadAs::of).unwrap_or_default();
                // What cannot be read may hold anything.
                table::read(&file, &read_as).map_or(true, |table| {
                    table.rows.iter().flatten().any(|cell| tells_of(cell, &needles, ""))
                })
            });
            if tells.await? {
                let (home, needles) = (erasure.workspace.clone(), erasure.needles.clone());
                let forgotten = self.engine.db.write(move |tx| {
                    if unused::delete_list(tx, &home, &id)? {
                        return Ok(());
                    }
                    forget_in_import(tx, &home, &id, &needles, "")
                });
                forgotten.await?;
            }
        }
        Ok(())
    }

    /// Looks through the next raw bodies of the company's connections; answers whether it was the last of them.
    async fn sweep(&self, erasure: &Erasure) -> Result<bool, EngineError> {
        let running = erasure.clone();
        let (found, last, is_end) = self
            .engine
            .db
            .read(move |tx| {
                let own = workspaces::list_connections_ever(tx, &running.workspace)?;
                let bodies = rows::list_bodies(tx, running.journal_seen, BODIES_PER_STEP)?;
                let found: Vec<i64> = bodies
                    .iter()
                    .filter(|raw| own.contains(&raw.connection_id))
                    .filter(|raw| running.needles.iter().any(|needle| holds(&raw.body, needle.as_bytes())))
                    .map(|raw| raw.id)
                    .collect();
                let is_end = i64::try_from(bodies.len()).is_ok_and(|count| count < BODIES_PER_STEP);
                Ok((found, bodies.last().map(|raw| raw.id), is_end))
            })
            .await?;
        if let Some(last) = last {
            let running = erasure.clone();
            self.engine
                .db
                .write(move |tx| {
                    rows::delete_bodies(tx, &found)?;
                    rows::save_progress(tx, &running, last)
                })
                .await?;
        }
        Ok(is_end)
    }
}

impl Worker for EraseWorker {
    fn work(&self) -> Work {
        Work::Erasures
    }

    async fn step(&mut self, now: Timestamp) -> Result<NextWake, EngineError> {
        let Some(erasure) = self.engine.db.read(rows::find_running).await? else {
            return Ok(NextWake::After(IDLE_MS));
        };
        if !erasure.needles.is_empty() || !erasure.files.is_empty() {
            self.remove_files(&erasure).await?;
            if self.sweep(&erasure).await? {
                self.forget_in_lists(&erasure).await?;
                let done = erasure.clone();
                self.engine.db.write(move |tx| rows::forget_needles(tx, &done)).await?;
            }
            return Ok(NextWake::Now);
        }
        // Only now nothing names the person any more; what deleting left in the file goes last.
        if !self.engine.db.write(rows::overwrite_free_pages).await? {
            return Ok(NextWake::Now);
        }
        if !self.engine.db.empty_log().await? {
            return Ok(NextWake::After(AGAIN_MS));
        }
        let done = erasure.clone();
        self.engine.db.write(move |tx| rows::finish(tx, &done, now)).await?;
        info!(contact.id = %erasure.contact_id, "Erasure of {} finished", erasure.contact_id);
        Ok(NextWake::Now)
    }
}

fn holds(body: &[u8], needle: &[u8]) -> bool {
    !needle.is_empty() && body.windows(needle.len()).any(|part| part == needle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn texts_that_speak_of_the_person_are_blanked_however_the_number_is_written() {
        let needles = ["79161234567".to_owned()];
        let mut document = json!({
            "file_name": "клиенты.csv",
            "samples": ["8 (916) 123-45-67", "+7 999 000-00-00", "Анна Петрова", "Пётр"],
            "rows": 12
        });
        blank(&mut document, &needles, "Анна Петрова");
        assert_eq!(
            document,
            json!({
                "file_name": "клиенты.csv",
                "samples": ["", "+7 999 000-00-00", "", "Пётр"],
                "rows": 12
            })
        );
        assert!(holds(b"{\"wa_id\":\"79161234567\"}", b"79161234567") && !holds(b"", b"7"));
    }
}
