//! Companies.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::access::Role;
use galka_domain::hours::Zone;
use galka_engine::connect::{self, SandboxCompany};
use galka_engine::plans::is_limited;
use galka_store::workspaces::{self, Workspace as StoredWorkspace};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Actor, Here};
use crate::accounts::{self, NewCompany};
use crate::errors::{Answer, Problem};
use crate::extract::{Body, check_text};
use crate::failures;
use crate::state::AppState;
use crate::views::{List, Locale, RoleName};

/// A company in this installation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Workspace {
    id: String,
    slug: String,
    name: String,
    #[schema(value_type = RoleName)]
    role: RoleName,
    timezone: String,
    currency: String,
    #[schema(inline)]
    locale: Locale,
    is_sample: bool,
    has_sandbox: bool,
}

/// A new company; with a sandbox number of its own when asked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWorkspace {
    name: String,
    timezone: Option<String>,
    currency: Option<String>,
    #[schema(inline)]
    locale: Option<Locale>,
    with_sandbox_number: Option<bool>,
}

/// Company settings.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkspacePatch {
    name: Option<String>,
    timezone: Option<String>,
    currency: Option<String>,
    #[schema(inline)]
    locale: Option<Locale>,
}

impl Workspace {
    /// A company as a member sees it.
    #[must_use]
    pub fn of(workspace: &StoredWorkspace, role: Role, has_sandbox: bool) -> Self {
        Self {
            id: workspace.id.as_str().to_owned(),
            slug: workspace.slug.clone(),
            name: workspace.name.clone(),
            role: role.into(),
            timezone: workspace.timezone.clone(),
            currency: workspace.currency.clone(),
            locale: Locale::of_stored(&workspace.locale),
            is_sample: workspace.is_sample,
            has_sandbox,
        }
    }
}

/// `GET /workspaces`
pub async fn list_workspaces(State(state): State<AppState>, actor: Actor) -> Answer<Json<List<Workspace>>> {
    let places = actor.places;
    let data = state
        .engine()
        .db
        .read(move |tx| {
            places
                .iter()
                .map(|place| {
                    let has_sandbox = workspaces::has_sandbox(tx, &place.workspace.id)?;
                    Ok(Workspace::of(&place.workspace, place.role, has_sandbox))
                })
                .collect::<galka_store::Result<Vec<_>>>()
        })
        .await?;
    Ok(Json(List { data }))
}

/// `POST /workspaces`
pub async fn create_workspace(
    State(state): State<AppState>,
    actor: Actor,
    Body(new): Body<NewWorkspace>,
) -> Answer<(StatusCode, Json<Workspace>)> {
    let (user, _) = actor.person()?;
    let engine = state.engine();
    if let Some(place) = &actor.place {
        let here = place.workspace.id.clone();
        if engine.db.read(move |tx| is_limited(tx, &here)).await? {
            return Err(Problem::unprocessable(
                "plan_of_hoster",
                "This company has a plan: whoever hosts Galka makes further companies.",
            ));
        }
    }
    let locale = new.locale.unwrap_or_else(|| Locale::of_stored(&user.locale));
    let company = NewCompany {
        name: new.name,
        timezone: new
            .timezone
            .map_or_else(|| Ok("Europe/Moscow".to_owned()), |zone| read_timezone(&zone))?,
        currency: new
            .currency
            .map_or_else(|| Ok("RUB".to_owned()), |currency| read_currency(&currency))?,
        locale: locale.as_str().to_owned(),
        is_sample: false,
    };
    let workspace = accounts::create_workspace(engine, company, Some(&user.id)).await?;
    let with_number = new.with_sandbox_number.unwrap_or(false);
    if with_number {
        match connect::create_sandbox_company(engine, &workspace.id, &workspace.name).await? {
            SandboxCompany::Connected(outcome) => drop(failures::connection(outcome)?),
            SandboxCompany::Unavailable { detail } => return Err(failures::whatsapp_unavailable(detail)),
        }
    }
    Ok((
        StatusCode::CREATED,
        Json(Workspace::of(&workspace, Role::Owner, with_number)),
    ))
}

/// `PATCH /workspace`
pub async fn update_workspace(
    State(state): State<AppState>,
    actor: Actor,
    here: Here,
    Body(patch): Body<WorkspacePatch>,
) -> Answer<Json<Workspace>> {
    let mut workspace = actor.place.ok_or_else(|| Problem::not_found("workspace"))?.workspace;
    if let Some(name) = patch.name {
        workspace.name = check_text("name", &name, 100)?;
    }
    if let Some(zone) = patch.timezone {
        workspace.timezone = read_timezone(&zone)?;
    }
    if let Some(currency) = patch.currency {
        workspace.currency = read_currency(&currency)?;
    }
    if let Some(locale) = patch.locale {
        workspace.locale = locale.as_str().to_owned();
    }
    let written = workspace.clone();
    let has_sandbox = state
        .engine()
        .db
        .write(move |tx| {
            workspaces::update_workspace(tx, &written)?;
            workspaces::has_sandbox(tx, &written.id)
        })
        .await?;
    Ok(Json(Workspace::of(&workspace, here.role, has_sandbox)))
}

fn read_timezone(text: &str) -> Answer<String> {
    let known = Zone::named(text.trim())
        .ok()
        .and_then(|zone| zone.name().map(str::to_owned));
    known.ok_or_else(|| {
        Problem::field(
            "timezone",
            "invalid_timezone",
            "Give an IANA name such as Europe/Moscow.",
        )
    })
}

fn read_currency(text: &str) -> Answer<String> {
    let currency = text.trim().to_ascii_uppercase();
    if currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        Ok(currency)
    } else {
        Err(Problem::field(
            "currency",
            "invalid_currency",
            "Give an ISO code such as RUB.",
        ))
    }
}
