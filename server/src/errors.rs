//! Refusals and failures as RFC 9457 problems: one envelope, stable codes, a constructor for each.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use galka_engine::EngineError;
use galka_store::Error as StoreError;
use serde::Serialize;
use serde_json::Value;
use tracing::error;
use utoipa::ToSchema;

use crate::views::Reason;

/// RFC 9457 problem; `code` is stable and carries the words' key.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    #[schema(value_type = String)]
    r#type: Box<str>,
    #[schema(value_type = String)]
    title: &'static str,
    status: i64,
    #[schema(value_type = String)]
    code: Box<str>,
    #[schema(value_type = String)]
    detail: Box<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    field: Option<Box<str>>,
    #[serde(skip_serializing_if = "<[FieldProblem]>::is_empty")]
    #[schema(value_type = Vec<FieldProblem>)]
    fields: Box<[FieldProblem]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Reason>)]
    reason: Option<Box<Reason>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::api::messages::Message>)]
    message: Option<Box<Value>>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    pub(crate) field: String,
    pub(crate) code: String,
    pub(crate) message: String,
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub(crate) params: std::collections::BTreeMap<String, String>,
}

/// What a handler answers.
pub type Answer<T> = Result<T, Problem>;

impl Problem {
    /// A problem with a status, a stable code and words for developers.
    #[must_use]
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self {
            r#type: format!("/api/docs#{code}").into(),
            title: status.canonical_reason().unwrap_or("Problem"),
            status: i64::from(status.as_u16()),
            code: code.into(),
            detail: detail.into().into(),
            field: None,
            fields: Box::default(),
            reason: None,
            message: None,
        }
    }

    /// The same with the message that stands against the request.
    #[must_use]
    pub fn with_message(self, message: &impl Serialize) -> Self {
        Self {
            message: serde_json::to_value(message).ok().map(Box::new),
            ..self
        }
    }

    /// 404: there is no such thing here.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            format!("There is no such {what} in this workspace."),
        )
    }

    /// 403: a script asks for what only a person has.
    #[must_use]
    pub fn person_needed() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "person_needed",
            "Only a signed-in person may do this.",
        )
    }

    /// 401: nobody is signed in.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            "Sign in, or send a working API key.",
        )
    }

    /// 403: the role does not include the permission.
    #[must_use]
    pub fn forbidden(permission: &str) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            format!("This needs the permission {permission}."),
        )
    }

    /// 409: the thing is not in a state for this.
    #[must_use]
    pub fn conflict(code: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// 422: the request is understood and cannot be done as it is.
    #[must_use]
    pub fn unprocessable(code: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    /// 400: the request cannot be read.
    #[must_use]
    pub fn bad_request(code: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// 422 about one field.
    #[must_use]
    pub fn field(field: &str, code: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        let mut problem = Self::unprocessable(code, message.clone());
        problem.field = Some(field.into());
        problem.fields = Box::new([FieldProblem {
            field: field.to_owned(),
            code: code.to_owned(),
            message,
            params: std::collections::BTreeMap::new(),
        }]);
        problem
    }

    /// 422 about several fields: name, code, words and what the words need.
    #[must_use]
    pub fn fields(
        code: &str,
        fields: impl IntoIterator<Item = (String, String, String, std::collections::BTreeMap<String, String>)>,
    ) -> Self {
        let mut problem = Self::unprocessable(code, "Some fields cannot be used as they are.");
        problem.fields = fields
            .into_iter()
            .map(|(field, code, message, params)| FieldProblem {
                field,
                code,
                message,
                params,
            })
            .collect();
        problem
    }

    /// The same problem, told of the field `to` where it was told of `from`.
    #[must_use]
    pub fn about(mut self, from: &str, to: &str) -> Self {
        if self.field.as_deref() == Some(from) {
            self.field = Some(to.into());
        }
        for one in self.fields.iter_mut().filter(|one| one.field == from) {
            to.clone_into(&mut one.field);
        }
        self
    }

    /// 409: the name is another one's, which is named.
    #[must_use]
    pub fn name_taken(detail: String, by: &str) -> Self {
        let mut problem = Self::field("name", "name_taken", detail);
        problem.set_status(StatusCode::CONFLICT);
        problem.set_reason(Reason {
            code: "name_taken".to_owned(),
            rule: None,
            params: std::iter::once(("name".to_owned(), by.to_owned())).collect(),
            until: None,
            detail: None,
        });
        problem
    }

    /// Adds the reason that a rule or WhatsApp gave.
    pub fn set_reason(&mut self, reason: Reason) {
        self.reason = Some(Box::new(reason));
    }

    /// 422: our own rules refuse a send; the reason says which.
    #[must_use]
    pub fn refused(reason: Reason) -> Self {
        let mut problem = Self::unprocessable("refused", format!("Refused by the rule {}.", reason.code));
        problem.reason = Some(Box::new(reason));
        problem
    }

    /// 413: too much was sent.
    #[must_use]
    pub fn too_large(bytes_max: u64) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            format!("At most {bytes_max} bytes are taken here."),
        )
    }

    /// 503: the database cannot answer now.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "storage_unavailable",
            "The storage cannot answer now; try again.",
        )
    }

    /// 500, with the cause in the log and not in the answer.
    #[must_use]
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        error!(error = %cause, "A request failed: {cause}");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something failed inside; the log says what.",
        )
    }

    /// The same problem under another status.
    pub fn set_status(&mut self, status: StatusCode) {
        self.status = i64::from(status.as_u16());
        self.title = status.canonical_reason().unwrap_or("Problem");
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        u16::try_from(self.status)
            .ok()
            .and_then(|status| StatusCode::from_u16(status).ok())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The body of the answer.
    #[must_use]
    pub fn body(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status(), Json(&self)).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    }
}

impl From<StoreError> for Problem {
    fn from(failure: StoreError) -> Self {
        match &failure {
            _ if failure.is_temporary() => {
                tracing::warn!(error = %failure, "The storage could not answer: {failure}");
                Self::unavailable()
            }
            StoreError::Duplicate { table, .. } => {
                Self::conflict("already_exists", format!("Such an entry exists already ({table})."))
            }
            StoreError::HoldsNul => Self::unprocessable("invalid_field", "The character U+0000 is not allowed."),
            _ => Self::internal(&failure),
        }
    }
}

impl From<EngineError> for Problem {
    fn from(failure: EngineError) -> Self {
        match failure {
            EngineError::Store(failure) => failure.into(),
            other => Self::internal(&other),
        }
    }
}
