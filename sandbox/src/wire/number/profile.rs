//! `/{phone-number-id}/whatsapp_business_profile`.
//!
//! Meta, "Business profiles", 2026. A profile that nobody has filled in has no field but `vertical`, which real ones
//! show as `UNDEFINED`.

use super::want_product;
use crate::errors::GraphError;
use crate::numbers::picture::Picture;
use crate::rules::review::length;
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Map, Value, json};

const TEXTS: [(&str, usize); 4] = [("about", 139), ("address", 256), ("description", 512), ("email", 128)];
const SITES_MAX: usize = 2;
const SITE_MAX: usize = 256;
const VERTICALS: &str = "ALCOHOL, APPAREL, AUTO, BEAUTY, EDU, ENTERTAIN, EVENT_PLAN, FINANCE, GOVT, GROCERY, HEALTH, HOTEL, NONPROFIT, ONLINE_GAMBLING, OTC_DRUGS, OTHER, PHYSICAL_GAMBLING, PROF_SERVICES, RESTAURANT, RETAIL, TRAVEL, UNDEFINED, NOT_A_BIZ";

/// The asked-for fields.
pub(super) fn show(world: &World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    let row = &world.accounts.numbers[number as usize];
    let wanted = request.text("fields").unwrap_or("messaging_product");
    let mut view = Map::new();
    for name in wanted.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let value = match name {
            "messaging_product" => None,
            "id" => Some(json!(row.id)),
            "profile_picture_url" => row
                .desk
                .picture
                .as_ref()
                .map(|picture| json!(format!("{}/pps/{}/{}", request.public_url, row.id, picture.hash()))),
            "vertical" => Some(row.profile.get(name).cloned().unwrap_or_else(|| json!("UNDEFINED"))),
            "websites" => row.profile.get(name).cloned(),
            _ if TEXTS.iter().any(|(field, _)| *field == name) => row.profile.get(name).cloned(),
            _ => {
                return Err(GraphError::parameter(format!(
                    "Tried accessing nonexistent field ({name}) on node type (WhatsAppBusinessProfile)"
                )));
            }
        };
        view.extend(value.map(|value| (name.to_owned(), value)));
    }
    view.insert("messaging_product".into(), json!("whatsapp"));
    Ok(json!({"data": [view]}))
}

/// Changes the fields that are given; all of them or, when one is wrong, none.
pub(super) fn set(world: &mut World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    want_product(request)?;
    let mut changes = Map::new();
    for (name, most) in TEXTS {
        if let Some(value) = request.params.get(name) {
            changes.insert(name.to_owned(), checked_text(name, most, value)?);
        }
    }
    if let Some(vertical) = request.params.get("vertical") {
        let known = |word: &str| word.is_empty() || VERTICALS.split(", ").any(|known| known == word);
        if !vertical.as_str().is_some_and(known) {
            return Err(GraphError::parameter(format!(
                "Param vertical must be one of {{{VERTICALS}}}"
            )));
        }
        changes.insert("vertical".into(), vertical.clone());
    }
    if let Some(websites) = request.value("websites") {
        changes.insert("websites".into(), checked_sites(websites)?);
    }
    let picture = request.params.get("profile_picture_handle");
    let picture = picture.map(|handle| find_picture(world, handle)).transpose()?;
    let row = &mut world.accounts.numbers[number as usize];
    row.profile.extend(changes);
    row.profile.retain(|_, value| *value != "" && *value != json!([]));
    row.desk.picture = picture.or(row.desk.picture.take());
    Ok(json!({"success": true}))
}

fn checked_text(name: &str, most: usize, value: &Value) -> Result<Value, GraphError> {
    let text = value
        .as_str()
        .ok_or_else(|| GraphError::parameter(format!("Param {name} must be a string.")))?;
    if name == "about" && text.trim().is_empty() {
        return Err(GraphError::parameter("Param about must be at least 1 character long."));
    }
    if length(text) > most {
        return Err(GraphError::too_long(name, most));
    }
    let is_email = |text: &str| {
        let (user, host) = text.split_once('@').unwrap_or_default();
        !user.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
    };
    if name == "email" && !text.is_empty() && !is_email(text) {
        return Err(GraphError::parameter("Param email must be a valid email address."));
    }
    Ok(value.clone())
}

fn checked_sites(websites: Value) -> Result<Value, GraphError> {
    let refused = |why: &str| Err(GraphError::parameter(format!("Param websites {why}.")));
    let Some(list) = websites.as_array() else {
        return refused("must be an array of addresses");
    };
    if list.len() > SITES_MAX {
        return refused("must have at most 2 addresses");
    }
    for (index, site) in list.iter().enumerate() {
        let Some(site) = site.as_str() else {
            return refused("must be an array of addresses");
        };
        if length(site) > SITE_MAX {
            return Err(GraphError::too_long(&format!("websites[{index}]"), SITE_MAX));
        }
        if !is_web_address(site) {
            return Err(GraphError::parameter(format!(
                "Param websites[{index}] must be a valid URL with http:// or https://."
            )));
        }
    }
    Ok(websites)
}

/// An address with its scheme.
pub(super) fn is_web_address(text: &str) -> bool {
    let with_scheme = text.starts_with("http://") || text.starts_with("https://");
    with_scheme && url::Url::parse(text).is_ok_and(|url| url.has_host())
}

fn find_picture(world: &World, handle: &Value) -> Result<Picture, GraphError> {
    let upload = handle.as_str().and_then(|handle| world.find_upload(handle));
    let upload =
        upload.ok_or_else(|| GraphError::parameter("Param profile_picture_handle is not a valid upload handle."))?;
    Picture::read(&upload.mime_type, &upload.bytes)
        .map_err(|why| GraphError::parameter(format!("Param profile_picture_handle: the picture {why}.")))
}
