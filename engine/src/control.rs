//! The sandbox's control API, for those who may steer it: requests pass as they are.

use bytes::Bytes;
use galka_graph_client::ControlRequest;

use crate::engine::Engine;

/// What the sandbox answered.
#[derive(Clone, Debug)]
pub struct SandboxAnswer {
    /// HTTP status.
    pub status: u16,
    /// Type of the body.
    pub content_type: Option<String>,
    /// The body.
    pub body: Bytes,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSandbox {
    /// None runs beside us.
    #[error("no sandbox is set up")]
    NotSetUp,
    /// It did not answer.
    #[error("the sandbox did not answer: {0}")]
    Silent(String),
}

/// Passes a request on to the sandbox; `path` is what follows the address of its control API, with its query.
///
/// # Errors
/// When there is no sandbox or it does not answer.
pub async fn ask_sandbox(
    engine: &Engine,
    method: &str,
    path: &str,
    content_type: Option<String>,
    body: Bytes,
) -> Result<SandboxAnswer, NoSandbox> {
    let base = engine.settings.sandbox_control.as_deref().ok_or(NoSandbox::NotSetUp)?;
    let url = format!("{}/{}", base.trim_end_matches('/'), path.trim_start_matches('/'));
    let request = ControlRequest {
        method: method.to_owned(),
        url,
        content_type,
        body,
    };
    let answer = engine.client.control(request).await.map_err(NoSandbox::Silent)?;
    Ok(SandboxAnswer {
        status: answer.status,
        content_type: answer.content_type,
        body: answer.body,
    })
}
