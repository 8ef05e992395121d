//! The background run: batches of rows, each one transaction that also says what it did.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use galka_domain::consent::ConsentState;
use galka_domain::event::EventKind;
use galka_domain::ids::{ContactId, ImportId, LabelId, WorkspaceId};
use galka_domain::phone::identity_variants;
use galka_domain::time::Timestamp;
use galka_store::contacts::{self, ConsentRow, ContactRow};
use galka_store::events::{self, NewEvent};
use galka_store::imports::{self, ImportRow, ImportedRow};
use galka_store::labels;
use galka_store::ledger::{self, NewLedgerEntry};
use galka_store::{Result as StoreResult, Tx, search, workspaces};
use serde::{Deserialize, Serialize};

use super::bad_rows::NO_PLACE;
use super::labelling::ensure_labels;
use super::prepare::{Person, PreparedRow, Trouble, prepare};
use super::table::{self, ReadAs};
use super::{
    Duplicates, ImportDocument, ImportOptions, ImportProgress, UNDO_MS, blocking, load, read_document, write_document,
};
use crate::contacts::{fields_json, identities_of, search_document};
use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::plans::room_for_contacts;
use crate::runner::{NextWake, Worker};

/// Rows of one transaction: long enough to be quick, short enough to let others write in between.
const BATCH: usize = 500;
/// How often imports of other nodes are looked for.
const IDLE_MS: i64 = 5_000;

/// Runs imports, one batch of each workspace's oldest at a time.
#[derive(Debug)]
pub struct ImportWorker {
    engine: Engine,
    open: HashMap<ImportId, Arc<Opened>>,
}

/// A file that was read for its run.
#[derive(Debug)]
struct Opened {
    rows: Vec<PreparedRow>,
    options: ImportOptions,
}

/// What a contact was before an import changed it; stored as JSON.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Before {
    pub(super) name: String,
    pub(super) locale: Option<String>,
    pub(super) fields: String,
    pub(super) labels: Vec<LabelId>,
    pub(super) consent_state: ConsentState,
    pub(super) consent_source: Option<String>,
    pub(super) consent_at: Option<Timestamp>,
}

impl ImportWorker {
    /// The worker of this process.
    #[must_use]
    pub fn new(engine: Engine) -> Self {
        Self {
            engine,
            open: HashMap::new(),
        }
    }

    async fn run_batch(&mut self, workspace: &WorkspaceId, id: &ImportId) -> Result<(), EngineError> {
        let opened = match self.open.get(id) {
            Some(opened) => Arc::clone(opened),
            None => match self.open_file(workspace, id).await? {
                Some(opened) => opened,
                None => return Ok(()),
            },
        };
        let batch = Batch {
            engine: self.engine.clone(),
            opened,
            workspace: workspace.clone(),
            id: id.clone(),
            now: self.engine.business_now(),
        };
        let finished = self.engine.db.write(move |tx| batch.run(tx)).await;
        let finished = match finished {
            // Another node did the same rows.
            Err(failure) if failure.is_duplicate_in("import_rows") => false,
            other => other?,
        };
        if finished {
            self.open.remove(id);
        }
        self.engine.hints.wake(Work::Live);
        Ok(())
    }

    async fn open_file(&mut self, workspace: &WorkspaceId, id: &ImportId) -> Result<Option<Arc<Opened>>, EngineError> {
        let Some((import, file)) = load(&self.engine, workspace, id).await? else {
            return Ok(None);
        };
        let document = read_document(&import);
        let Some(options) = document.options.clone() else {
            self.fail(workspace, import, document, "options_missing").await?;
            return Ok(None);
        };
        let wanted = options.clone();
        let read = blocking(move || table::read(&file, &ReadAs::of(&wanted)).map(|table| prepare(&table, &wanted)));
        match read.await? {
            Ok(rows) => {
                let opened = Arc::new(Opened { rows, options });
                self.open.insert(id.clone(), Arc::clone(&opened));
                Ok(Some(opened))
            }
            Err(code) => {
                self.fail(workspace, import, document, code).await?;
                Ok(None)
            }
        }
    }

    async fn fail(
        &self,
        workspace: &WorkspaceId,
        import: ImportRow,
        document: ImportDocument,
        code: &str,
    ) -> Result<(), EngineError> {
        let document = ImportDocument {
            error: Some(code.to_owned()),
            ..document
        };
        let failed = ImportRow {
            state: "failed".to_owned(),
            document: write_document(&document),
            finished_at: Some(self.engine.business_now()),
            ..import
        };
        let workspace = workspace.clone();
        self.engine
            .db
            .write(move |tx| imports::update_import(tx, &workspace, &failed, "running"))
            .await?;
        Ok(())
    }
}

impl Worker for ImportWorker {
    fn work(&self) -> Work {
        Work::Imports
    }

    async fn step(&mut self, _: Timestamp) -> Result<NextWake, EngineError> {
        let due = self.engine.db.read(|tx| {
            let mut due = Vec::new();
            for workspace in workspaces::list_workspaces(tx)? {
                let oldest = imports::list_running(tx, &workspace.id)?.into_iter().next();
                due.extend(oldest.map(|id| (workspace.id, id)));
            }
            Ok(due)
        });
        let due: Vec<(WorkspaceId, ImportId)> = due.await?;
        for (workspace, id) in &due {
            self.run_batch(workspace, id).await?;
        }
        Ok(if due.is_empty() {
            NextWake::After(IDLE_MS)
        } else {
            NextWake::Now
        })
    }
}

struct Batch {
    engine: Engine,
    opened: Arc<Opened>,
    workspace: WorkspaceId,
    id: ImportId,
    now: Timestamp,
}

/// What a batch is going to write.
#[derive(Default)]
struct Plan {
    created: Vec<ContactRow>,
    updated: Vec<ContactRow>,
    consents: Vec<ConsentRow>,
    entries: Vec<NewLedgerEntry>,
    worn: Vec<(ContactId, LabelId)>,
    done: Vec<ImportedRow>,
}

impl Batch {
    /// Does the next rows; answers whether they were the last.
    fn run(&self, tx: &mut Tx<'_>) -> StoreResult<bool> {
        let Some(import) = imports::find_import_locked(tx, &self.workspace, &self.id)? else {
            return Ok(true);
        };
        if import.state != "running" {
            return Ok(true);
        }
        let mut document = read_document(&import);
        let rows: Vec<&PreparedRow> = self
            .opened
            .rows
            .iter()
            .filter(|row| row.outcome != Err(Trouble::Blank))
            .collect();
        let from = document.progress.done.min(rows.len());
        let to = (from + BATCH).min(rows.len());
        let plan = self.plan(tx, &rows[from..to], import.created_by.as_deref().unwrap_or("system"))?;
        self.write(tx, &plan)?;
        count(&mut document.progress, &plan);
        document.progress.rows = rows.len();
        document.progress.done = to;
        let finished = to == rows.len();
        let next = ImportRow {
            state: if finished { "finished" } else { "running" }.to_owned(),
            document: write_document(&document),
            finished_at: finished.then_some(self.now),
            undo_until: finished.then(|| self.now.plus(UNDO_MS)),
            ..import
        };
        imports::update_import(tx, &self.workspace, &next, "running")?;
        // One event for the whole batch: whoever watches reads the list anew.
        events::append(
            tx,
            &self.workspace,
            &[NewEvent::of(EventKind::ContactChanged, self.id.as_str())],
            self.now,
        )?;
        Ok(finished)
    }

    fn plan(&self, tx: &mut Tx<'_>, rows: &[&PreparedRow], by: &str) -> StoreResult<Plan> {
        let known = self.find_known(tx, rows)?;
        let label_ids = ensure_labels(tx, &self.engine, &self.workspace, rows, self.now)?;
        let owners: Vec<ContactId> = known.values().cloned().collect();
        let stored: HashMap<ContactId, ContactRow> = contacts::list_contacts_by_id(tx, &self.workspace, &owners)?
            .into_iter()
            .map(|row| (row.id.clone(), row))
            .collect();
        let mut worn: HashMap<ContactId, Vec<LabelId>> = HashMap::new();
        for (contact, label) in labels::list_labels_of(tx, &self.workspace, &owners)? {
            worn.entry(contact).or_default().push(label);
        }
        let mut plan = Plan::default();
        let mut room = room_for_contacts(tx, &self.workspace)?.unwrap_or(u64::MAX);
        for (place, row) in rows.iter().enumerate() {
            let person = match &row.outcome {
                Ok(person) => person,
                Err(trouble) => {
                    plan.done.push(passed_over(row.number, trouble));
                    continue;
                }
            };
            match known.get(&place).and_then(|id| stored.get(id)) {
                Some(_) if self.opened.options.duplicates == Duplicates::Skip => {
                    plan.done
                        .push(done(row.number, "skipped", known.get(&place), Some("existing"), None));
                }
                Some(contact) => {
                    let worn = worn.get(&contact.id).cloned().unwrap_or_default();
                    self.plan_update(&mut plan, row.number, contact, worn, person, &label_ids, by);
                }
                // There was room for all when it started; since then others made contacts, or customers wrote.
                None if room == 0 => plan.done.push(ImportedRow {
                    raw: Some(person.phone.e164.clone()),
                    ..done(row.number, "invalid", None, Some(NO_PLACE), None)
                }),
                None => {
                    room -= 1;
                    self.plan_creation(&mut plan, row.number, person, &label_ids, by);
                }
            }
        }
        Ok(plan)
    }

    /// Which rows are of people who are known: place in the batch and contact.
    fn find_known(&self, tx: &mut Tx<'_>, rows: &[&PreparedRow]) -> StoreResult<HashMap<usize, ContactId>> {
        let mut names = Vec::new();
        let mut places = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let Ok(person) = &row.outcome else { continue };
            for form in identity_variants(&person.phone.e164) {
                names.push(("phone", form));
                places.push(place);
            }
        }
        let found = contacts::find_owners(tx, &self.workspace, &names)?;
        Ok(found
            .into_iter()
            .map(|(name, contact)| (places[name], contact))
            .collect())
    }

    fn plan_creation(
        &self,
        plan: &mut Plan,
        number: usize,
        person: &Person,
        label_ids: &BTreeMap<String, LabelId>,
        by: &str,
    ) {
        let consent = self.opened.options.consent.as_ref();
        let row = ContactRow {
            id: self.engine.new_id(),
            name: person.name.clone(),
            phone: Some(person.phone.e164.clone()),
            username: None,
            country: person.phone.country.clone(),
            locale: person.locale.clone(),
            fields: fields_json(&person.fields),
            consent_state: if consent.is_some() {
                ConsentState::Granted
            } else {
                ConsentState::Unknown
            },
            consent_source: consent.map(|consent| consent.source.clone()),
            consent_at: consent.map(|consent| consent.at),
            blocked: false,
            last_inbound_at: None,
            import_id: Some(self.id.clone()),
            created_at: self.now,
            updated_at: self.now,
        };
        self.wear(plan, &row.id, person, label_ids);
        if consent.is_some() {
            plan.entries.push(self.entry(&row.id, by));
        }
        plan.done.push(done(number, "created", Some(&row.id), None, None));
        plan.created.push(row);
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one row's own facts, gathered by the caller for the whole batch"
    )]
    fn plan_update(
        &self,
        plan: &mut Plan,
        number: usize,
        contact: &ContactRow,
        worn: Vec<LabelId>,
        person: &Person,
        label_ids: &BTreeMap<String, LabelId>,
        by: &str,
    ) {
        let before = Before {
            name: contact.name.clone(),
            locale: contact.locale.clone(),
            fields: contact.fields.clone(),
            labels: worn,
            consent_state: contact.consent_state,
            consent_source: contact.consent_source.clone(),
            consent_at: contact.consent_at,
        };
        let mut row = contact.clone();
        if !person.name.is_empty() {
            row.name.clone_from(&person.name);
        }
        row.locale = person.locale.clone().or(row.locale);
        let mut fields: BTreeMap<String, String> = serde_json::from_str(&row.fields).unwrap_or_default();
        fields.extend(person.fields.clone());
        row.fields = fields_json(&fields);
        row.updated_at = self.now;
        self.wear(plan, &row.id, person, label_ids);
        let mut code = None;
        if let Some(consent) = &self.opened.options.consent {
            match contact.consent_state {
                // Who said stop stays so, whatever a list says.
                ConsentState::Withdrawn => code = Some("consent_withdrawn"),
                ConsentState::Granted => {}
                ConsentState::Unknown => {
                    plan.consents.push(ConsentRow {
                        contact_id: row.id.clone(),
                        state: ConsentState::Granted,
                        source: Some(consent.source.clone()),
                        at: Some(consent.at),
                    });
                    plan.entries.push(self.entry(&row.id, by));
                }
            }
        }
        let before = serde_json::to_string(&before).ok();
        plan.done.push(done(number, "updated", Some(&row.id), code, before));
        plan.updated.push(row);
    }

    fn wear(&self, plan: &mut Plan, id: &ContactId, person: &Person, label_ids: &BTreeMap<String, LabelId>) {
        let named = person.labels.iter().filter_map(|name| label_ids.get(name));
        let all = self.opened.options.label_ids.iter().chain(named);
        plan.worn.extend(all.map(|label| (id.clone(), label.clone())));
    }

    fn entry(&self, id: &ContactId, by: &str) -> NewLedgerEntry {
        let consent = self.opened.options.consent.as_ref();
        let source = consent.map_or("import", |consent| consent.source.as_str());
        NewLedgerEntry {
            kind: "consent.granted".to_owned(),
            actor: by.to_owned(),
            subject_id: id.as_str().to_owned(),
            details: serde_json::json!({ "source": source, "channel": "import", "import_id": self.id }).to_string(),
            at: consent.map_or(self.now, |consent| consent.at),
        }
    }

    fn write(&self, tx: &mut Tx<'_>, plan: &Plan) -> StoreResult<()> {
        let home = &self.workspace;
        contacts::insert_contacts(tx, home, &plan.created)?;
        let named = |row: &ContactRow| row.phone.as_deref().map(|phone| identities_of(phone, &row.id));
        let identities: Vec<_> = plan.created.iter().filter_map(named).flatten().collect();
        contacts::insert_identities(tx, home, &identities)?;
        let documents: Vec<_> = plan.created.iter().map(search_document).collect();
        search::insert(tx, home, &documents)?;
        contacts::update_contacts(tx, home, &plan.updated)?;
        for row in &plan.updated {
            search::replace(tx, home, &search_document(row))?;
        }
        contacts::update_consents(tx, home, &plan.consents, self.now)?;
        ledger::append(tx, home, &plan.entries)?;
        labels::add_labels(tx, home, &plan.worn)?;
        imports::insert_rows(tx, home, &self.id, &plan.done)
    }
}

fn passed_over(number: usize, trouble: &Trouble) -> ImportedRow {
    match trouble {
        Trouble::Invalid { code, value } => ImportedRow {
            raw: Some(value.clone()),
            ..done(number, "invalid", None, Some(code), None)
        },
        Trouble::Blank | Trouble::Duplicate => done(number, "skipped", None, Some("duplicate_in_file"), None),
    }
}

fn done(
    number: usize,
    outcome: &str,
    contact: Option<&ContactId>,
    code: Option<&str>,
    before: Option<String>,
) -> ImportedRow {
    ImportedRow {
        row_number: i64::try_from(number).unwrap_or(i64::MAX),
        outcome: outcome.to_owned(),
        contact_id: contact.cloned(),
        code: code.map(str::to_owned),
        raw: None,
        before,
    }
}

fn count(progress: &mut ImportProgress, plan: &Plan) {
    for row in &plan.done {
        match row.outcome.as_str() {
            "created" => progress.created += 1,
            "updated" => progress.updated += 1,
            "invalid" => progress.invalid += 1,
            _ => progress.skipped += 1,
        }
    }
}
