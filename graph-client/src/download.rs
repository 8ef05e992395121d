//! The bytes of a file: limited, hashed on the way, and the token shown only to whom it belongs.

use std::ops::Range;

use reqwest::header::{ACCEPT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, HeaderValue, RANGE};
use reqwest::{Method, Response, StatusCode};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use url::Url;

use crate::dialog360;
use crate::failure::CallError;
use crate::http::{Answer, GraphClient, no_answer};
use crate::target::{Provider, Target};

/// Hosts that Meta serves files from, with everything below them.
const META_HOSTS: &[&str] = &["fbsbx.com", "facebook.com", "fbcdn.net", "whatsapp.net"];

/// What to fetch, and how much of it at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownloadRequest {
    /// The address, from [`GraphClient::media`] or from a webhook.
    pub url: String,
    /// The most that is written.
    pub bytes_max: u64,
    /// A part of the file instead of the whole.
    pub range: Option<Range<u64>>,
}

/// What was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Downloaded {
    /// How much was written.
    pub bytes: u64,
    /// The hash of what was written.
    pub sha256: [u8; 32],
    /// The type the other side gave it.
    pub content_type: Option<String>,
    /// The size of the whole file, if only a part was fetched and the answer says so.
    pub total_bytes: Option<u64>,
}

impl Downloaded {
    /// The hash in lower-case hex.
    pub fn sha256_hex(&self) -> String {
        hex::encode(self.sha256)
    }
}

impl GraphClient {
    /// Fetches a file into `sink`, chunk by chunk; on an error the sink holds a part of it, never more than the limit.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn download<W>(
        &self,
        target: &Target,
        download: &DownloadRequest,
        sink: &mut W,
    ) -> Result<Downloaded, CallError>
    where
        W: AsyncWrite + Unpin + Send,
    {
        let url = allowed_url(target, &download.url)?;
        let mut request = self
            .request(target, Method::GET, url)?
            .header(ACCEPT_ENCODING, HeaderValue::from_static("identity"))
            .timeout(self.settings().media_timeout);
        if let Some(range) = &download.range {
            if range.is_empty() {
                return Err(CallError::NotSent {
                    why: "the range is empty".to_owned(),
                });
            }
            request = request.header(RANGE, format!("bytes={}-{}", range.start, range.end - 1));
        }
        let response = request.send().await.map_err(no_answer)?;
        let response = self.accepted(target, download, response).await?;
        write(response, download.bytes_max, sink).await
    }

    async fn accepted(
        &self,
        target: &Target,
        download: &DownloadRequest,
        response: Response,
    ) -> Result<Response, CallError> {
        let expected = match download.range {
            None => StatusCode::OK,
            Some(_) => StatusCode::PARTIAL_CONTENT,
        };
        if response.status() == expected {
            return match response.content_length() {
                Some(length) if length > download.bytes_max => Err(CallError::TooLarge {
                    bytes_max: download.bytes_max,
                }),
                _ => Ok(response),
            };
        }
        if response.status() == StatusCode::NOT_FOUND {
            return Err(CallError::Expired);
        }
        if response.status().is_success() {
            return Err(CallError::unreadable(
                "the whole file came instead of a part of it".to_owned(),
            ));
        }
        let answer = Answer {
            provider: target.provider,
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: self.read_body(response).await?,
        };
        answer.check()?;
        Err(CallError::unreadable(format!("HTTP status {}", answer.status)))
    }
}

async fn write<W>(mut response: Response, bytes_max: u64, sink: &mut W) -> Result<Downloaded, CallError>
where
    W: AsyncWrite + Unpin + Send,
{
    let text = |name| response.headers().get(name)?.to_str().ok().map(str::to_owned);
    let content_type = text(CONTENT_TYPE);
    let total_bytes = text(CONTENT_RANGE).and_then(|range| range.rsplit_once('/')?.1.parse().ok());
    let mut hash = Sha256::new();
    let mut bytes = 0_u64;
    while let Some(chunk) = response.chunk().await.map_err(no_answer)? {
        bytes += chunk.len() as u64;
        if bytes > bytes_max {
            return Err(CallError::TooLarge { bytes_max });
        }
        hash.update(&chunk);
        sink.write_all(&chunk).await.map_err(CallError::Sink)?;
    }
    sink.flush().await.map_err(CallError::Sink)?;
    Ok(Downloaded {
        bytes,
        sha256: hash.finalize().into(),
        content_type,
        total_bytes,
    })
}

/// The address to fetch from: the connection's own host, or one of Meta's for a connection with Meta.
fn allowed_url(target: &Target, url: &str) -> Result<Url, CallError> {
    let url = Url::parse(url).map_err(|_| CallError::ForbiddenAddress {
        why: "it is not a valid address",
    })?;
    let base = target.base()?;
    if same_origin(&url, &base) {
        return Ok(url);
    }
    let meta_host = url.scheme() == "https" && url.port().is_none() && url.host_str().is_some_and(is_meta_host);
    match target.provider {
        Provider::Dialog360 if meta_host => Ok(dialog360::media_url(target, &url)?),
        Provider::Meta if meta_host && base.host_str().is_some_and(is_meta_host) => Ok(url),
        _ => Err(CallError::ForbiddenAddress {
            why: "the token may not be shown to its host",
        }),
    }
}

fn is_meta_host(host: &str) -> bool {
    META_HOSTS.iter().any(|suffix| {
        host.strip_suffix(suffix)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// Scheme, host and port agree; `localhost` and the loopback address are one host.
fn same_origin(left: &Url, right: &Url) -> bool {
    let loopback = |url: &Url| matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    left.scheme() == right.scheme()
        && left.port_or_known_default() == right.port_or_known_default()
        && (left.host_str() == right.host_str() || (loopback(left) && loopback(right)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Secret;

    fn target(provider: Provider, base_url: &str, allow_private: bool) -> Target {
        Target {
            provider,
            base_url: base_url.to_owned(),
            api_version: "v26.0".to_owned(),
            access_token: Secret::new("token"),
            app_secret: None,
            phone_number_id: None,
            waba_id: None,
            allow_private,
        }
    }

    #[test]
    fn the_token_goes_to_metas_file_servers_and_to_no_other() {
        let meta = target(Provider::Meta, "https://graph.facebook.com", false);
        assert!(
            allowed_url(
                &meta,
                "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1"
            )
            .is_ok()
        );
        for url in [
            "http://lookaside.fbsbx.com/x",
            "https://lookaside.fbsbx.com:8443/x",
            "https://evilfbsbx.com/x",
            "https://lookaside.fbsbx.com.evil.test/x",
            "https://lookaside.fbsbx.com@evil.test/x",
            "https://example.test/x",
            "file:///etc/passwd",
            "nonsense",
        ] {
            assert!(
                matches!(allowed_url(&meta, url), Err(CallError::ForbiddenAddress { .. })),
                "{url} was allowed"
            );
        }
    }

    #[test]
    fn a_sandbox_serves_its_own_files() {
        let sandbox = target(Provider::Meta, "http://127.0.0.1:8081", true);
        assert!(allowed_url(&sandbox, "http://localhost:8081/media/1").is_ok());
        assert!(allowed_url(&sandbox, "http://127.0.0.1:9000/media/1").is_err());
        assert!(allowed_url(&sandbox, "https://lookaside.fbsbx.com/x").is_err());
    }

    #[test]
    fn a_partner_serves_metas_files_from_its_own_host() {
        let partner = target(Provider::Dialog360, "https://waba-v2.360dialog.io", false);
        let url = allowed_url(
            &partner,
            "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1&hash=a",
        )
        .unwrap();
        assert_eq!(
            url.as_str(),
            "https://waba-v2.360dialog.io/whatsapp_business/attachments/?mid=1&hash=a"
        );
    }
}
