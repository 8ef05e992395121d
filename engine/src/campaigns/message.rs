//! What a campaign says to each person: a template, or a text into open windows.

use std::collections::BTreeMap;

use galka_domain::campaign_text::{self, fill};
use galka_domain::guard::{Draft, DraftKind, OnBehalfOf, Reason};
use galka_domain::ids::{CampaignId, MediaId, TemplateId, WorkspaceId};
use galka_domain::price::PriceCategory;
use galka_domain::template::{RenderedButton, TemplateStatus, render};
use galka_store::campaigns::StoredCampaign;
use galka_store::{Result, Tx, templates};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::guarded::Missing;
use crate::guarding::{SendingNumber, SendingTemplate, content_hash};
use crate::templates::translate::{values_of, variable_keys};
use crate::templates::{TemplateContent, read_content};

/// A text with variables, for those whose windows are open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignText {
    /// The text.
    pub body: String,
    /// Whether the first link of it is shown with a picture.
    pub preview_url: bool,
}

/// What a campaign says.
#[derive(Clone, Debug)]
pub(super) enum Message {
    Template {
        sending: Box<SendingTemplate>,
        content: Box<TemplateContent>,
    },
    Text(CampaignText),
}

/// One person's message.
#[derive(Clone, Debug)]
pub(super) struct Composed {
    /// In the Cloud API's shape.
    pub(super) content: String,
    /// In words.
    pub(super) text: String,
    pub(super) draft: Draft,
    pub(super) hash: i64,
    /// What the guard cannot see: a variable of the text that has no value.
    pub(super) fault: Option<Reason>,
}

/// The Cloud API's shape of a text, as it is stored.
#[derive(Serialize, Deserialize)]
struct Wire {
    r#type: String,
    text: WireText,
}

#[derive(Serialize, Deserialize)]
struct WireText {
    body: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    preview_url: bool,
}

impl CampaignText {
    /// The text that was stored as JSON.
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        let wire: Wire = serde_json::from_str(json).ok()?;
        Some(Self {
            body: wire.text.body,
            preview_url: wire.text.preview_url,
        })
    }

    /// The text as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let wire = Wire {
            r#type: "text".to_owned(),
            text: WireText {
                body: self.body.clone(),
                preview_url: self.preview_url,
            },
        };
        serde_json::to_string(&wire).expect("texts become JSON")
    }
}

impl Message {
    /// What the campaign says; or what it still lacks for that.
    pub(super) fn load(
        tx: &mut Tx<'_>,
        workspace: &WorkspaceId,
        campaign: &StoredCampaign,
        number: &SendingNumber,
    ) -> Result<std::result::Result<Self, Missing>> {
        if let Some(content) = &campaign.content {
            let text = CampaignText::read(content).filter(|text| !text.body.trim().is_empty());
            return Ok(text.map(Self::Text).ok_or(Missing::Text));
        }
        let Some(template_id) = &campaign.template_id else {
            return Ok(Err(Missing::Template { chosen: false }));
        };
        let stored = templates::find(tx, workspace, template_id)?;
        // A template belongs to the account of its connection; another connection's number cannot send it.
        let Some(stored) = stored.filter(|one| one.connection_id == number.connection.id) else {
            return Ok(Err(Missing::Template { chosen: true }));
        };
        let content = Box::new(read_content(&stored.content));
        let sending = Box::new(SendingTemplate::of(stored));
        Ok(Ok(Self::Template { sending, content }))
    }

    /// The template, if it is one.
    pub(super) fn template(&self) -> Option<&SendingTemplate> {
        match self {
            Self::Template { sending, .. } => Some(sending),
            Self::Text(_) => None,
        }
    }

    /// The id of the template, if it is one.
    pub(super) fn template_id(&self) -> Option<TemplateId> {
        self.template().map(|sending| sending.stored.id.clone())
    }

    /// Whether WhatsApp has yet to approve it, or has taken its approval back.
    pub(super) fn is_not_approved(&self) -> bool {
        self.template()
            .is_some_and(|sending| sending.stored.status != TemplateStatus::Approved)
    }

    /// Whether it is only for those whose windows are open.
    pub(super) const fn needs_window(&self) -> bool {
        matches!(self, Self::Text(_))
    }

    /// The Cloud API's type.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Template { .. } => "template",
            Self::Text(_) => "text",
        }
    }

    /// What it is charged as.
    pub(super) fn category(&self) -> PriceCategory {
        self.template()
            .map_or(PriceCategory::Service, |sending| sending.stored.category.into())
    }

    /// The stored file above the text, which goes with every message.
    pub(super) fn media_id(&self) -> Option<MediaId> {
        match self {
            Self::Template { content, .. } => MediaId::parse(content.header.as_ref()?.media_id.as_ref()?).ok(),
            Self::Text(_) => None,
        }
    }

    /// The keys of its variables.
    pub(super) fn keys(&self) -> Vec<String> {
        match self {
            Self::Template { sending, .. } => variable_keys(&sending.template),
            Self::Text(text) => campaign_text::keys(&text.body),
        }
    }

    /// The message of one person with these values.
    pub(super) fn compose(&self, campaign: &CampaignId, values: &BTreeMap<String, String>) -> Composed {
        let on_behalf_of = OnBehalfOf::Campaign(campaign.clone());
        match self {
            Self::Template { sending, content } => compose_template(sending, content, values, on_behalf_of),
            Self::Text(text) => compose_text(text, values, on_behalf_of),
        }
    }
}

fn compose_text(text: &CampaignText, values: &BTreeMap<String, String>, on_behalf_of: OnBehalfOf) -> Composed {
    let filled = fill(&text.body, values);
    let says = CampaignText {
        body: filled.text,
        preview_url: text.preview_url,
    };
    let content = says.to_json();
    Composed {
        hash: content_hash(&content),
        content,
        text: says.body,
        draft: Draft {
            kind: DraftKind::FreeForm("text".to_owned()),
            on_behalf_of,
        },
        fault: filled.fault,
    }
}

fn compose_template(
    sending: &SendingTemplate,
    content: &TemplateContent,
    values: &BTreeMap<String, String>,
    on_behalf_of: OnBehalfOf,
) -> Composed {
    let template = &sending.template;
    let values = values_of(template, content, values);
    let mut body = json!({"name": template.name, "language": {"code": template.language}});
    let components = values.to_json(template);
    if components.as_array().is_some_and(|list| !list.is_empty()) {
        body["components"] = components;
    }
    let content = json!({"type": "template", "template": body}).to_string();
    let shown = render(template, &values);
    let buttons = shown
        .buttons
        .iter()
        .map(|RenderedButton { text, .. }| format!("[{text}]"));
    let lines = shown
        .header_text
        .into_iter()
        .chain([shown.body])
        .chain(shown.footer)
        .chain(buttons);
    let text = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    Composed {
        hash: content_hash(&content),
        content,
        text,
        draft: Draft {
            kind: DraftKind::Template(values),
            on_behalf_of,
        },
        fault: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_stored_in_the_shape_in_which_it_is_sent() {
        let text = CampaignText {
            body: "Здравствуйте, {{first_name}}!\nМы открыты.".to_owned(),
            preview_url: false,
        };
        assert_eq!(
            text.to_json(),
            r#"{"type":"text","text":{"body":"Здравствуйте, {{first_name}}!\nМы открыты."}}"#
        );
        assert_eq!(CampaignText::read(&text.to_json()), Some(text));
        let values = [("first_name".to_owned(), "Анна".to_owned())].into();
        let campaign = CampaignId::from_stored("cmp_1".to_owned());
        let with_link = Message::Text(CampaignText {
            body: "{{first_name}}: https://example.test".to_owned(),
            preview_url: true,
        });
        let one = with_link.compose(&campaign, &values);
        assert_eq!(
            one.content,
            r#"{"type":"text","text":{"body":"Анна: https://example.test","preview_url":true}}"#
        );
        assert_eq!((one.text.as_str(), one.fault), ("Анна: https://example.test", None));
        let lacks = with_link.compose(&campaign, &BTreeMap::new()).fault.unwrap();
        assert_eq!(lacks.details["key"], "first_name");
    }
}
