//! The sandbox's control API for those with `sandbox.use`, passed on as it is.

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use galka_domain::access::Permission;
use galka_engine::control::{NoSandbox, ask_sandbox};

use crate::access::{Access, Gate, authorize};
use crate::errors::{Answer, Problem};
use crate::state::AppState;

/// Where it begins.
const BASE: &str = "/api/v1/sandbox/";
const BYTES_MAX: usize = 20 << 20;
/// What would tell one company the secrets of the others.
const HOLDS_SECRETS: [&str; 4] = ["scenario", "snapshot", "tokens", "world/wabas"];

/// The route of everything below `/api/v1/sandbox`.
pub fn router(state: &AppState) -> Router<AppState> {
    let gate = Gate {
        state: state.clone(),
        access: Access::Needs(Permission::SandboxUse),
    };
    Router::new()
        .route("/api/v1/sandbox/{*path}", any(pass_on))
        .layer(from_fn_with_state(gate, authorize))
}

async fn pass_on(State(state): State<AppState>, request: Request) -> Answer<Response> {
    let path = control_path(&request)?;
    let method = request.method().as_str().to_owned();
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let body = to_bytes(request.into_body(), BYTES_MAX)
        .await
        .map_err(|_| Problem::too_large(BYTES_MAX as u64))?;
    let answer = ask_sandbox(state.engine(), &method, &path, kind, body)
        .await
        .map_err(|failure| match failure {
            NoSandbox::NotSetUp => Problem::not_found("sandbox"),
            NoSandbox::Silent(_) => Problem::new(
                StatusCode::BAD_GATEWAY,
                "sandbox_unavailable",
                "The sandbox does not answer.",
            ),
        })?;
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let mut response = (status, answer.body).into_response();
    let kind = answer.content_type.and_then(|kind| HeaderValue::from_str(&kind).ok());
    match kind {
        Some(kind) => drop(response.headers_mut().insert(header::CONTENT_TYPE, kind)),
        None => drop(response.headers_mut().remove(header::CONTENT_TYPE)),
    }
    Ok(response)
}

/// What follows the base, with the query; our own parameter stays here, and no path climbs out of the control API.
fn control_path(request: &Request) -> Answer<String> {
    let path = request.uri().path().strip_prefix(BASE).unwrap_or_default();
    // Nothing of the control API needs an escape in its path, and an escape would hide what is asked for.
    if path.split('/').any(|part| part == "..") || path.contains('%') {
        return Err(Problem::bad_request("invalid_path", "This path cannot be passed on."));
    }
    if HOLDS_SECRETS
        .iter()
        .any(|secret| path == *secret || path.strip_prefix(secret).is_some_and(|rest| rest.starts_with('/')))
    {
        let detail = "This holds the secrets of every company of the sandbox: ask the sandbox itself.";
        return Err(Problem::new(StatusCode::FORBIDDEN, "sandbox_secrets", detail));
    }
    let query = request.uri().query().unwrap_or_default();
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("workspace="))
        .collect();
    if kept.is_empty() {
        Ok(path.to_owned())
    } else {
        Ok(format!("{path}?{}", kept.join("&")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn passed_on(path: &str) -> Result<String, u16> {
        let request = Request::builder().uri(format!("{BASE}{path}")).body(Body::empty());
        control_path(&request.unwrap()).map_err(|problem| problem.into_response().status().as_u16())
    }

    #[test]
    fn what_holds_everybodys_secrets_and_what_climbs_is_not_passed_on() {
        for path in [
            "scenario",
            "scenario?reset=true",
            "snapshot",
            "tokens",
            "tokens/codes",
            "tokens/7",
            "world/wabas",
        ] {
            assert_eq!(passed_on(path), Err(403), "{path}");
        }
        for path in ["../v26.0/me", "world/%2e%2e/tokens", "customers/..", "tok%65ns"] {
            assert_eq!(passed_on(path), Err(400), "{path}");
        }
        for path in ["scenarios", "world", "world/settings", "money"] {
            assert_eq!(passed_on(path), Ok(path.to_owned()));
        }
        assert_eq!(
            passed_on("deliveries?workspace=shop&field=messages"),
            Ok("deliveries?field=messages".to_owned())
        );
    }
}
