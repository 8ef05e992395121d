//! What comes in about campaigns: drafts and their changes.

use std::collections::BTreeMap;

use galka_domain::ids::{ContactId, LabelId, NumberId, SegmentId, TemplateId};
use galka_engine::campaigns::{self as work, CampaignInput};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::errors::{Answer, Problem};
use crate::extract::{check_text, patch};
use crate::views::UncertainPolicyName;

/// To whom: a segment, labels, or listed contacts.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Audience {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    segment_id: Option<String>,
    #[serde(default)]
    #[schema(required = false)]
    label_ids: Vec<String>,
    #[serde(default)]
    #[schema(required = false)]
    contact_ids: Vec<String>,
}

/// Where a variable's value comes from: `constant`, `name`, `first_name`, `phone`, or `field:<key>`, with a fallback.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueSource {
    source: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fallback: Option<String>,
}

/// A text instead of a template, with variables such as `{{first_name}}`: it goes only to those whose 24-hour windows
/// with the campaign's number are open, and only while they are.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CampaignContent {
    r#type: CampaignContentType,
    text: CampaignText,
}

/// What a campaign may say without a template.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CampaignContentType {
    /// A text.
    Text,
}

/// The words of a campaign without a template: at most 4,096 characters; those of a draft may be empty.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CampaignText {
    body: String,
    #[serde(default)]
    #[schema(required = false)]
    preview_url: bool,
}

/// A new draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCampaign {
    name: String,
    number_id: Option<String>,
    audience: Option<Audience>,
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<String>)]
    template_id: Option<Option<String>>,
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<CampaignContent>)]
    content: Option<Option<CampaignContent>>,
    values: Option<BTreeMap<String, ValueSource>>,
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<i64>)]
    rate_per_second: Option<Option<i64>>,
    uncertain_policy: Option<UncertainPolicyName>,
}

/// Changes of a draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CampaignPatch {
    name: Option<String>,
    number_id: Option<String>,
    audience: Option<Audience>,
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<String>)]
    template_id: Option<Option<String>>,
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<CampaignContent>)]
    content: Option<Option<CampaignContent>>,
    values: Option<BTreeMap<String, ValueSource>>,
    #[serde(default, deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<i64>)]
    rate_per_second: Option<Option<i64>>,
    uncertain_policy: Option<UncertainPolicyName>,
}

impl From<NewCampaign> for CampaignPatch {
    fn from(new: NewCampaign) -> Self {
        Self {
            name: Some(new.name),
            number_id: new.number_id,
            audience: new.audience,
            template_id: new.template_id,
            content: new.content,
            values: new.values,
            rate_per_second: new.rate_per_second,
            uncertain_policy: new.uncertain_policy,
        }
    }
}

impl CampaignPatch {
    pub(super) fn into_input(self) -> Answer<CampaignInput> {
        let template = self
            .template_id
            .map(|id| id.map(|id| TemplateId::parse(&id)).transpose())
            .transpose();
        let values = self.values.map(|values| {
            let own = |source: ValueSource| work::ValueSource {
                source: source.source,
                value: source.value,
                fallback: source.fallback,
            };
            values.into_iter().map(|(name, source)| (name, own(source))).collect()
        });
        Ok(CampaignInput {
            name: self.name.map(|name| check_text("name", &name, 200)).transpose()?,
            number_id: self
                .number_id
                .map(|id| NumberId::parse(&id))
                .transpose()
                .map_err(|_| unknown("number_id"))?,
            audience: self.audience.map(Audience::into_work).transpose()?,
            template_id: template.map_err(|_| unknown("template_id"))?,
            content: self
                .content
                .map(|content| content.map(CampaignContent::into_work).transpose())
                .transpose()?,
            values,
            rate_per_second: self.rate_per_second,
            uncertain_policy: self.uncertain_policy.map(|policy| policy.0),
        })
    }
}

fn unknown(field: &str) -> Problem {
    Problem::field(field, "unknown", "This is not known here.")
}

impl ValueSource {
    pub(super) fn of(source: work::ValueSource) -> Self {
        Self {
            source: source.source,
            value: source.value,
            fallback: source.fallback,
        }
    }
}

impl CampaignContent {
    fn into_work(self) -> Answer<work::CampaignText> {
        if self.text.body.contains('\0') {
            return Err(Problem::field("content", "malformed", "A text has no NUL characters."));
        }
        Ok(work::CampaignText {
            body: self.text.body,
            preview_url: self.text.preview_url,
        })
    }

    pub(super) fn of(text: work::CampaignText) -> Self {
        Self {
            r#type: CampaignContentType::Text,
            text: CampaignText {
                body: text.body,
                preview_url: text.preview_url,
            },
        }
    }
}

impl Audience {
    fn into_work(self) -> Answer<work::Audience> {
        let segment = self.segment_id.map(|id| SegmentId::parse(&id)).transpose();
        let labels: Result<Vec<LabelId>, _> = self.label_ids.iter().map(|id| LabelId::parse(id)).collect();
        let contacts: Result<Vec<ContactId>, _> = self.contact_ids.iter().map(|id| ContactId::parse(id)).collect();
        Ok(work::Audience {
            segment_id: segment.map_err(|_| unknown("audience.segment_id"))?,
            label_ids: labels.map_err(|_| unknown("audience.label_ids"))?,
            contact_ids: contacts.map_err(|_| unknown("audience.contact_ids"))?,
        })
    }

    pub(super) fn of(audience: work::Audience) -> Self {
        let text = |id: &str| id.to_owned();
        Self {
            segment_id: audience.segment_id.map(|id| text(id.as_str())),
            label_ids: audience.label_ids.iter().map(|id| text(id.as_str())).collect(),
            contact_ids: audience.contact_ids.iter().map(|id| text(id.as_str())).collect(),
        }
    }
}
