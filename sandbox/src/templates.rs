//! Message templates and where each stands.

use crate::clock::HOUR_MS;
use crate::rules::review::{self, Verdict};
use crate::timers::Timer;
use crate::world::World;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Where a template stands.
///
/// Meta, "Template review" and "Template quality", 2026.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum TemplateStatus {
    Pending,
    Approved,
    Rejected,
    Paused,
    Disabled,
    Deleted,
}

impl TemplateStatus {
    /// Meta's word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Approved => "APPROVED",
            Self::Rejected => "REJECTED",
            Self::Paused => "PAUSED",
            Self::Disabled => "DISABLED",
            Self::Deleted => "DELETED",
        }
    }
}

/// One template in one language.
#[derive(Debug, Serialize, Deserialize)]
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

    /// All fields that can be asked for.
    pub(crate) fn view(&self) -> Map<String, Value> {
        let mut view = Map::new();
        view.insert("name".into(), json!(self.name));
        view.insert("parameter_format".into(), json!(self.parameter_format));
        view.insert("components".into(), json!(self.components));
        view.insert("language".into(), json!(self.language));
        view.insert("status".into(), json!(self.status.as_str()));
        view.insert("category".into(), json!(self.category));
        view.insert("id".into(), json!(self.id));
        view.insert("rejected_reason".into(), json!(self.rejected_reason));
        view.insert(
            "quality_score".into(),
            json!({"score": "UNKNOWN", "date": self.updated_ms / 1_000}),
        );
        view.insert(
            "last_updated_time".into(),
            json!(crate::clock::graph_time(self.updated_ms)),
        );
        view.insert("cta_url_link_tracking_opted_out".into(), json!(false));
        if let Some(seconds) = self.ttl_seconds {
            view.insert("message_send_ttl_seconds".into(), json!(seconds));
        }
        view
    }
}

/// The fields of a list when none are asked for.
pub(crate) const DEFAULT_FIELDS: &str = "name,parameter_format,components,language,status,category,id";

/// All templates.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Templates {
    pub(crate) list: Vec<Template>,
    #[serde(skip)]
    by_key: HashMap<(u32, String, String), u32>,
}

impl Templates {
    /// Restores what the snapshot leaves out.
    pub(crate) fn rebuild(&mut self) {
        let living = self
            .list
            .iter()
            .enumerate()
            .filter(|(_, template)| template.status != TemplateStatus::Deleted);
        self.by_key = living
            .map(|(index, template)| {
                (
                    (template.waba, template.name.clone(), template.language.clone()),
                    index as u32,
                )
            })
            .collect();
    }

    /// The template of an account with this name in this language.
    pub(crate) fn find(&self, waba: u32, name: &str, language: &str) -> Option<u32> {
        self.by_key.get(&(waba, name.to_owned(), language.to_owned())).copied()
    }

    /// The template with this id.
    pub(crate) fn find_id(&self, id: &str) -> Option<u32> {
        let found = self
            .list
            .iter()
            .position(|template| template.id == id && template.status != TemplateStatus::Deleted);
        found.map(|index| index as u32)
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
        self.by_key
            .insert((template.waba, template.name.clone(), template.language.clone()), index);
        self.list.push(template);
        index
    }

    /// Takes a template away.
    pub(crate) fn remove(&mut self, index: u32) {
        let template = &mut self.list[index as usize];
        template.status = TemplateStatus::Deleted;
        self.by_key
            .remove(&(template.waba, template.name.clone(), template.language.clone()));
    }
}

/// A decision on a template, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Decision {
    /// It may be sent.
    Approve,
    /// It may not; it can be edited and submitted again.
    Reject,
    /// It may not be sent for 3 hours, the second time for 6, the third time never again.
    Pause,
    /// It may never be sent again.
    Disable,
}

impl World {
    /// Submits a template to review: it ends after two to six hours of sandbox time.
    pub(crate) fn submit(&mut self, index: u32) {
        let (low, high) = self.figures().review_hours;
        let lag = self.random.between(low * HOUR_MS, high * HOUR_MS);
        let now = self.now_ms();
        let template = &mut self.templates.list[index as usize];
        template.status = TemplateStatus::Pending;
        template.updated_ms = now;
        template.round += 1;
        let round = template.round;
        self.timers.set(now + lag, Timer::Review { template: index, round });
    }

    /// The review ends by itself.
    pub(crate) fn finish_review(&mut self, index: u32, round: u32) {
        let template = &self.templates.list[index as usize];
        if template.status != TemplateStatus::Pending || template.round != round {
            return;
        }
        match review::judge(template, self.templates.of_waba(template.waba).map(|(_, other)| other)) {
            Verdict::Approve => self.decide(index, Decision::Approve, None, None),
            Verdict::Reject {
                reason,
                because,
                advice,
            } => {
                self.decide(
                    index,
                    Decision::Reject,
                    Some(reason.to_owned()),
                    Some((because, advice)),
                );
            }
        }
    }

    /// A pause ends by itself.
    pub(crate) fn finish_pause(&mut self, index: u32, round: u32) {
        let template = &mut self.templates.list[index as usize];
        if template.status == TemplateStatus::Paused && template.round == round {
            template.status = TemplateStatus::Approved;
            let other = json!({"title": "UNPAUSE", "description": "Your template has been unpaused."});
            self.tell_template(index, "APPROVED", json!("NONE"), Some(("other_info", other)));
        }
    }

    /// A decision, by review or by hand; the app is told.
    pub(crate) fn decide(
        &mut self,
        index: u32,
        decision: Decision,
        reason: Option<String>,
        because: Option<(&'static str, &'static str)>,
    ) {
        let now = self.now_ms();
        let hours = self.figures().template_pause_hours.clone();
        let template = &mut self.templates.list[index as usize];
        template.round += 1;
        template.updated_ms = now;
        match decision {
            Decision::Approve => {
                template.status = TemplateStatus::Approved;
                template.rejected_reason = "NONE".to_owned();
                self.tell_template(index, "APPROVED", json!("NONE"), None);
            }
            Decision::Reject => {
                let reason = reason.unwrap_or_else(|| "INVALID_FORMAT".to_owned());
                template.status = TemplateStatus::Rejected;
                template.rejected_reason.clone_from(&reason);
                let info = because
                    .filter(|_| reason == "INVALID_FORMAT")
                    .map(|(because, advice)| ("rejection_info", json!({"reason": because, "recommendation": advice})));
                self.tell_template(index, "REJECTED", json!(reason), info);
            }
            Decision::Pause => match hours.get(template.pauses) {
                // Meta, "Template pausing", 2026: three hours, then six, then disabled.
                Some(span) => {
                    let title = if template.pauses == 0 {
                        "FIRST_PAUSE"
                    } else {
                        "SECOND_PAUSE"
                    };
                    template.status = TemplateStatus::Paused;
                    template.pauses += 1;
                    let round = template.round;
                    let other =
                        json!({"title": title, "description": format!("Your template is paused for {span} hours.")});
                    self.timers
                        .set(now + span * HOUR_MS, Timer::Unpause { template: index, round });
                    self.tell_template(index, "PAUSED", json!("NONE"), Some(("other_info", other)));
                }
                None => self.disable(index),
            },
            Decision::Disable => self.disable(index),
        }
    }

    fn disable(&mut self, index: u32) {
        let now = self.now_ms();
        self.templates.list[index as usize].status = TemplateStatus::Disabled;
        let info = json!({"disable_date": now / 1_000});
        self.tell_template(index, "DISABLED", json!("NONE"), Some(("disable_info", info)));
    }

    /// Meta, "message_template_status_update webhook reference", 2026: the id is a number.
    pub(crate) fn tell_template(&mut self, index: u32, event: &str, reason: Value, more: Option<(&str, Value)>) {
        let template = &self.templates.list[index as usize];
        let mut value = Map::new();
        value.insert("event".into(), json!(event));
        value.insert(
            "message_template_id".into(),
            json!(template.id.parse::<u64>().unwrap_or(0)),
        );
        value.insert("message_template_name".into(), json!(template.name));
        value.insert("message_template_language".into(), json!(template.language));
        value.insert("message_template_category".into(), json!(template.category));
        value.insert("reason".into(), reason);
        if let Some((name, info)) = more {
            value.insert(name.to_owned(), info);
        }
        let waba = template.waba;
        self.emit_account(waba, "message_template_status_update", &Value::Object(value));
    }
}
