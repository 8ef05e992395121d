//! From names in a request to the rows they mean.

use galka_domain::ids::{ContactId, ConversationId, MediaId, MessageId, NumberId};
use galka_domain::phone::{Phone, identity_variants};
use galka_store::messages::MessageRow;
use galka_store::{Result, Tx, contacts, conversations, media, messages, numbers, templates, workspaces};

use super::files::check_file;
use super::{Invalid, Recipient, SendDraft, media_of};
use crate::guarding::{SendingNumber, SendingTemplate};

/// What a request means.
pub(super) enum Resolved {
    Place(Box<Place>),
    Invalid(Invalid),
    NotFound(&'static str),
}

/// Where a message goes, and what it uses.
pub(super) struct Place {
    pub(super) sending: SendingNumber,
    /// None for a phone that nobody has: the guard refuses it like any stranger.
    pub(super) contact: Option<ContactId>,
    pub(super) phone: Option<String>,
    pub(super) template: Option<SendingTemplate>,
    pub(super) media: Option<MediaId>,
    pub(super) context_wamid: Option<String>,
    pub(super) reaction: Option<Reacted>,
}

/// An emoji of ours, and the message that it stands on.
pub(super) struct Reacted {
    pub(super) message: MessageId,
    pub(super) conversation: ConversationId,
    pub(super) wamid: String,
    pub(super) emoji: String,
}

pub(super) fn resolve(tx: &mut Tx<'_>, draft: &SendDraft) -> Result<Resolved> {
    let (contact, thread_number, given_phone) = match &draft.to {
        Recipient::Phone(text) => match find_by_phone(tx, draft, text)? {
            Ok((contact, phone)) => (contact, None, Some(phone)),
            Err(invalid) => return Ok(Resolved::Invalid(invalid)),
        },
        Recipient::Contact(id) => (Some(id.clone()), None, None),
        Recipient::Conversation(id) => match conversations::find(tx, &draft.workspace, id)? {
            Some(thread) => (Some(thread.contact_id), Some(thread.number_id), thread.answer_phone),
            None => return Ok(Resolved::NotFound("conversation")),
        },
    };
    let phone = match &contact {
        Some(id) => match contacts::find_contact(tx, &draft.workspace, id)? {
            Some(found) => given_phone.or(found.phone),
            None => return Ok(Resolved::NotFound("contact")),
        },
        None => given_phone,
    };
    let number = match choose_number(tx, draft, thread_number)? {
        Ok(number) => number,
        Err(refused) => return Ok(refused),
    };
    let Some(sending) = SendingNumber::load(tx, &draft.workspace, &number)? else {
        return Ok(Resolved::NotFound("number"));
    };
    let template = find_template(tx, draft, &sending)?;
    let media = media_of(&draft.content);
    if let Some(id) = &media {
        let Some(stored) = media::find(tx, &draft.workspace, id)?.filter(|stored| stored.state == "ready") else {
            return Ok(Resolved::NotFound("media"));
        };
        if let Err(invalid) = check_file(&draft.content, &stored) {
            return Ok(Resolved::Invalid(invalid));
        }
    }
    // A message of somebody else's cannot be answered here: WhatsApp would refuse it.
    let is_here = |message: &MessageRow| Some(&message.contact_id) == contact.as_ref() && message.number_id == number;
    let context_wamid = match &draft.context_message_id {
        None => None,
        Some(id) => match messages::find(tx, &draft.workspace, id)?.filter(is_here) {
            Some(answered) if is_in_other_chat(tx, draft, &answered)? => {
                return Ok(Resolved::Invalid(elsewhere("context.message_id")));
            }
            Some(answered) => answered.wamid,
            None => return Ok(Resolved::NotFound("context")),
        },
    };
    let reaction = match draft.content["type"].as_str() {
        Some("reaction") => match find_reacted(tx, draft)?.filter(is_here) {
            Some(reacted) if is_in_other_chat(tx, draft, &reacted)? => {
                return Ok(Resolved::Invalid(elsewhere("reaction.message_id")));
            }
            Some(reacted) => reacted_of(draft, reacted),
            None => return Ok(Resolved::NotFound("message")),
        },
        _ => None,
    };
    Ok(Resolved::Place(Box::new(Place {
        sending,
        contact,
        phone,
        template,
        media,
        context_wamid,
        reaction,
    })))
}

/// Whether a message may stand in WhatsApp's chat with another phone of the same customer.
fn is_in_other_chat(tx: &mut Tx<'_>, draft: &SendDraft, message: &MessageRow) -> Result<bool> {
    let thread = conversations::find(tx, &draft.workspace, &message.conversation_id)?;
    Ok(thread
        .and_then(|thread| thread.answer_since)
        .is_some_and(|since| message.at < since))
}

fn elsewhere(field: &str) -> Invalid {
    Invalid {
        field: field.to_owned(),
        code: "other_chat",
        detail: "the customer writes from another phone since: WhatsApp shows that message in another chat".to_owned(),
    }
}

/// The message that a reaction names by our id or by WhatsApp's.
fn find_reacted(tx: &mut Tx<'_>, draft: &SendDraft) -> Result<Option<MessageRow>> {
    let named = draft.content["reaction"]["message_id"].as_str().unwrap_or_default();
    let id = match MessageId::parse(named) {
        Ok(id) => Some(id),
        Err(_) => messages::list_ids_by_wamids(tx, &draft.workspace, &[named.to_owned()])?
            .into_iter()
            .map(|(_, id)| id)
            .next(),
    };
    let Some(id) = id else { return Ok(None) };
    Ok(messages::find(tx, &draft.workspace, &id)?.filter(|message| message.wamid.is_some()))
}

fn reacted_of(draft: &SendDraft, message: MessageRow) -> Option<Reacted> {
    Some(Reacted {
        message: message.id,
        conversation: message.conversation_id,
        wamid: message.wamid?,
        emoji: draft.content["reaction"]["emoji"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
    })
}

type Found = (Option<ContactId>, String);

fn find_by_phone(tx: &mut Tx<'_>, draft: &SendDraft, text: &str) -> Result<std::result::Result<Found, Invalid>> {
    let country = match workspaces::find_workspace(tx, &draft.workspace)? {
        Some(workspace) if workspace.locale == "ru" => "RU",
        _ => "US",
    };
    let phone = match Phone::parse(text, country) {
        Ok(phone) => phone.e164,
        Err(error) => {
            let detail = format!("{text:?} is no phone number ({error}): write it with + and the country code");
            return Ok(Err(Invalid {
                field: "to".to_owned(),
                code: "invalid_phone",
                detail,
            }));
        }
    };
    let names: Vec<(&'static str, String)> = identity_variants(&phone)
        .into_iter()
        .map(|form| ("phone", form))
        .collect();
    let owner = contacts::find_owners(tx, &draft.workspace, &names)?.into_iter().next();
    Ok(Ok((owner.map(|(_, contact)| contact), phone)))
}

/// The number that is named, the thread's, or the only one there is.
fn choose_number(
    tx: &mut Tx<'_>,
    draft: &SendDraft,
    of_thread: Option<NumberId>,
) -> Result<std::result::Result<NumberId, Resolved>> {
    if let Some(number) = of_thread.or_else(|| draft.from.clone()) {
        return Ok(Ok(number));
    }
    let mut numbers = numbers::list(tx, &draft.workspace)?;
    Ok(match (numbers.len(), numbers.pop()) {
        (1, Some(number)) => Ok(number.id),
        (0, _) => Err(Resolved::NotFound("number")),
        _ => Err(Resolved::Invalid(Invalid {
            field: "from".to_owned(),
            code: "required",
            detail: "there are several numbers: name the id of the one that sends".to_owned(),
        })),
    })
}

/// The template that a content names, in the account of the sending number; one that is not there is a fact for the guard.
fn find_template(tx: &mut Tx<'_>, draft: &SendDraft, sending: &SendingNumber) -> Result<Option<SendingTemplate>> {
    let named = &draft.content["template"];
    let (Some(name), Some(language)) = (named["name"].as_str(), named["language"]["code"].as_str()) else {
        return Ok(None);
    };
    let found = templates::find_by_name(tx, &draft.workspace, &sending.connection.id, name, language)?;
    Ok(found.map(SendingTemplate::of))
}
