//! Refusals of the control API: problem+json with a stable `code`.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// Why a control call was refused (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Always `about:blank`; `code` tells the kind.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The HTTP status in words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// A stable word for the kind of refusal.
    pub code: &'static str,
    /// What happened, for people.
    pub detail: String,
    /// The field that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl Problem {
    /// Nothing has this name.
    pub(crate) fn not_found(what: &str) -> Self {
        Self {
            kind: "about:blank",
            title: "Not Found",
            status: 404,
            code: "not_found",
            detail: format!("There is no such {what}."),
            field: None,
        }
    }

    /// A field is wrong.
    pub(crate) fn field(field: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: "Unprocessable Content",
            status: 422,
            code: "invalid_field",
            detail: detail.into(),
            field: Some(field.to_owned()),
        }
    }

    /// The call cannot be read at all.
    pub(crate) fn unreadable(detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: "Bad Request",
            status: 400,
            code: "unreadable",
            detail: detail.into(),
            field: None,
        }
    }

    /// The world does not allow it now.
    pub(crate) fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: "Conflict",
            status: 409,
            code,
            detail: detail.into(),
            field: None,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let body = serde_json::to_string(&self).unwrap_or_default();
        (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
    }
}
