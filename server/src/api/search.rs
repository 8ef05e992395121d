//! Search over everything: contacts, messages, templates, campaigns.

use axum::Json;
use axum::extract::State;
use galka_domain::access::{Permission, Role};
use galka_domain::ids::WorkspaceId;
use galka_domain::search_query::{QUERY_CHARS_MAX, SearchQuery};
use galka_engine::find::{self, FoundMessage, FoundPage};
use galka_store::segments::ContactFilter;
use galka_store::templates::{self, TemplateFilter};
use galka_store::{Tx, campaigns, workspaces};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::contacts::{self, Contact};
use super::conversations::DirectionWord;
use crate::access::Here;
use crate::errors::{Answer, Problem};
use crate::extract::{Query, as_rows, page_limit, read_cursor, write_cursor};
use crate::state::AppState;
use crate::views::{CampaignStateName, Page, TemplateStatusName, Time};

/// What the words and filters of a query lead to; of each kind the best few.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchResults {
    words: String,
    filters: Vec<SearchFilterView>,
    contacts: Vec<Contact>,
    messages: Vec<MessageHit>,
    templates: Vec<TemplateHit>,
    campaigns: Vec<CampaignHit>,
    /// Where more messages begin.
    next_cursor: Option<String>,
}

/// A filter as it was understood: `from`, `label`, `before`, `after` or `number`, and the text it was typed as.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchFilterView {
    name: String,
    typed: String,
}

/// A message that was found, with its dialog.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageHit {
    message_id: String,
    conversation_id: String,
    number_id: String,
    contact: HitContact,
    #[schema(inline)]
    direction: DirectionWord,
    r#type: String,
    sent_by: Option<String>,
    excerpt: Vec<ExcerptPiece>,
    at: Time,
}

/// Whose dialog it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct HitContact {
    id: String,
    name: String,
    phone: Option<String>,
    username: Option<String>,
}

/// A part of the text; `hit` is a word that was looked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExcerptPiece {
    text: String,
    hit: bool,
}

/// A template that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateHit {
    id: String,
    name: String,
    language: String,
    status: TemplateStatusName,
}

/// A campaign that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct CampaignHit {
    id: String,
    name: String,
    state: CampaignStateName,
}

/// What to look for.
#[derive(Debug, Deserialize)]
pub struct SearchParams {
    q: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

/// Of the other kinds this many are shown beside the messages.
const OTHERS: i64 = 5;
/// Campaigns are few: the newest are looked through by name.
const CAMPAIGNS_LOOKED_AT: i64 = 1_000;

/// `GET /search`
pub async fn search_everything(
    State(state): State<AppState>,
    here: Here,
    Query(params): Query<SearchParams>,
) -> Answer<Json<SearchResults>> {
    let limit = as_rows(page_limit(params.limit)?);
    let now = state.engine().business_now();
    let typed = read_typed(params.q)?;
    let results = state
        .engine()
        .db
        .read(move |tx| {
            let query = SearchQuery::read(&typed, &timezone(tx, &here.id)?, now);
            // Filters speak of messages; the other kinds have none of them.
            let words = if query.filters.is_empty() {
                query.words.as_str()
            } else {
                ""
            };
            let page = if query.is_empty() {
                FoundPage::default()
            } else {
                find::find_messages(tx, &here.id, &query, None, limit)?
            };
            Ok(SearchResults {
                contacts: find_contacts(tx, &here.id, here.role, words)?,
                templates: find_templates(tx, &here.id, here.role, words)?,
                campaigns: find_campaigns(tx, &here.id, here.role, words)?,
                messages: page.found.into_iter().map(MessageHit::of).collect(),
                next_cursor: page.next.as_deref().map(write_cursor),
                filters: query
                    .filters
                    .into_iter()
                    .map(|filter| SearchFilterView {
                        name: filter.ask.name().to_owned(),
                        typed: filter.typed,
                    })
                    .collect(),
                words: query.words,
            })
        })
        .await?;
    Ok(Json(results))
}

/// `GET /search/messages`
pub async fn search_messages(
    State(state): State<AppState>,
    here: Here,
    Query(params): Query<SearchParams>,
) -> Answer<Json<Page<MessageHit>>> {
    let limit = as_rows(page_limit(params.limit)?);
    let after = read_cursor(params.cursor.as_deref())?;
    let now = state.engine().business_now();
    let typed = read_typed(params.q)?;
    let page = state
        .engine()
        .db
        .read(move |tx| {
            let query = SearchQuery::read(&typed, &timezone(tx, &here.id)?, now);
            if query.is_empty() {
                return Ok(FoundPage::default());
            }
            find::find_messages(tx, &here.id, &query, after.as_deref(), limit)
        })
        .await?;
    Ok(Json(Page {
        next_cursor: page.next.as_deref().map(write_cursor),
        data: page.found.into_iter().map(MessageHit::of).collect(),
    }))
}

fn read_typed(q: Option<String>) -> Answer<String> {
    let typed = q.unwrap_or_default();
    if typed.chars().count() > QUERY_CHARS_MAX {
        return Err(Problem::bad_request(
            "invalid_query",
            format!("q has at most {QUERY_CHARS_MAX} characters."),
        ));
    }
    Ok(typed)
}

fn timezone(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> galka_store::Result<String> {
    let found = workspaces::find_workspace(tx, workspace)?;
    Ok(found.map_or_else(|| "UTC".to_owned(), |workspace| workspace.timezone))
}

fn find_contacts(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    role: Role,
    words: &str,
) -> galka_store::Result<Vec<Contact>> {
    if words.is_empty() || !role.allows(Permission::ContactsRead) {
        return Ok(Vec::new());
    }
    let ids = contacts::find_by_text(tx, workspace, words, &ContactFilter::default(), None, OTHERS)?;
    contacts::load_contacts(tx, workspace, &ids)
}

fn find_templates(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    role: Role,
    words: &str,
) -> galka_store::Result<Vec<TemplateHit>> {
    if words.is_empty() || !role.allows(Permission::TemplatesRead) {
        return Ok(Vec::new());
    }
    let filter = TemplateFilter {
        name_part: Some(words.to_lowercase().replace(' ', "_")),
        ..TemplateFilter::default()
    };
    let found = templates::list(tx, workspace, &filter, None, OTHERS)?;
    Ok(found
        .into_iter()
        .map(|template| TemplateHit {
            id: template.id.as_str().to_owned(),
            name: template.name,
            language: template.language,
            status: template.status.into(),
        })
        .collect())
}

fn find_campaigns(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    role: Role,
    words: &str,
) -> galka_store::Result<Vec<CampaignHit>> {
    if words.is_empty() || !role.allows(Permission::CampaignsRead) {
        return Ok(Vec::new());
    }
    let wanted = words.to_lowercase();
    let found = campaigns::list_names(tx, workspace, CAMPAIGNS_LOOKED_AT)?;
    Ok(found
        .into_iter()
        .filter(|(_, name, _)| name.to_lowercase().contains(&wanted))
        .take(as_rows(OTHERS))
        .map(|(id, name, state)| CampaignHit {
            id: id.as_str().to_owned(),
            name,
            state: state.into(),
        })
        .collect())
}

impl MessageHit {
    pub(crate) fn message_id(&self) -> &str {
        &self.message_id
    }

    pub(crate) fn of(found: FoundMessage) -> Self {
        let FoundMessage {
            message,
            contact,
            excerpt,
        } = found;
        Self {
            message_id: message.id.as_str().to_owned(),
            conversation_id: message.conversation_id.as_str().to_owned(),
            number_id: message.number_id.as_str().to_owned(),
            contact: HitContact {
                id: contact.id.as_str().to_owned(),
                name: contact.name,
                phone: contact.phone,
                username: contact.username,
            },
            direction: message.direction.into(),
            r#type: message.kind,
            sent_by: message.sent_by,
            excerpt: excerpt
                .into_iter()
                .map(|piece| ExcerptPiece {
                    text: piece.text,
                    hit: piece.is_hit,
                })
                .collect(),
            at: message.at.into(),
        }
    }
}
