//! One person: names, doubles, merging, blocking, history, a copy of everything, erasure.

use axum::Json;
use axum::extract::{Path, State};
use galka_domain::identity::IdentityKind;
use galka_domain::ids::{ContactId, WorkspaceId};
use galka_engine::people::block::{self, BlockOutcome, BlockState};
use galka_engine::people::duplicates::{self, Likeness};
use galka_engine::people::merge::Taken;
use galka_engine::people::{erase, export, history, identities, merge};
use galka_store::contacts as stored;
use galka_store::people::identities::list_identities;
use galka_store::people::{blocks, erase as erasures};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::contacts::{Contact, load_contacts};
use crate::access::Here;
use crate::download::{self, Download};
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId, check_text};
use crate::failures;
use crate::state::AppState;
use crate::views::{List, Time};

/// One name of a contact: `phone`, `wa_id`, `user_id` or `username`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactIdentity {
    kind: String,
    value: String,
    /// Whether it is the number that is written to.
    primary: bool,
}

/// A name to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewIdentity {
    #[schema(inline)]
    kind: NamedKind,
    value: String,
}

/// Kinds of names that people may add.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NamedKind {
    /// A phone number as people write it.
    Phone,
    /// A business-scoped user id.
    UserId,
    /// A WhatsApp user name.
    Username,
}

/// The number to write to, among those of the contact.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrimaryPhone {
    value: String,
}

/// A contact that may be the same person.
#[derive(Debug, Serialize, ToSchema)]
pub struct Duplicate {
    contact: Contact,
    #[schema(inline)]
    why: DuplicateReason,
}

/// Why two contacts may be one person.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DuplicateReason {
    /// The numbers end alike.
    NumberEnd,
    /// The same name and the same value of a field.
    NameAndField,
    /// The same name, and one has no number.
    NameWithoutNumber,
}

/// Which contact goes, and which of its values the one that stays takes: `name`, `phone`, `locale`, `field:<key>`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeContacts {
    contact_id: String,
    take: Option<Vec<String>>,
}

/// Why somebody is blocked, for the ledger.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BlockContact {
    reason: Option<String>,
}

/// What became of a block: here at once, at WhatsApp number by number.
#[derive(Debug, Serialize, ToSchema)]
pub struct BlockReport {
    contact: Contact,
    numbers: Vec<NumberBlock>,
}

/// What WhatsApp did on one number.
#[derive(Debug, Serialize, ToSchema)]
pub struct NumberBlock {
    number_id: String,
    #[schema(inline)]
    state: NumberBlockState,
    detail: Option<String>,
}

/// What WhatsApp did with a block.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NumberBlockState {
    /// It took it.
    Done,
    /// Nobody asked: the person has not written in the last 24 hours.
    NotRecent,
    /// It refused it.
    Refused,
    /// It could not be asked.
    Unavailable,
}

/// The numbers on which WhatsApp keeps a contact from us.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactBlocks {
    number_ids: Vec<String>,
}

/// One thing that happened with a person, such as `consent.granted` or `contact.merged`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Happening {
    kind: String,
    at: Time,
    actor: Option<String>,
    #[schema(value_type = Object)]
    details: Value,
}

/// The id of the contact once more: an erasure cannot be taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseContact {
    confirm: String,
}

/// An erasure: the rows are gone, files and raw bodies follow until `finished_at`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Erasure {
    contact_id: String,
    requested_at: Time,
    finished_at: Option<Time>,
}

/// `GET /contacts/{contact_id}/identities`
pub async fn list_contact_identities(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ContactId>,
) -> Answer<Json<List<ContactIdentity>>> {
    let found = state.engine().db.read(move |tx| {
        let Some(row) = stored::find_contact(tx, &here.id, &id)? else {
            return Ok(None);
        };
        let names = list_identities(tx, &here.id, &id)?;
        Ok(Some((row.phone, names)))
    });
    let (phone, names) = found.await?.ok_or_else(|| Problem::not_found("contact"))?;
    Ok(Json(List {
        data: names
            .into_iter()
            .map(|name| ContactIdentity {
                primary: name.kind == IdentityKind::Phone.as_str() && phone.as_ref() == Some(&name.value),
                kind: name.kind,
                value: name.value,
            })
            .collect(),
    }))
}

/// `POST /contacts/{contact_id}/identities`
pub async fn add_contact_identity(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ContactId>,
    Body(new): Body<NewIdentity>,
) -> Answer<Json<List<ContactIdentity>>> {
    let kind = match new.kind {
        NamedKind::Phone => IdentityKind::Phone,
        NamedKind::UserId => IdentityKind::UserId,
        NamedKind::Username => IdentityKind::Username,
    };
    let value = check_text("value", &new.value, 160)?;
    let added = identities::add_identity(state.engine(), &here.id, &here.by, &id, kind, &value).await?;
    failures::contact(added)?;
    list_contact_identities(State(state), here, PathId(id)).await
}

/// `DELETE /contacts/{contact_id}/identities/{identity_kind}/{identity_value}`
pub async fn delete_contact_identity(
    State(state): State<AppState>,
    here: Here,
    Path((id, kind, value)): Path<(String, String, String)>,
) -> Answer<Json<List<ContactIdentity>>> {
    let id = ContactId::parse(&id).map_err(|_| Problem::not_found("contact"))?;
    let kind = IdentityKind::parse(&kind).ok_or_else(|| Problem::not_found("identity"))?;
    let removed = identities::remove_identity(state.engine(), &here.id, &here.by, &id, kind, &value).await?;
    failures::contact(removed)?;
    list_contact_identities(State(state), here, PathId(id)).await
}

/// `POST /contacts/{contact_id}/identities/primary`
pub async fn choose_contact_phone(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ContactId>,
    Body(chosen): Body<PrimaryPhone>,
) -> Answer<Json<Contact>> {
    let value = check_text("value", &chosen.value, 40)?;
    let changed = identities::choose_phone(state.engine(), &here.id, &here.by, &id, &value).await?;
    let id = failures::contact(changed)?;
    show(&state, &here.id, id).await.map(Json)
}

/// `GET /contacts/{contact_id}/duplicates`
pub async fn list_contact_duplicates(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ContactId>,
) -> Answer<Json<List<Duplicate>>> {
    let found = state.engine().db.read(move |tx| {
        let Some(row) = stored::find_contact(tx, &here.id, &id)? else {
            return Ok(None);
        };
        let likely = duplicates::find_duplicates(tx, &here.id, &row)?;
        let ids: Vec<ContactId> = likely.iter().map(|(id, _)| id.clone()).collect();
        let shown = load_contacts(tx, &here.id, &ids)?;
        Ok(Some((likely, shown)))
    });
    let (likely, shown) = found.await?.ok_or_else(|| Problem::not_found("contact"))?;
    let why = |contact: &Contact| likely.iter().find(|(id, _)| id.as_str() == contact.id());
    let data = shown
        .into_iter()
        .filter_map(|contact| {
            let why = match why(&contact)?.1 {
                Likeness::NumberEnd => DuplicateReason::NumberEnd,
                Likeness::NameAndField => DuplicateReason::NameAndField,
                Likeness::NameWithoutNumber => DuplicateReason::NameWithoutNumber,
            };
            Some(Duplicate { contact, why })
        })
        .collect();
    Ok(Json(List { data }))
}

/// `POST /contacts/{contact_id}/merge`
pub async fn merge_contacts(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ContactId>,
    Body(request): Body<MergeContacts>,
) -> Answer<Json<Contact>> {
    let other = ContactId::parse(&request.contact_id).map_err(|_| Problem::not_found("contact"))?;
    let taken: Taken = request.take.unwrap_or_default().into_iter().take(500).collect();
    let merged = merge::merge_contacts(state.engine(), &here.id, &here.by, &id, &other, taken).await?;
    let id = failures::contact(merged)?;
    show(&state, &here.id, id).await.map(Json)
}

/// `GET /contacts/{contact_id}/blocks`
pub async fn get_contact_blocks(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ContactId>,
) -> Answer<Json<ContactBlocks>> {
    let found = state.engine().db.read(move |tx| {
        let known = stored::find_contact(tx, &here.id, &id)?.is_some();
        Ok((known, blocks::list_blocks(tx, &here.id, &id)?))
    });
    let (known, numbers) = found.await?;
    if !known {
        return Err(Problem::not_found("contact"));
    }
    Ok(Json(ContactBlocks {
        number_ids: numbers.into_iter().map(|number| number.as_str().to_owned()).collect(),
    }))
}

/// `POST /contacts/{contact_id}/block`
pub async fn block_contact(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ContactId>,
    Body(request): Body<BlockContact>,
) -> Answer<Json<BlockReport>> {
    let reason = request
        .reason
        .filter(|reason| !reason.trim().is_empty())
        .map(|reason| check_text("reason", &reason, 300))
        .transpose()?;
    let blocked = block::block_contact(state.engine(), &here.id, &here.by, &id, reason).await?;
    let outcomes = failures::contact(blocked)?;
    report(&state, &here.id, id, outcomes).await.map(Json)
}

/// `POST /contacts/{contact_id}/unblock`
pub async fn unblock_contact(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ContactId>,
) -> Answer<Json<BlockReport>> {
    let unblocked = block::unblock_contact(state.engine(), &here.id, &here.by, &id).await?;
    let outcomes = failures::contact(unblocked)?;
    report(&state, &here.id, id, outcomes).await.map(Json)
}

/// `GET /contacts/{contact_id}/history`
pub async fn list_contact_history(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ContactId>,
) -> Answer<Json<List<Happening>>> {
    let found = state.engine().db.read(move |tx| {
        let row = stored::find_contact(tx, &here.id, &id)?;
        row.map(|row| history::load_history(tx, &here.id, &row)).transpose()
    });
    let found = found.await?.ok_or_else(|| Problem::not_found("contact"))?;
    Ok(Json(List {
        data: found
            .into_iter()
            .map(|happening| Happening {
                kind: happening.kind,
                at: happening.at.into(),
                actor: happening.actor,
                details: happening.details,
            })
            .collect(),
    }))
}

/// `GET /contacts/{contact_id}/export`
pub async fn export_contact(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ContactId>,
) -> Answer<Download<String>> {
    let document = export::export_person(state.engine(), &here.id, &here.by, &id).await?;
    let document = document.ok_or_else(|| Problem::not_found("contact"))?;
    let text = serde_json::to_string_pretty(&document).map_err(|failure| Problem::internal(&failure))?;
    Ok(download::json("attachment; filename=\"person.json\"", text))
}

/// `POST /contacts/{contact_id}/erase`
pub async fn erase_contact(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ContactId>,
    Body(request): Body<EraseContact>,
) -> Answer<Json<Erasure>> {
    show(&state, &here.id, id.clone()).await?;
    if request.confirm != id.as_str() {
        let words = "Give the contact's id once more: an erasure cannot be taken back.";
        return Err(Problem::field("confirm", "not_confirmed", words));
    }
    let erased = erase::erase_contact(state.engine(), &here.id, &here.by, &id).await?;
    failures::contact(erased)?;
    get_contact_erasure(State(state), here, PathId(id)).await
}

/// `GET /contacts/{contact_id}/erasure`
pub async fn get_contact_erasure(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<ContactId>,
) -> Answer<Json<Erasure>> {
    let found = state
        .engine()
        .db
        .read(move |tx| erasures::find_erasure(tx, &here.id, &id));
    let found = found.await?.ok_or_else(|| Problem::not_found("erasure"))?;
    Ok(Json(Erasure {
        contact_id: found.contact_id.as_str().to_owned(),
        requested_at: found.requested_at.into(),
        finished_at: found.finished_at.map(Time),
    }))
}

async fn show(state: &AppState, workspace: &WorkspaceId, id: ContactId) -> Answer<Contact> {
    let workspace = workspace.clone();
    let found = state
        .engine()
        .db
        .read(move |tx| load_contacts(tx, &workspace, std::slice::from_ref(&id)));
    found.await?.pop().ok_or_else(|| Problem::not_found("contact"))
}

async fn report(
    state: &AppState,
    workspace: &WorkspaceId,
    id: ContactId,
    outcomes: Vec<BlockOutcome>,
) -> Answer<BlockReport> {
    let numbers = outcomes
        .into_iter()
        .map(|outcome| NumberBlock {
            number_id: outcome.number_id.as_str().to_owned(),
            state: match outcome.state {
                BlockState::Done => NumberBlockState::Done,
                BlockState::NotRecent => NumberBlockState::NotRecent,
                BlockState::Refused => NumberBlockState::Refused,
                BlockState::Unavailable => NumberBlockState::Unavailable,
            },
            detail: outcome.detail,
        })
        .collect();
    Ok(BlockReport {
        contact: show(state, workspace, id).await?,
        numbers,
    })
}
