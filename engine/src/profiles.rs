//! Business profiles, kept in step with WhatsApp in both directions.
//!
//! WhatsApp is asked before a change is written there: what was changed elsewhere meanwhile is taken in and shown, not
//! written over. After the change it is read back, so that what we show is what customers see.
//!
//! - `picture`: the picture, up and down

mod picture;

use galka_cloud_api::profile::BusinessProfile;
use galka_domain::business_profile::{
    ExtraContact, MapPin, ProfileProblem, ProfileText, check_extras, check_pin, check_profile,
};
use galka_domain::event::EventKind;
use galka_domain::ids::{ConnectionId, MediaId, NumberId, WorkspaceId};
use galka_graph_client::{CallError, Target};
use galka_store::events::{self, NewEvent};
use galka_store::profiles::{self, StoredProfile};
use galka_store::{connections, numbers};
use tracing::warn;

use crate::connect::target_of;
use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::templates::submit::words_of;

/// What somebody wants to be different; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    /// The version that was looked at.
    pub version: i64,
    /// The line under the name.
    pub about: Option<String>,
    /// The address.
    pub address: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The e-mail.
    pub email: Option<String>,
    /// The addresses of the web.
    pub websites: Option<Vec<String>>,
    /// The trade.
    pub vertical: Option<String>,
    /// A new picture: an uploaded file.
    pub picture: Option<MediaId>,
    /// The place on the map, or none.
    pub pin: Option<Option<MapPin>>,
    /// Other ways to reach the company.
    pub extra_contacts: Option<Vec<ExtraContact>>,
}

/// What became of a question about a profile.
#[derive(Debug)]
pub enum ProfileOutcome {
    /// The profile as it is now.
    Done(Box<StoredProfile>),
    /// There is no such thing: `number`, `media`.
    NotFound(&'static str),
    /// Fields that cannot be used.
    Invalid(Vec<ProfileProblem>),
    /// It was changed by somebody else since it was looked at; nothing was written.
    Changed,
    /// WhatsApp said no.
    Refused {
        /// Its code.
        code: String,
        /// Its words.
        detail: String,
    },
    /// WhatsApp could not be asked.
    Unavailable {
        /// Why.
        detail: String,
    },
}

/// A number and how it is reached.
struct Place {
    workspace: WorkspaceId,
    number: NumberId,
    target: Target,
}

/// What WhatsApp says now.
struct Reading {
    text: ProfileText,
    picture_url: Option<String>,
    name_status: Option<String>,
}

/// The profile of a number; read from WhatsApp when it never was.
///
/// # Errors
/// When the storage fails; what WhatsApp says is an outcome.
pub async fn get_profile(
    engine: &Engine,
    workspace: &WorkspaceId,
    number: &NumberId,
) -> Result<ProfileOutcome, EngineError> {
    match find(engine, workspace, number).await? {
        Some(known) => Ok(ProfileOutcome::Done(Box::new(known))),
        None => refresh_profile(engine, workspace, number).await,
    }
}

/// Reads the profile from WhatsApp and takes in what was changed elsewhere.
///
/// # Errors
/// When the storage fails; what WhatsApp says is an outcome.
pub async fn refresh_profile(
    engine: &Engine,
    workspace: &WorkspaceId,
    number: &NumberId,
) -> Result<ProfileOutcome, EngineError> {
    let Some(place) = place_of(engine, workspace, number).await? else {
        return Ok(ProfileOutcome::NotFound("number"));
    };
    Ok(match read(engine, &place.target).await {
        Ok(reading) => ProfileOutcome::Done(Box::new(take_in(engine, &place, reading).await?)),
        Err(error) => failed(&error),
    })
}

/// Changes a profile, at WhatsApp and here.
///
/// # Errors
/// When the storage fails; what WhatsApp says is an outcome.
pub async fn save_profile(
    engine: &Engine,
    workspace: &WorkspaceId,
    number: &NumberId,
    by: &str,
    change: ProfileChange,
) -> Result<ProfileOutcome, EngineError> {
    let Some(place) = place_of(engine, workspace, number).await? else {
        return Ok(ProfileOutcome::NotFound("number"));
    };
    let now_there = match read(engine, &place.target).await {
        Ok(reading) => reading,
        Err(error) => return Ok(failed(&error)),
    };
    let before = take_in(engine, &place, now_there).await?;
    let after = changed_text(&before.text, &change);
    let mut problems = check_profile(&before.text, &after);
    problems.extend(change.extra_contacts.iter().flat_map(|extras| check_extras(extras)));
    problems.extend(change.pin.flatten().and_then(check_pin));
    if !problems.is_empty() {
        return Ok(ProfileOutcome::Invalid(problems));
    }
    if before.version != change.version {
        return Ok(ProfileOutcome::Changed);
    }
    let mut wanted = difference(&before.text, &after);
    if let Some(media) = &change.picture {
        match picture::upload(engine, &place, media).await? {
            Ok(handle) => wanted.profile_picture_handle = Some(handle),
            Err(outcome) => return Ok(outcome),
        }
    }
    let mut reading = Reading {
        text: before.text.clone(),
        picture_url: before.picture_url.clone(),
        name_status: before.name_status.clone(),
    };
    if wanted != BusinessProfile::default() {
        match engine.client.set_profile(&place.target, &wanted).await {
            // Whether it was taken is seen when it is read back.
            Ok(()) | Err(CallError::Uncertain { .. }) => {}
            Err(error) => return Ok(failed(&error)),
        }
        reading = match read(engine, &place.target).await {
            Ok(reading) => reading,
            Err(error) => return Ok(failed(&error)),
        };
        if reading.text != after {
            warn!(number.id = %number, "WhatsApp keeps the profile of {number} otherwise than it was written");
        }
    }
    let now = engine.business_now();
    let saved = StoredProfile {
        text: reading.text,
        name_status: reading.name_status.or_else(|| before.name_status.clone()),
        picture_url: reading.picture_url,
        picture_media_id: change.picture.or_else(|| before.picture_media_id.clone()),
        pin: change.pin.unwrap_or(before.pin),
        extra_contacts: change.extra_contacts.unwrap_or_else(|| before.extra_contacts.clone()),
        version: before.version + 1,
        changed_by: Some(by.to_owned()),
        changed_at: now,
        read_at: now,
        number_id: before.number_id.clone(),
    };
    Ok(if write(engine, &place, &saved, before.version).await? {
        ProfileOutcome::Done(Box::new(saved))
    } else {
        ProfileOutcome::Changed
    })
}

/// Takes in what was changed elsewhere, for every number of a connection. What WhatsApp does not tell stays as it was.
///
/// # Errors
/// When the storage fails.
pub async fn sync_connection(
    engine: &Engine,
    workspace: &WorkspaceId,
    connection: &ConnectionId,
) -> Result<(), EngineError> {
    let own = workspace.clone();
    let all = engine.db.read(move |tx| numbers::list(tx, &own)).await?;
    for number in all.iter().filter(|number| number.connection_id == *connection) {
        if let ProfileOutcome::Refused { code, .. } = refresh_profile(engine, workspace, &number.id).await? {
            let id = &number.id;
            warn!(number.id = %id, code, "The profile of {id} cannot be read");
        }
    }
    Ok(())
}

async fn find(
    engine: &Engine,
    workspace: &WorkspaceId,
    number: &NumberId,
) -> Result<Option<StoredProfile>, EngineError> {
    let (own, number) = (workspace.clone(), number.clone());
    Ok(engine.db.read(move |tx| profiles::find(tx, &own, &number)).await?)
}

async fn place_of(engine: &Engine, workspace: &WorkspaceId, number: &NumberId) -> Result<Option<Place>, EngineError> {
    let (own, id) = (workspace.clone(), number.clone());
    let found = engine
        .db
        .read(move |tx| {
            let Some(number) = numbers::find(tx, &own, &id)? else {
                return Ok(None);
            };
            let connection = connections::find(tx, &own, &number.connection_id)?;
            Ok(connection.map(|connection| (connection, number.phone_number_id)))
        })
        .await?;
    let Some((connection, phone_number_id)) = found else {
        return Ok(None);
    };
    Ok(Some(Place {
        workspace: workspace.clone(),
        number: number.clone(),
        target: target_of(engine, &connection, Some(&phone_number_id))?,
    }))
}

async fn read(engine: &Engine, target: &Target) -> Result<Reading, CallError> {
    let wire = engine.client.profile(target).await?;
    // The name is a fact of the number, and only Meta tells it.
    let name_status = engine
        .client
        .number(target)
        .await
        .ok()
        .and_then(|number| number.name_status);
    Ok(Reading {
        text: ProfileText {
            about: wire.about.unwrap_or_default(),
            address: wire.address.unwrap_or_default(),
            description: wire.description.unwrap_or_default(),
            email: wire.email.unwrap_or_default(),
            websites: wire.websites.unwrap_or_default(),
            vertical: wire.vertical.unwrap_or_default(),
        },
        picture_url: wire.profile_picture_url,
        name_status,
    })
}

/// Keeps what WhatsApp says; a difference is a new version that nobody of ours made.
async fn take_in(engine: &Engine, place: &Place, reading: Reading) -> Result<StoredProfile, EngineError> {
    let now = engine.business_now();
    let known = find(engine, &place.workspace, &place.number).await?;
    let same_picture =
        |known: &StoredProfile| picture::same(known.picture_url.as_deref(), reading.picture_url.as_deref());
    let is_same = known
        .as_ref()
        .is_some_and(|known| known.text == reading.text && same_picture(known));
    let picture_media_id = match (&known, &reading.picture_url) {
        (Some(known), _) if same_picture(known) => known.picture_media_id.clone(),
        (_, Some(url)) => picture::copy(engine, place, url).await?,
        (_, None) => None,
    };
    let seen_version = known.as_ref().map_or(0, |known| known.version);
    let fresh = match known {
        Some(known) => StoredProfile {
            text: reading.text,
            name_status: reading.name_status.or_else(|| known.name_status.clone()),
            picture_url: reading.picture_url,
            picture_media_id,
            version: known.version + i64::from(!is_same),
            changed_by: known.changed_by.clone().filter(|_| is_same),
            changed_at: if is_same { known.changed_at } else { now },
            read_at: now,
            ..known
        },
        None => StoredProfile {
            number_id: place.number.clone(),
            text: reading.text,
            name_status: reading.name_status,
            picture_url: reading.picture_url,
            picture_media_id,
            pin: None,
            extra_contacts: Vec::new(),
            version: 1,
            changed_by: None,
            changed_at: now,
            read_at: now,
        },
    };
    if write(engine, place, &fresh, seen_version).await? {
        return Ok(fresh);
    }
    // Somebody else wrote meanwhile: theirs is as new.
    Ok(find(engine, &place.workspace, &place.number).await?.unwrap_or(fresh))
}

async fn write(
    engine: &Engine,
    place: &Place,
    profile: &StoredProfile,
    seen_version: i64,
) -> Result<bool, EngineError> {
    let (own, saved) = (place.workspace.clone(), profile.clone());
    let is_news = profile.version != seen_version;
    let now = engine.business_now();
    let written = engine
        .db
        .write(move |tx| {
            let written = profiles::save(tx, &own, &saved, seen_version)?;
            if written && is_news {
                let told = NewEvent::of(EventKind::NumberChanged, saved.number_id.as_str());
                events::append(tx, &own, &[told], now)?;
            }
            Ok(written)
        })
        .await?;
    if written && is_news {
        engine.hints.wake(Work::Live);
    }
    Ok(written)
}

fn changed_text(before: &ProfileText, change: &ProfileChange) -> ProfileText {
    let text =
        |new: &Option<String>, old: &String| new.as_ref().map_or_else(|| old.clone(), |new| new.trim().to_owned());
    ProfileText {
        about: text(&change.about, &before.about),
        address: text(&change.address, &before.address),
        description: text(&change.description, &before.description),
        email: text(&change.email, &before.email),
        websites: change.websites.clone().unwrap_or_else(|| before.websites.clone()),
        vertical: text(&change.vertical, &before.vertical),
    }
}

/// Only what changes goes out, so that nothing else is written over.
fn difference(before: &ProfileText, after: &ProfileText) -> BusinessProfile {
    let text = |old: &String, new: &String| Some(new.clone()).filter(|new| new != old);
    BusinessProfile {
        about: text(&before.about, &after.about),
        address: text(&before.address, &after.address),
        description: text(&before.description, &after.description),
        email: text(&before.email, &after.email),
        websites: Some(after.websites.clone()).filter(|new| *new != before.websites),
        vertical: text(&before.vertical, &after.vertical),
        ..BusinessProfile::default()
    }
}

fn failed(error: &CallError) -> ProfileOutcome {
    match error {
        CallError::NotOffered { what } => ProfileOutcome::Refused {
            code: "not_offered".to_owned(),
            detail: format!("{what} is not offered by this connection"),
        },
        other => match other.api_error() {
            Some(said) if !other.is_passing() => ProfileOutcome::Refused {
                code: said.code.to_string(),
                detail: words_of(said),
            },
            _ => ProfileOutcome::Unavailable {
                detail: other.to_string(),
            },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changes_goes_out_and_a_field_can_be_emptied() {
        let before = ProfileText {
            about: "Цветы".to_owned(),
            address: "Мира, 1".to_owned(),
            websites: vec!["https://a.ru".to_owned()],
            ..ProfileText::default()
        };
        let change = ProfileChange {
            address: Some(" ".to_owned()),
            about: Some("Цветы".to_owned()),
            websites: Some(Vec::new()),
            ..ProfileChange::default()
        };
        let sent = difference(&before, &changed_text(&before, &change));
        assert_eq!((sent.about, sent.address.as_deref()), (None, Some("")));
        assert_eq!((sent.websites, sent.email), (Some(Vec::new()), None));
    }
}
