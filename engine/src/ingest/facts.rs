//! The facts of a batch, sorted by workspace, and what could not become one.

use std::collections::BTreeMap;

use galka_cloud_api::webhook::{Item, NumberName, NumberQuality, Payload};
use galka_domain::ids::{ConnectionId, DeadLetterId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::apply::{InboundMessage, StatusUpdate};
use galka_store::dead_letters::DeadLetter;
use galka_store::journal::JournalEntry;

use super::route::{Route, Routes, Signer};
use super::translate::{self, Preference};
use crate::engine::Engine;
use crate::templates::TemplateChanged;

/// The facts of one workspace.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) messages: Vec<InboundMessage>,
    /// What the company wrote in its app; the `sender` is the customer whom it went to.
    pub(super) echoes: Vec<InboundMessage>,
    pub(super) statuses: Vec<StatusUpdate>,
    pub(super) preferences: Vec<Preference>,
    pub(super) templates: Vec<(ConnectionId, TemplateChanged)>,
    pub(super) numbers: Vec<(ConnectionId, NumberFact)>,
    pub(super) dead: Vec<DeadLetter>,
}

/// What became of a number or its account.
pub(super) enum NumberFact {
    Quality(NumberQuality),
    Name(NumberName),
    Limit(String),
}

/// The facts of a batch by workspace.
pub(super) type FactsByWorkspace = BTreeMap<WorkspaceId, Facts>;

/// Turns an item into a fact of its workspace.
pub(super) fn sort_in(
    facts: &mut FactsByWorkspace,
    item: &Item,
    entry: &JournalEntry,
    signer_workspace: &WorkspaceId,
    routes: &Routes,
    engine: &Engine,
) {
    let now = engine.business_now();
    let signer = Signer {
        connection: &entry.connection_id,
        workspace: signer_workspace,
        keys: &engine.keys,
    };
    let payload = match &item.payload {
        Ok(payload) => payload,
        Err(unreadable) => {
            let letter = dead_letter(item, entry, "unreadable", "unreadable", &unreadable.reason, engine);
            facts.entry(signer_workspace.clone()).or_default().dead.push(letter);
            return;
        }
    };
    if let Some(phone_number_id) = &item.phone_number_id {
        let Some(route) = routes.of_number(phone_number_id, &signer) else {
            let detail = format!("number {phone_number_id} is not connected");
            let letter = dead_letter(item, entry, "unknown_number", "unknown_number", &detail, engine);
            facts.entry(signer_workspace.clone()).or_default().dead.push(letter);
            return;
        };
        let home = facts.entry(route.workspace.clone()).or_default();
        if let Err(detail) = add_of_number(home, payload, item, route, now, engine) {
            home.dead.push(dead_letter(
                item,
                entry,
                "unreadable",
                "untranslatable",
                &detail,
                engine,
            ));
        }
        return;
    }
    for route in routes.of_account(&item.entry_id, &signer) {
        add_of_account(facts.entry(route.workspace.clone()).or_default(), payload, route, now);
    }
}

fn add_of_number(
    home: &mut Facts,
    payload: &Payload,
    item: &Item,
    route: &Route,
    now: Timestamp,
    engine: &Engine,
) -> Result<(), String> {
    match payload {
        Payload::Message(wire) => {
            home.messages.push(translate::message(
                wire,
                &item.raw,
                item.contact.as_ref(),
                route,
                now,
                &engine.chance,
            )?);
        }
        Payload::Echo(wire) => home
            .echoes
            .push(translate::echo(wire, &item.raw, route, now, &engine.chance)?),
        Payload::Status(wire) => home.statuses.extend(translate::status(wire, route)?),
        Payload::Preference(wire) => home.preferences.extend(translate::preference(wire, route, now)),
        // Errors of a number, the app's address book and history, and fields that later versions give a meaning to stay
        // in the journal for as long as it is kept.
        _ => {}
    }
    Ok(())
}

fn add_of_account(home: &mut Facts, payload: &Payload, route: &Route, now: Timestamp) {
    let connection = route.connection.clone();
    match payload {
        Payload::TemplateStatus(wire) => {
            home.templates
                .push((connection, translate::template_status(wire, route.rules, now)));
        }
        Payload::TemplateQuality(wire) => home.templates.push((connection, translate::template_quality(wire))),
        Payload::TemplateCategory(wire) => home.templates.push((connection, translate::template_category(wire))),
        Payload::NumberQuality(wire) => home.numbers.push((connection, NumberFact::Quality((**wire).clone()))),
        Payload::NumberName(wire) => home.numbers.push((connection, NumberFact::Name((**wire).clone()))),
        Payload::Capability(wire) => {
            if let Some(limit) = wire.messaging_limit() {
                home.numbers.push((connection, NumberFact::Limit(limit.to_owned())));
            }
        }
        _ => {}
    }
}

/// An item that is kept with its reason; its id follows from the body and its place there, so that it stands once.
fn dead_letter(
    item: &Item,
    entry: &JournalEntry,
    kind: &str,
    reason: &str,
    detail: &str,
    engine: &Engine,
) -> DeadLetter {
    letter_of(
        item.to_body(),
        item.phone_number_id.clone(),
        entry,
        kind,
        reason,
        detail,
        engine.business_now(),
    )
}

/// A dead letter of a text that stands for an item or for a whole body.
pub(super) fn letter_of(
    text: String,
    phone_number_id: Option<String>,
    entry: &JournalEntry,
    kind: &str,
    reason: &str,
    detail: &str,
    now: Timestamp,
) -> DeadLetter {
    let place = galka_store::wamid::hash(&format!("{}{text}", entry.id)).cast_unsigned();
    DeadLetter {
        id: DeadLetterId::new(entry.received_at, place),
        journal_id: entry.id,
        connection_id: entry.connection_id.clone(),
        phone_number_id,
        kind: kind.to_owned(),
        reason: reason.to_owned(),
        detail: detail.chars().take(500).collect(),
        item: text,
        state: "waiting".to_owned(),
        received_at: entry.received_at,
        created_at: now,
        replayed_at: None,
    }
}
