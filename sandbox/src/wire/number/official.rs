//! `/{phone-number-id}/official_business_account`.
//!
//! Meta, "Official business account", 2026; the actions are those of Meta's OpenAPI document v23.0.

use super::profile::is_web_address;
use super::unsupported;
use crate::errors::GraphError;
use crate::numbers::official::Application;
use crate::rules::review::length;
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Value, json};

const LINKS_MAX: usize = 5;
const TEXT_MAX: usize = 256;
const INFORMATION_MAX: usize = 2_000;

/// Shows where an application stands, takes one in, or takes one back.
pub(super) fn answer(world: &mut World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    match request.method.as_str() {
        "GET" => {
            let row = &world.accounts.numbers[number as usize];
            let official = &row.desk.official;
            let mut view = json!({"id": row.id, "oba_status": official.status.as_str()});
            if let Some(reason) = &official.reason {
                view["status_message"] = json!(reason);
            }
            Ok(view)
        }
        "POST" => {
            match request.text("action") {
                Some("WITHDRAW_APPLICATION") => world.withdraw_official(number)?,
                Some("SUBMIT_APPLICATION") | None => world.apply_for_official(number, read(request)?)?,
                Some(_) => {
                    return Err(GraphError::parameter(
                        "Param action must be one of {SUBMIT_APPLICATION, WITHDRAW_APPLICATION}",
                    ));
                }
            }
            Ok(json!({"success": true}))
        }
        _ => Err(unsupported(world, request, number)),
    }
}

fn read(request: &GraphRequest) -> Result<Application, GraphError> {
    let required = |name: &'static str| {
        let text = request.text(name).filter(|text| !text.trim().is_empty());
        text.ok_or_else(|| GraphError::required(name))
    };
    let short = |name: &'static str, text: &str, most: usize| {
        if length(text) > most {
            return Err(GraphError::too_long(name, most));
        }
        Ok(text.to_owned())
    };
    let optional = |name: &'static str, most: usize| request.text(name).map(|text| short(name, text, most)).transpose();
    let website = short("business_website_url", required("business_website_url")?, TEXT_MAX)?;
    if !is_web_address(&website) {
        return Err(GraphError::parameter("Param business_website_url must be a valid URL."));
    }
    Ok(Application {
        website,
        country: short(
            "primary_country_of_operation",
            required("primary_country_of_operation")?,
            TEXT_MAX,
        )?,
        language: short("primary_language", required("primary_language")?, TEXT_MAX)?,
        parent: optional("parent_business_or_brand", TEXT_MAX)?,
        links: links(request)?,
        information: optional("additional_supporting_information", INFORMATION_MAX)?,
    })
}

fn links(request: &GraphRequest) -> Result<Vec<String>, GraphError> {
    let Some(value) = request.value("supporting_links") else {
        return Ok(Vec::new());
    };
    let refused = || GraphError::parameter("Param supporting_links must have at most 5 valid URLs.");
    let list = value
        .as_array()
        .filter(|list| list.len() <= LINKS_MAX)
        .ok_or_else(refused)?;
    let good = |link: &Value| {
        let link = link
            .as_str()
            .filter(|link| length(link) <= TEXT_MAX && is_web_address(link));
        link.map(str::to_owned).ok_or_else(refused)
    };
    list.iter().map(good).collect()
}
