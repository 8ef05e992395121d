//! Templates as objects of an account: how they are made, read, edited and judged.

mod component;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::flexible;
use crate::wire_enum::wire_enum;

pub use component::{ButtonKind, Card, ComponentKind, HeaderFormat, TemplateButton, TemplateComponent};

wire_enum! {
    /// The state of a template; also the event of `message_template_status_update`.
    TemplateStatus {
        Approved = "APPROVED",
        Pending = "PENDING",
        Rejected = "REJECTED",
        InAppeal = "IN_APPEAL",
        Paused = "PAUSED",
        Disabled = "DISABLED",
        Flagged = "FLAGGED",
        Reinstated = "REINSTATED",
        PendingDeletion = "PENDING_DELETION",
        Deleted = "DELETED",
        LimitExceeded = "LIMIT_EXCEEDED",
        Locked = "LOCKED",
        Archived = "ARCHIVED",
        Unarchived = "UNARCHIVED",
    }
}

wire_enum! {
    /// The category of a template, which decides its price.
    TemplateCategory {
        Marketing = "MARKETING",
        Utility = "UTILITY",
        Authentication = "AUTHENTICATION",
    }
}

wire_enum! {
    /// How the places of a template are named.
    ParameterFormat {
        Positional = "POSITIONAL",
        Named = "NAMED",
    }
}

wire_enum! {
    /// What users think of a template or a number.
    Quality {
        Green = "GREEN",
        Yellow = "YELLOW",
        Red = "RED",
        NotRated = "UNKNOWN",
        NotApplicable = "NA",
    }
}

/// A template as the account lists it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// Its id; a partner's list may leave it out.
    #[serde(
        default,
        deserialize_with = "flexible::text_opt",
        skip_serializing_if = "Option::is_none"
    )]
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// Its language, such as `en_US`.
    #[serde(deserialize_with = "flexible::language")]
    pub language: String,
    /// Its state.
    pub status: TemplateStatus,
    /// Its category.
    pub category: TemplateCategory,
    /// The category before Meta changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_category: Option<TemplateCategory>,
    /// The category that Meta will change it to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correct_category: Option<TemplateCategory>,
    /// How its places are named; positional when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter_format: Option<ParameterFormat>,
    /// What it is made of.
    #[serde(default, deserialize_with = "flexible::list")]
    pub components: Vec<TemplateComponent>,
    /// Why it was rejected; `NONE` when it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected_reason: Option<String>,
    /// What users think of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality_score: Option<QualityScore>,
    /// How long Meta tries to deliver it.
    #[serde(
        default,
        deserialize_with = "flexible::number_opt",
        skip_serializing_if = "Option::is_none"
    )]
    pub message_send_ttl_seconds: Option<i64>,
    /// Whatever else was asked for or is new.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The quality of a template and since when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QualityScore {
    /// The quality.
    pub score: Quality,
    /// Since when, in Unix seconds.
    #[serde(
        default,
        deserialize_with = "flexible::number_opt",
        skip_serializing_if = "Option::is_none"
    )]
    pub date: Option<i64>,
}

/// A template to be made: `POST /{waba-id}/message_templates`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewTemplate {
    /// Lower-case letters, digits and underscores, up to 512.
    pub name: String,
    /// Its language, such as `en_US`.
    #[serde(deserialize_with = "flexible::language")]
    pub language: String,
    /// Its category; Meta may decide on another.
    pub category: TemplateCategory,
    /// How its places are named; positional when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter_format: Option<ParameterFormat>,
    /// What it is made of.
    #[serde(default, deserialize_with = "flexible::list", skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<TemplateComponent>,
    /// How long Meta tries to deliver it.
    #[serde(
        default,
        deserialize_with = "flexible::number_opt",
        skip_serializing_if = "Option::is_none"
    )]
    pub message_send_ttl_seconds: Option<i64>,
    /// Library inputs, link tracking and whatever else the form holds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The answer to a creation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreatedTemplate {
    /// Its id.
    #[serde(deserialize_with = "flexible::text")]
    pub id: String,
    /// Its state, pending as a rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<TemplateStatus>,
    /// The category Meta decided on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<TemplateCategory>,
}

/// A change of a template: `POST /{template-id}`; components are replaced as a whole.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TemplateEdit {
    /// The new category; not of an approved template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<TemplateCategory>,
    /// The new components.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<TemplateComponent>>,
    /// The new time of delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_send_ttl_seconds: Option<i64>,
    /// How its places are named from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter_format: Option<ParameterFormat>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_what_it_lists_and_keeps_the_rest() {
        let value = json!({"id":"1700000000000042","name":"order_update_2","language":"en_US","status":"APPROVED",
            "category":"UTILITY","parameter_format":"NAMED","quality_score":{"score":"GREEN","date":1767225600},
            "components":[
                {"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::aW"]}},
                {"type":"BODY","text":"Hi {{first_name}}","example":{"body_text_named_params":[{"param_name":"first_name","example":"Ada"}]}},
                {"type":"FOOTER","text":"Acme"},
                {"type":"BUTTONS","buttons":[
                    {"type":"URL","text":"Track","url":"https://example.test/t/{{1}}","example":["https://example.test/t/A"]},
                    {"type":"QUICK_REPLY","text":"Stop"}]},
                {"type":"NEW_THING","depth":3}],
            "library_template_name":"x"});
        let template: Template = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(template.status, TemplateStatus::Approved);
        assert_eq!(template.components[0].format, Some(HeaderFormat::Image));
        assert_eq!(template.components[3].buttons[0].kind, ButtonKind::Url);
        assert_eq!(
            template.components[4].kind,
            ComponentKind::Unknown("NEW_THING".to_owned())
        );
        assert_eq!(serde_json::to_value(&template).unwrap(), value);
    }

    #[test]
    fn names_are_read_in_any_case() {
        let template: Template = serde_json::from_value(json!({"name":"a","language":"en-US","status":"approved",
            "category":"utility","components":[{"type":"body","text":"x"}]}))
        .unwrap();
        assert_eq!(template.status, TemplateStatus::Approved);
        assert_eq!(template.language, "en_US");
        assert_eq!(template.components[0].kind, ComponentKind::Body);
    }
}
