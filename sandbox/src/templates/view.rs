//! A template as the Graph API shows it.
//!
//! Meta, "WhatsApp Business Account › Message templates", 2026.

use crate::clock::graph_time;
use crate::templates::Template;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// The fields of a list when none are asked for.
pub(crate) const DEFAULT_FIELDS: &str =
    "name,parameter_format,components,language,status,category,sub_category,previous_category,id";

impl Template {
    /// All fields that can be asked for; what there is not is left out.
    pub(crate) fn view(&self) -> Map<String, Value> {
        let mut view = Map::new();
        view.insert("name".into(), json!(self.name));
        view.insert("parameter_format".into(), json!(self.parameter_format));
        view.insert("components".into(), shown(&self.components));
        view.insert("language".into(), json!(self.language));
        view.insert("status".into(), json!(self.status.as_str()));
        view.insert("category".into(), json!(self.category));
        view.insert("id".into(), json!(self.id));
        view.insert("rejected_reason".into(), json!(self.rejected_reason));
        view.insert(
            "quality_score".into(),
            json!({"score": self.quality, "date": self.quality_ms.max(self.created_ms) / 1_000}),
        );
        view.insert("last_updated_time".into(), json!(graph_time(self.updated_ms)));
        view.insert(
            "cta_url_link_tracking_opted_out".into(),
            json!(self.link_tracking_opted_out),
        );
        view.insert(
            "is_primary_device_delivery_only".into(),
            json!(self.primary_device_only),
        );
        for (name, value) in [
            ("sub_category", &self.sub_category),
            ("previous_category", &self.previous_category),
            ("correct_category", &self.correct_category),
            ("library_template_name", &self.library_name),
        ] {
            if let Some(value) = value {
                view.insert(name.to_owned(), json!(value));
            }
        }
        if let Some((reason, recommendation)) = &self.rejection_info {
            let info = json!({"reason": reason, "recommendation": recommendation});
            view.insert("rejection_info".into(), info);
        }
        if let Some(seconds) = self.ttl_seconds {
            view.insert("message_send_ttl_seconds".into(), json!(seconds));
        }
        let can_send = if self.status.is_sendable() {
            "AVAILABLE"
        } else {
            "BLOCKED"
        };
        let entity = json!({"entity_type": "MESSAGE_TEMPLATE", "id": self.id, "can_send_message": can_send});
        let health = json!({"can_send_message": can_send, "entities": [entity]});
        view.insert("health_status".into(), health);
        view
    }
}

/// Components as they are read: handles of samples have become addresses on WhatsApp's file servers.
fn shown(components: &[Value]) -> Value {
    let mut components = json!(components);
    show_samples(&mut components);
    components
}

fn show_samples(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(show_samples),
        Value::Object(object) => {
            for (key, inside) in object.iter_mut() {
                match inside {
                    Value::Array(handles) if key == "header_handle" => {
                        handles.iter_mut().for_each(|handle| *handle = address_of(handle));
                    }
                    inside => show_samples(inside),
                }
            }
        }
        _ => {}
    }
}

fn address_of(handle: &Value) -> Value {
    let handle = handle.as_str().unwrap_or_default();
    let hash = Sha256::digest(handle.as_bytes());
    let place: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    json!(format!("https://scontent.whatsapp.net/v/t61.29466-34/{place}_n"))
}
