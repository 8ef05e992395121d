//! `/{phone-number-id}/message_qrdls`.
//!
//! Meta, "QR codes and short links", 2026; until v16 (2023) a link was changed at its own address, which older clients
//! still do.

use super::unsupported;
use crate::errors::GraphError;
use crate::numbers::links::{LINKS_MAX, Link, MESSAGE_MAX};
use crate::numbers::qr::Form;
use crate::rules::review::length;
use crate::wire::page;
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Value, json};

/// The list, or one link of it.
pub(super) fn answer(
    world: &mut World,
    request: &GraphRequest,
    number: u32,
    rest: &[&str],
) -> Result<Value, GraphError> {
    let links = &world.accounts.numbers[number as usize].desk.links;
    match (request.method.as_str(), rest) {
        ("GET", []) => page(request, links.iter().map(|link| view(link, request)).collect()),
        ("POST", []) => match request.text("code") {
            Some(code) => update(world, request, number, code),
            None => create(world, request, number),
        },
        ("GET", [code]) => {
            let place = find(world, request, number, code)?;
            let link = &world.accounts.numbers[number as usize].desk.links[place];
            Ok(json!({"data": [view(link, request)]}))
        }
        ("POST", [code]) => update(world, request, number, code),
        ("DELETE", [code]) => {
            let place = find(world, request, number, code)?;
            world.accounts.numbers[number as usize].desk.links.remove(place);
            Ok(json!({"success": true}))
        }
        _ => Err(unsupported(world, request, number)),
    }
}

fn create(world: &mut World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    let message = message(request)?.to_owned();
    let form = request.text("generate_qr_image").map(form_of).transpose()?;
    let World { accounts, random, .. } = world;
    let links = &mut accounts.numbers[number as usize].desk.links;
    if links.len() >= LINKS_MAX {
        return Err(GraphError::parameter(format!(
            "A phone number may have at most {LINKS_MAX} QR codes."
        )));
    }
    let link = Link::new(&message, random);
    let mut made = plain(&link);
    if let Some(form) = form {
        made["qr_image_url"] = json!(link.image_url(&request.public_url, form));
    }
    links.push(link);
    Ok(made)
}

fn update(world: &mut World, request: &GraphRequest, number: u32, code: &str) -> Result<Value, GraphError> {
    let message = message(request)?.to_owned();
    let place = find(world, request, number, code)?;
    let link = &mut world.accounts.numbers[number as usize].desk.links[place];
    link.message = message;
    Ok(plain(link))
}

fn find(world: &World, request: &GraphRequest, number: u32, code: &str) -> Result<usize, GraphError> {
    let links = &world.accounts.numbers[number as usize].desk.links;
    let place = links.iter().position(|link| link.code == code);
    place.ok_or_else(|| GraphError::unknown_node(&request.method, code))
}

fn message(request: &GraphRequest) -> Result<&str, GraphError> {
    let text = request
        .text("prefilled_message")
        .filter(|text| !text.is_empty())
        .ok_or_else(|| GraphError::required("prefilled_message"))?;
    if length(text) > MESSAGE_MAX {
        return Err(GraphError::too_long("prefilled_message", MESSAGE_MAX));
    }
    Ok(text)
}

fn form_of(name: &str) -> Result<Form, GraphError> {
    Form::read(name).ok_or_else(|| GraphError::parameter("Param generate_qr_image must be one of {SVG, PNG}"))
}

fn plain(link: &Link) -> Value {
    json!({"code": link.code, "prefilled_message": link.message, "deep_link_url": link.deep_link()})
}

/// With the picture when it is asked for, as `qr_image_url.format(PNG)`.
fn view(link: &Link, request: &GraphRequest) -> Value {
    let mut view = plain(link);
    let fields = request.text("fields").unwrap_or_default();
    if fields.contains("qr_image_url") {
        let form = if fields.contains("format(PNG)") {
            Form::Png
        } else {
            Form::Svg
        };
        view["qr_image_url"] = json!(link.image_url(&request.public_url, form));
    }
    view
}
