//! Files: uploads, what WhatsApp brought, and their content under a policy that lets nothing run.

use axum::Json;
use axum::body::Body;
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use galka_domain::ids::{MediaId, WorkspaceId};
use galka_engine::fetch::{NewUpload, StoreOutcome, store_upload};
use galka_engine::files::has_thumbnail;
use galka_engine::hints::Work;
use galka_store::media::{self, StoredMedia};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;
use utoipa::ToSchema;

use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{PathId, Query};
use crate::state::AppState;

/// A stored file; `state` tells whether it is here yet.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MediaView {
    id: String,
    #[schema(inline)]
    state: MediaState,
    mime_type: String,
    file_name: Option<String>,
    bytes: Option<i64>,
    sha256: Option<String>,
    width: Option<i64>,
    height: Option<i64>,
    duration_ms: Option<i64>,
    /// At most 64 loudnesses from 0 to 100.
    peaks: Option<Vec<u8>>,
    /// It can be sent as a voice message.
    voice: bool,
    url: String,
    /// A small upright picture of a photo, for lists; the photo itself where none can be made of it.
    thumbnail_url: Option<String>,
    error: Option<String>,
}

/// Whether a file is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MediaState {
    /// To be fetched.
    Waiting,
    /// Being fetched.
    Fetching,
    /// Here.
    Ready,
    /// It could not be fetched.
    Failed,
    /// It is larger than we take.
    TooLarge,
}

/// How to give the content.
#[derive(Debug, Deserialize)]
pub struct ContentQuery {
    download: Option<bool>,
    view: Option<bool>,
    small: Option<bool>,
}

/// What the file is for.
#[derive(Debug, Deserialize)]
pub struct UploadQuery {
    voice: Option<bool>,
}

/// `POST /media`
pub async fn create_media(
    State(state): State<AppState>,
    here: Here,
    Query(query): Query<UploadQuery>,
    mut form: Multipart,
) -> Answer<(StatusCode, Json<MediaView>)> {
    let unreadable = |_| Problem::bad_request("unreadable_form", "The form could not be read.");
    while let Some(part) = form.next_field().await.map_err(unreadable)? {
        if part.name() != Some("file") {
            continue;
        }
        let file_name = part.file_name().map(clean_name).filter(|name| !name.is_empty());
        let mime_type = mime_of(part.content_type(), file_name.as_deref());
        let upload = NewUpload {
            file_name,
            mime_type,
            is_voice: query.voice.unwrap_or(false),
        };
        return match store_upload(state.engine(), &here.id, upload, part).await? {
            StoreOutcome::Done(stored) => Ok((StatusCode::CREATED, Json(MediaView::of(*stored)))),
            StoreOutcome::TooLarge { bytes_max } => Err(Problem::too_large(bytes_max)),
            StoreOutcome::Incomplete => Err(Problem::bad_request(
                "unreadable_form",
                "The file is empty or did not arrive whole.",
            )),
        };
    }
    Err(Problem::field("file", "required", "The form has no file."))
}

/// `GET /media/{media_id}`
pub async fn get_media(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<MediaId>,
) -> Answer<Json<MediaView>> {
    Ok(Json(MediaView::of(find(&state, &here.id, &id).await?)))
}

/// `POST /media/{media_id}/fetch`
pub async fn fetch_media(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<MediaId>,
) -> Answer<Json<MediaView>> {
    find(&state, &here.id, &id).await?;
    let (workspace, wanted, now) = (here.id.clone(), id.clone(), state.engine().machine_now());
    state
        .engine()
        .db
        .write(move |tx| media::retry(tx, &workspace, &wanted, now))
        .await?;
    state.engine().hints.wake(Work::Media);
    Ok(Json(MediaView::of(find(&state, &here.id, &id).await?)))
}

/// `GET /media/{media_id}/content`
pub async fn get_media_content(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<MediaId>,
    Query(query): Query<ContentQuery>,
    headers: HeaderMap,
) -> Answer<Response> {
    let mut stored = find(&state, &here.id, &id).await?;
    if stored.state != "ready" {
        return Err(Problem::conflict(
            "media_not_ready",
            format!("The file is {}.", stored.state),
        ));
    }
    let is_small = query.small == Some(true) && has_thumbnail(&stored.mime_type);
    let files = &state.engine().files;
    let unreadable = |failure| Problem::internal(&failure);
    let small = if is_small {
        files.thumbnail(&id).await.map_err(unreadable)?
    } else {
        None
    };
    let (mut file, length) = match small {
        Some(small) => {
            stored.mime_type = "image/jpeg".to_owned();
            stored.file_name = None;
            small
        }
        None => files.read(&id).await.map_err(unreadable)?,
    };
    let range = headers
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok())
        .map(|text| read_range(text, length));
    let (from, to) = match range {
        Some(Some(range)) => range,
        Some(None) => return Ok(unsatisfiable(length)),
        None => (0, length.saturating_sub(1)),
    };
    file.seek(std::io::SeekFrom::Start(from))
        .await
        .map_err(|failure| Problem::internal(&failure))?;
    let count = if length == 0 { 0 } else { to - from + 1 };
    let body = Body::from_stream(ReaderStream::new(file.take(count)));
    let mut response = body.into_response();
    let manner = match (query.download, query.view) {
        (Some(true), _) => Manner::Save,
        (_, Some(true)) => Manner::View,
        _ => Manner::Show,
    };
    describe(response.headers_mut(), &stored, manner, count);
    if range.is_some() {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        insert(
            response.headers_mut(),
            header::CONTENT_RANGE,
            &format!("bytes {from}-{to}/{length}"),
        );
    }
    Ok(response)
}

async fn find(state: &AppState, workspace: &WorkspaceId, id: &MediaId) -> Answer<StoredMedia> {
    let (workspace, id) = (workspace.clone(), id.clone());
    let found = state
        .engine()
        .db
        .read(move |tx| media::find(tx, &workspace, &id))
        .await?;
    found.ok_or_else(|| Problem::not_found("file"))
}

/// What the browser is to do with a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// Show it in its place on a page, if it is a picture, a sound or a film.
    Show,
    /// Open it in a tab of its own: a PDF too.
    View,
    /// Keep it.
    Save,
}

/// Pictures, sound and film are shown in place, the rest is saved; nothing in any of them runs. The type was proven by
/// the first bytes when the file came.
fn describe(headers: &mut HeaderMap, media: &StoredMedia, manner: Manner, count: u64) {
    // Browsers refuse to show a PDF in a sandboxed page; their viewers run no script of it in our origin.
    let is_document = manner == Manner::View && media.mime_type == "application/pdf";
    let is_shown = ["image/jpeg", "image/png", "image/webp", "image/gif", "audio/", "video/"]
        .iter()
        .any(|kind| media.mime_type.starts_with(kind))
        || is_document;
    let name = media
        .file_name
        .clone()
        .unwrap_or_else(|| format!("{}{}", media.id, extension_of(&media.mime_type)));
    let placed = if is_shown && manner != Manner::Save {
        "inline"
    } else {
        "attachment"
    };
    let disposition = format!(
        "{placed}; filename*=UTF-8''{}",
        utf8_percent_encode(&without_turns(&name), NON_ALPHANUMERIC)
    );
    insert(
        headers,
        header::CONTENT_TYPE,
        if is_shown {
            &media.mime_type
        } else {
            "application/octet-stream"
        },
    );
    insert(headers, header::CONTENT_DISPOSITION, &disposition);
    insert(headers, header::CONTENT_LENGTH, &count.to_string());
    insert(headers, header::ACCEPT_RANGES, "bytes");
    insert(headers, header::CACHE_CONTROL, "private, max-age=86400");
    let policy = if is_document {
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    } else {
        "default-src 'none'; sandbox"
    };
    insert(headers, header::CONTENT_SECURITY_POLICY, policy);
    insert(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn unsatisfiable(length: u64) -> Response {
    let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
    insert(
        response.headers_mut(),
        header::CONTENT_RANGE,
        &format!("bytes */{length}"),
    );
    response
}

/// First and last byte of `bytes=…`; only one range is given, as browsers ask.
fn read_range(text: &str, length: u64) -> Option<(u64, u64)> {
    let (from, to) = text.strip_prefix("bytes=")?.split(',').next()?.split_once('-')?;
    let last = length.checked_sub(1)?;
    let range = match (from.trim().parse::<u64>().ok(), to.trim().parse::<u64>().ok()) {
        (Some(from), to) => (from, to.unwrap_or(last).min(last)),
        (None, Some(count)) => (length.saturating_sub(count), last),
        (None, None) => return None,
    };
    (range.0 <= range.1).then_some(range)
}

fn clean_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|letter| !letter.is_control()).take(200).collect();
    without_turns(&name)
}

/// A name without the signs that turn the direction of writing: by them `…fdp.exe` reads as `…exe.pdf`.
fn without_turns(name: &str) -> String {
    let turns = |letter: char| matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    name.chars().filter(|letter| !turns(*letter)).collect()
}

/// The announced type, unless it says nothing; then the one of the name.
fn mime_of(announced: Option<&str>, name: Option<&str>) -> String {
    let announced = announced.filter(|kind| *kind != "application/octet-stream" && kind.is_ascii() && kind.len() < 100);
    let guessed = || {
        name.and_then(|name| mime_guess::from_path(name).first())
            .map(|kind| kind.to_string())
    };
    announced
        .map(str::to_owned)
        .or_else(guessed)
        .unwrap_or_else(|| "application/octet-stream".to_owned())
}

fn extension_of(mime_type: &str) -> String {
    let found = mime_guess::get_mime_extensions_str(mime_type).and_then(|extensions| extensions.first());
    found.map(|extension| format!(".{extension}")).unwrap_or_default()
}

impl MediaView {
    /// A stored file as the API shows it.
    #[must_use]
    pub fn of(media: StoredMedia) -> Self {
        let url = format!("/api/v1/media/{}/content", media.id);
        Self {
            thumbnail_url: has_thumbnail(&media.mime_type).then(|| format!("{url}?small=true")),
            url,
            id: media.id.as_str().to_owned(),
            state: match media.state.as_str() {
                "ready" => MediaState::Ready,
                "fetching" => MediaState::Fetching,
                "failed" => MediaState::Failed,
                "too_large" => MediaState::TooLarge,
                _ => MediaState::Waiting,
            },
            mime_type: media.mime_type,
            file_name: media.file_name.as_deref().map(without_turns),
            bytes: media.byte_count,
            sha256: media.sha256,
            width: media.shape.width,
            height: media.shape.height,
            duration_ms: media.shape.duration_ms,
            peaks: media
                .shape
                .peaks
                .map(|peaks| peaks.split(',').filter_map(|level| level.parse().ok()).collect()),
            voice: media.shape.is_voice,
            error: media.error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_browsers_write_them() {
        for (text, range) in [
            ("bytes=0-", Some((0, 99))),
            ("bytes=10-19", Some((10, 19))),
            ("bytes=90-200", Some((90, 99))),
            ("bytes=-5", Some((95, 99))),
            ("bytes=100-", None),
            ("bytes=-", None),
            ("lines=1-2", None),
        ] {
            assert_eq!(read_range(text, 100), range, "{text}");
        }
        assert_eq!(read_range("bytes=0-", 0), None);
    }

    #[test]
    fn names_lose_their_folders() {
        assert_eq!(clean_name("..\\..\\etc/passwd\u{7}"), "passwd");
        assert_eq!(
            clean_name("invoice_\u{202e}fdp.exe"),
            "invoice_fdp.exe",
            "nothing is read backwards"
        );
    }
}
