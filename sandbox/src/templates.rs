//! Message templates: what there is of each, and how they are found.
//!
//! - `status`: where a template stands and where it may go; `life`: what happens to it, by review, quality or hand.
//! - `desk`: decisions by hand; `notices`: what its app hears; `view`: how it is shown.

mod desk;
mod life;
mod notices;
mod status;
mod view;

pub(crate) use desk::{Decision, DecisionDetails};
pub(crate) use status::{IllegalMove, TemplateStatus};
pub(crate) use view::DEFAULT_FIELDS;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;

/// One template in one language.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Template {
    pub(crate) id: String,
    pub(crate) waba: u32,
    pub(crate) name: String,
    pub(crate) language: String,
    pub(crate) category: String,
    pub(crate) status: TemplateStatus,
    pub(crate) parameter_format: String,
    pub(crate) components: Vec<Value>,
    pub(crate) rejected_reason: String,
    pub(crate) ttl_seconds: Option<i64>,
    pub(crate) created_ms: i64,
    pub(crate) updated_ms: i64,
    pub(crate) edits: Vec<i64>,
    pub(crate) pauses: usize,
    /// Grows with every submission and decision, so that a timer of an older one does nothing.
    pub(crate) round: u32,
    /// `GREEN`, `YELLOW`, `RED` or `UNKNOWN`, and since when.
    #[serde(default = "unknown_quality")]
    pub(crate) quality: String,
    #[serde(default)]
    pub(crate) quality_ms: i64,
    /// When the review ends, while there is one, and whether a person does it.
    #[serde(default)]
    pub(crate) review_due_ms: Option<i64>,
    #[serde(default)]
    pub(crate) manual_review: bool,
    /// What is wrong and what to do about it, after a rejection.
    #[serde(default)]
    pub(crate) rejection_info: Option<(String, String)>,
    /// When a flagged template will be disabled.
    #[serde(default)]
    pub(crate) flagged_until_ms: Option<i64>,
    /// Whether the pause came from pacing: such a pause ends only when the business asks for it.
    #[serde(default)]
    pub(crate) paused_by_pacing: bool,
    #[serde(default)]
    pub(crate) sub_category: Option<String>,
    #[serde(default)]
    pub(crate) previous_category: Option<String>,
    /// The category to come, and when.
    #[serde(default)]
    pub(crate) correct_category: Option<String>,
    #[serde(default)]
    pub(crate) category_due_ms: Option<i64>,
    /// What an archived template was before.
    #[serde(default)]
    pub(crate) archived_from: Option<TemplateStatus>,
    #[serde(default)]
    pub(crate) library_name: Option<String>,
    #[serde(default)]
    pub(crate) link_tracking_opted_out: bool,
    #[serde(default)]
    pub(crate) primary_device_only: bool,
    /// Messages that must arrive before a deletion is done.
    #[serde(default)]
    pub(crate) undelivered: Vec<u32>,
}

fn unknown_quality() -> String {
    "UNKNOWN".to_owned()
}

impl Template {
    /// The text of a component that has one.
    pub(crate) fn text_of(&self, kind: &str) -> Option<&str> {
        self.component(kind)?.get("text")?.as_str()
    }

    /// The component of a kind.
    pub(crate) fn component(&self, kind: &str) -> Option<&Value> {
        self.components.iter().find(|part| {
            part["type"]
                .as_str()
                .is_some_and(|name| name.eq_ignore_ascii_case(kind))
        })
    }

    /// The buttons, in order.
    pub(crate) fn buttons(&self) -> &[Value] {
        self.component("BUTTONS")
            .and_then(|part| part["buttons"].as_array())
            .map_or(&[], Vec::as_slice)
    }
}

/// All templates.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Templates {
    pub(crate) list: Vec<Template>,
    #[serde(skip)]
    by_key: HashMap<(u32, String, String), u32>,
    #[serde(skip)]
    by_id: HashMap<String, u32>,
}

impl Templates {
    /// Restores what the snapshot leaves out.
    pub(crate) fn rebuild(&mut self) {
        let living = self
            .list
            .iter()
            .enumerate()
            .filter(|(_, template)| template.status != TemplateStatus::Deleted);
        for (index, template) in living {
            self.by_key.insert(key(template), index as u32);
            self.by_id.insert(template.id.clone(), index as u32);
        }
    }

    /// The template of an account with this name in this language.
    pub(crate) fn find(&self, waba: u32, name: &str, language: &str) -> Option<u32> {
        self.by_key.get(&(waba, name.to_owned(), language.to_owned())).copied()
    }

    /// The template with this id.
    pub(crate) fn find_id(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// The living templates of an account, newest first, with their places.
    pub(crate) fn of_waba(&self, waba: u32) -> impl Iterator<Item = (u32, &Template)> {
        self.list
            .iter()
            .enumerate()
            .rev()
            .filter(move |(_, template)| template.waba == waba && template.status != TemplateStatus::Deleted)
            .map(|(index, template)| (index as u32, template))
    }

    /// Adds a template.
    pub(crate) fn add(&mut self, template: Template) -> u32 {
        let index = self.list.len() as u32;
        self.by_key.insert(key(&template), index);
        self.by_id.insert(template.id.clone(), index);
        self.list.push(template);
        index
    }

    /// Takes a template away.
    pub(crate) fn remove(&mut self, index: u32) {
        let template = &mut self.list[index as usize];
        template.status = TemplateStatus::Deleted;
        self.by_key.remove(&key(template));
        self.by_id.remove(&template.id);
    }
}

fn key(template: &Template) -> (u32, String, String) {
    (template.waba, template.name.clone(), template.language.clone())
}
