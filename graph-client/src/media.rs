//! Files: upload, description, deletion.

use std::fmt;
use std::pin::Pin;

use bytes::Bytes;
use futures_util::Stream;
use galka_cloud_api::media::{MediaInfo, UploadedMedia};
use galka_cloud_api::send::Success;
use reqwest::multipart::{Form, Part};
use reqwest::{Body, Method};

use crate::failure::CallError;
use crate::http::GraphClient;
use crate::send::confirmed;
use crate::target::{Node, Provider, Target};

/// A file to be uploaded.
#[derive(Debug)]
pub struct Upload {
    /// Its name.
    pub file_name: String,
    /// Its type, such as `image/jpeg`.
    pub mime_type: String,
    /// Its bytes.
    pub body: UploadBody,
}

/// The bytes of a file, at hand or still to come.
pub enum UploadBody {
    /// All of them.
    Bytes(Bytes),
    /// Chunk by chunk.
    Stream {
        /// How many there will be.
        length: u64,
        /// The chunks.
        chunks: Pin<Box<dyn Stream<Item = std::io::Result<Bytes>> + Send>>,
    },
}

impl fmt::Debug for UploadBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(formatter, "Bytes({} bytes)", bytes.len()),
            Self::Stream { length, .. } => write!(formatter, "Stream({length} bytes)"),
        }
    }
}

impl GraphClient {
    /// Uploads a file for messages of the target's number; its id is good for 30 days.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn upload_media(&self, target: &Target, upload: Upload) -> Result<UploadedMedia, CallError> {
        let url = target.url(Node::Number, &["media"])?;
        let part = match upload.body {
            UploadBody::Bytes(bytes) => Part::stream(bytes),
            UploadBody::Stream { length, chunks } => Part::stream_with_length(Body::wrap_stream(chunks), length),
        };
        let part = part
            .file_name(upload.file_name)
            .mime_str(&upload.mime_type)
            .map_err(|_| CallError::NotSent {
                why: "the type of the file is not valid".to_owned(),
            })?;
        let form = Form::new()
            .text("messaging_product", "whatsapp")
            .text("type", upload.mime_type)
            .part("file", part);
        let request = self
            .request(target, Method::POST, url)?
            .multipart(form)
            .timeout(self.settings().media_timeout);
        self.call(target, request).await
    }

    /// Where a file can be fetched during the next five minutes, with its type, size and hash.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn media(&self, target: &Target, media_id: &str) -> Result<MediaInfo, CallError> {
        let mut url = target.url(Node::Id(media_id), &[])?;
        add_number(target, &mut url);
        self.call(target, self.request(target, Method::GET, url)?).await
    }

    /// Deletes an uploaded file.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn delete_media(&self, target: &Target, media_id: &str) -> Result<(), CallError> {
        let mut url = target.url(Node::Id(media_id), &[])?;
        add_number(target, &mut url);
        let success: Success = self.call(target, self.request(target, Method::DELETE, url)?).await?;
        confirmed(success)
    }
}

fn add_number(target: &Target, url: &mut url::Url) {
    if let (Provider::Meta, Some(number)) = (target.provider, &target.phone_number_id) {
        url.query_pairs_mut().append_pair("phone_number_id", number);
    }
}
