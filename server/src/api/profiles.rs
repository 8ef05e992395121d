//! Business profiles: what customers see of the company behind a number.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::business_profile::{ExtraContact, MapPin};
use galka_domain::ids::{MediaId, NumberId, UserId, WorkspaceId};
use galka_engine::profiles::{self, ProfileChange, ProfileOutcome};
use galka_store::profiles::StoredProfile;
use galka_store::{media, users};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::media::MediaView;
use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId, patch};
use crate::failures::{whatsapp_refused, whatsapp_unavailable};
use crate::state::AppState;
use crate::views::Time;

/// What customers see of the company; `version` goes back with a change, so that nothing is written over unseen. Location and extra contacts are kept here, the rest at WhatsApp; `changed_by` is nobody when the newest change was made elsewhere.
#[derive(Debug, Serialize, ToSchema)]
pub struct BusinessProfile {
    number_id: String,
    version: i64,
    about: String,
    address: String,
    description: String,
    email: String,
    websites: Vec<String>,
    vertical: String,
    name_status: Option<String>,
    picture: Option<MediaView>,
    location: Option<ProfileLocation>,
    extra_contacts: Vec<ProfileContact>,
    changed_by: Option<String>,
    changed_at: Time,
    read_at: Time,
}

/// A place on the map, in degrees.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileLocation {
    latitude: f64,
    longitude: f64,
}

/// Another way to reach the company: a phone or an address of the web.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileContact {
    label: String,
    value: String,
}

/// Changes of a profile; `version` is the one that was looked at, `picture_media_id` an uploaded square JPEG or PNG.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessProfilePatch {
    #[serde(default)]
    version: i64,
    about: Option<String>,
    address: Option<String>,
    description: Option<String>,
    email: Option<String>,
    websites: Option<Vec<String>>,
    vertical: Option<String>,
    picture_media_id: Option<String>,
    #[serde(default, deserialize_with = "patch::nullable")]
    location: Option<Option<ProfileLocation>>,
    extra_contacts: Option<Vec<ProfileContact>>,
}

/// `GET /numbers/{number_id}/profile`
pub async fn get_profile(
    State(state): State<AppState>,
    here: Here,
    PathId(number): PathId<NumberId>,
) -> Answer<Json<BusinessProfile>> {
    let outcome = profiles::get_profile(state.engine(), &here.id, &number).await?;
    show(&state, &here.id, outcome).await
}

/// `POST /numbers/{number_id}/profile/refresh`
pub async fn refresh_profile(
    State(state): State<AppState>,
    here: Here,
    PathId(number): PathId<NumberId>,
) -> Answer<Json<BusinessProfile>> {
    let outcome = profiles::refresh_profile(state.engine(), &here.id, &number).await?;
    show(&state, &here.id, outcome).await
}

/// `PATCH /numbers/{number_id}/profile`
pub async fn update_profile(
    State(state): State<AppState>,
    here: Here,
    PathId(number): PathId<NumberId>,
    Body(patch): Body<BusinessProfilePatch>,
) -> Answer<Json<BusinessProfile>> {
    let picture = patch.picture_media_id.as_deref().map(MediaId::parse).transpose();
    let change = ProfileChange {
        version: patch.version,
        about: patch.about,
        address: patch.address,
        description: patch.description,
        email: patch.email,
        websites: patch.websites,
        vertical: patch.vertical,
        picture: picture.map_err(|_| Problem::not_found("media"))?,
        pin: patch.location.map(|location| {
            location.map(|place| MapPin {
                latitude: place.latitude,
                longitude: place.longitude,
            })
        }),
        extra_contacts: patch.extra_contacts.map(|all| {
            all.into_iter()
                .map(|one| ExtraContact {
                    label: one.label.trim().to_owned(),
                    value: one.value.trim().to_owned(),
                })
                .collect()
        }),
    };
    let outcome = profiles::save_profile(state.engine(), &here.id, &number, &here.by, change).await?;
    show(&state, &here.id, outcome).await
}

async fn show(state: &AppState, workspace: &WorkspaceId, outcome: ProfileOutcome) -> Answer<Json<BusinessProfile>> {
    let stored = read_outcome(outcome)?;
    let (own, picture) = (workspace.clone(), stored.picture_media_id.clone());
    let by = stored.changed_by.as_deref().and_then(|by| UserId::parse(by).ok());
    let (picture, person) = state
        .engine()
        .db
        .read(move |tx| {
            let picture = match &picture {
                Some(id) => media::find(tx, &own, id)?,
                None => None,
            };
            let person = match &by {
                Some(id) => users::find_user(tx, id)?,
                None => None,
            };
            Ok((picture, person))
        })
        .await?;
    let name = person.map(|person| person.name).or_else(|| stored.changed_by.clone());
    Ok(Json(BusinessProfile::of(stored, picture.map(MediaView::of), name)))
}

fn read_outcome(outcome: ProfileOutcome) -> Answer<StoredProfile> {
    match outcome {
        ProfileOutcome::Done(profile) => Ok(*profile),
        ProfileOutcome::NotFound(what) => Err(Problem::not_found(what)),
        ProfileOutcome::Refused { code, detail } => Err(whatsapp_refused(code, detail)),
        ProfileOutcome::Unavailable { detail } => Err(whatsapp_unavailable(detail)),
        ProfileOutcome::Changed => Err(Problem::new(
            StatusCode::CONFLICT,
            "profile_changed",
            "The profile was changed since it was looked at: read it again and decide.",
        )),
        ProfileOutcome::Invalid(problems) => {
            let fields = problems.into_iter().map(|one| {
                let params = one.max.map(|max| ("max".to_owned(), max.to_string()));
                let words = match one.max {
                    Some(max) => format!("At most {max}."),
                    None => "This cannot be used.".to_owned(),
                };
                (one.field, one.code.to_owned(), words, params.into_iter().collect())
            });
            Err(Problem::fields("invalid_field", fields))
        }
    }
}

impl BusinessProfile {
    fn of(stored: StoredProfile, picture: Option<MediaView>, changed_by: Option<String>) -> Self {
        Self {
            number_id: stored.number_id.as_str().to_owned(),
            version: stored.version,
            about: stored.text.about,
            address: stored.text.address,
            description: stored.text.description,
            email: stored.text.email,
            websites: stored.text.websites,
            vertical: stored.text.vertical,
            name_status: stored.name_status,
            picture,
            location: stored.pin.map(|pin| ProfileLocation {
                latitude: pin.latitude,
                longitude: pin.longitude,
            }),
            extra_contacts: stored
                .extra_contacts
                .into_iter()
                .map(|one| ProfileContact {
                    label: one.label,
                    value: one.value,
                })
                .collect(),
            changed_by,
            changed_at: stored.changed_at.into(),
            read_at: stored.read_at.into(),
        }
    }
}
