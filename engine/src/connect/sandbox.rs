//! A company of one's own in the sandbox: made by its control API, then connected like any other.

use galka_domain::access::Provider;
use galka_domain::ids::WorkspaceId;
use galka_graph_client::ControlRequest;
use serde::Deserialize;
use serde_json::json;

use super::create::{ConnectOutcome, NewConnection, create_connection};
use crate::engine::{Engine, EngineError};

/// What became of asking the sandbox for a company.
#[derive(Clone, Debug, PartialEq)]
pub enum SandboxCompany {
    /// Made and connected, with the outcome of the checks.
    Connected(ConnectOutcome),
    /// No sandbox runs beside us, or it did not answer.
    Unavailable {
        /// The reason.
        detail: String,
    },
}

#[derive(Deserialize)]
struct Made {
    waba_id: String,
    phone_number_id: String,
    portfolio_id: String,
    app_secret: String,
    access_token: String,
}

/// Makes a company with a number of its own in the sandbox and connects it to the workspace.
///
/// # Errors
/// When the database does not answer.
pub async fn create_sandbox_company(
    engine: &Engine,
    workspace: &WorkspaceId,
    name: &str,
) -> Result<SandboxCompany, EngineError> {
    let Some(control) = &engine.settings.sandbox_control else {
        return Ok(SandboxCompany::Unavailable {
            detail: "no sandbox is set up".to_owned(),
        });
    };
    let url = format!("{}/world/wabas", control.trim_end_matches('/'));
    let asked = engine
        .client
        .control(ControlRequest::post(url, &json!({"name": name})))
        .await;
    let made: Made = match asked {
        Ok(answer) if answer.is_success() => match serde_json::from_slice(&answer.body) {
            Ok(made) => made,
            Err(error) => {
                return Ok(SandboxCompany::Unavailable {
                    detail: error.to_string(),
                });
            }
        },
        Ok(answer) => {
            return Ok(SandboxCompany::Unavailable {
                detail: format!("the sandbox answered {}", answer.status),
            });
        }
        Err(detail) => return Ok(SandboxCompany::Unavailable { detail }),
    };
    let new = NewConnection {
        name: Some(name.to_owned()),
        provider: Provider::Sandbox,
        base_url: None,
        api_version: None,
        waba_id: Some(made.waba_id),
        phone_number_id: Some(made.phone_number_id),
        portfolio_id: Some(made.portfolio_id),
        access_token: Some(made.access_token),
        app_secret: Some(made.app_secret),
        verify_token: None,
        rule_set: None,
        rate_card: None,
    };
    Ok(SandboxCompany::Connected(
        create_connection(engine, workspace, new).await?,
    ))
}
