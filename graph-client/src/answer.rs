//! From an HTTP answer to its meaning; sending and all other calls share this reading.

use std::time::Duration;

use galka_cloud_api::error::ApiError;
use galka_cloud_api::error_table::{Class, Retry, Scope};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde::de::DeserializeOwned;

use crate::dialog360;
use crate::http::Answer;
use crate::target::Provider;

/// An answer that is no success.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Refusal {
    Final(Box<ApiError>),
    Throttled {
        scope: Scope,
        retry_after: Option<Duration>,
        error: Box<ApiError>,
    },
    Unauthorised(Box<ApiError>),
    Uncertain(Box<ApiError>),
}

impl Answer {
    /// The answer of a call that succeeded; `Ok(Err(…))` is a success that cannot be read.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<Result<T, String>, Refusal> {
        self.check()?;
        Ok(serde_json::from_slice(&self.body).map_err(|error| error.to_string()))
    }

    /// Whether the call succeeded. An error object counts whatever the status says.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        let error = ApiError::from_body(&self.body).or_else(|| match self.provider {
            Provider::Dialog360 => dialog360::error_from_body(&self.body),
            Provider::Meta => None,
        });
        match error {
            None if (200..300).contains(&self.status) => Ok(()),
            Some(error) => Err(self.refusal(error)),
            None => Err(self.refusal(self.bare_error())),
        }
    }

    fn bare_error(&self) -> ApiError {
        let status = self.status;
        let mut error = ApiError::new(
            i64::from(status),
            format!("HTTP status {status} without an error object"),
        );
        error.kind = Some("HttpStatus".to_owned());
        error
    }

    fn refusal(&self, error: ApiError) -> Refusal {
        let error = Box::new(error);
        let throttled = |scope, error: Box<ApiError>| Refusal::Throttled {
            scope,
            retry_after: retry_after(&self.headers, &error),
            error,
        };
        if error.known().is_some() {
            return match error.class() {
                Class::Unauthorised => Refusal::Unauthorised(error),
                Class::Throttled(scope) => throttled(scope, error),
                Class::Uncertain => Refusal::Uncertain(error),
                Class::Final | Class::Account | Class::Wait => Refusal::Final(error),
            };
        }
        // Not one of Meta's codes, or a new one: the status decides.
        match self.status {
            _ if error.is_transient == Some(true) => Refusal::Uncertain(error),
            _ if dialog360::is_throttling(&error) => throttled(Scope::Number, error),
            401 => Refusal::Unauthorised(error),
            403 if matches!(error.kind.as_deref(), Some("HttpStatus" | dialog360::ERROR_KIND)) => {
                Refusal::Unauthorised(error)
            }
            429 => throttled(Scope::Number, error),
            408 | 500.. => Refusal::Uncertain(error),
            _ => Refusal::Final(error),
        }
    }
}

fn retry_after(headers: &HeaderMap, error: &ApiError) -> Option<Duration> {
    let seconds = |name: &reqwest::header::HeaderName| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    seconds(&RETRY_AFTER)
        .or_else(|| usage_wait_minutes(headers).map(|minutes| minutes.saturating_mul(60)))
        .or_else(|| match error.known()?.retry {
            Retry::AfterSeconds(seconds) => Some(seconds),
            Retry::Never | Retry::Backoff | Retry::Later => None,
        })
        .map(Duration::from_secs)
}

/// `x-business-use-case-usage` says in minutes when calls are welcome again.
fn usage_wait_minutes(headers: &HeaderMap) -> Option<u64> {
    let text = headers.get("x-business-use-case-usage")?.to_str().ok()?;
    let usage: serde_json::Value = serde_json::from_str(text).ok()?;
    usage
        .as_object()?
        .values()
        .filter_map(serde_json::Value::as_array)
        .flatten()
        .filter_map(|row| row.get("estimated_time_to_regain_access")?.as_u64())
        .filter(|minutes| *minutes > 0)
        .max()
}
