//! From the bytes of a webhook to its items, each read on its own.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::item::{Contact, Item, Part, Payload, Unreadable};
use super::message::InboundMessage;
use crate::flexible::{Number, Text};

const OBJECT: &str = "whatsapp_business_account";

/// Takes a webhook body apart: one item for every message, status, error and account event.
///
/// # Errors
/// The body as a whole is no webhook of a WhatsApp Business account: not JSON, no list of entries, another object.
pub fn split(body: &[u8]) -> Result<Vec<Item>, Unreadable> {
    let mut items = Vec::new();
    // The usual body is sound and read in one pass; only a flaw somewhere makes every layer be read alone.
    if let Ok(whole) = serde_json::from_slice::<Envelope<'_, Entry<Change<'_>>>>(body) {
        check_object(&whole.object)?;
        for entry in whole.entry {
            let place = Place::of(&entry);
            for change in entry.changes {
                split_change(place.with_field(change.field), change.value, &mut items);
            }
        }
        return Ok(items);
    }
    let envelope: Envelope<'_, &RawValue> = serde_json::from_slice(body).map_err(Unreadable::because)?;
    check_object(&envelope.object)?;
    for raw in envelope.entry {
        match serde_json::from_str::<Entry<&RawValue>>(raw.get()) {
            Ok(entry) => split_entry(&entry, &mut items),
            Err(error) => items.push(Place::default().item(Part::Entry, raw, Err(Unreadable::because(error)))),
        }
    }
    Ok(items)
}

fn check_object(object: &str) -> Result<(), Unreadable> {
    if object == OBJECT {
        Ok(())
    } else {
        Err(Unreadable::because(format!("the object is `{object}`, not `{OBJECT}`")))
    }
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "E: Deserialize<'de>"))]
struct Envelope<'a, E> {
    #[serde(borrow)]
    object: Cow<'a, str>,
    entry: Vec<E>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "C: Deserialize<'de>"))]
struct Entry<C> {
    id: Text,
    time: Option<Number>,
    changes: Vec<C>,
}

#[derive(Deserialize)]
struct Change<'a> {
    #[serde(borrow)]
    field: Cow<'a, str>,
    #[serde(borrow)]
    value: &'a RawValue,
}

/// The lists of a message-level value; each element stays raw until it is read alone.
#[derive(Deserialize)]
struct Lists<'a> {
    #[serde(borrow)]
    metadata: Option<&'a RawValue>,
    #[serde(borrow)]
    contacts: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    messages: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    statuses: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    errors: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    message_echoes: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    history: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    state_sync: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    user_preferences: Option<Vec<&'a RawValue>>,
}

#[derive(Default, Deserialize)]
struct Metadata {
    phone_number_id: Option<Text>,
    display_phone_number: Option<Text>,
}

/// What every item of a change has in common.
#[derive(Default)]
struct Place {
    entry_id: String,
    entry_time: Option<i64>,
    field: String,
    phone_number_id: Option<String>,
    display_phone_number: Option<String>,
}

impl Place {
    fn of<C>(entry: &Entry<C>) -> Self {
        Self {
            entry_id: entry.id.0.clone(),
            entry_time: entry.time.as_ref().map(|time| time.0),
            ..Self::default()
        }
    }

    fn with_field(&self, field: Cow<'_, str>) -> Self {
        Self {
            entry_id: self.entry_id.clone(),
            entry_time: self.entry_time,
            field: field.into_owned(),
            ..Self::default()
        }
    }

    fn item(&self, part: Part, raw: &RawValue, payload: Result<Payload, Unreadable>) -> Item {
        Item {
            entry_id: self.entry_id.clone(),
            entry_time: self.entry_time,
            field: self.field.clone(),
            phone_number_id: self.phone_number_id.clone(),
            display_phone_number: self.display_phone_number.clone(),
            contact: None,
            part,
            raw: raw.to_owned(),
            payload,
        }
    }
}

fn split_entry(entry: &Entry<&RawValue>, items: &mut Vec<Item>) {
    let place = Place::of(entry);
    for &raw in &entry.changes {
        match serde_json::from_str::<Change<'_>>(raw.get()) {
            Ok(change) => split_change(place.with_field(change.field), change.value, items),
            Err(error) => {
                items.push(place.item(Part::Change, raw, Err(Unreadable::because(error))));
            }
        }
    }
}

fn split_change(mut place: Place, value: &RawValue, items: &mut Vec<Item>) {
    if !has_lists(&place.field) {
        let payload = read_event(&place.field, value);
        items.push(place.item(Part::Value, value, payload));
        return;
    }
    let lists = match serde_json::from_str::<Lists<'_>>(value.get()) {
        Ok(lists) => lists,
        Err(error) => {
            items.push(place.item(Part::Value, value, Err(Unreadable::because(error))));
            return;
        }
    };
    if let Some(metadata) = lists
        .metadata
        .and_then(|raw| serde_json::from_str::<Metadata>(raw.get()).ok())
    {
        place.phone_number_id = metadata.phone_number_id.map(|text| text.0);
        place.display_phone_number = metadata.display_phone_number.map(|text| text.0);
    }
    let before = items.len();
    split_lists(&place, &lists, items);
    if items.len() == before {
        items.push(place.item(Part::Value, value, Ok(Payload::Unknown)));
    }
}

fn has_lists(field: &str) -> bool {
    matches!(
        field,
        "messages" | "message_echoes" | "smb_message_echoes" | "smb_app_state_sync" | "history" | "user_preferences"
    )
}

fn split_lists(place: &Place, lists: &Lists<'_>, items: &mut Vec<Item>) {
    let contacts: Vec<Contact> = lists
        .contacts
        .iter()
        .flatten()
        .filter_map(|raw| serde_json::from_str(raw.get()).ok())
        .collect();
    for &raw in lists.messages.iter().flatten() {
        let payload = InboundMessage::read(raw).map(|message| Payload::Message(Box::new(message)));
        let mut item = place.item(Part::Message, raw, payload);
        item.contact = match &item.payload {
            Ok(Payload::Message(message)) => find(&contacts, message.from.as_deref(), message.from_user_id.as_deref()),
            _ => only(&contacts),
        };
        items.push(item);
    }
    for &raw in lists.statuses.iter().flatten() {
        let mut item = place.item(Part::Status, raw, read(raw, Payload::Status));
        item.contact = match &item.payload {
            Ok(Payload::Status(status)) => find(
                &contacts,
                status.recipient_id.as_deref(),
                status.recipient_user_id.as_deref(),
            ),
            _ => only(&contacts),
        };
        items.push(item);
    }
    for &raw in lists.errors.iter().flatten() {
        items.push(place.item(Part::Error, raw, read(raw, Payload::Error)));
    }
    for &raw in lists.message_echoes.iter().flatten() {
        let payload = InboundMessage::read(raw).map(|message| Payload::Echo(Box::new(message)));
        items.push(place.item(Part::Echo, raw, payload));
    }
    for &raw in lists.history.iter().flatten() {
        items.push(place.item(Part::History, raw, read(raw, Payload::History)));
    }
    for &raw in lists.state_sync.iter().flatten() {
        items.push(place.item(Part::StateSync, raw, read(raw, Payload::StateSync)));
    }
    for &raw in lists.user_preferences.iter().flatten() {
        let mut item = place.item(Part::Preference, raw, read(raw, Payload::Preference));
        item.contact = match &item.payload {
            Ok(Payload::Preference(preference)) => {
                find(&contacts, preference.wa_id.as_deref(), preference.user_id.as_deref())
            }
            _ => only(&contacts),
        };
        items.push(item);
    }
}

/// The contact with one of these ids. A lone contact belongs to a lone sender even when neither id is repeated,
/// but never to a sender whose id contradicts it.
fn find(contacts: &[Contact], wa_id: Option<&str>, user_id: Option<&str>) -> Option<Contact> {
    let same = |left: &Option<String>, right: Option<&str>| left.is_some() && left.as_deref() == right;
    contacts
        .iter()
        .find(|contact| same(&contact.user_id, user_id) || same(&contact.wa_id, wa_id))
        .or(match contacts {
            [contact]
                if (contact.wa_id.is_none() || wa_id.is_none()) && (contact.user_id.is_none() || user_id.is_none()) =>
            {
                Some(contact)
            }
            _ => None,
        })
        .cloned()
}

fn only(contacts: &[Contact]) -> Option<Contact> {
    match contacts {
        [contact] => Some(contact.clone()),
        _ => None,
    }
}

fn read_event(field: &str, value: &RawValue) -> Result<Payload, Unreadable> {
    match field {
        // Meta's own sample of a quality change stands under the field of status changes.
        "message_template_status_update" => read(value, Payload::TemplateStatus)
            .or_else(|error| read(value, Payload::TemplateQuality).map_err(|_| error)),
        "message_template_quality_update" => read(value, Payload::TemplateQuality),
        "message_template_components_update" => read(value, Payload::TemplateComponents),
        "template_category_update" => read(value, Payload::TemplateCategory),
        "phone_number_quality_update" => read(value, Payload::NumberQuality),
        "phone_number_name_update" => read(value, Payload::NumberName),
        "business_username_update" => read(value, Payload::Username),
        "business_capability_update" => read(value, Payload::Capability),
        "account_update" => read(value, Payload::Account),
        "account_review_update" => read(value, Payload::AccountReview),
        "account_alerts" => read(value, Payload::AccountAlert),
        "security" => read(value, Payload::Security),
        "flows" => read(value, Payload::Flow),
        _ => Ok(Payload::Unknown),
    }
}

fn read<T: DeserializeOwned>(raw: &RawValue, wrap: fn(Box<T>) -> Payload) -> Result<Payload, Unreadable> {
    serde_json::from_str(raw.get())
        .map(|value| wrap(Box::new(value)))
        .map_err(Unreadable::because)
}
