//! A business number and its edges.
//!
//! Meta, "Business phone numbers", 2026. Groups, calls, flows, payments, message history and coexistence's
//! synchronisation are deliberately absent: they answer as edges that the number does not have.

mod blocking;
mod life;
mod list;
mod official;
mod profile;
mod setting;
mod short_links;
mod username;

pub(super) use life::add;
pub(super) use list::list;

use crate::errors::GraphError;
use crate::faults::CallFate;
use crate::wire::request::GraphRequest;
use crate::wire::{files, select, send, unsupported};
use crate::world::World;
use serde_json::{Value, json};

const DEFAULT_FIELDS: &str = "verified_name,code_verification_status,display_phone_number,quality_rating,platform_type,throughput,webhook_configuration,last_onboarded_time";

/// `/{phone-number-id}` and what hangs on it.
pub(super) fn answer(
    world: &mut World,
    request: &GraphRequest,
    number: u32,
    edge: &[&str],
    fate: &CallFate,
) -> Result<Value, GraphError> {
    if world.accounts.numbers[number as usize].desk.deleted_ms.is_some() {
        return Err(GraphError::new(33).details("The business phone number has been deleted."));
    }
    match (request.method.as_str(), edge) {
        ("POST", ["messages"]) => send::answer(world, request, number, fate),
        ("POST", ["media"]) => files::upload(world, request, number),
        ("GET", []) => view(world, request, number),
        ("POST", []) => life::change(world, request, number),
        ("POST", ["request_code"]) => life::request_code(world, request, number),
        ("POST", ["verify_code"]) => life::verify_code(world, request, number),
        ("POST", ["register"]) => life::register(world, request, number),
        ("POST", ["deregister"]) => life::deregister(world, number),
        ("POST", ["smb_app_data"]) => app_data(world, request, number),
        ("GET", ["whatsapp_business_profile"]) => profile::show(world, request, number),
        ("POST", ["whatsapp_business_profile"]) => profile::set(world, request, number),
        (_, ["message_qrdls", rest @ ..]) => short_links::answer(world, request, number, rest),
        (_, ["block_users"]) => blocking::answer(world, request, number),
        (_, ["official_business_account"]) => official::answer(world, request, number),
        (_, ["username"]) => username::answer(world, request, number),
        ("GET", ["username_suggestions"]) => {
            let names = world.suggest_usernames(number);
            Ok(json!({"data": [{"username_suggestions": names}]}))
        }
        (_, [edge]) => setting::answer(world, request, number, edge),
        _ => Err(unsupported(world, request, number)),
    }
}

/// Meta, "Onboarding WhatsApp Business app users", 2026.
fn app_data(world: &mut World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    if request.text("messaging_product") != Some("whatsapp") {
        return Err(GraphError::required("messaging_product"));
    }
    let sync_type = request
        .text("sync_type")
        .ok_or_else(|| GraphError::required("sync_type"))?
        .to_ascii_lowercase();
    world.ask_app_data(number, &sync_type)
}

/// The fields of a number.
pub(super) fn view(world: &World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    select(
        world.number_fields(number, request.version),
        request.text("fields"),
        DEFAULT_FIELDS,
        "WhatsAppBusinessPhoneNumber",
    )
}

/// What Meta answers for an edge or a method that a number does not have.
fn unsupported(world: &World, request: &GraphRequest, number: u32) -> GraphError {
    unsupported::refuse(request, &world.accounts.numbers[number as usize].id)
}

/// Most edges want to hear which product is meant.
fn want_product(request: &GraphRequest) -> Result<(), GraphError> {
    match request.text("messaging_product") {
        Some("whatsapp") => Ok(()),
        Some(_) => Err(GraphError::parameter(
            "Param messaging_product must be one of {WHATSAPP}",
        )),
        None => Err(GraphError::required("messaging_product")),
    }
}
