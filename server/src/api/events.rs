//! The stream of events: what changed, with the changed row, resumable by its number.

use std::convert::Infallible;
use std::future::ready;
use std::ops::Range;
use std::sync::Arc;

use async_stream::stream;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use galka_domain::access::Permission;
use galka_domain::event::EventKind;
use galka_domain::ids::{CampaignId, ContactId, ConversationId, Id, MessageId, NumberId, TemplateId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_engine::clock::Clocks;
use galka_engine::live::{Hydrate, Missed, Told};
use galka_engine::presence::Whisper;
use galka_store::events::StoredEvent;
use galka_store::{Result as StoreResult, Tx};
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use utoipa::ToSchema;

use super::campaigns::{self, Campaign, KnownCosts};
use super::contacts::{self, Contact};
use super::conversations::{self, Conversation};
use super::messages::{self, Message};
use super::numbers::{self, Number};
use super::presence;
use super::system::ClockView;
use super::templates::{self, Template};
use crate::access::{Actor, Who, is_still_allowed};
use crate::beat;
use crate::errors::{Answer, Problem};
use crate::extract::Query;
use crate::state::AppState;
use crate::views::Time;

/// A change, numbered per workspace.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Event {
    seq: i64,
    #[schema(value_type = EventKindName, inline)]
    kind: EventKindName,
    at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation: Option<Conversation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<Contact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign: Option<Campaign>,
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<Template>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<ClockView>,
    subject_id: Option<String>,
}

crate::views::shown_names! {
    /// What happened.
    EventKindName, "EventKind" = EventKind;
}

/// What everybody hears every few seconds.
#[derive(Debug, Serialize)]
struct Beat {
    now: Time,
    real_now: Time,
    seq: i64,
}

/// Where to go on.
#[derive(Debug, Deserialize)]
pub struct EventQuery {
    cursor: Option<String>,
}

/// `GET /events`
pub async fn stream_events(
    State(state): State<AppState>,
    actor: Actor,
    Query(query): Query<EventQuery>,
    headers: HeaderMap,
) -> Answer<Response> {
    let workspace = actor.here()?.id;
    let last = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let after = last.or(query.cursor).map(|text| text.parse::<i64>()).transpose();
    let after = after.map_err(|_| Problem::bad_request("invalid_cursor", "The number of an event is expected."))?;
    let newest = state.live().subscribe(&workspace).await?;
    let told = after.unwrap_or(*newest.borrow());
    let whispers = state.engine().presence.subscribe(&state.engine().hints, &workspace);
    let watch = Watch {
        state,
        actor,
        workspace,
        told,
    };
    let kind = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((kind, Body::from_stream(watch.run(newest, whispers))).into_response())
}

/// One open stream.
struct Watch {
    state: AppState,
    actor: Actor,
    workspace: WorkspaceId,
    told: i64,
}

impl Watch {
    /// What was missed, then what happens, with a beat in between; ends when the process drains or the caller may no
    /// longer watch.
    fn run(
        mut self,
        mut newest: watch::Receiver<i64>,
        mut whispers: Receiver<Arc<[Whisper]>>,
    ) -> impl Stream<Item = Result<Bytes, Infallible>> {
        let stop = self.state.settings().stop.clone();
        stream! {
            yield Ok(self.beat());
            let mut next_beat = Box::pin(beat::next(self.state.beat()));
            let mut behind = self.told != *newest.borrow_and_update();
            loop {
                tokio::select! {
                    // The beat comes first: a busy stream beats as well, and ends when it must.
                    biased;
                    () = &mut next_beat => {
                        if !self.may_go_on().await {
                            return;
                        }
                        yield Ok(self.beat());
                        next_beat.set(beat::next(self.state.beat()));
                    }
                    () = stop.cancelled() => return,
                    // The log comes before whispers: it says who may not hear them any more.
                    () = ready(()), if behind => {
                        match self.state.live().missed(&self.workspace, self.told).await {
                            Ok(Missed::Events(batch)) if batch.is_empty() => behind = false,
                            Ok(Missed::Events(batch)) => {
                                // What follows a change of the caller's own rights is told only if they still may.
                                if let Some(before) = self.before_own_change(&batch) {
                                    let bytes = self.tell(&batch[..before]);
                                    if !bytes.is_empty() {
                                        yield Ok(bytes);
                                    }
                                    if !self.may_go_on().await {
                                        return;
                                    }
                                }
                                yield Ok(self.tell(&batch));
                                behind = self.told < *newest.borrow_and_update();
                            }
                            Ok(Missed::Gap { head }) => {
                                if !self.may_go_on().await {
                                    return;
                                }
                                self.told = head;
                                behind = false;
                                yield Ok(format!("id: {head}\nevent: gap\ndata: {{}}\n\n").into());
                            }
                            // The browser comes back by itself with the number it knows.
                            Err(_) => return,
                        }
                    }
                    heard = whispers.recv() => match heard {
                        Ok(heard) => {
                            let bytes = self.whisper(&heard);
                            if !bytes.is_empty() {
                                yield Ok(bytes);
                            }
                        }
                        // What passed is past: who works in a conversation asks again every few seconds.
                        Err(RecvError::Lagged(_)) => {}
                        Err(RecvError::Closed) => return,
                    },
                    changed = newest.changed() => {
                        if changed.is_err() {
                            return;
                        }
                        behind = self.told < *newest.borrow_and_update();
                    }
                }
            }
        }
    }

    /// How many events of a batch stand before the first one that was not told and may have changed the caller's rights.
    fn before_own_change(&self, batch: &[Told<Wire>]) -> Option<usize> {
        let own = match &self.actor.who {
            Who::Person(user, _) => user.id.as_str(),
            Who::Key(key) => key.id.as_str(),
        };
        let is_own = |event: &Told<Wire>| event.seq > self.told && event.view.rights_of.as_deref() == Some(own);
        batch.iter().position(is_own)
    }

    /// The events of a batch that were not told yet.
    fn tell(&mut self, batch: &[Told<Wire>]) -> Bytes {
        let first = batch.iter().find(|event| event.seq > self.told);
        let Some((first, last)) = first.zip(batch.last()) else {
            return Bytes::new();
        };
        self.told = last.seq;
        first.view.text.slice(first.view.place.start..last.view.place.end)
    }

    fn whisper(&self, heard: &[Whisper]) -> Bytes {
        let lines: String = heard
            .iter()
            .filter_map(|whisper| presence::wire(whisper, &self.actor))
            .collect();
        lines.into()
    }

    fn beat(&self) -> Bytes {
        let clock = self.state.engine().clocks.view();
        let beat = Beat {
            now: clock.now.into(),
            real_now: clock.real_now.into(),
            seq: self.told,
        };
        let data = serde_json::to_string(&beat).unwrap_or_default();
        format!("event: beat\ndata: {data}\n\n").into()
    }

    async fn may_go_on(&self) -> bool {
        // While the storage is away nobody's rights change.
        is_still_allowed(&self.state, &self.actor, Permission::InboxRead)
            .await
            .unwrap_or(true)
    }
}

/// An event as it goes over the wire: its place in the text of its batch, which all streams share.
#[derive(Clone, Debug)]
pub struct Wire {
    text: Bytes,
    place: Range<usize>,
    /// Whose rights may have changed by it.
    rights_of: Option<Arc<str>>,
}

/// What the hub makes of events: the text that goes over the wire, with the changed rows read in batches.
pub fn hydrate(clocks: Clocks) -> Arc<Hydrate<Wire>> {
    let costs = KnownCosts::default();
    Arc::new(
        move |tx: &mut Tx<'_>, workspace: &WorkspaceId, stored: &[StoredEvent]| {
            let rows = Changed::load(tx, workspace, stored, &clocks, &costs)?;
            Ok(wire(stored.iter().map(|event| rows.event(event))))
        },
    )
}

/// What outgoing webhooks tell of events: the changed rows of each as the stream shows them, as a JSON object.
pub fn hydrate_rows(clocks: Clocks) -> Arc<Hydrate<String>> {
    let costs = KnownCosts::default();
    Arc::new(
        move |tx: &mut Tx<'_>, workspace: &WorkspaceId, stored: &[StoredEvent]| {
            let rows = Changed::load(tx, workspace, stored, &clocks, &costs)?;
            Ok(stored.iter().map(|event| rows.event(event).rows()).collect())
        },
    )
}

impl Event {
    /// Whose rights may have changed by it.
    fn rights_of(&self) -> Option<Arc<str>> {
        let EventKindName(kind) = self.kind;
        let is_about_rights = matches!(kind, EventKind::TeamChanged | EventKind::AccessChanged);
        self.subject_id.as_deref().filter(|_| is_about_rights).map(Arc::from)
    }

    /// The rows alone: number, kind and time stand in the envelope of a webhook.
    fn rows(&self) -> String {
        let mut shown = serde_json::to_value(self).unwrap_or_default();
        if let Some(fields) = shown.as_object_mut() {
            fields.retain(|name, _| !matches!(name.as_str(), "seq" | "kind" | "at"));
        }
        shown.to_string()
    }
}

fn wire(events: impl Iterator<Item = Event>) -> Vec<Wire> {
    let mut text = String::new();
    let places: Vec<(Range<usize>, Option<Arc<str>>)> = events
        .map(|event| {
            let start = text.len();
            let data = serde_json::to_string(&event).unwrap_or_default();
            text.push_str(&format!("id: {}\ndata: {data}\n\n", event.seq));
            (start..text.len(), event.rights_of())
        })
        .collect();
    let text = Bytes::from(text);
    let one = |(place, rights_of)| Wire {
        text: text.clone(),
        place,
        rights_of,
    };
    places.into_iter().map(one).collect()
}

/// The rows that a batch of events is about, as the API shows them.
struct Changed {
    messages: Vec<(String, Message)>,
    conversations: Vec<(String, Conversation)>,
    contacts: Vec<(String, Contact)>,
    campaigns: Vec<(String, Campaign)>,
    templates: Vec<(String, Template)>,
    numbers: Vec<(String, Number)>,
    clock: ClockView,
}

impl Changed {
    fn load(
        tx: &mut Tx<'_>,
        workspace: &WorkspaceId,
        stored: &[StoredEvent],
        clocks: &Clocks,
        costs: &KnownCosts,
    ) -> StoreResult<Self> {
        let now: Timestamp = clocks.business_now();
        let messages = {
            let ids: Vec<MessageId> = subjects(stored, &[EventKind::MessageReceived, EventKind::MessageStatus]);
            let rows = galka_store::messages::list_by_ids(tx, workspace, &ids)?;
            keyed(messages::load(tx, workspace, rows)?, Message::id)
        };
        let conversations = {
            let mut ids: Vec<ConversationId> = subjects(stored, &[EventKind::ConversationChanged]);
            // A message comes with its thread: the list shows both.
            let of_messages = stored.iter().filter(|event| is_about_message(event.kind));
            ids.extend(
                of_messages
                    .filter_map(|event| event.parent_id.clone())
                    .map(ConversationId::from_stored),
            );
            ids.sort_unstable();
            ids.dedup();
            let rows = galka_store::conversations::list_by_ids(tx, workspace, &ids)?;
            keyed(conversations::load(tx, workspace, rows, now)?, Conversation::id)
        };
        let ids: Vec<ContactId> = subjects(stored, &[EventKind::ContactChanged]);
        let contacts = keyed(contacts::load_contacts(tx, workspace, &ids)?, Contact::id);
        let ids: Vec<CampaignId> = subjects(stored, &[EventKind::CampaignProgress]);
        let rows = galka_store::campaigns::list_by_ids(tx, workspace, &ids)?;
        let costs = costs.read(tx, workspace, &ids, clocks.machine_now())?;
        let campaigns = keyed(campaigns::load(tx, workspace, rows, costs)?, Campaign::id);
        let ids: Vec<TemplateId> = subjects(stored, &[EventKind::TemplateChanged]);
        let rows = galka_store::templates::list_by_ids(tx, workspace, &ids)?;
        let templates = keyed(templates::load(tx, workspace, rows)?, Template::id);
        let ids: Vec<NumberId> = subjects(stored, &[EventKind::NumberChanged]);
        let rows = galka_store::numbers::list_by_ids(tx, workspace, &ids)?;
        let numbers = keyed(numbers::load(tx, workspace, rows, now)?, Number::id);
        Ok(Self {
            messages,
            conversations,
            contacts,
            campaigns,
            templates,
            numbers,
            clock: clocks.view().into(),
        })
    }

    fn event(&self, stored: &StoredEvent) -> Event {
        let id = stored.subject_id.as_str();
        let is_message = is_about_message(stored.kind);
        let thread = if is_message {
            stored.parent_id.as_deref().unwrap_or_default()
        } else {
            id
        };
        Event {
            seq: stored.seq,
            kind: stored.kind.into(),
            at: stored.at.into(),
            message: if is_message { find(&self.messages, id) } else { None },
            conversation: find(&self.conversations, thread),
            contact: find(&self.contacts, id),
            campaign: find(&self.campaigns, id),
            template: find(&self.templates, id),
            number: find(&self.numbers, id),
            clock: (stored.kind == EventKind::ClockJumped).then(|| self.clock.clone()),
            subject_id: Some(stored.subject_id.clone()),
        }
    }
}

const fn is_about_message(kind: EventKind) -> bool {
    matches!(kind, EventKind::MessageReceived | EventKind::MessageStatus)
}

fn subjects<I: Id>(stored: &[StoredEvent], kinds: &[EventKind]) -> Vec<I> {
    let wanted = stored.iter().filter(|event| kinds.contains(&event.kind));
    let mut ids: Vec<I> = wanted.map(|event| I::from_stored(event.subject_id.clone())).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn keyed<T>(rows: Vec<T>, id: fn(&T) -> &str) -> Vec<(String, T)> {
    let mut keyed: Vec<(String, T)> = rows.into_iter().map(|row| (id(&row).to_owned(), row)).collect();
    keyed.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    keyed
}

fn find<T: Clone>(rows: &[(String, T)], id: &str) -> Option<T> {
    rows.binary_search_by(|(key, _)| key.as_str().cmp(id))
        .ok()
        .map(|place| rows[place].1.clone())
}
