//! Business profiles: WhatsApp's fields as they were last read, and those that only we keep.

use galka_domain::business_profile::{ExtraContact, MapPin, ProfileText};
use galka_domain::ids::{MediaId, NumberId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::db::{Result, Row, Tx, read_json};
use crate::sql;

/// A profile as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredProfile {
    /// The number it belongs to.
    pub number_id: NumberId,
    /// What WhatsApp keeps.
    pub text: ProfileText,
    /// The state of the name's review, in Meta's word.
    pub name_status: Option<String>,
    /// Where WhatsApp serves the picture; another picture has another address.
    pub picture_url: Option<String>,
    /// Our copy of the picture.
    pub picture_media_id: Option<MediaId>,
    /// The place on the map; ours.
    pub pin: Option<MapPin>,
    /// Other ways to reach the company; ours.
    pub extra_contacts: Vec<ExtraContact>,
    /// Counts the changes of what WhatsApp keeps.
    pub version: i64,
    /// Who made the newest of them; nobody of ours when it was made elsewhere.
    pub changed_by: Option<String>,
    /// When we learnt of it.
    pub changed_at: Timestamp,
    /// When it was last read from WhatsApp.
    pub read_at: Timestamp,
}

/// The profile of a number, when it was ever read.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, number: &NumberId) -> Result<Option<StoredProfile>> {
    tx.query_opt(
        sql!(
            "SELECT number_id, about, address, description, email, websites, vertical, name_status, picture_url,
                 picture_media_id, latitude, longitude, extra_contacts, version, changed_by, changed_at, read_at
             FROM business_profiles
             WHERE workspace_id = $1 AND number_id = $2"
        ),
        &[workspace, number],
        read,
    )
}

/// Writes a profile over the one of the version before it; false when somebody was faster.
pub fn save(tx: &mut Tx<'_>, workspace: &WorkspaceId, new: &StoredProfile, seen_version: i64) -> Result<bool> {
    let changed = tx.execute(
        sql!(
            "INSERT INTO business_profiles (workspace_id, number_id, about, address, description, email, websites,
                 vertical, name_status, picture_url, picture_media_id, latitude, longitude, extra_contacts, version,
                 changed_by, changed_at, read_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
             ON CONFLICT (workspace_id, number_id) DO UPDATE SET
                 about = excluded.about, address = excluded.address, description = excluded.description,
                 email = excluded.email, websites = excluded.websites, vertical = excluded.vertical,
                 name_status = excluded.name_status, picture_url = excluded.picture_url,
                 picture_media_id = excluded.picture_media_id, latitude = excluded.latitude,
                 longitude = excluded.longitude, extra_contacts = excluded.extra_contacts,
                 version = excluded.version, changed_by = excluded.changed_by, changed_at = excluded.changed_at,
                 read_at = excluded.read_at
             WHERE business_profiles.version = $19"
        ),
        &[
            workspace,
            &new.number_id,
            &new.text.about,
            &new.text.address,
            &new.text.description,
            &new.text.email,
            &written(&new.text.websites),
            &new.text.vertical,
            &new.name_status,
            &new.picture_url,
            &new.picture_media_id,
            &new.pin.map(|pin| pin.latitude),
            &new.pin.map(|pin| pin.longitude),
            &written(&new.extra_contacts),
            &new.version,
            &new.changed_by,
            &new.changed_at,
            &new.read_at,
            &seen_version,
        ],
    )?;
    Ok(changed == 1)
}

fn read(row: &Row<'_>) -> Result<StoredProfile> {
    let number_id: NumberId = row.get("number_id")?;
    let pin = row
        .get::<Option<f64>>("latitude")?
        .zip(row.get::<Option<f64>>("longitude")?);
    let websites: String = row.get("websites")?;
    let extras: String = row.get("extra_contacts")?;
    Ok(StoredProfile {
        text: ProfileText {
            about: row.get("about")?,
            address: row.get("address")?,
            description: row.get("description")?,
            email: row.get("email")?,
            websites: read_json(&websites, "business_profiles", "websites", number_id.as_str())?,
            vertical: row.get("vertical")?,
        },
        name_status: row.get("name_status")?,
        picture_url: row.get("picture_url")?,
        picture_media_id: row.get("picture_media_id")?,
        pin: pin.map(|(latitude, longitude)| MapPin { latitude, longitude }),
        extra_contacts: read_json(&extras, "business_profiles", "extra_contacts", number_id.as_str())?,
        version: row.get("version")?,
        changed_by: row.get("changed_by")?,
        changed_at: row.get("changed_at")?,
        read_at: row.get("read_at")?,
        number_id,
    })
}

fn written<T: serde::Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).expect("texts become JSON")
}
