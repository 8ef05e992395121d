//! From the wire to facts: the one place where WhatsApp's words become ours.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use galka_cloud_api::error::ApiError;
use galka_cloud_api::webhook::{
    Contact, InboundContent, InboundMessage as WireMessage, MessageStatus as WireStatus, Pricing, StatusKind,
    TemplateCategoryUpdate, TemplateQualityUpdate, TemplateStatusUpdate, UserPreference,
};
use galka_domain::identity::{Identity, IdentityKind};
use galka_domain::ids::{ContactId, ConversationId, MediaId, MessageId, NumberId};
use galka_domain::message::MessageStatus;
use galka_domain::optout::{OptWord, opt_word};
use galka_domain::phone::{Phone, identity_variants};
use galka_domain::price::{PriceCategory, RateCard};
use galka_domain::rule_set::RuleSet;
use galka_domain::time::{HOUR_MS, Timestamp};
use galka_domain::words::is_seen;
use galka_store::apply::{ConsentWord, InboundMedia, InboundMessage, MovedTo, Sender, StatusUpdate};
use serde_json::value::RawValue;

use super::content::{change_of, content_of};
use super::route::Route;
use super::words::{button_of, words_of};
use crate::chance::Chance;
use crate::templates::{TemplateChanged, TemplateFact};

/// A message, or what keeps it from being one.
pub(super) fn message(
    wire: &WireMessage,
    raw: &RawValue,
    contact: Option<&Contact>,
    route: &Route,
    now: Timestamp,
    chance: &Chance,
) -> Result<InboundMessage, String> {
    translate(wire, raw, sender(wire, contact)?, route, now, chance)
}

/// A message that the company wrote in its app: the customer whom it went to takes the sender's place.
pub(super) fn echo(
    wire: &WireMessage,
    raw: &RawValue,
    route: &Route,
    now: Timestamp,
    chance: &Chance,
) -> Result<InboundMessage, String> {
    let to = wire
        .to
        .as_deref()
        .filter(|to| !to.is_empty())
        .ok_or("the echo names nobody whom it went to")?;
    let phone = Phone::of_wa_id(to);
    let customer = Sender {
        identities: forms_of(&phone.e164),
        profile_name: None,
        country: phone.country,
        phone: Some(phone.e164),
        username: None,
        moved_to: None,
    };
    let told = translate(wire, raw, customer, route, now, chance)?;
    Ok(InboundMessage {
        window_expires_at: None,
        consent: None,
        button: None,
        ..told
    })
}

fn translate(
    wire: &WireMessage,
    raw: &RawValue,
    sender: Sender,
    route: &Route,
    now: Timestamp,
    chance: &Chance,
) -> Result<InboundMessage, String> {
    let number_id = route.number.clone().ok_or("the item names no number")?;
    let sent_at = Timestamp::from_secs(wire.timestamp);
    // WhatsApp counts in seconds: within its second the message stands after what we sent before it.
    let at = sent_at.plus(999).min(now.max(sent_at));
    let text = words_of(&wire.content);
    Ok(InboundMessage {
        number_id,
        message_id: MessageId::new(at, chance.entropy()),
        contact_id: ContactId::new(now, chance.entropy()),
        conversation_id: ConversationId::new(now, chance.entropy()),
        wamid: wire.id.clone(),
        sender,
        kind: wire.kind.clone(),
        content: content_of(wire, raw),
        change: change_of(&wire.content),
        consent: consent_of(&wire.content, &text),
        text,
        context_wamid: wire.context.as_ref().and_then(|context| context.id.clone()),
        button: button_of(&wire.content),
        at,
        window_expires_at: opens_window(&wire.content).then(|| sent_at.plus(route.rules.window_hours * HOUR_MS)),
        media: media_of(&wire.content, at, chance),
        reaction: match &wire.content {
            InboundContent::Reaction(reaction) => {
                Some((reaction.message_id.clone(), reaction.emoji.clone().unwrap_or_default()))
            }
            _ => None,
        },
    })
}

/// Strongest first: the business-scoped id is one person's for good, a phone can change hands.
fn sender(wire: &WireMessage, contact: Option<&Contact>) -> Result<Sender, String> {
    let wa_id = wire
        .from
        .as_deref()
        .or(contact.and_then(|contact| contact.wa_id.as_deref()));
    let user_id = wire
        .from_user_id
        .as_deref()
        .or(contact.and_then(|contact| contact.user_id.as_deref()));
    let phone = wa_id.map(Phone::of_wa_id);
    let mut identities = Vec::new();
    if let Some(user_id) = user_id.and_then(|text| Identity::parse(IdentityKind::UserId, text).ok()) {
        identities.push((IdentityKind::UserId.as_str(), user_id.value));
    }
    if let Some(phone) = &phone {
        identities.extend(forms_of(&phone.e164));
    }
    let moved_to = moved_to(&wire.content);
    if let Some(to) = &moved_to {
        identities.extend(to.phone.iter().flat_map(|phone| forms_of(phone)));
        identities.extend(to.user_id.clone().map(|id| (IdentityKind::UserId.as_str(), id)));
    }
    if identities.is_empty() {
        return Err("the message names no sender".to_owned());
    }
    let profile = contact.and_then(|contact| contact.profile.as_ref());
    Ok(Sender {
        identities,
        profile_name: profile
            .and_then(|profile| profile.name.clone())
            .filter(|name| is_seen(name)),
        country: phone.as_ref().and_then(|phone| phone.country.clone()),
        phone: phone.map(|phone| phone.e164),
        username: profile.and_then(|profile| profile.username.clone()),
        moved_to,
    })
}

/// The notice that a customer changed the phone or the business-scoped id (Meta, 'Webhooks: messages', system, 2026).
fn moved_to(content: &InboundContent) -> Option<MovedTo> {
    let InboundContent::System(notice) = content else {
        return None;
    };
    let phone = notice.wa_id.as_deref().map(Phone::of_wa_id);
    let user_id = notice
        .user_id
        .as_deref()
        .and_then(|text| Identity::parse(IdentityKind::UserId, text).ok());
    (phone.is_some() || user_id.is_some()).then(|| MovedTo {
        country: phone.as_ref().and_then(|phone| phone.country.clone()),
        phone: phone.map(|phone| phone.e164),
        user_id: user_id.map(|id| id.value),
    })
}

/// A phone in each form in which WhatsApp may name it.
fn forms_of(e164: &str) -> Vec<(&'static str, String)> {
    identity_variants(e164)
        .into_iter()
        .map(|form| (IdentityKind::Phone.as_str(), form))
        .collect()
}

/// Notices and changes of older messages open nothing; whether a reaction does is not documented, so it does not here.
fn opens_window(content: &InboundContent) -> bool {
    !matches!(
        content,
        InboundContent::System(_) | InboundContent::Reaction(_) | InboundContent::Edit(_) | InboundContent::Revoke(_)
    )
}

fn consent_of(content: &InboundContent, text: &str) -> Option<ConsentWord> {
    let said = matches!(
        content,
        InboundContent::Text(_) | InboundContent::Button(_) | InboundContent::Interactive(_)
    );
    let word = said
        .then(|| opt_word(&button_of(content).unwrap_or_else(|| text.to_owned())))
        .flatten()?;
    Some(match word {
        OptWord::Stop => ConsentWord::Withdraw,
        OptWord::Resume => ConsentWord::Grant,
    })
}

fn media_of(content: &InboundContent, at: Timestamp, chance: &Chance) -> Option<InboundMedia> {
    let media = match content {
        InboundContent::Image(media)
        | InboundContent::Video(media)
        | InboundContent::Audio(media)
        | InboundContent::Document(media)
        | InboundContent::Sticker(media) => media,
        _ => return None,
    };
    Some(InboundMedia {
        id: MediaId::new(at, chance.entropy()),
        remote_id: media.id.clone()?,
        mime_type: media
            .mime_type
            .clone()
            .unwrap_or_else(|| "application/octet-stream".to_owned()),
        file_name: media.filename.clone(),
        sha256: media.sha256.as_deref().map(hex_digest),
    })
}

/// Webhooks carry the digest in base64, look-ups in hexadecimal.
fn hex_digest(text: &str) -> String {
    match STANDARD.decode(text) {
        Ok(bytes) if bytes.len() == 32 => hex::encode(bytes),
        _ => text.to_ascii_lowercase(),
    }
}

/// What follows our message id in the data that statuses echo: the number of the attempt.
const ATTEMPT_MARK: char = '.';

/// The data by which a status finds its message.
#[must_use]
pub fn callback_data(message: &MessageId, attempt: i64) -> String {
    format!("{message}{ATTEMPT_MARK}{attempt}")
}

fn message_of_callback(data: &str) -> Option<MessageId> {
    let id = data.split_once(ATTEMPT_MARK).map_or(data, |(id, _)| id);
    MessageId::parse(id).ok()
}

/// A status, or nothing for one that says nothing of delivery.
pub(super) fn status(wire: &WireStatus, route: &Route) -> Result<Option<StatusUpdate>, String> {
    let number_id = route.number.clone().ok_or("the item names no number")?;
    let status = match &wire.status {
        StatusKind::Sent => MessageStatus::Sent,
        StatusKind::Delivered => MessageStatus::Delivered,
        StatusKind::Read => MessageStatus::Read,
        StatusKind::Played => MessageStatus::Played,
        StatusKind::Failed => MessageStatus::Failed,
        _ => return Ok(None),
    };
    let failure = wire.errors.first().filter(|_| status == MessageStatus::Failed);
    Ok(Some(StatusUpdate {
        number_id,
        wamid: wire.id.clone(),
        message_id: wire.biz_opaque_callback_data.as_deref().and_then(message_of_callback),
        status,
        at: Timestamp::from_secs(wire.timestamp),
        reason_code: failure.map(|error| error.code.to_string()),
        reason: failure.map(reason_of),
        price: wire
            .pricing
            .as_ref()
            .and_then(|pricing| price_of(pricing, wire.recipient_id.as_deref()?, route.card)),
    }))
}

/// What WhatsApp says it charges, by our rate card: (millionths, currency, category).
fn price_of(pricing: &Pricing, recipient: &str, card: &RateCard) -> Option<(i64, String, String)> {
    let word = pricing.category.as_deref()?;
    let category = PriceCategory::parse(&word.replace('-', "_"))?;
    let charged = match pricing.kind.as_deref() {
        Some(kind) => kind == "regular",
        None => pricing.billable == Some(true),
    };
    let micros = if charged {
        card.market(&format!("+{recipient}")).micros(category)
    } else {
        0
    };
    Some((micros, card.currency.to_string(), word.to_owned()))
}

/// An error of WhatsApp's as a stored reason.
#[must_use]
pub fn reason_of(error: &ApiError) -> String {
    serde_json::json!({ "message": error.message, "detail": error.details() }).to_string()
}

/// What a customer changed in WhatsApp's own settings: of which number, whose, whether marketing is wanted, and when.
pub(super) struct Preference {
    pub(super) number_id: NumberId,
    pub(super) identities: Vec<(&'static str, String)>,
    pub(super) wants_marketing: bool,
    pub(super) at: Timestamp,
}

pub(super) fn preference(wire: &UserPreference, route: &Route, now: Timestamp) -> Option<Preference> {
    let number_id = route.number.clone()?;
    let wants_marketing = match wire.value.as_str() {
        "stop" => false,
        "resume" => true,
        _ => return None,
    };
    let mut identities = Vec::new();
    identities.extend(wire.user_id.clone().map(|id| (IdentityKind::UserId.as_str(), id)));
    if let Some(wa_id) = &wire.wa_id {
        let forms = identity_variants(&Phone::of_wa_id(wa_id).e164);
        identities.extend(forms.into_iter().map(|form| (IdentityKind::Phone.as_str(), form)));
    }
    Some(Preference {
        number_id,
        identities,
        wants_marketing,
        at: wire.timestamp.map_or(now, Timestamp::from_secs),
    })
}

/// A template's status; a pause lasts as long as the rule set says for its count.
pub(super) fn template_status(wire: &TemplateStatusUpdate, rules: &RuleSet, now: Timestamp) -> TemplateChanged {
    let info = wire.rejection_info.as_ref();
    let title = wire.other_info.as_ref().and_then(|info| info.title.as_deref());
    let place = match title {
        Some("FIRST_PAUSE") => Some(0),
        Some("SECOND_PAUSE") => Some(1),
        _ => None,
    };
    let hours = place.and_then(|place: usize| rules.template_pause_hours.get(place));
    let detail = info.and_then(|info| info.recommendation.clone().or_else(|| info.reason.clone()));
    TemplateChanged {
        remote_id: Some(wire.message_template_id.to_string()),
        name: wire.message_template_name.clone(),
        language: wire.message_template_language.clone(),
        what: TemplateFact::Status {
            event: wire.event.as_str().to_owned(),
            reason: wire.reason.clone(),
            detail: detail.or_else(|| wire.other_info.as_ref().and_then(|info| info.description.clone())),
            paused_until: hours.map(|hours| now.plus(*hours * HOUR_MS)),
        },
    }
}

/// A template's quality.
pub(super) fn template_quality(wire: &TemplateQualityUpdate) -> TemplateChanged {
    TemplateChanged {
        remote_id: Some(wire.message_template_id.to_string()),
        name: wire.message_template_name.clone(),
        language: wire.message_template_language.clone(),
        what: TemplateFact::Quality(wire.new_quality_score.as_str().to_owned()),
    }
}

/// A template's category. The notice of a change to come names the present one.
pub(super) fn template_category(wire: &TemplateCategoryUpdate) -> TemplateChanged {
    TemplateChanged {
        remote_id: Some(wire.message_template_id.to_string()),
        name: wire.message_template_name.clone(),
        language: wire.message_template_language.clone(),
        what: TemplateFact::Category(wire.new_category.as_str().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_callback_data_finds_its_message() {
        let id = MessageId::new(Timestamp::from_millis(1_795_341_600_000), 7);
        assert_eq!(message_of_callback(&callback_data(&id, 3)), Some(id.clone()));
        assert_eq!(message_of_callback(id.as_str()), Some(id));
        assert_eq!(message_of_callback("order=7;try=1"), None);
    }
}
