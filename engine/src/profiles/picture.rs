//! The picture of a profile: ours goes up by its handle, WhatsApp's is copied so that browsers ask nobody but us.

use bytes::Bytes;
use galka_domain::business_profile::check_picture;
use galka_domain::ids::MediaId;
use galka_domain::message::Direction;
use galka_graph_client::{DownloadRequest, ResumableUpload};
use galka_store::media::{self, StoredMedia};
use tokio::io::AsyncReadExt as _;
use tracing::warn;

use super::{Place, ProfileOutcome, failed};
use crate::engine::{Engine, EngineError};

/// The largest picture that we copy; Meta takes 5 MB.
const COPY_BYTES_MAX: u64 = 5 << 20;

/// Whether two addresses are of one picture: what follows the question mark only says how long the address is good.
pub(super) fn same(one: Option<&str>, other: Option<&str>) -> bool {
    let bare = |url: Option<&str>| url.map(|url| url.split('?').next().unwrap_or_default().to_owned());
    bare(one) == bare(other)
}

/// Gives WhatsApp an uploaded file; answers its handle.
pub(super) async fn upload(
    engine: &Engine,
    place: &Place,
    id: &MediaId,
) -> Result<Result<String, ProfileOutcome>, EngineError> {
    let (own, wanted) = (place.workspace.clone(), id.clone());
    let found = engine.db.read(move |tx| media::find(tx, &own, &wanted)).await?;
    let Some(stored) = found.filter(|stored| stored.state == "ready") else {
        return Ok(Err(ProfileOutcome::NotFound("media")));
    };
    let sides = stored.shape.width.zip(stored.shape.height);
    if let Some(problem) = check_picture(&stored.mime_type, stored.byte_count.unwrap_or(i64::MAX), sides) {
        return Ok(Err(ProfileOutcome::Invalid(vec![problem])));
    }
    let Ok(bytes) = read_file(engine, id).await else {
        return Ok(Err(ProfileOutcome::NotFound("media")));
    };
    // The session belongs to the app behind the token, which only the token knows.
    let app = match engine.client.check_token(&place.target).await {
        Ok(token) => token.app_id.unwrap_or_default(),
        Err(error) => return Ok(Err(failed(&error))),
    };
    let upload = ResumableUpload {
        file_name: stored.file_name.unwrap_or_else(|| id.as_str().to_owned()),
        mime_type: stored.mime_type,
        bytes,
    };
    Ok(engine
        .client
        .upload_resumable(&place.target, &app, &upload)
        .await
        .map_err(|error| failed(&error)))
}

async fn read_file(engine: &Engine, id: &MediaId) -> std::io::Result<Bytes> {
    let (mut file, _) = engine.files.read(id).await?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).await?;
    Ok(bytes.into())
}

/// Copies WhatsApp's picture here; one that cannot be fetched is left out until the next reading.
pub(super) async fn copy(engine: &Engine, place: &Place, url: &str) -> Result<Option<MediaId>, EngineError> {
    let id: MediaId = engine.new_id();
    let disk = |source| EngineError::File {
        path: engine.settings.data_dir.join("media"),
        source,
    };
    let mut incoming = engine.files.begin(&id).await.map_err(disk)?;
    let request = DownloadRequest {
        url: url.to_owned(),
        bytes_max: COPY_BYTES_MAX,
        range: None,
    };
    let downloaded = match engine.client.download(&place.target, &request, incoming.file()).await {
        Ok(downloaded) => downloaded,
        Err(error) => {
            let number = &place.number;
            warn!(number.id = %number, error = %error, "The picture of {number} was not fetched");
            return Ok(None);
        }
    };
    incoming.keep().await.map_err(disk)?;
    let announced = downloaded.content_type.as_deref().unwrap_or("image/jpeg");
    let examined = engine.files.examine(&id, announced).await.map_err(disk)?;
    let stored = StoredMedia {
        id: id.clone(),
        number_id: None,
        message_id: None,
        direction: Direction::Outbound,
        remote_id: None,
        remote_until: None,
        mime_type: examined.mime_type,
        file_name: None,
        byte_count: i64::try_from(downloaded.bytes).ok(),
        sha256: Some(downloaded.sha256_hex()),
        shape: examined.shape,
        state: "ready".to_owned(),
        attempts: 0,
        error: None,
        created_at: engine.business_now(),
    };
    let own = place.workspace.clone();
    engine.db.write(move |tx| media::insert(tx, &own, &stored)).await?;
    Ok(Some(id))
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn an_address_that_is_only_signed_anew_is_the_same_picture() {
        assert!(same(
            Some("https://pps.whatsapp.net/a.jpg?oe=1"),
            Some("https://pps.whatsapp.net/a.jpg?oe=2")
        ));
        assert!(!same(
            Some("https://pps.whatsapp.net/a.jpg"),
            Some("https://pps.whatsapp.net/b.jpg")
        ));
        assert!(!same(None, Some("https://pps.whatsapp.net/b.jpg")));
        assert!(same(None, None));
    }
}
