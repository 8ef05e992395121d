//! What an inbound message says in words: for the list, for search, and for the words of consent.

use galka_cloud_api::webhook::{InboundContent, InteractiveReply};

/// The words of a message; empty when it has none.
pub(super) fn words_of(content: &InboundContent) -> String {
    match content {
        InboundContent::Text(text) => text.body.clone(),
        InboundContent::Image(media)
        | InboundContent::Video(media)
        | InboundContent::Audio(media)
        | InboundContent::Document(media)
        | InboundContent::Sticker(media) => join(&[media.caption.as_deref(), media.filename.as_deref()]),
        InboundContent::Location(place) => join(&[place.name.as_deref(), place.address.as_deref()]),
        InboundContent::Contacts(cards) => cards
            .iter()
            .map(|card| card.name.formatted_name.clone())
            .collect::<Vec<_>>()
            .join(", "),
        InboundContent::Interactive(reply) => words_of_reply(reply),
        InboundContent::Button(press) => press.text.clone(),
        InboundContent::Order(order) => order.text.clone().unwrap_or_default(),
        InboundContent::Reaction(reaction) => reaction.emoji.clone().unwrap_or_default(),
        InboundContent::System(notice) => notice.body.clone().unwrap_or_default(),
        InboundContent::Edit(edit) => words_of(&edit.content),
        InboundContent::Unsupported(_) | InboundContent::Revoke(_) | InboundContent::Unknown { .. } => String::new(),
    }
}

/// The text of the button or line that was chosen.
pub(super) fn button_of(content: &InboundContent) -> Option<String> {
    match content {
        InboundContent::Button(press) => Some(press.text.clone()),
        InboundContent::Interactive(InteractiveReply::Button(reply) | InteractiveReply::List(reply)) => {
            Some(reply.title.clone())
        }
        _ => None,
    }
}

fn words_of_reply(reply: &InteractiveReply) -> String {
    match reply {
        InteractiveReply::Button(chosen) | InteractiveReply::List(chosen) => {
            join(&[Some(&chosen.title), chosen.description.as_deref()])
        }
        InteractiveReply::Form(form) => form.body.clone().unwrap_or_default(),
        InteractiveReply::CallPermission(answer) => answer.response.clone(),
        InteractiveReply::Unknown(_) => String::new(),
    }
}

fn join(parts: &[Option<&str>]) -> String {
    let said: Vec<&str> = parts
        .iter()
        .flatten()
        .copied()
        .filter(|part| !part.is_empty())
        .collect();
    said.join(" · ")
}
