//! Files that belong to no message: profile pictures, samples of templates. They go up in a session of their own, and
//! what broke off is continued where it stopped.
//!
//! Meta, 'Resumable Upload API', 2026.

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde::Deserialize;
use url::Url;

use crate::failure::CallError;
use crate::http::GraphClient;
use crate::number::only_meta;
use crate::target::{Node, Target};

/// A file to be uploaded for its handle.
#[derive(Debug, Clone)]
pub struct ResumableUpload {
    /// Its name.
    pub file_name: String,
    /// Its type, such as `image/jpeg`.
    pub mime_type: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// How often a broken transfer is continued before it is given up.
const ATTEMPTS: usize = 3;

#[derive(Deserialize)]
struct Session {
    id: String,
}

/// The answer to bytes: the handle once all have come, how many came before that.
#[derive(Deserialize)]
struct Progress {
    h: Option<String>,
    file_offset: Option<usize>,
}

impl GraphClient {
    /// Uploads a file into the app behind the token, and answers the handle by which other calls name it.
    ///
    /// # Errors
    /// See [`CallError`]; 360dialog does not offer it.
    pub async fn upload_resumable(
        &self,
        target: &Target,
        app_id: &str,
        upload: &ResumableUpload,
    ) -> Result<String, CallError> {
        only_meta(target, "the upload of a file without a message")?;
        let mut url = target.url(Node::Id(app_id), &["uploads"])?;
        url.query_pairs_mut()
            .append_pair("file_name", &upload.file_name)
            .append_pair("file_length", &upload.bytes.len().to_string())
            .append_pair("file_type", &upload.mime_type);
        let session: Session = self.call(target, self.request(target, Method::POST, url)?).await?;
        let mut offset = 0;
        let mut failed = None;
        for _ in 0..ATTEMPTS {
            if failed.is_some() {
                offset = self.offset_of(target, &session.id).await?.unwrap_or(0);
            }
            match self.send_bytes(target, &session.id, upload, offset).await {
                Ok(Progress { h: Some(handle), .. }) if !handle.is_empty() => return Ok(handle),
                Ok(_) => failed = Some(CallError::unreadable("the file did not arrive whole".to_owned())),
                Err(error) if error.is_passing() => failed = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(failed.unwrap_or_else(|| CallError::unreadable("the file was not sent".to_owned())))
    }

    async fn offset_of(&self, target: &Target, session: &str) -> Result<Option<usize>, CallError> {
        let request = self.request_oauth(target, Method::GET, session_url(target, session)?)?;
        let progress: Progress = self.call(target, request).await?;
        Ok(progress.file_offset)
    }

    async fn send_bytes(
        &self,
        target: &Target,
        session: &str,
        upload: &ResumableUpload,
        offset: usize,
    ) -> Result<Progress, CallError> {
        let rest = upload.bytes.slice(offset.min(upload.bytes.len())..);
        let request = self
            .request_oauth(target, Method::POST, session_url(target, session)?)?
            .header("file_offset", offset.to_string())
            .header(CONTENT_TYPE, "application/octet-stream")
            .timeout(self.settings().media_timeout)
            .body(rest);
        self.call(target, request).await
    }
}

/// The address of a session. Its id carries a signature as a query of its own.
fn session_url(target: &Target, session: &str) -> Result<Url, CallError> {
    let (id, query) = session.split_once('?').unwrap_or((session, ""));
    let mut url = target.url(Node::Id(id), &[])?;
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        url.query_pairs_mut().append_pair(&name, &value);
    }
    Ok(url)
}
