//! Contacts and their consent.

use std::collections::{BTreeMap, HashMap};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::consent::ConsentState;
use galka_domain::ids::{ContactId, LabelId, SegmentId, WorkspaceId};
use galka_engine::contacts as work;
use galka_store::contacts::{self, ContactRow};
use galka_store::segments::{self, ContactFilter, SegmentFilter};
use galka_store::{Tx, labels, marketing, search};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId, Query, as_rows, check_text, page_limit, patch, read_id_cursor};
use crate::state::AppState;
use crate::views::{Page, Time};

/// May we write first, and how do we know.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Consent {
    #[schema(inline)]
    state: ConsentWord,
    source: Option<String>,
    at: Option<Time>,
}

/// What is known of a consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsentWord {
    /// Nobody wrote it down.
    Unknown,
    /// Given.
    Granted,
    /// Taken back.
    Withdrawn,
}

/// A number from which the customer wants no marketing, as chosen in WhatsApp's own settings.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MarketingStop {
    number_id: String,
    at: Time,
}

/// A person who may be written to; a phone may be absent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Contact {
    id: String,
    name: String,
    phone: Option<String>,
    username: Option<String>,
    locale: Option<String>,
    labels: Vec<String>,
    fields: BTreeMap<String, String>,
    consent: Consent,
    marketing_stops: Vec<MarketingStop>,
    blocked: bool,
    last_inbound_at: Option<Time>,
    created_at: Time,
    updated_at: Time,
}

/// A new contact.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContact {
    name: String,
    phone: String,
    locale: Option<String>,
    fields: Option<BTreeMap<String, String>>,
    labels: Option<Vec<String>>,
    consent: Option<SetConsent>,
}

/// Changes of a contact.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactPatch {
    name: Option<String>,
    phone: Option<String>,
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<String>)]
    locale: Option<Option<String>>,
    fields: Option<BTreeMap<String, String>>,
    labels: Option<Vec<String>>,
    blocked: Option<bool>,
}

/// A consent given or withdrawn; source and date are required to grant.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetConsent {
    #[schema(inline)]
    state: GivenConsent,
    source: Option<String>,
    at: Option<Time>,
    proof: Option<String>,
}

/// A consent as somebody records it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GivenConsent {
    /// Given.
    Granted,
    /// Taken back.
    Withdrawn,
}

/// What to list.
#[derive(Debug, Default, Deserialize)]
pub struct ContactQuery {
    pub(super) q: Option<String>,
    pub(super) label_id: Option<String>,
    pub(super) segment_id: Option<String>,
    pub(super) consent: Option<String>,
    pub(super) limit: Option<i64>,
    pub(super) cursor: Option<String>,
}

/// `GET /contacts`
pub async fn list_contacts(
    State(state): State<AppState>,
    here: Here,
    Query(query): Query<ContactQuery>,
) -> Answer<Json<Page<Contact>>> {
    let limit = page_limit(query.limit)?;
    let before: Option<ContactId> = read_id_cursor(query.cursor.as_deref())?;
    let filter = read_filter(&state, &here.id, &query).await?;
    let text = query
        .q
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
    let rows = state
        .engine()
        .db
        .read(move |tx| {
            let ids = match &text {
                Some(text) => find_by_text(tx, &here.id, text, &filter, before.as_ref(), limit + 1)?,
                None => segments::list_matching(tx, &here.id, &filter, before.as_ref(), limit + 1)?,
            };
            load_contacts(tx, &here.id, &ids)
        })
        .await?;
    Ok(Json(Page::cut(rows, as_rows(limit), |contact| contact.id.clone())))
}

/// `POST /contacts`
pub async fn create_contact(
    State(state): State<AppState>,
    here: Here,
    Body(new): Body<NewContact>,
) -> Answer<(StatusCode, Json<Contact>)> {
    let draft = work::NewContact {
        name: read_name(&new.name)?,
        phone: new.phone,
        locale: read_locale(new.locale)?,
        fields: check_fields(new.fields.unwrap_or_default())?,
        labels: read_labels(new.labels.unwrap_or_default())?,
        consent: new.consent.map(read_consent).transpose()?,
    };
    let made = work::create_contact(state.engine(), &here.id, &here.by, draft).await?;
    let id = crate::failures::contact(made)?;
    Ok((StatusCode::CREATED, Json(show(&state, &here.id, id).await?)))
}

/// `GET /contacts/{contact_id}`
pub async fn get_contact(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ContactId>,
) -> Answer<Json<Contact>> {
    show(&state, &here.id, id).await.map(Json)
}

/// `PATCH /contacts/{contact_id}`
pub async fn update_contact(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ContactId>,
    Body(patch): Body<ContactPatch>,
) -> Answer<Json<Contact>> {
    let change = work::ContactChange {
        name: patch.name.as_deref().map(read_name).transpose()?,
        phone: patch.phone,
        locale: patch.locale.map(read_locale).transpose()?,
        fields: patch.fields.map(check_fields).transpose()?,
        labels: patch.labels.map(read_labels).transpose()?,
        blocked: patch.blocked,
    };
    let changed = work::change_contact(state.engine(), &here.id, &id, change).await?;
    crate::failures::contact(changed)?;
    show(&state, &here.id, id).await.map(Json)
}

/// `DELETE /contacts/{contact_id}`
pub async fn delete_contact(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ContactId>,
) -> Answer<StatusCode> {
    let deleted = work::delete_contact(state.engine(), &here.id, &here.by, &id).await?;
    crate::failures::contact(deleted)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /contacts/{contact_id}/consent`
pub async fn set_contact_consent(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ContactId>,
    Body(consent): Body<SetConsent>,
) -> Answer<Json<Contact>> {
    let consent = read_consent(consent)?;
    let set = work::set_consent(state.engine(), &here.id, &here.by, &id, consent).await?;
    crate::failures::contact(set)?;
    show(&state, &here.id, id).await.map(Json)
}

/// One contact as the API shows it.
async fn show(state: &AppState, workspace: &WorkspaceId, id: ContactId) -> Answer<Contact> {
    let workspace = workspace.clone();
    let found = state
        .engine()
        .db
        .read(move |tx| load_contacts(tx, &workspace, std::slice::from_ref(&id)))
        .await?;
    found.into_iter().next().ok_or_else(|| Problem::not_found("contact"))
}

/// Contacts as the API shows them, in the order of `ids`.
///
/// # Errors
/// When the storage cannot answer.
pub fn load_contacts(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[ContactId]) -> galka_store::Result<Vec<Contact>> {
    let worn = labels::list_labels_of(tx, workspace, ids)?;
    let mut rows: HashMap<ContactId, ContactRow> = contacts::list_contacts_by_id(tx, workspace, ids)?
        .into_iter()
        .map(|row| (row.id.clone(), row))
        .collect();
    let labels_of = |id: &ContactId| -> Vec<String> {
        worn.iter()
            .filter(|(contact, _)| contact == id)
            .map(|(_, label)| label.as_str().to_owned())
            .collect()
    };
    let stops = marketing::list_stops(tx, workspace, ids)?;
    Ok(ids
        .iter()
        .filter_map(|id| rows.remove(id).map(|row| Contact::of(row, labels_of(id), &stops)))
        .collect())
}

/// Contacts with these words in their name, or this beginning or end of their number, newest first.
///
/// # Errors
/// When the storage cannot answer.
pub fn find_by_text(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    text: &str,
    filter: &ContactFilter,
    before: Option<&ContactId>,
    limit: i64,
) -> galka_store::Result<Vec<ContactId>> {
    const CANDIDATES: i64 = 500;
    let mut found: Vec<ContactId> = search::find(tx, workspace, "contact", text, CANDIDATES)?
        .into_iter()
        .map(|hit| ContactId::from_stored(hit.id))
        .collect();
    for digits in phone_beginnings(text) {
        found.extend(contacts::find_by_phone_start(tx, workspace, &digits, CANDIDATES)?);
    }
    if let Some(digits) = phone_digits(text) {
        let ends = search::find(tx, workspace, "contact", &search::phone_end(&digits), CANDIDATES)?;
        found.extend(ends.into_iter().map(|hit| ContactId::from_stored(hit.id)));
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    found.dedup();
    found.retain(|id| before.is_none_or(|before| id < before));
    segments::retain_matching(tx, workspace, filter, &found, limit)
}

/// The digits of a text that looks like a number or a part of one.
fn phone_digits(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_number = digits.len() >= 3 && text.chars().all(|c| c.is_ascii_digit() || " +()-.\u{a0}".contains(c));
    is_number.then_some(digits)
}

/// How a number may begin in its international form, when the text is one: `8 916` means `7916` in Russia.
fn phone_beginnings(text: &str) -> Vec<String> {
    let Some(digits) = phone_digits(text) else {
        return Vec::new();
    };
    let mut beginnings = vec![digits.clone()];
    if let Some(rest) = digits.strip_prefix('8') {
        beginnings.push(format!("7{rest}"));
    } else if digits.starts_with('9') {
        beginnings.push(format!("7{digits}"));
    }
    beginnings
}

/// The filter of a query.
///
/// # Errors
/// When it names what is not there.
pub async fn read_filter(state: &AppState, workspace: &WorkspaceId, query: &ContactQuery) -> Answer<ContactFilter> {
    let mut filter = ContactFilter::default();
    if let Some(label) = &query.label_id {
        let label = LabelId::parse(label).map_err(|_| Problem::not_found("label"))?;
        filter = filter.and_label(&label);
    }
    if let Some(state) = &query.consent {
        let state = ConsentState::parse(state)
            .ok_or_else(|| Problem::bad_request("invalid_query", "consent is unknown, granted or withdrawn."))?;
        filter = filter.and_consent(state);
    }
    if let Some(segment) = &query.segment_id {
        let id = SegmentId::parse(segment).map_err(|_| Problem::not_found("segment"))?;
        let workspace = workspace.clone();
        let found = state
            .engine()
            .db
            .read(move |tx| segments::find_segment(tx, &workspace, &id))
            .await?;
        let segment = found.ok_or_else(|| Problem::not_found("segment"))?;
        let document = SegmentFilter::read(&segment.filter).map_err(|failure| Problem::internal(&failure))?;
        filter = filter.and_segment(&document);
    }
    Ok(filter)
}

fn read_name(name: &str) -> Answer<String> {
    if name.trim().is_empty() {
        Ok(String::new())
    } else {
        check_text("name", name, 200)
    }
}

fn read_locale(locale: Option<String>) -> Answer<Option<String>> {
    match locale.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(locale) => {
            let well_formed =
                locale.len() <= 16 && locale.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
            if well_formed {
                Ok(Some(locale.to_owned()))
            } else {
                Err(Problem::field(
                    "locale",
                    "invalid_locale",
                    "Give a language such as ru or en_US.",
                ))
            }
        }
    }
}

fn check_fields(fields: BTreeMap<String, String>) -> Answer<BTreeMap<String, String>> {
    for (key, value) in &fields {
        let name = format!("fields.{key}");
        if key.is_empty() || key.len() > 40 || value.contains('\0') {
            return Err(Problem::field(&name, "invalid_field", "This field cannot be kept."));
        }
        if value.chars().count() > 2_000 {
            return Err(Problem::field(&name, "too_long", "At most 2000 characters."));
        }
    }
    Ok(fields)
}

fn read_labels(labels: Vec<String>) -> Answer<Vec<LabelId>> {
    let read = |label: String| {
        LabelId::parse(&label).map_err(|_| Problem::field("labels", "unknown_label", "There is no such label."))
    };
    labels.into_iter().map(read).collect()
}

fn read_consent(consent: SetConsent) -> Answer<work::NewConsent> {
    let granted = consent.state == GivenConsent::Granted;
    let source = consent.source.filter(|source| !source.trim().is_empty());
    if granted && source.is_none() {
        return Err(Problem::field("source", "required", "Say how the consent was given."));
    }
    if granted && consent.at.is_none() {
        return Err(Problem::field("at", "required", "Say when the consent was given."));
    }
    let source = source.map(|source| check_text("source", &source, 200)).transpose()?;
    let proof = consent
        .proof
        .map(|proof| check_text("proof", &proof, 2_000))
        .transpose()?;
    Ok(work::NewConsent {
        granted,
        source,
        at: consent.at.map(|Time(at)| at),
        proof,
    })
}

impl Contact {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// A contact's row with its labels and those of `stops` that are its own.
    #[must_use]
    pub fn of(row: ContactRow, labels: Vec<String>, stops: &[marketing::MarketingStop]) -> Self {
        let marketing_stops = stops
            .iter()
            .filter(|stop| stop.contact_id == row.id)
            .map(|stop| MarketingStop {
                number_id: stop.number_id.as_str().to_owned(),
                at: stop.at.into(),
            })
            .collect();
        Self {
            id: row.id.as_str().to_owned(),
            name: row.name,
            phone: row.phone,
            username: row.username,
            locale: row.locale,
            labels,
            fields: serde_json::from_str(&row.fields).unwrap_or_default(),
            consent: Consent {
                state: row.consent_state.into(),
                source: row.consent_source,
                at: row.consent_at.map(Time),
            },
            marketing_stops,
            blocked: row.blocked,
            last_inbound_at: row.last_inbound_at.map(Time),
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
        }
    }
}

impl From<ConsentState> for ConsentWord {
    fn from(state: ConsentState) -> Self {
        match state {
            ConsentState::Unknown => Self::Unknown,
            ConsentState::Granted => Self::Granted,
            ConsentState::Withdrawn => Self::Withdrawn,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_as_people_write_them() {
        for (text, beginnings) in [
            ("8 (916) 12", vec!["891612", "791612"]),
            ("916", vec!["916", "7916"]),
            ("+49 151", vec!["49151"]),
            ("Анна", vec![]),
            ("12", vec![]),
        ] {
            assert_eq!(phone_beginnings(text), beginnings, "{text}");
        }
    }
}
