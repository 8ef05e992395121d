//! The fields of a number that come from its desk.
//!
//! Meta, "Business phone numbers" (fields) and "Health status", 2026.

use crate::numbers::naming::NameStatus;
use crate::numbers::official::OfficialStatus;
use crate::world::World;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

impl World {
    /// All fields of a number, as `GET /{phone-number-id}` shows them.
    pub(crate) fn number_fields(&self, number: u32, version: u16) -> Map<String, Value> {
        let mut view = self.accounts.number_view(number, self.figures(), version);
        let row = &self.accounts.numbers[number as usize];
        let (desk, now) = (&row.desk, self.now_ms());
        let new = desk.naming.new.as_ref();
        let new_status = new.map(|new| new.status(now));
        view.insert("code_verification_status".into(), json!(desk.ownership.status));
        view.insert("name_status".into(), json!(desk.naming.status.as_str()));
        view.insert(
            "new_name_status".into(),
            json!(new_status.map_or("NONE", NameStatus::as_str)),
        );
        if let Some(new) = new {
            view.insert("new_display_name".into(), json!(new.name));
            if new_status == Some(NameStatus::Approved) {
                view.insert("new_certificate".into(), json!(certificate(&row.digits, &new.name)));
            }
        }
        view.insert(
            "certificate".into(),
            json!(certificate(&row.digits, &row.verified_name)),
        );
        let official = desk.official.status;
        view.insert(
            "is_official_business_account".into(),
            json!(official == OfficialStatus::Approved),
        );
        view.insert(
            "official_business_account".into(),
            json!({"oba_status": official.as_str()}),
        );
        if !desk.automation.is_empty() {
            view.insert("conversational_automation".into(), json!(desk.automation));
        }
        if let Some(username) = &desk.username {
            view.insert("username".into(), json!(username.name));
        }
        view.insert("is_preverified_number".into(), json!(false));
        if !row.registered {
            let status = if desk.registration.left {
                "DISCONNECTED"
            } else {
                "PENDING"
            };
            view.insert("status".into(), json!(status));
            view.insert("throughput".into(), json!({"level": "NOT_APPLICABLE"}));
            for name in ["platform_type", "host_platform"] {
                view.insert(name.into(), json!("NOT_APPLICABLE"));
            }
        }
        if row.registered
            && let Some(status) = self.troubled_status(number)
        {
            view.insert("status".into(), json!(status));
        }
        view.insert("health_status".into(), self.number_health(number));
        view
    }
}

/// Something of the look of a certificate; nothing can be done with it.
fn certificate(digits: &str, name: &str) -> String {
    STANDARD.encode(Sha256::digest(format!("certificate of {digits} {name}")))
}
