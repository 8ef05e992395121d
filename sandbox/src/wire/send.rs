//! `POST /{phone-number-id}/messages`.
//!
//! The order of the checks follows what is seen of Meta's: the request itself, the recipient, the template, the rates and
//! the limit are refused at once; a closed window, a phone without WhatsApp and a user's stop follow as a `failed` status.
//! Meta, "Messages" and "Error codes", 2026.

mod receipt;
mod recipient;

use crate::book::{Direction, Message, SentAs, Status, Step};
use crate::clock::{DAY_MS, Mode, SECOND_MS};
use crate::errors::GraphError;
use crate::faults::CallFate;
use crate::rules::pricing::Category;
use crate::rules::shape;
use crate::rules::template_send::Filling;
use crate::templates::TemplateStatus;
use crate::wire::admit::{Ask, admit, foresee, price_of};
use crate::wire::content::{self, Content, MediaCheck};
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Map, Value, json};

/// The longest code of a language, with room to spare.
const LANGUAGE_MAX: usize = 32;
/// Why a template is turned down for what it says, not for how it is made.
const POLICY_REASONS: [&str; 2] = ["ABUSIVE_CONTENT", "SCAM"];
const CALLBACK_DATA_MAX: usize = 512;
/// Undelivered messages are kept for 30 days; codes for 10 minutes.
const KEPT_MS: i64 = 30 * DAY_MS;
const CODE_KEPT_MS: i64 = 600 * SECOND_MS;

/// What a message is, once its content has been checked.
struct Checked {
    kind: String,
    content: Content,
    category: Category,
    /// The template, where it is one.
    template: Option<u32>,
    ttl_ms: i64,
}

/// Sends a message, or takes a read receipt.
pub(super) fn answer(
    world: &mut World,
    request: &GraphRequest,
    number: u32,
    fate: &CallFate,
) -> Result<Value, GraphError> {
    let product = request.params.get("messaging_product").unwrap_or(&Value::Null);
    shape::one_of(product, "messaging_product", &["whatsapp"])?;
    if product.is_null() {
        return Err(GraphError::required("messaging_product"));
    }
    if request.look("status").is_some() {
        return receipt::take(world, request, number);
    }
    send(world, request, number, fate)
}

fn send(world: &mut World, request: &GraphRequest, number: u32, fate: &CallFate) -> Result<Value, GraphError> {
    let callback_data = check_envelope(request)?;
    let now = world.now_ms();
    let sender = &mut world.accounts.numbers[number as usize];
    if !sender.registered {
        return Err(GraphError::new(133_010));
    }
    if world.clock.mode == Mode::Real && !sender.throughput.admit(sender.throughput_mps, now) {
        return Err(GraphError::new(130_429).details("Message failed to send because there were too many messages sent from this phone number in a short period of time."));
    }
    let recipient = recipient::read(world, request, number)?;
    let peer = recipient.known(world, number);
    let context = content::quoted(world, request, number, peer)?;
    let checked = check_content(world, request, number, peer)?;
    let customer = recipient.find(world, number, checked.category)?;
    check_identity(world, request, number, customer)?;
    let ask = Ask {
        number,
        customer,
        template: checked.template,
        category: checked.category,
    };
    crate::numbers::may_send(world, number, customer)?;
    let admitted = admit(world, ask)?;
    let window_open = admitted.window_open;

    let fate = fate
        .failed_status
        .map(|code| (code, None))
        .or_else(|| foresee(world, ask, window_open))
        .or_else(|| checked.content.unfit.clone().map(|why| (131_053, Some(why))));
    let goes = fate.is_none();
    let entry_open = goes && world.answer_entry(number, customer);
    if goes && !window_open {
        world.count_recipient(number, customer);
    }
    let pricing = goes.then(|| price_of(world, ask, window_open, entry_open));
    let unpaid = pricing.as_ref().is_some_and(|pricing| pricing.billable) && !world.can_pay(number);
    let pricing = pricing.filter(|_| !unpaid);
    let fate = fate.or(unpaid.then_some((131_042, None)));
    let held = checked
        .template
        .filter(|template| goes && !unpaid && world.paces(*template));
    let phone = world.customers.get(customer).phone();
    let id = world.draw_wamid(&phone, true);
    let index = world.book.add(Message {
        id: id.clone(),
        direction: Direction::Outbound,
        path: recipient.path(),
        number,
        customer,
        kind: checked.kind,
        content: checked.content.json,
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
        expires_ms: now.saturating_add(checked.ttl_ms),
        buttons: checked.content.buttons,
    });
    let thread = world.conversations.open(number, customer);
    thread.paid_until_ms = admitted.paid_until_ms;
    thread.sent_count += 1;
    thread.messages.push(index);
    match held {
        Some(template) => world.hold(template, index),
        None => world.begin_life(index),
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
    Ok(json!({"messaging_product": "whatsapp", "contacts": [recipient.view()], "messages": [message]}))
}

/// What stands beside the message itself; gives `biz_opaque_callback_data`.
fn check_envelope(request: &GraphRequest) -> Result<Option<String>, GraphError> {
    let field = |name: &str| request.params.get(name).unwrap_or(&Value::Null);
    shape::one_of(field("recipient_type"), "recipient_type", &["individual", "group"])?;
    if request
        .text("recipient_type")
        .is_some_and(|kind| kind.eq_ignore_ascii_case("group"))
    {
        return Err(GraphError::new(131_020).details("Groups are not modelled by this sandbox."));
    }
    let hash = "recipient_identity_key_hash";
    shape::optional_text(field(hash), hash, shape::ID_MAX)?;
    let data = "biz_opaque_callback_data";
    Ok(shape::optional_text(field(data), data, CALLBACK_DATA_MAX)?.map(str::to_owned))
}

/// Meta, "Identity change check", 2026: a message meant for a known identity does not go to another one.
fn check_identity(world: &World, request: &GraphRequest, number: u32, customer: u32) -> Result<(), GraphError> {
    let known = request.text("recipient_identity_key_hash");
    let checks = world.accounts.numbers[number as usize].identity_check;
    if checks && known.is_some_and(|hash| hash != world.identity_hash(customer)) {
        return Err(GraphError::new(137_000));
    }
    Ok(())
}

fn check_content(world: &World, request: &GraphRequest, number: u32, peer: Option<u32>) -> Result<Checked, GraphError> {
    let given = request.params.get("type").unwrap_or(&Value::Null);
    let kind = shape::optional_text(given, "type", shape::ID_MAX)?.unwrap_or("text");
    let kind = kind.to_ascii_lowercase();
    if kind == "template" {
        return check_template(world, request, number);
    }
    Ok(Checked {
        content: content::check(world, request, number, peer, &kind)?,
        kind,
        category: Category::Service,
        template: None,
        ttl_ms: KEPT_MS,
    })
}

fn check_template(world: &World, request: &GraphRequest, number: u32) -> Result<Checked, GraphError> {
    let content = request
        .look("template")
        .ok_or_else(|| GraphError::required("template"))?;
    let content = content.as_ref();
    shape::required_object(content, "template")?;
    let name = shape::required_text(&content["name"], "template['name']", shape::ID_MAX)?;
    shape::required_object(&content["language"], "template['language']")?;
    let language = shape::required_text(
        &content["language"]["code"],
        "template['language']['code']",
        LANGUAGE_MAX,
    )?;
    let waba = world.accounts.numbers[number as usize].waba;
    let missing = || GraphError::new(132_001).details(format!("template name ({name}) does not exist in {language}"));
    let index = world.templates.find(waba, name, language).ok_or_else(missing)?;
    let template = &world.templates.list[index as usize];
    match template.status {
        TemplateStatus::Approved | TemplateStatus::Locked => {}
        TemplateStatus::Paused => {
            return Err(GraphError::new(132_015).details(format!("template name ({name}) in {language} is paused")));
        }
        TemplateStatus::Disabled => {
            return Err(GraphError::new(132_016).details(format!("template name ({name}) in {language} is disabled")));
        }
        // Meta, "Error codes", 2025: the page of rejection reasons tells why the content violates a policy.
        TemplateStatus::Rejected if POLICY_REASONS.contains(&template.rejected_reason.as_str()) => {
            return Err(
                GraphError::new(132_007).details(format!("template name ({name}) in {language} violates a policy"))
            );
        }
        TemplateStatus::Pending
        | TemplateStatus::Rejected
        | TemplateStatus::InAppeal
        | TemplateStatus::PendingDeletion
        | TemplateStatus::Deleted
        | TemplateStatus::LimitExceeded
        | TemplateStatus::Archived => return Err(missing()),
    }
    let media = MediaCheck::new(world, number);
    let filling = Filling {
        template,
        components: shape::list(&content["components"], "template['components']")?,
        figures: world.figures(),
        version: request.version,
        now_ms: world.now_ms(),
        media: &|kind, object| media.file(kind, object),
    };
    let buttons = filling.check()?;
    let is_code = template.category == "AUTHENTICATION";
    let standard = if is_code { CODE_KEPT_MS } else { KEPT_MS };
    let ttl_ms = template
        .ttl_seconds
        .filter(|seconds| *seconds > 0)
        .map_or(standard, |seconds| seconds.saturating_mul(SECOND_MS));
    Ok(Checked {
        kind: "template".to_owned(),
        content: Content {
            json: content.to_string(),
            buttons,
            unfit: media.unfit(),
        },
        category: Category::of_template(&template.category),
        template: Some(index),
        ttl_ms,
    })
}
