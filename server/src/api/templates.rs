//! Message templates.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use galka_domain::error_catalogue;
use galka_domain::ids::{ConnectionId, TemplateId, WorkspaceId};
use galka_domain::rule_set::RuleSet;
use galka_domain::template as domain;
use galka_engine::campaigns::unit_price;
use galka_engine::connect::{rate_card_of, rules_of};
use galka_engine::templates as work;
use galka_store::templates::{self, StoredTemplate, TemplateFilter};
use galka_store::{Tx, connections, numbers};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::numbers::QualityWord;
use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Body, PathId, Query, as_rows, page_limit, read_id_cursor};
use crate::failures;
use crate::state::AppState;
use crate::views::{Money, Page, TemplateCategoryName, TemplateStatusName, Time};

/// The header of a template.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateHeader {
    #[schema(inline)]
    format: HeaderFormat,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    example: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    media_id: Option<String>,
}

/// What a header is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeaderFormat {
    /// A line of text.
    Text,
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A file.
    Document,
    /// A place.
    Location,
}

/// A button of a template.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateButton {
    #[schema(inline)]
    r#type: ButtonType,
    text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    example: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phone_number: Option<String>,
}

/// What a button does.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ButtonType {
    /// Answers.
    QuickReply,
    /// Opens an address.
    Url,
    /// Calls.
    PhoneNumber,
    /// Copies a code.
    CopyCode,
}

/// What a template says. Variables are `{{1}}` or `{{name}}`; `samples` has a value for each.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateContent {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    header: Option<TemplateHeader>,
    body: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    footer: Option<String>,
    buttons: Vec<TemplateButton>,
    samples: BTreeMap<String, String>,
}

/// A change in a template's life.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TemplateEvent {
    at: Time,
    status: TemplateStatusName,
    reason: Option<String>,
    by: Option<String>,
}

/// A message template in one language.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Template {
    id: String,
    connection_id: String,
    name: String,
    language: String,
    category: TemplateCategoryName,
    content: TemplateContent,
    variables: Vec<String>,
    status: TemplateStatusName,
    #[schema(inline)]
    quality: QualityWord,
    rejection_reason: Option<String>,
    rejection_detail: Option<String>,
    paused_until: Option<Time>,
    history: Vec<TemplateEvent>,
    unit_price: Option<Money>,
    created_at: Time,
    updated_at: Time,
    submitted_at: Option<Time>,
}

/// A new draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTemplate {
    connection_id: Option<String>,
    name: String,
    language: String,
    category: TemplateCategoryName,
    content: TemplateContent,
}

/// Changes of a draft or a rejected template.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplatePatch {
    name: Option<String>,
    language: Option<String>,
    category: Option<TemplateCategoryName>,
    content: Option<TemplateContent>,
}

/// A fault or an advice.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateProblem {
    #[schema(inline)]
    severity: Severity,
    field: String,
    code: String,
    params: BTreeMap<String, String>,
    message_ru: String,
    message_en: String,
}

/// How much it matters.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// WhatsApp would refuse it.
    Error,
    /// It may be refused or sends badly.
    Warning,
}

/// What would be refused and what is advised.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateCheck {
    problems: Vec<TemplateProblem>,
    variables: Vec<String>,
}

/// What to list.
#[derive(Debug, Deserialize)]
pub struct TemplateQuery {
    status: Option<String>,
    q: Option<String>,
    connection_id: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

/// `GET /templates`
pub async fn list_templates(
    State(state): State<AppState>,
    here: Here,
    Query(query): Query<TemplateQuery>,
) -> Answer<Json<Page<Template>>> {
    let limit = page_limit(query.limit)?;
    let before: Option<TemplateId> = read_id_cursor(query.cursor.as_deref())?;
    let status = query.status.as_deref().map(|text| {
        domain::TemplateStatus::parse(text)
            .ok_or_else(|| Problem::bad_request("invalid_query", "There is no such status."))
    });
    let connection = query.connection_id.as_deref().map(ConnectionId::parse);
    let filter = TemplateFilter {
        status: status.transpose()?,
        connection_id: connection.transpose().map_err(|_| Problem::not_found("connection"))?,
        name_part: query
            .q
            .map(|text| text.trim().to_lowercase())
            .filter(|text| !text.is_empty()),
    };
    let rows = state
        .engine()
        .db
        .read(move |tx| {
            let rows = templates::list(tx, &here.id, &filter, before.as_ref(), limit + 1)?;
            load(tx, &here.id, rows)
        })
        .await?;
    Ok(Json(Page::cut(rows, as_rows(limit), |template| template.id.clone())))
}

/// `POST /templates`
pub async fn create_template(
    State(state): State<AppState>,
    here: Here,
    Body(new): Body<NewTemplate>,
) -> Answer<(StatusCode, Json<Template>)> {
    let connection = new.connection_id.as_deref().map(ConnectionId::parse).transpose();
    let new = work::NewTemplate {
        connection_id: connection.map_err(|_| Problem::not_found("connection"))?,
        name: new.name,
        language: new.language,
        category: new.category.0,
        content: new.content.into_work()?,
    };
    let made = failures::template(work::create_template(state.engine(), &here.id, new).await?)?;
    Ok((StatusCode::CREATED, Json(present(&state, here.id, made).await?)))
}

/// `POST /templates/check`
pub async fn check_template(Body(new): Body<NewTemplate>) -> Answer<Json<TemplateCheck>> {
    let content = new.content.into_work()?;
    let template = work::template_of(&new.name, &new.language, new.category.0, &content);
    let faults = domain::validate(&template, RuleSet::newest())
        .into_iter()
        .map(|fault| TemplateProblem::of(Severity::Error, fault.field, fault.code, fault.params));
    let advice = domain::lint(&template).into_iter().map(|lint| {
        let params = lint
            .found
            .into_iter()
            .map(|found| ("found".to_owned(), found))
            .collect();
        TemplateProblem::of(Severity::Warning, lint.field.to_owned(), lint.name.as_str(), params)
    });
    let problems = faults.chain(advice).collect();
    Ok(Json(TemplateCheck {
        problems,
        variables: work::translate::variable_keys(&template),
    }))
}

/// `GET /templates/{template_id}`
pub async fn get_template(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<TemplateId>,
) -> Answer<Json<Template>> {
    let workspace = here.id.clone();
    let found = state
        .engine()
        .db
        .read(move |tx| templates::find(tx, &workspace, &id))
        .await?;
    present(&state, here.id, found).await.map(Json)
}

/// `PATCH /templates/{template_id}`
pub async fn update_template(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<TemplateId>,
    Body(patch): Body<TemplatePatch>,
) -> Answer<Json<Template>> {
    let patch = work::TemplatePatch {
        name: patch.name,
        language: patch.language,
        category: patch.category.map(|category| category.0),
        content: patch.content.map(TemplateContent::into_work).transpose()?,
    };
    let changed = failures::template(work::update_template(state.engine(), &here.id, &id, patch).await?)?;
    present(&state, here.id, changed).await.map(Json)
}

/// `DELETE /templates/{template_id}`
pub async fn delete_template(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<TemplateId>,
) -> Answer<StatusCode> {
    failures::template(work::delete_template(state.engine(), &here.id, &id).await?)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /templates/{template_id}/submit`
pub async fn submit_template(
    State(state): State<AppState>,
    here: Here,
    PathId(id): PathId<TemplateId>,
) -> Answer<Json<Template>> {
    let submitted = failures::template(work::submit_template(state.engine(), &here.id, &id).await?)?;
    present(&state, here.id, submitted).await.map(Json)
}

async fn present(state: &AppState, workspace: WorkspaceId, found: Option<StoredTemplate>) -> Answer<Template> {
    let found = found.ok_or_else(|| Problem::not_found("template"))?;
    let shown = state
        .engine()
        .db
        .read(move |tx| load(tx, &workspace, vec![found.clone()]))
        .await?;
    shown.into_iter().next().ok_or_else(|| Problem::not_found("template"))
}

/// Templates with what one message of each costs, as the API shows them.
///
/// The price is that of the market of the connection's own number: most customers of a company live where it does.
///
/// # Errors
/// When the storage cannot answer.
pub fn load(tx: &mut Tx<'_>, workspace: &WorkspaceId, rows: Vec<StoredTemplate>) -> galka_store::Result<Vec<Template>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let connections = connections::list(tx, workspace)?;
    let numbers = numbers::list(tx, workspace)?;
    let unit_price = |template: &StoredTemplate| {
        let connection = connections
            .iter()
            .find(|connection| connection.id == template.connection_id)?;
        let number = numbers.iter().find(|number| number.connection_id == connection.id)?;
        let phone: String = number
            .display_phone_number
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        let money = unit_price(
            rate_card_of(connection),
            rules_of(connection),
            template.category,
            &phone,
        );
        Some(Money::of(money))
    };
    let show = |row: StoredTemplate| {
        let price = unit_price(&row);
        Template::of(row, price)
    };
    Ok(rows.into_iter().map(show).collect())
}

impl Template {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    fn of(template: StoredTemplate, unit_price: Option<Money>) -> Self {
        let content = work::read_content(&template.content);
        let variables = work::translate::variable_keys(&work::domain_template(&template));
        Self {
            id: template.id.as_str().to_owned(),
            connection_id: template.connection_id.as_str().to_owned(),
            name: template.name,
            language: template.language,
            category: template.category.into(),
            content: TemplateContent::of(content),
            variables,
            status: template.status.into(),
            quality: template.quality.into(),
            rejection_reason: template.rejection_reason,
            rejection_detail: template.rejection_detail,
            paused_until: template.paused_until.map(Time),
            history: work::read_history(&template.history)
                .into_iter()
                .map(Into::into)
                .collect(),
            unit_price,
            created_at: template.created_at.into(),
            updated_at: template.updated_at.into(),
            submitted_at: template.submitted_at.map(Time),
        }
    }
}

impl From<work::TemplateEvent> for TemplateEvent {
    fn from(event: work::TemplateEvent) -> Self {
        Self {
            at: event.at.into(),
            status: event.status.into(),
            reason: event.reason,
            by: event.by,
        }
    }
}

/// The document of the API and the stored one are the same JSON; the stored one may say more.
impl TemplateContent {
    fn into_work(self) -> Answer<work::TemplateContent> {
        let document = serde_json::to_value(self).map_err(|failure| Problem::internal(&failure))?;
        serde_json::from_value(document)
            .map_err(|failure| Problem::field("content", "invalid_field", failure.to_string()))
    }

    fn of(content: work::TemplateContent) -> Self {
        let header = content
            .header
            .and_then(|header| serde_json::from_value(serde_json::to_value(header).ok()?).ok());
        let buttons = content.buttons.into_iter();
        Self {
            header,
            body: content.body,
            footer: content.footer,
            buttons: buttons
                .filter_map(|button| serde_json::from_value(serde_json::to_value(button).ok()?).ok())
                .collect(),
            samples: content.samples,
        }
    }
}

impl TemplateProblem {
    fn of(severity: Severity, field: String, code: &str, params: BTreeMap<String, String>) -> Self {
        let shelf = if matches!(severity, Severity::Error) {
            "template"
        } else {
            "lint"
        };
        let message = error_catalogue::find_message(&format!("{shelf}.{code}"));
        let (message_ru, message_en) = message.map(|message| message.fill(&params)).unwrap_or_default();
        Self {
            severity,
            field,
            code: code.to_owned(),
            params,
            message_ru,
            message_en,
        }
    }
}
