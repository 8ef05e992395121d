//! The OpenAPI document: the routes of [`crate::routes`] with the schemas of their handlers' types.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::access::Access;
use crate::api::automations::{rules, runs};
use crate::api::inbox::{assignment, bulk, list, query, saved_views, standing, teams};
use crate::api::webhooks::deliveries;
use crate::api::{alerts, colleagues, drafts, entries, presence, starred, user_settings, webhooks};
use crate::api::{
    api_keys, auth, automations, campaigns, channels, connections, contacts, contacts_bulk, conversations,
    dead_letters, diagnostics, events, fields, hours, imports, label_merge, labels, me, media, members, messages,
    numbers, people, plan, profiles, push, quick_replies, search, segments, system, templates, workspaces,
};
use crate::routes::{BASE, ROUTES, Route};
use crate::{errors, views};

mod tidy;

use tidy::{tidy_input, tidy_view};

/// The document as pretty JSON.
#[must_use]
pub fn openapi() -> String {
    let mut text = serde_json::to_string_pretty(&document()).unwrap_or_default();
    text.push('\n');
    text
}

fn document() -> Value {
    let mut schemas = schemas();
    let mut paths = BTreeMap::<String, Map<String, Value>>::new();
    for route in ROUTES {
        let operation = operation(route, &mut schemas);
        let path = paths.entry(format!("{BASE}{}", route.path)).or_default();
        path.insert(route.method.to_lowercase(), operation);
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Galka", "version": "1", "description": "The REST interface of Galka."},
        "security": [{"session": []}, {"api_key": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": crate::tokens::SESSION_COOKIE},
                "api_key": {"type": "http", "scheme": "bearer"}
            }
        }
    })
}

fn operation(route: &Route, schemas: &mut BTreeMap<String, Value>) -> Value {
    let mut operation = Map::new();
    let tag = route.path.split('/').nth(1).unwrap_or_default();
    operation.insert("operationId".to_owned(), json!(route.operation));
    operation.insert("tags".to_owned(), json!([tag]));
    operation.insert("summary".to_owned(), json!(route.summary));
    operation.insert("parameters".to_owned(), parameters(route));
    if let Some(permission) = permission_name(route.access) {
        operation.insert("description".to_owned(), json!(format!("Permission: `{permission}`.")));
    } else {
        operation.insert("security".to_owned(), json!([]));
    }
    if let Some(body) = request_body(route.body) {
        operation.insert("requestBody".to_owned(), body);
    }
    operation.insert("responses".to_owned(), responses(route, schemas));
    Value::Object(operation)
}

fn permission_name(access: Access) -> Option<&'static str> {
    match access {
        Access::Open => None,
        Access::SignedIn => Some("any"),
        Access::Needs(permission) => Some(permission.as_str()),
    }
}

fn parameters(route: &Route) -> Value {
    let mut parameters = Vec::new();
    for part in route.path.split('/').filter_map(|part| part.strip_prefix('{')) {
        let name = part.trim_end_matches('}');
        parameters.push(json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}));
    }
    for part in route.query.split_whitespace() {
        let (name, kind) = part.split_once(':').unwrap_or((part, "str"));
        let schema = match kind {
            "int" => json!({"type": "integer", "format": "int64"}),
            "bool" => json!({"type": "boolean"}),
            _ => json!({"type": "string"}),
        };
        parameters.push(json!({"name": name, "in": "query", "required": false, "schema": schema}));
    }
    if route.method == "POST" && route.access != Access::Open {
        let schema = json!({"type": "string"});
        parameters.push(json!({"name": "Idempotency-Key", "in": "header", "required": false, "schema": schema}));
    }
    Value::Array(parameters)
}

fn request_body(body: &str) -> Option<Value> {
    match body {
        "" => None,
        "multipart" => {
            let properties = json!({
                "file": {"type": "string"}, "text": {"type": "string"}, "file_name": {"type": "string"}
            });
            let schema = json!({"type": "object", "properties": properties, "required": ["file"]});
            Some(json!({"required": true, "content": {"multipart/form-data": {"schema": schema}}}))
        }
        name => Some(json!({"required": true, "content": {"application/json": {"schema": reference(name)}}})),
    }
}

fn responses(route: &Route, schemas: &mut BTreeMap<String, Value>) -> Value {
    let (status, answer) = route.answer.split_once(' ').unwrap_or((route.answer, ""));
    let mut described = json!({"description": route.summary});
    if !answer.is_empty() {
        described["content"] = answer_content(answer, schemas);
    }
    let problem = json!({
        "description": "A problem.",
        "content": {"application/problem+json": {"schema": reference("Problem")}}
    });
    json!({status: described, "default": problem})
}

fn answer_content(answer: &str, schemas: &mut BTreeMap<String, Value>) -> Value {
    let text = json!({"schema": {"type": "string"}});
    match answer {
        "csv" => json!({"text/csv": text}),
        "binary" => json!({"application/octet-stream": text}),
        "sse" => json!({"text/event-stream": text}),
        name => json!({"application/json": {"schema": reference(&wrapped(name, schemas))}}),
    }
}

/// The schema's name; that of a page or list is made when it is first named.
fn wrapped(answer: &str, schemas: &mut BTreeMap<String, Value>) -> String {
    let Some((kind, inner)) = answer.split_once(':') else {
        return answer.to_owned();
    };
    let rows = json!({"type": "array", "items": reference(inner)});
    let (name, schema) = if kind == "page" {
        let properties = json!({"data": rows, "next_cursor": {"type": ["string", "null"]}});
        let required = ["data", "next_cursor"];
        let described = format!("A page of {inner}.");
        (
            format!("{inner}Page"),
            json!({"type": "object", "properties": properties, "required": required, "description": described}),
        )
    } else {
        let described = format!("All {inner}.");
        let properties = json!({"data": rows});
        (
            format!("{inner}List"),
            json!({"type": "object", "properties": properties, "required": ["data"], "description": described}),
        )
    };
    schemas.insert(name.clone(), schema);
    name
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// The schemas of what goes in, where an optional field may be left out, and of what comes out, where every field is
/// there unless it says otherwise.
fn schemas() -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    macro_rules! gather {
        ($tidy:path, $($schema:ty),+ $(,)?) => { $( gather::<$schema>(&mut found, $tidy); )+ };
    }
    gather!(
        tidy_input,
        auth::SignIn,
        auth::UseSigninLink,
        me::MePatch,
        workspaces::NewWorkspace,
        workspaces::WorkspacePatch,
        members::NewInvitation,
        members::MemberPatch,
        api_keys::NewApiKey,
        webhooks::NewWebhook,
        webhooks::WebhookPatch,
        connections::NewConnection,
        connections::ConnectionPatch,
        numbers::NumberPatch,
        label_merge::LabelMerge,
        labels::NewLabel,
        labels::LabelPatch,
        fields::NewField,
        fields::FieldPatch,
        fields::FieldOrder,
        people::NewIdentity,
        people::PrimaryPhone,
        people::MergeContacts,
        people::BlockContact,
        people::EraseContact,
        contacts_bulk::BulkContacts,
        contacts::NewContact,
        contacts::ContactPatch,
        contacts::SetConsent,
        imports::ImportOptions,
        imports::ImportConsent,
        imports::ImportMapping,
        segments::NewSegment,
        segments::SegmentPatch,
        segments::SegmentPreviewRequest,
        segments::SegmentFilter,
        segments::SegmentCondition,
        templates::NewTemplate,
        templates::TemplatePatch,
        templates::TemplateContent,
        templates::TemplateHeader,
        templates::TemplateButton,
        campaigns::NewCampaign,
        campaigns::CampaignPatch,
        campaigns::Audience,
        campaigns::ValueSource,
        campaigns::CampaignContent,
        campaigns::CampaignContentType,
        campaigns::CampaignText,
        standing::ConversationPatch,
        profiles::BusinessProfilePatch,
        quick_replies::NewQuickReply,
        quick_replies::QuickReplyPatch,
        quick_replies::QuickReplySettingsPatch,
        bulk::BulkRequest,
        query::InboxQuery,
        saved_views::NewSavedView,
        saved_views::SavedViewPatch,
        teams::NewTeam,
        teams::TeamPatch,
        assignment::AssignmentSettings,
        assignment::MyShift,
        messages::NewMessage,
        messages::DecideMessage,
        hours::NewHours,
        hours::HoursHoliday,
        hours::HoursInterval,
        automations::NewGreeting,
        automations::NewAway,
        automations::GreetingDocument,
        automations::AwayDocument,
        automations::AwaySchedule,
        automations::AutomationAudience,
        automations::RuleDocument,
        automations::RuleWhen,
        automations::RuleIf,
        automations::RuleAction,
        automations::RuleButton,
        rules::NewRule,
        rules::RulePatch,
        rules::RuleOrder,
        rules::RuleTrial,
        user_settings::SetUserSetting,
        drafts::SaveDraft,
        entries::NewNote,
        alerts::ReadAlerts,
        presence::SetPresence,
    );
    gather!(
        tidy_view,
        errors::Problem,
        errors::FieldProblem,
        views::Reason,
        views::Money,
        views::RoleName,
        views::ProviderName,
        views::ChannelName,
        views::CapabilityName,
        channels::ChannelView,
        diagnostics::Diagnostics,
        diagnostics::ConnectionFinding,
        diagnostics::NumberFinding,
        diagnostics::LetterFinding,
        views::MessageStatusName,
        views::RecipientStateName,
        views::CampaignStateName,
        views::UncertainPolicyName,
        views::TemplateStatusName,
        views::TemplateCategoryName,
        auth::SigninLink,
        me::User,
        me::Me,
        workspaces::Workspace,
        members::Member,
        members::Invitation,
        api_keys::ApiKey,
        api_keys::ApiKeySecret,
        webhooks::WebhookEvent,
        webhooks::DisabledReasonName,
        deliveries::DeliveryStateName,
        webhooks::Webhook,
        webhooks::WebhookSecret,
        deliveries::WebhookDelivery,
        system::ClockView,
        system::Pipe,
        system::CatalogueText,
        system::CatalogueEntry,
        connections::Connection,
        connections::ConnectionCheck,
        numbers::Number,
        numbers::LimitView,
        labels::Label,
        fields::Field,
        contacts::Consent,
        contacts::Contact,
        contacts::MarketingStop,
        plan::PlanView,
        plan::Plan,
        plan::QuotaUse,
        people::ContactIdentity,
        people::Duplicate,
        people::BlockReport,
        people::NumberBlock,
        people::ContactBlocks,
        people::Happening,
        people::Erasure,
        contacts_bulk::BulkChanged,
        search::SearchResults,
        search::SearchFilterView,
        search::MessageHit,
        search::HitContact,
        search::ExcerptPiece,
        search::TemplateHit,
        search::CampaignHit,
        starred::StarredIds,
        imports::Import,
        imports::ImportColumn,
        imports::ImportProblem,
        imports::ImportBadRow,
        imports::ImportSample,
        imports::ImportCheck,
        imports::ImportProgress,
        segments::Segment,
        segments::SegmentPreview,
        templates::Template,
        templates::TemplateEvent,
        templates::TemplateProblem,
        templates::TemplateCheck,
        campaigns::Campaign,
        campaigns::CampaignCounts,
        campaigns::Exclusion,
        campaigns::PreviewRecipient,
        campaigns::ForecastLine,
        campaigns::Forecast,
        campaigns::Recipient,
        campaigns::FailureGroup,
        campaigns::ButtonCount,
        campaigns::CampaignReport,
        views::ConversationStateName,
        standing::Assignee,
        views::AssignmentModeName,
        views::ShiftName,
        bulk::BulkAnswer,
        saved_views::SavedView,
        saved_views::SavedViewCount,
        teams::Team,
        members::OpenInvitation,
        conversations::WindowView,
        conversations::Conversation,
        conversations::ConversationContact,
        conversations::MessagePreview,
        list::ConversationCounts,
        list::ConversationsFound,
        messages::TimelineEntry,
        messages::Message,
        messages::FoundMessage,
        messages::Reaction,
        messages::Sender,
        messages::Decision,
        profiles::BusinessProfile,
        profiles::ProfileLocation,
        profiles::ProfileContact,
        quick_replies::QuickReply,
        quick_replies::QuickReplyImport,
        quick_replies::QuickReplySettings,
        quick_replies::QuickReplyRowProblem,
        media::MediaView,
        user_settings::UserSetting,
        colleagues::Colleague,
        drafts::Draft,
        entries::Entry,
        entries::EntryAuthor,
        alerts::Alert,
        alerts::AlertCount,
        presence::Presence,
        presence::PersonThere,
        dead_letters::DeadLetter,
        hours::Hours,
        automations::GreetingView,
        automations::AwayView,
        automations::AutomationVersion,
        rules::AutomationRule,
        rules::RuleDryRun,
        rules::TriedMessage,
        runs::AutomationRun,
        push::NewPushSubscription,
        push::Push,
        push::PushSubscription,
        events::Event,
    );
    found
}

fn gather<T: ToSchema + PartialSchema>(found: &mut BTreeMap<String, Value>, tidy: fn(&str, &mut Value)) {
    let schema: RefOr<Schema> = T::schema();
    let mut schema = serde_json::to_value(schema).unwrap_or_default();
    let name = T::name().into_owned();
    tidy(&name, &mut schema);
    if let Some(described) = described(&name) {
        schema["description"] = json!(described);
    }
    found.insert(name, schema);
}

/// Names whose description is not that of a Rust type.
fn described(name: &str) -> Option<&'static str> {
    let words = match name {
        "Role" => "What a member may do.",
        "Provider" => "The kind of connection.",
        "AssignmentMode" => "How conversations find their person.",
        "Shift" => "Whether a colleague works now.",
        "ConversationState" => "Whether a conversation asks for attention.",
        "MessageStatus" => "Where a message stands; inbound messages have none.",
        "RecipientState" => "Where a recipient stands.",
        "CampaignState" => "The life of a campaign.",
        "UncertainPolicy" => "What to do with sends whose outcome stays unknown for an hour.",
        "TemplateStatus" => "Draft is ours, the rest Meta's.",
        "TemplateCategory" => "Meta's category.",
        _ => return None,
    };
    Some(words)
}
