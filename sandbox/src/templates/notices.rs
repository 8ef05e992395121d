//! What an app hears of its templates.
//!
//! Meta, "message_template_status_update", "message_template_quality_update", "message_template_components_update" and
//! "template_category_update webhook reference", 2026. Ids are JSON numbers there; languages are written as they were
//! given, `en_US`, as real traffic has them (the samples on the pages say `en-US`).

use crate::templates::Template;
use crate::world::World;
use serde_json::{Map, Value, json};

impl World {
    /// A template's status changed, or an event happened that leaves it.
    pub(crate) fn tell_template(&mut self, index: u32, event: &str, reason: Value, more: Option<(&str, Value)>) {
        let template = &self.templates.list[index as usize];
        let mut value = Map::new();
        value.insert("event".into(), json!(event));
        value.extend(naming(template));
        value.insert("message_template_category".into(), json!(template.category));
        value.insert("reason".into(), reason);
        if let Some((name, info)) = more {
            value.insert(name.to_owned(), info);
        }
        let waba = template.waba;
        self.emit_account(waba, "message_template_status_update", &Value::Object(value));
    }

    /// A template's quality changed.
    pub(super) fn tell_template_quality(&mut self, index: u32, previous: &str) {
        let template = &self.templates.list[index as usize];
        let mut value = Map::new();
        value.insert("previous_quality_score".into(), json!(previous));
        value.insert("new_quality_score".into(), json!(template.quality));
        value.extend(naming(template));
        let waba = template.waba;
        self.emit_account(waba, "message_template_quality_update", &Value::Object(value));
    }

    /// A template's components were replaced.
    pub(crate) fn tell_template_components(&mut self, index: u32) {
        let template = &self.templates.list[index as usize];
        let mut value = naming(template);
        for (key, kind) in [
            ("message_template_title", "HEADER"),
            ("message_template_element", "BODY"),
            ("message_template_footer", "FOOTER"),
        ] {
            if let Some(text) = template.text_of(kind) {
                value.insert(key.to_owned(), json!(text));
            }
        }
        let buttons: Vec<Value> = template.buttons().iter().map(button).collect();
        if !buttons.is_empty() {
            value.insert("message_template_buttons".into(), json!(buttons));
        }
        let waba = template.waba;
        self.emit_account(waba, "message_template_components_update", &Value::Object(value));
    }

    /// A template's category will change: until then `new_category` is still the current one.
    pub(super) fn tell_category_to_come(&mut self, index: u32, correct: &str, at_ms: i64) {
        let template = &self.templates.list[index as usize];
        let mut value = naming(template);
        value.insert("new_category".into(), json!(template.category));
        value.insert("correct_category".into(), json!(correct));
        value.insert("category_update_timestamp".into(), json!(at_ms / 1_000));
        let waba = template.waba;
        self.emit_account(waba, "template_category_update", &Value::Object(value));
    }

    /// A template's category has changed.
    pub(super) fn tell_category_changed(&mut self, index: u32, previous: &str) {
        let template = &self.templates.list[index as usize];
        let mut value = naming(template);
        value.insert("previous_category".into(), json!(previous));
        value.insert("new_category".into(), json!(template.category));
        let waba = template.waba;
        self.emit_account(waba, "template_category_update", &Value::Object(value));
    }
}

fn naming(template: &Template) -> Map<String, Value> {
    let mut value = Map::new();
    value.insert(
        "message_template_id".into(),
        json!(template.id.parse::<u64>().unwrap_or(0)),
    );
    value.insert("message_template_name".into(), json!(template.name));
    value.insert("message_template_language".into(), json!(template.language));
    value
}

fn button(button: &Value) -> Value {
    let mut told = Map::new();
    for (key, name) in [
        ("message_template_button_type", "type"),
        ("message_template_button_text", "text"),
        ("message_template_button_url", "url"),
        ("message_template_button_phone_number", "phone_number"),
    ] {
        if let Some(part) = button.get(name) {
            told.insert(key.to_owned(), part.clone());
        }
    }
    Value::Object(told)
}
