//! `POST /{phone-number-id}/messages`.
//!
//! The order of the checks follows what is seen of Meta's: the request itself, the recipient, the template, the rates and
//! the limit are refused at once; a closed window, a phone without WhatsApp and a user's stop follow as a `failed` status.
//! Meta, "Messages" and "Error codes", 2026.

use crate::book::{Direction, Message, SentAs, Status, Step};
use crate::clock::{DAY_MS, Mode, SECOND_MS};
use crate::errors::GraphError;
use crate::faults::CallFate;
use crate::people::customer::{NewCustomer, digits_of};
use crate::rules::pricing::Category;
use crate::rules::template_send::Filling;
use crate::templates::TemplateStatus;
use crate::wire::admit::{Ask, admit, foresee, price_of};
use crate::wire::content;
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Map, Value, json};

/// Undelivered messages are kept for 30 days; codes for 10 minutes.
const KEPT_MS: i64 = 30 * DAY_MS;
const CODE_KEPT_MS: i64 = 600 * SECOND_MS;

/// What a message is, once its content has been checked.
struct Checked {
    kind: String,
    content: Value,
    category: Category,
    /// The template, where it is one.
    template: Option<u32>,
    ttl_ms: i64,
    buttons: Vec<(usize, String, String)>,
}

/// Sends a message, or takes a read receipt.
pub(super) fn answer(
    world: &mut World,
    request: &GraphRequest,
    number: u32,
    fate: &CallFate,
) -> Result<Value, GraphError> {
    match request.text("messaging_product") {
        Some("whatsapp") => {}
        Some(_) => {
            return Err(GraphError::parameter(
                "Param messaging_product must be one of {WHATSAPP}",
            ));
        }
        None => return Err(GraphError::required("messaging_product")),
    }
    if request.params.contains_key("status") {
        return mark_read(world, request, number);
    }
    send(world, request, number, fate)
}

fn send(world: &mut World, request: &GraphRequest, number: u32, fate: &CallFate) -> Result<Value, GraphError> {
    if request.text("recipient_type").is_some_and(|kind| kind != "individual") {
        return Err(GraphError::new(131_020).details("Groups are not modelled by this sandbox."));
    }
    let callback_data = callback_data(request)?;
    let now = world.now_ms();
    let sender = &mut world.accounts.numbers[number as usize];
    if !sender.registered {
        return Err(GraphError::new(133_010));
    }
    if world.clock.mode == Mode::Real && !sender.throughput.admit(sender.throughput_mps, now) {
        return Err(GraphError::new(130_429).details("Message failed to send because there were too many messages sent from this phone number in a short period of time."));
    }
    let by_user_id = request.text("to").is_none_or(str::is_empty);
    let input = if by_user_id {
        request.text("recipient")
    } else {
        request.text("to")
    };
    let input = input
        .filter(|text| !text.is_empty())
        .ok_or_else(|| GraphError::required("to"))?
        .to_owned();
    let phone = if by_user_id {
        None
    } else {
        Some(recipient_phone(world, number, &input)?)
    };
    let checked = check_content(world, request, number)?;
    let customer = find_recipient(world, phone, &input, &checked)?;
    let ask = Ask {
        number,
        customer,
        template: checked.template,
        category: checked.category,
    };
    let admitted = admit(world, ask)?;
    let window_open = admitted.window_open;

    let fate = fate
        .failed_status
        .map(|code| (code, None))
        .or_else(|| foresee(world, ask, window_open));
    let goes = fate.is_none();
    let entry_open = goes && world.answer_entry(number, customer);
    if goes && !window_open {
        world.count_recipient(number, customer);
    }
    let pricing = goes.then(|| price_of(world, ask, window_open, entry_open));
    let held = checked.template.filter(|template| goes && world.paces(*template));
    let phone = world.customers.get(customer).phone.clone();
    let id = world.draw_wamid(&phone, true);
    let context = request
        .params
        .get("context")
        .and_then(|context| context["message_id"].as_str())
        .map(str::to_owned);
    let index = world.book.add(Message {
        id: id.clone(),
        direction: Direction::Outbound,
        number,
        customer,
        kind: checked.kind,
        content: checked.content.to_string(),
        context,
        callback_data,
        pricing,
        sent_as: Some(SentAs {
            template: checked.template,
            category: checked.category,
            window_open,
            entry_open,
        }),
        timeline: vec![Step {
            status: Status::Accepted,
            at_ms: now,
            error_code: None,
        }],
        fate,
        expires_ms: now + checked.ttl_ms,
        buttons: checked.buttons,
    });
    let thread = world.conversations.open(number, customer);
    thread.paid_until_ms = admitted.paid_until_ms;
    thread.sent_count += 1;
    thread.messages.push(index);
    match held {
        Some(template) => world.hold(template, index),
        None => world.begin_life(index),
    }

    let mut contact = Map::from_iter([("input".to_owned(), json!(input))]);
    if by_user_id {
        contact.insert("user_id".into(), json!(input));
    } else {
        contact.insert("wa_id".into(), json!(phone));
    }
    let mut message = Map::from_iter([("id".to_owned(), json!(id))]);
    if checked.template.is_some() {
        let status = if held.is_some() {
            "held_for_quality_assessment"
        } else {
            "accepted"
        };
        message.insert("message_status".into(), json!(status));
    }
    Ok(json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]}))
}

fn callback_data(request: &GraphRequest) -> Result<Option<String>, GraphError> {
    let Some(data) = request.params.get("biz_opaque_callback_data") else {
        return Ok(None);
    };
    let data = data
        .as_str()
        .ok_or_else(|| GraphError::parameter("Param biz_opaque_callback_data must be a string."))?;
    if data.chars().count() > 512 {
        return Err(GraphError::too_long("biz_opaque_callback_data", 512));
    }
    Ok(Some(data.to_owned()))
}

fn recipient_phone(world: &World, number: u32, input: &str) -> Result<String, GraphError> {
    let digits = digits_of(input).ok_or_else(|| {
        GraphError::value("Recipient phone number is not valid: use the international form, with the country code.")
    })?;
    if world.accounts.numbers[number as usize].digits == digits {
        return Err(GraphError::new(131_021).details("Recipient phone number cannot be same as sender phone number"));
    }
    Ok(digits)
}

fn find_recipient(world: &mut World, phone: Option<String>, input: &str, checked: &Checked) -> Result<u32, GraphError> {
    let Some(phone) = phone else {
        // Meta, "Business-scoped user ids", 2026: codes cannot go to them.
        if checked.category == Category::Authentication {
            return Err(GraphError::new(131_062));
        }
        return world
            .customers
            .find_user(input)
            .ok_or_else(|| GraphError::value(format!("Unknown user id {input}.")));
    };
    if let Some(known) = world.customers.find(&phone) {
        return Ok(known);
    }
    let has_whatsapp = Some(world.settings.auto_customers);
    let World { customers, random, .. } = world;
    Ok(customers.add(
        NewCustomer {
            phone,
            has_whatsapp,
            ..NewCustomer::default()
        },
        random,
    ))
}

fn check_content(world: &World, request: &GraphRequest, number: u32) -> Result<Checked, GraphError> {
    let kind = request.text("type").unwrap_or("text").to_ascii_lowercase();
    if kind == "template" {
        return check_template(world, request, number);
    }
    let content = content::check(world, request, number, &kind)?;
    let buttons = content::reply_buttons(&kind, &content);
    Ok(Checked {
        kind,
        content,
        category: Category::Service,
        template: None,
        ttl_ms: KEPT_MS,
        buttons,
    })
}

fn check_template(world: &World, request: &GraphRequest, number: u32) -> Result<Checked, GraphError> {
    let content = request
        .params
        .get("template")
        .ok_or_else(|| GraphError::required("template"))?;
    let name = content["name"]
        .as_str()
        .ok_or_else(|| GraphError::required("template['name']"))?;
    let language = content["language"]["code"]
        .as_str()
        .ok_or_else(|| GraphError::required("template['language']['code']"))?;
    let waba = world.accounts.numbers[number as usize].waba;
    let missing = || GraphError::new(132_001).details(format!("template name ({name}) does not exist in {language}"));
    let index = world.templates.find(waba, name, language).ok_or_else(missing)?;
    let template = &world.templates.list[index as usize];
    match template.status {
        TemplateStatus::Approved => {}
        TemplateStatus::Paused => {
            return Err(GraphError::new(132_015).details(format!("template name ({name}) in {language} is paused")));
        }
        TemplateStatus::Disabled => {
            return Err(GraphError::new(132_016).details(format!("template name ({name}) in {language} is disabled")));
        }
        TemplateStatus::Pending | TemplateStatus::Rejected | TemplateStatus::Deleted => {
            return Err(missing());
        }
    }
    let components = match &content["components"] {
        Value::Null => &[],
        Value::Array(list) => list.as_slice(),
        _ => return Err(GraphError::parameter("Param template['components'] must be an array.")),
    };
    let media = |kind: &str, object: &Value| content::check_media(world, number, kind, object);
    let filling = Filling {
        template,
        components,
        figures: world.figures(),
        version: request.version,
        media: &media,
    };
    let buttons = filling.check()?;
    let is_code = template.category == "AUTHENTICATION";
    let standard = if is_code { CODE_KEPT_MS } else { KEPT_MS };
    let ttl_ms = template
        .ttl_seconds
        .filter(|seconds| *seconds > 0)
        .map_or(standard, |seconds| seconds * SECOND_MS);
    Ok(Checked {
        kind: "template".to_owned(),
        content: content.clone(),
        category: Category::of_template(&template.category),
        template: Some(index),
        ttl_ms,
        buttons,
    })
}

/// Meta, "Mark messages as read" and "Typing indicators", 2026.
fn mark_read(world: &mut World, request: &GraphRequest, number: u32) -> Result<Value, GraphError> {
    if request.text("status") != Some("read") {
        return Err(GraphError::parameter("Param status must be one of {READ}"));
    }
    if let Some(typing) = request.params.get("typing_indicator")
        && typing["type"] != "text"
    {
        return Err(GraphError::parameter(
            "Param typing_indicator['type'] must be one of {TEXT}",
        ));
    }
    let id = request
        .text("message_id")
        .ok_or_else(|| GraphError::required("message_id"))?;
    let now = world.now_ms();
    let found = world.book.find(id).filter(|index| {
        let message = world.book.get(*index);
        message.direction == Direction::Inbound && message.number == number && now - message.at_ms() <= KEPT_MS
    });
    let Some(index) = found else {
        return Err(GraphError::value("Message ID is invalid or older than 30 days."));
    };
    let customer = world.book.get(index).customer;
    let thread = world.conversations.open(number, customer);
    let from = thread.read_by_business.map_or(0, |read| read + 1);
    thread.read_by_business = Some(index.max(from.saturating_sub(1)));
    let newly: Vec<u32> = thread
        .messages
        .iter()
        .rev()
        .skip_while(|each| **each > index)
        .take_while(|each| **each >= from)
        .copied()
        .collect();
    for each in newly.into_iter().rev() {
        let message = world.book.get(each);
        if message.direction == Direction::Inbound && message.status() == Status::Received {
            world.book.step(each, Status::Read, now, None);
        }
    }
    Ok(json!({"success": true}))
}
