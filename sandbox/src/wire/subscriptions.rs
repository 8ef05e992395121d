//! Where webhooks go: the app's own address, and overrides of an account or a number.
//!
//! Meta, "Webhook overrides", 2026-06-28: an address has at most 200 characters and is asked, by GET with a challenge,
//! before it is saved.

use crate::accounts::App;
use crate::errors::GraphError;
use crate::settings::Callback;
use crate::wire::access::{Access, authorize};
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Map, Value, json};

/// The fields of the object `whatsapp_business_account` that an app can ask for.
///
/// Meta, "Webhooks › WhatsApp Business Account", 2026.
const FIELDS: [&str; 34] = [
    "account_alerts",
    "account_review_update",
    "account_settings_update",
    "account_update",
    "automatic_events",
    "business_capability_update",
    "business_status_update",
    "business_username_update",
    "calls",
    "consumer_profile",
    "flows",
    "group_lifecycle_update",
    "group_participants_update",
    "group_settings_update",
    "group_status_update",
    "history",
    "message_echoes",
    "message_template_components_update",
    "message_template_quality_update",
    "message_template_status_update",
    "messages",
    "messaging_handovers",
    "partner_solutions",
    "payment_configuration_update",
    "phone_number_name_update",
    "phone_number_quality_update",
    "security",
    "smb_app_state_sync",
    "smb_message_echoes",
    "standby",
    "template_category_update",
    "template_correct_category_detection",
    "tracking_events",
    "user_preferences",
];

/// An address that must answer before the call may be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Handshake {
    pub(crate) callback: Callback,
    pub(crate) challenge: String,
}

/// The handshake that a call needs, for callers who may make it.
pub(crate) fn handshake_of(world: &mut World, request: &GraphRequest) -> Result<Option<Handshake>, GraphError> {
    if request.method != "POST" {
        return Ok(None);
    }
    let edge = request.path.get(1).map(String::as_str);
    let callback = match edge {
        Some("subscribed_apps") => callback_in(&Value::Object(request.params.clone()))?,
        Some("subscriptions") => app_callback(request)?,
        None => request
            .value("webhook_configuration")
            .map(|value| callback_in(&value))
            .transpose()?
            .flatten(),
        Some(_) => None,
    };
    let Some(callback) = callback else { return Ok(None) };
    authorize(world, request)?;
    let challenge = world.draw_trace();
    Ok(Some(Handshake { callback, challenge }))
}

/// `override_callback_uri` and `verify_token`; none when the address is absent or empty.
pub(super) fn callback_in(value: &Value) -> Result<Option<Callback>, GraphError> {
    let url = value["override_callback_uri"].as_str().unwrap_or_default();
    if url.is_empty() {
        return Ok(None);
    }
    let verify_token = value["verify_token"]
        .as_str()
        .ok_or_else(|| GraphError::required("verify_token"))?;
    callback(url, verify_token).map(Some)
}

fn app_callback(request: &GraphRequest) -> Result<Option<Callback>, GraphError> {
    let Some(url) = request.text("callback_url") else {
        return Ok(None);
    };
    callback(url, request.text("verify_token").unwrap_or_default()).map(Some)
}

fn callback(url: &str, verify_token: &str) -> Result<Callback, GraphError> {
    let parsed = url::Url::parse(url)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    if parsed.is_none() || url.chars().count() > 200 {
        return Err(GraphError::parameter(
            "Param override_callback_uri must be a valid URL of at most 200 characters.",
        ));
    }
    Ok(Callback {
        url: url.to_owned(),
        verify_token: verify_token.to_owned(),
    })
}

/// `/{waba-id}/subscribed_apps`.
pub(super) fn subscribed_apps(
    world: &mut World,
    request: &GraphRequest,
    access: &Access,
    waba: u32,
) -> Result<Value, GraphError> {
    let override_with = callback_in(&Value::Object(request.params.clone()))?;
    let account = &mut world.accounts.wabas[waba as usize];
    match request.method.as_str() {
        "POST" => {
            account.subscribed = true;
            account.callback = override_with;
            Ok(json!({"success": true}))
        }
        "DELETE" => {
            account.subscribed = false;
            account.callback = None;
            Ok(json!({"success": true}))
        }
        "GET" => {
            let app = &world.accounts.apps[access.app as usize];
            let mut entry = Map::new();
            entry.insert(
                "whatsapp_business_api_data".into(),
                json!({"id": app.id, "name": app.name, "link": format!("{}/apps/{}", request.public_url, app.id)}),
            );
            if let Some(callback) = &account.callback {
                entry.insert("override_callback_uri".into(), json!(callback.url));
            }
            Ok(json!({"data": if account.subscribed { vec![entry] } else { Vec::new() }}))
        }
        method => Err(GraphError::unknown_node(method, &account.id)),
    }
}

/// The fields that a call names, by name alone or in an array; none when it names none.
fn fields_in(request: &GraphRequest) -> Result<Option<Vec<String>>, GraphError> {
    let named: Vec<String> = match request.value("fields") {
        None => return Ok(None),
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(other) => {
            let text = other.as_str().unwrap_or_default();
            text.split(',').map(|name| name.trim().to_owned()).collect()
        }
    };
    let named: Vec<String> = named.into_iter().filter(|name| !name.is_empty()).collect();
    if let Some(unknown) = named.iter().find(|name| !FIELDS.contains(&name.as_str())) {
        let shown: String = unknown.chars().take(100).collect();
        return Err(GraphError::parameter(format!(
            "Param fields names no webhook field ({shown})."
        )));
    }
    Ok(Some(named).filter(|named| !named.is_empty()))
}

impl App {
    /// Asks for these fields no more; what is left is named from now on.
    fn forget_fields(&mut self, gone: &[String]) {
        let left = FIELDS.iter().filter(|field| self.wants(field));
        let left = left
            .map(|field| (*field).to_owned())
            .filter(|field| !gone.contains(field));
        self.fields = Some(left.collect());
    }
}

/// `/{app-id}/subscriptions`.
pub(super) fn of_app(
    world: &mut World,
    request: &GraphRequest,
    access: &Access,
    app: u32,
) -> Result<Value, GraphError> {
    // Meta, "Graph API › Application subscriptions": an app token is required.
    if access.token.is_some() {
        return Err(GraphError::new(15).details("This method must be called with an app access_token."));
    }
    let callback = app_callback(request)?;
    let named = fields_in(request)?;
    let owner = &mut world.accounts.apps[app as usize];
    match request.method.as_str() {
        "POST" => {
            owner.callback = Some(callback.ok_or_else(|| GraphError::required("callback_url"))?);
            owner.fields = named;
            Ok(json!({"success": true}))
        }
        "DELETE" => {
            match named {
                Some(gone) => owner.forget_fields(&gone),
                None => (owner.callback, owner.fields) = (None, None),
            }
            Ok(json!({"success": true}))
        }
        _ => {
            let version = format!("v{}.0", owner.webhook_version);
            let wanted = FIELDS.iter().filter(|field| owner.wants(field));
            let fields: Vec<Value> = wanted.map(|name| json!({"name": name, "version": version})).collect();
            let data = owner.callback.as_ref().map(|callback| {
                json!({"object": "whatsapp_business_account", "callback_url": callback.url, "active": true, "fields": fields})
            });
            Ok(json!({"data": data.into_iter().collect::<Vec<_>>()}))
        }
    }
}
