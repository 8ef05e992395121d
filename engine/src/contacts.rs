//! Contacts as people and scripts change them: one phone is one contact, and consent is written with its proof.

use std::collections::BTreeMap;

use galka_domain::consent::{Consent, ConsentChange, ConsentRefusal, ConsentSource, ConsentState};
use galka_domain::event::EventKind;
use galka_domain::ids::{ContactId, LabelId, WorkspaceId};
use galka_domain::phone::{Phone, PhoneError, identity_variants};
use galka_domain::time::{DAY_MS, Timestamp};
use galka_store::contacts::{self, ConsentRow, ContactRow, IdentityRow};
use galka_store::events::{self, NewEvent};
use galka_store::ledger::{self, NewLedgerEntry};
use galka_store::search::{self, SearchDocument};
use galka_store::{Tx, labels, workspaces};

use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::plans::{QuotaReached, check_contacts};

/// A new contact.
#[derive(Clone, Debug)]
pub struct NewContact {
    /// Its name; may be empty.
    pub name: String,
    /// Its phone, as people write it.
    pub phone: String,
    /// Its language.
    pub locale: Option<String>,
    /// Custom fields.
    pub fields: BTreeMap<String, String>,
    /// Labels it wears.
    pub labels: Vec<LabelId>,
    /// Consent that came with it.
    pub consent: Option<NewConsent>,
}

/// What is to change; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct ContactChange {
    /// Another name.
    pub name: Option<String>,
    /// Another phone.
    pub phone: Option<String>,
    /// Another language, or none.
    pub locale: Option<Option<String>>,
    /// Fields to set; an empty text takes one away.
    pub fields: Option<BTreeMap<String, String>>,
    /// All labels it wears from now on.
    pub labels: Option<Vec<LabelId>>,
    /// Whether nobody may write to it.
    pub blocked: Option<bool>,
}

/// A consent that somebody records.
#[derive(Clone, Debug)]
pub struct NewConsent {
    /// Given or taken back.
    pub granted: bool,
    /// How we know.
    pub source: Option<String>,
    /// Since when; now if nobody says.
    pub at: Option<Timestamp>,
    /// What shows it.
    pub proof: Option<String>,
}

/// Why a contact stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContactRefusal {
    /// There is no such contact.
    NotFound,
    /// A value cannot be used.
    Invalid {
        /// Which.
        field: &'static str,
        /// Why, in a stable word.
        code: &'static str,
    },
    /// Another contact has this phone.
    PhoneTaken(ContactId),
    /// It has conversations, which stay.
    HasConversations,
    /// A message to it is on its way; in a moment it will be known what became of it.
    Sending,
    /// The company's plan allows no more of them.
    Quota(QuotaReached),
}

/// The answer of a change: the contact, or why not.
pub type ContactAnswer = Result<Result<ContactId, ContactRefusal>, EngineError>;

/// Makes a contact.
///
/// # Errors
/// When the storage cannot answer.
pub async fn create_contact(engine: &Engine, workspace: &WorkspaceId, by: &str, new: NewContact) -> ContactAnswer {
    let country = default_country(engine, workspace).await?;
    let phone = match Phone::parse(&new.phone, country) {
        Ok(phone) => phone,
        Err(error) => return Ok(Err(invalid_phone(error))),
    };
    let now = engine.business_now();
    let row = ContactRow {
        id: engine.new_id(),
        name: new.name,
        phone: Some(phone.e164.clone()),
        username: None,
        country: phone.country.clone(),
        locale: new.locale,
        fields: fields_json(&new.fields),
        consent_state: ConsentState::Unknown,
        consent_source: None,
        consent_at: None,
        blocked: false,
        last_inbound_at: None,
        import_id: None,
        created_at: now,
        updated_at: now,
    };
    let (workspace, by, labels, consent) = (workspace.clone(), by.to_owned(), new.labels, new.consent);
    let made = engine.db.write(move |tx| {
        if let Some(refusal) = check_labels(tx, &workspace, &labels)? {
            return Ok(Err(refusal));
        }
        if let Some(owner) = owner_of(tx, &workspace, &phone.e164)? {
            return Ok(Err(ContactRefusal::PhoneTaken(owner)));
        }
        if let Some(reached) = check_contacts(tx, &workspace, 1)? {
            return Ok(Err(ContactRefusal::Quota(reached)));
        }
        contacts::insert_contacts(tx, &workspace, std::slice::from_ref(&row))?;
        contacts::insert_identities(tx, &workspace, &identities_of(&phone.e164, &row.id))?;
        search::insert(tx, &workspace, &[search_document(&row)])?;
        wear(tx, &workspace, &row.id, &labels)?;
        if let Some(consent) = &consent
            && let Err(refusal) = write_consent(tx, &workspace, &by, &row, consent, now)?
        {
            // Nothing of the contact is kept when its consent cannot be.
            tx.abandon();
            return Ok(Err(refusal));
        }
        announce(tx, &workspace, &row.id, now)?;
        Ok(Ok(row.id.clone()))
    });
    let made = made.await?;
    engine.hints.wake(Work::Live);
    Ok(made)
}

/// Changes a contact.
///
/// # Errors
/// When the storage cannot answer.
pub async fn change_contact(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &ContactId,
    change: ContactChange,
) -> ContactAnswer {
    let country = default_country(engine, workspace).await?;
    let phone = match change
        .phone
        .as_deref()
        .map(|text| Phone::parse(text, country))
        .transpose()
    {
        Ok(phone) => phone,
        Err(error) => return Ok(Err(invalid_phone(error))),
    };
    let (workspace, id, now) = (workspace.clone(), id.clone(), engine.business_now());
    let changed = engine.db.write(move |tx| {
        let Some(mut row) = contacts::find_contact(tx, &workspace, &id)? else {
            return Ok(Err(ContactRefusal::NotFound));
        };
        if let Some(refusal) = check_labels(tx, &workspace, change.labels.as_deref().unwrap_or_default())? {
            return Ok(Err(refusal));
        }
        if let Some(phone) = &phone
            && let Err(refusal) = take_phone(tx, &workspace, &mut row, phone)?
        {
            return Ok(Err(refusal));
        }
        merge(&mut row, &change, now);
        contacts::update_contacts(tx, &workspace, std::slice::from_ref(&row))?;
        search::replace(tx, &workspace, &search_document(&row))?;
        if let Some(wanted) = &change.labels {
            labels::clear_labels(tx, &workspace, std::slice::from_ref(&id))?;
            wear(tx, &workspace, &id, wanted)?;
        }
        announce(tx, &workspace, &id, now)?;
        Ok(Ok(id.clone()))
    });
    let changed = changed.await?;
    engine.hints.wake(Work::Live);
    Ok(changed)
}

/// Records a consent given or taken back.
///
/// # Errors
/// When the storage cannot answer.
pub async fn set_consent(
    engine: &Engine,
    workspace: &WorkspaceId,
    by: &str,
    id: &ContactId,
    consent: NewConsent,
) -> ContactAnswer {
    let (workspace, by, id, now) = (workspace.clone(), by.to_owned(), id.clone(), engine.business_now());
    let set = engine.db.write(move |tx| {
        let Some(row) = contacts::find_contact(tx, &workspace, &id)? else {
            return Ok(Err(ContactRefusal::NotFound));
        };
        if let Err(refusal) = write_consent(tx, &workspace, &by, &row, &consent, now)? {
            return Ok(Err(refusal));
        }
        announce(tx, &workspace, &id, now)?;
        Ok(Ok(id.clone()))
    });
    let set = set.await?;
    engine.hints.wake(Work::Live);
    Ok(set)
}

/// Deletes a contact that has no conversation.
///
/// # Errors
/// When the storage cannot answer.
pub async fn delete_contact(engine: &Engine, workspace: &WorkspaceId, by: &str, id: &ContactId) -> ContactAnswer {
    let (workspace, by, id, now) = (workspace.clone(), by.to_owned(), id.clone(), engine.business_now());
    let deleted = engine.db.write(move |tx| {
        if contacts::find_contact(tx, &workspace, &id)?.is_none() {
            return Ok(Err(ContactRefusal::NotFound));
        }
        if contacts::delete_contacts(tx, &workspace, std::slice::from_ref(&id))? == 0 {
            return Ok(Err(ContactRefusal::HasConversations));
        }
        search::delete(tx, &workspace, "contact", id.as_str())?;
        let entry = NewLedgerEntry {
            kind: "contact.deleted".to_owned(),
            actor: by.clone(),
            subject_id: id.as_str().to_owned(),
            details: "{}".to_owned(),
            at: now,
        };
        ledger::append(tx, &workspace, &[entry])?;
        announce(tx, &workspace, &id, now)?;
        Ok(Ok(id.clone()))
    });
    let deleted = deleted.await?;
    engine.hints.wake(Work::Live);
    Ok(deleted)
}

/// The names under which a phone is found: itself and its national variants, each with and without the `+`.
#[must_use]
pub fn identities_of(e164: &str, contact: &ContactId) -> Vec<IdentityRow> {
    identity_variants(e164)
        .into_iter()
        .map(|value| IdentityRow {
            kind: "phone",
            value,
            contact_id: contact.clone(),
        })
        .collect()
}

/// What a contact is found by in a search.
#[must_use]
pub fn search_document(row: &ContactRow) -> SearchDocument {
    SearchDocument {
        kind: "contact",
        id: row.id.as_str().to_owned(),
        parent_id: None,
        text: search::contact_words(&row.name, row.phone.as_slice(), row.username.as_deref()),
        is_late: false,
    }
}

/// Custom fields as they are stored.
#[must_use]
pub fn fields_json(fields: &BTreeMap<String, String>) -> String {
    serde_json::to_string(fields).unwrap_or_else(|_| "{}".to_owned())
}

pub(crate) async fn default_country(engine: &Engine, workspace: &WorkspaceId) -> Result<&'static str, EngineError> {
    let workspace = workspace.clone();
    let found = engine
        .db
        .read(move |tx| workspaces::find_workspace(tx, &workspace))
        .await?;
    let is_russian = found.is_some_and(|workspace| workspace.locale == "ru");
    Ok(if is_russian { "RU" } else { "US" })
}

pub(crate) fn invalid_phone(error: PhoneError) -> ContactRefusal {
    let code = match error {
        PhoneError::Empty => "required",
        other => other.as_str(),
    };
    ContactRefusal::Invalid { field: "phone", code }
}

fn owner_of(tx: &mut Tx<'_>, workspace: &WorkspaceId, e164: &str) -> galka_store::Result<Option<ContactId>> {
    let names: Vec<(&'static str, String)> = identity_variants(e164)
        .into_iter()
        .map(|form| ("phone", form))
        .collect();
    Ok(contacts::find_owners(tx, workspace, &names)?
        .into_iter()
        .next()
        .map(|(_, owner)| owner))
}

/// Gives a contact another phone: the old names of it go, unless somebody else has the new one.
fn take_phone(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    row: &mut ContactRow,
    phone: &Phone,
) -> galka_store::Result<Result<(), ContactRefusal>> {
    if row.phone.as_deref() == Some(phone.e164.as_str()) {
        return Ok(Ok(()));
    }
    match owner_of(tx, workspace, &phone.e164)? {
        Some(owner) if owner != row.id => return Ok(Err(ContactRefusal::PhoneTaken(owner))),
        _ => {}
    }
    if let Some(old) = &row.phone {
        for identity in identities_of(old, &row.id) {
            contacts::delete_identity(tx, workspace, identity.kind, &identity.value, &row.id)?;
        }
    }
    contacts::insert_identities(tx, workspace, &identities_of(&phone.e164, &row.id))?;
    row.phone = Some(phone.e164.clone());
    row.country.clone_from(&phone.country);
    Ok(Ok(()))
}

fn merge(row: &mut ContactRow, change: &ContactChange, now: Timestamp) {
    if let Some(name) = &change.name {
        row.name.clone_from(name);
    }
    if let Some(locale) = &change.locale {
        row.locale.clone_from(locale);
    }
    if let Some(set) = &change.fields {
        let mut fields: BTreeMap<String, String> = serde_json::from_str(&row.fields).unwrap_or_default();
        for (key, value) in set {
            if value.is_empty() {
                fields.remove(key);
            } else {
                fields.insert(key.clone(), value.clone());
            }
        }
        row.fields = fields_json(&fields);
    }
    row.blocked = change.blocked.unwrap_or(row.blocked);
    row.updated_at = now;
}

fn check_labels(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    wanted: &[LabelId],
) -> galka_store::Result<Option<ContactRefusal>> {
    let known = labels::list_existing(tx, workspace, wanted)?;
    let all_known = wanted.iter().all(|label| known.contains(label));
    Ok((!all_known).then_some(ContactRefusal::Invalid {
        field: "labels",
        code: "unknown_label",
    }))
}

fn wear(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &ContactId, wanted: &[LabelId]) -> galka_store::Result<()> {
    let pairs: Vec<(ContactId, LabelId)> = wanted.iter().map(|label| (id.clone(), label.clone())).collect();
    labels::add_labels(tx, workspace, &pairs)?;
    Ok(())
}

fn write_consent(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    by: &str,
    row: &ContactRow,
    consent: &NewConsent,
    now: Timestamp,
) -> galka_store::Result<Result<(), ContactRefusal>> {
    let at = consent.at.unwrap_or(now);
    if at > now.plus(DAY_MS) {
        return Ok(Err(ContactRefusal::Invalid {
            field: "at",
            code: "in_the_future",
        }));
    }
    let source = if by.starts_with("key:") {
        ConsentSource::Api
    } else {
        ConsentSource::Manual
    };
    let present = Consent {
        state: row.consent_state,
        source: None,
        at: row.consent_at,
        proof: None,
    };
    let change = ConsentChange {
        granted: consent.granted,
        source,
        at,
        proof: consent.proof.clone(),
    };
    let next = match present.apply(change) {
        Ok(next) => next,
        Err(refusal) => return Ok(Err(refused_consent(refusal))),
    };
    let words = consent.source.clone().unwrap_or_else(|| source.as_str().to_owned());
    let consent_row = ConsentRow {
        contact_id: row.id.clone(),
        state: next.state,
        source: Some(words.clone()),
        at: Some(at),
    };
    contacts::update_consents(tx, workspace, std::slice::from_ref(&consent_row), now)?;
    let details = serde_json::json!({ "source": words, "channel": source, "proof": consent.proof });
    let entry = NewLedgerEntry {
        kind: format!("consent.{}", next.state),
        actor: by.to_owned(),
        subject_id: row.id.as_str().to_owned(),
        details: details.to_string(),
        at,
    };
    ledger::append(tx, workspace, &[entry])?;
    Ok(Ok(()))
}

const fn refused_consent(refusal: ConsentRefusal) -> ContactRefusal {
    match refusal {
        ConsentRefusal::WithdrawnByCustomer => ContactRefusal::Invalid {
            field: "state",
            code: "withdrawn_by_customer",
        },
        ConsentRefusal::ProofMissing => ContactRefusal::Invalid {
            field: "proof",
            code: "proof_missing",
        },
        ConsentRefusal::Older => ContactRefusal::Invalid {
            field: "at",
            code: "older_than_known",
        },
    }
}

pub(crate) fn announce(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &ContactId,
    now: Timestamp,
) -> galka_store::Result<()> {
    events::append(
        tx,
        workspace,
        &[NewEvent::of(EventKind::ContactChanged, id.as_str())],
        now,
    )?;
    Ok(())
}
