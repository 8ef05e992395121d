//! Accept: somebody wants to send. The guard is asked, and the answer is an intent or a refusal with its rule.

use galka_domain::event::EventKind;
use galka_domain::guard::{Decision, OnBehalfOf, Reason, decide_send};
use galka_domain::ids::{ContactId, ConversationId, EntryId, MediaId, MessageId, NumberId, QuickReplyId, WorkspaceId};
use galka_domain::message::MessageStatus;
use galka_domain::price::{Price, PriceCategory, PriceFacts, price};
use galka_domain::template::{TemplateValues, render};
use galka_domain::time::{MINUTE_MS, Timestamp};
use galka_store::colleagues::{Meanwhile, find_answer_after, hold_thread};
use galka_store::dispatch::{self, Intent, insert_intents, open_conversations};
use galka_store::events::{self, NewEvent};
use galka_store::facts::{load_budget, load_people};
use galka_store::idempotency::{Claim, record_outcome};
use galka_store::{Result as StoreResult, Tx, reactions};
use serde_json::Value;

use crate::accept::resolve::{Place, Resolved, resolve};
use crate::connect::rate_card_of;
use crate::engine::{Engine, EngineError};
use crate::guarding::{SendingNumber, SendingTemplate, content_hash, draft_of};
use crate::hints::Work;
use crate::inbox::reply::take_by_reply;
use crate::plans::{MessagePlaces, facts_of};
use crate::quick_replies::{Used, note_use};
use crate::reading::{Occasion, tell_customer};

mod content;
mod files;
mod interactive;
mod resolve;

/// How far back the same content is looked for among what waits: what waits longer is deferred, and no double click.
const TWIN_MS: i64 = 10 * MINUTE_MS;

/// A message that somebody wants to send.
#[derive(Clone, Debug)]
pub struct SendDraft {
    /// Whose.
    pub workspace: WorkspaceId,
    /// From which number; the thread's or the only one when absent.
    pub from: Option<NumberId>,
    /// To whom.
    pub to: Recipient,
    /// The content in the Cloud API's shape; a media id of ours stands where the Cloud API wants its own.
    pub content: Value,
    /// The message it answers: our id.
    pub context_message_id: Option<MessageId>,
    /// Who wants it.
    pub on_behalf_of: OnBehalfOf,
    /// The newest event that the sender has seen: a colleague's later answer stands against this one.
    pub seen_seq: Option<i64>,
    /// The repeatable request behind it: it is noted there in one with the message, so that a repetition finds it.
    pub claim: Option<Claim>,
    /// The prepared answer that it came from: its use is counted, and what it does besides is done.
    pub quick_reply: Option<QuickReplyId>,
}

/// To whom a message goes.
#[derive(Clone, Debug)]
pub enum Recipient {
    /// A phone as people write it.
    Phone(String),
    /// A contact.
    Contact(ContactId),
    /// The contact of a thread, from the thread's number.
    Conversation(ConversationId),
}

/// What became of the wish.
#[derive(Clone, Debug)]
pub enum Accepted {
    /// It is queued.
    Queued(MessageId),
    /// A rule stands against it.
    Refused(Reason),
    /// A colleague answered in the thread after the sender looked: with this message, as far as it can be told.
    Moved(Option<MessageId>),
    /// A later run of the same request does it.
    TakenOver,
    /// The request itself is wrong.
    Invalid(Invalid),
    /// Something that it names is not there: `number`, `conversation`, `contact`, `context`, `media`.
    NotFound(&'static str),
}

/// What is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The field.
    pub field: String,
    /// A stable word.
    pub code: &'static str,
    /// The remedy in English.
    pub detail: String,
}

/// What the guard would say.
#[derive(Clone, Debug)]
pub enum DecisionAnswer {
    /// The guard's word, and what the message would cost if it goes.
    Decided {
        /// Send, defer or refuse.
        decision: Decision,
        /// The list price.
        price: Option<Price>,
    },
    /// The request itself is wrong.
    Invalid(Invalid),
    /// Something that it names is not there.
    NotFound(&'static str),
}

/// What somebody decided about an unknown outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UncertainDecision {
    /// Send it once more, at the risk that the customer gets it twice.
    Resend,
    /// Take it for sent.
    AssumeSent,
    /// Take it for not sent.
    GiveUp,
}

/// Queues a message, if the guard lets it.
///
/// # Errors
/// When the storage fails.
pub async fn accept_message(engine: &Engine, draft: SendDraft) -> Result<Accepted, EngineError> {
    if let Err(invalid) = content::check_shape(&draft.content) {
        return Ok(Accepted::Invalid(invalid));
    }
    let now = engine.business_now();
    let (message, conversation) = (engine.new_id::<MessageId>(), engine.new_id::<ConversationId>());
    let entries: [EntryId; 3] = std::array::from_fn(|_| engine.new_id());
    let (workspace, answered) = (draft.workspace.clone(), draft.to.clone());
    let accepted = engine
        .db
        .write(move |tx| {
            let sent_by = sender_of(&draft.on_behalf_of);
            accept_in(tx, &draft, sent_by, &message, &conversation, &entries, now)
        })
        .await?;
    if matches!(accepted, Accepted::Queued(_)) {
        if let Recipient::Conversation(thread) = &answered {
            tell_customer(engine, &workspace, thread, Occasion::Answered);
        }
        engine.hints.wake(Work::Dispatch);
        engine.hints.wake(Work::Live);
    }
    Ok(accepted)
}

/// Asks the guard without queueing anything.
///
/// # Errors
/// When the storage fails.
pub async fn decide(engine: &Engine, draft: SendDraft) -> Result<DecisionAnswer, EngineError> {
    if let Err(invalid) = content::check_shape(&draft.content) {
        return Ok(DecisionAnswer::Invalid(invalid));
    }
    let now = engine.business_now();
    Ok(engine
        .db
        .read(move |tx| {
            Ok(match resolve(tx, &draft)? {
                Resolved::Place(place) => {
                    let places = MessagePlaces::look(tx, &draft.workspace, now)?;
                    let content = wire_content(&draft, &place);
                    let (decision, price) = ask(tx, &draft, &place, &content, places.as_ref(), now)?;
                    DecisionAnswer::Decided { decision, price }
                }
                Resolved::Invalid(invalid) => DecisionAnswer::Invalid(invalid),
                Resolved::NotFound(what) => DecisionAnswer::NotFound(what),
            })
        })
        .await?)
}

/// Decides about a message whose outcome is unknown; answers whether it still was.
///
/// # Errors
/// When the storage fails.
pub async fn decide_uncertain(
    engine: &Engine,
    workspace: &WorkspaceId,
    message: &MessageId,
    decision: UncertainDecision,
) -> Result<bool, EngineError> {
    let (home, id, now) = (workspace.clone(), message.clone(), engine.business_now());
    let decided = engine
        .db
        .write(move |tx| {
            let Some(uncertain) = dispatch::get_uncertain(tx, &home, &id)? else {
                return Ok(false);
            };
            let one = std::slice::from_ref(&uncertain);
            let happened = match decision {
                UncertainDecision::Resend => dispatch::requeue_uncertain(tx, &home, one, now)?,
                UncertainDecision::AssumeSent => {
                    dispatch::resolve_uncertain(tx, &home, one, MessageStatus::Accepted, now)?
                }
                UncertainDecision::GiveUp => dispatch::resolve_uncertain(tx, &home, one, MessageStatus::Failed, now)?,
            };
            events::append(tx, &home, &happened, now)?;
            Ok(true)
        })
        .await?;
    if decided {
        engine.hints.wake(Work::Dispatch);
        engine.hints.wake(Work::Live);
    }
    Ok(decided)
}

/// Queues a message of automation in the transaction that notes why, if the guard lets it.
pub(crate) fn accept_within(
    tx: &mut Tx<'_>,
    draft: &SendDraft,
    sent_by: Option<String>,
    message: &MessageId,
    conversation: &ConversationId,
    entries: &[EntryId; 3],
    now: Timestamp,
) -> StoreResult<Accepted> {
    match content::check_shape(&draft.content) {
        Ok(()) => accept_in(tx, draft, sent_by, message, conversation, entries, now),
        Err(invalid) => Ok(Accepted::Invalid(invalid)),
    }
}

/// What a message that is no template says in words.
pub(crate) fn words_of_content(content: &Value) -> String {
    content::words(content)
}

fn accept_in(
    tx: &mut Tx<'_>,
    draft: &SendDraft,
    sent_by: Option<String>,
    message: &MessageId,
    conversation: &ConversationId,
    entries: &[EntryId; 3],
    now: Timestamp,
) -> StoreResult<Accepted> {
    let place = match resolve(tx, draft)? {
        Resolved::Place(place) => place,
        Resolved::Invalid(invalid) => return Ok(Accepted::Invalid(invalid)),
        Resolved::NotFound(what) => return Ok(Accepted::NotFound(what)),
    };
    if let Some(contact) = &place.contact {
        dispatch::hold_pair(tx, &draft.workspace, contact, &place.sending.number.id)?;
    }
    let places = MessagePlaces::hold(tx, &draft.workspace, now)?;
    let content = wire_content(draft, &place);
    let due_at = match ask(tx, draft, &place, &content, places.as_ref(), now)?.0 {
        Decision::Refuse { why } => return refuse(tx, draft, message, why),
        Decision::Defer { until, .. } => until,
        Decision::Send { .. } => now,
    };
    let Some(contact) = place.contact.clone() else {
        return Ok(Accepted::NotFound("contact"));
    };
    let wanted = [(contact.clone(), conversation.clone())];
    let threads = open_conversations(tx, &draft.workspace, &place.sending.number.id, &wanted, now)?;
    let thread = threads.get(&contact).cloned().unwrap_or_else(|| conversation.clone());
    if let Some(seen_seq) = draft.seen_seq {
        hold_thread(tx, &draft.workspace, &thread)?;
        let by = sent_by.as_deref().unwrap_or_default();
        match find_answer_after(tx, &draft.workspace, &thread, by, seen_seq)? {
            Meanwhile::Nothing => {}
            Meanwhile::Wrote(answer) => return Ok(Accepted::Moved(Some(answer))),
            Meanwhile::TooMuch => return Ok(Accepted::Moved(None)),
        }
    }
    if let Some(claim) = &draft.claim
        && !record_outcome(tx, claim, message.as_str())?
    {
        tx.abandon();
        return Ok(Accepted::TakenOver);
    }
    let intent = Intent {
        message_id: message.clone(),
        conversation_id: thread.clone(),
        contact_id: contact,
        number_id: place.sending.number.id.clone(),
        kind: draft.content["type"].as_str().unwrap_or("text").to_owned(),
        content,
        text: words_of(draft, place.template.as_ref()),
        context_wamid: place.context_wamid.clone(),
        media_id: place.media.clone(),
        template_id: place.template.as_ref().map(|template| template.stored.id.clone()),
        campaign_id: None,
        recipient_id: None,
        sent_by,
        priority: 0,
        due_at,
    };
    let (contact, by) = (intent.contact_id.clone(), intent.sent_by.clone().unwrap_or_default());
    insert_intents(tx, &draft.workspace, &[intent], now)?;
    if let Some(places) = &places {
        places.take(tx, &draft.workspace, 1)?;
    }
    if let Some(reply) = &draft.quick_reply {
        let used = Used {
            reply,
            contact: &contact,
            thread: &thread,
            by: &by,
            entries,
        };
        note_use(tx, &draft.workspace, &used, now)?;
    }
    let mut happened = vec![
        NewEvent::within(EventKind::MessageStatus, message.as_str(), thread.as_str()),
        NewEvent::of(EventKind::ConversationChanged, thread.as_str()),
    ];
    if let Some(reacted) = &place.reaction {
        reactions::put_own(tx, &draft.workspace, &reacted.message, &reacted.emoji, now)?;
        happened.push(NewEvent::within(
            EventKind::MessageStatus,
            reacted.message.as_str(),
            reacted.conversation.as_str(),
        ));
    }
    events::append(tx, &draft.workspace, &happened, now)?;
    if let OnBehalfOf::Person(user) = &draft.on_behalf_of {
        take_by_reply(tx, &draft.workspace, &thread, user, message, now)?;
    }
    Ok(Accepted::Queued(message.clone()))
}

/// A refusal; but who was overtaken by a later run of the same request is told that, and not that its own message is
/// there already.
fn refuse(tx: &mut Tx<'_>, draft: &SendDraft, message: &MessageId, why: Reason) -> StoreResult<Accepted> {
    if let Some(claim) = &draft.claim {
        let is_ours = record_outcome(tx, claim, message.as_str())?;
        tx.abandon();
        if !is_ours {
            return Ok(Accepted::TakenOver);
        }
    }
    Ok(Accepted::Refused(why))
}

/// The content as it is stored: a reaction names its message by WhatsApp's id.
fn wire_content(draft: &SendDraft, place: &Place) -> String {
    let mut content = draft.content.clone();
    if let Some(reacted) = &place.reaction {
        content["reaction"]["message_id"] = Value::from(reacted.wamid.as_str());
    }
    content.to_string()
}

/// What the guard says, and the list price of the message.
fn ask(
    tx: &mut Tx<'_>,
    draft: &SendDraft,
    place: &Place,
    content: &str,
    places: Option<&MessagePlaces>,
    now: Timestamp,
) -> StoreResult<(Decision, Option<Price>)> {
    let sending = &place.sending;
    let contacts: Vec<ContactId> = place.contact.clone().into_iter().collect();
    let people = load_people(
        tx,
        &draft.workspace,
        &sending.number.id,
        &sending.budget,
        &contacts,
        now,
    )?;
    let stranger = galka_store::facts::PersonFacts::of_stranger();
    let person = place
        .contact
        .as_ref()
        .and_then(|contact| people.get(contact))
        .unwrap_or(&stranger);
    let budget = load_budget(tx, &draft.workspace, &sending.budget, now)?;
    let hash = content_hash(&draft.content.to_string());
    let mut facts = sending.facts(person, place.template.as_ref(), hash, budget);
    facts.quota = facts_of(places);
    if let Some(thread) = &person.conversation_id {
        let twin = dispatch::find_waiting_twin(tx, &draft.workspace, thread, content, now.minus(TWIN_MS))?;
        facts.history.same_content_at = facts.history.same_content_at.max(twin);
    }
    let decision = decide_send(&draft_of(&draft.content, draft.on_behalf_of.clone()), &facts, now);
    Ok((decision, price_of(sending, place, person.window.is_open(now))))
}

fn price_of(sending: &SendingNumber, place: &Place, window_open: bool) -> Option<Price> {
    let category = place
        .template
        .as_ref()
        .map_or(PriceCategory::Service, |one| one.stored.category.into());
    let facts = PriceFacts {
        category,
        window_open,
        free_entry: false,
        service_messages_used: 0,
    };
    Some(price(
        rate_card_of(&sending.connection),
        sending.rules,
        place.phone.as_deref()?,
        facts,
    ))
}

/// What a message says in words: its text, its caption, or its template with its values.
fn words_of(draft: &SendDraft, template: Option<&SendingTemplate>) -> String {
    if let Some(template) = template {
        let values = TemplateValues::read(&draft.content["template"]["components"]).unwrap_or_default();
        let shown = render(&template.template, &values);
        let lines = shown.header_text.into_iter().chain([shown.body]).chain(shown.footer);
        return lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    }
    content::words(&draft.content)
}

fn sender_of(on_behalf_of: &OnBehalfOf) -> Option<String> {
    match on_behalf_of {
        OnBehalfOf::Person(user) => Some(user.as_str().to_owned()),
        OnBehalfOf::ApiKey(key) => Some(key.as_str().to_owned()),
        OnBehalfOf::Automation | OnBehalfOf::Campaign(_) => None,
    }
}

/// Our own media ids, as they stand in a content.
fn media_of(content: &Value) -> Option<MediaId> {
    let kind = content["type"].as_str()?;
    let own = |value: &Value| value["id"].as_str().and_then(|id| MediaId::parse(id).ok());
    if kind == "template" {
        let components = content["template"]["components"].as_array()?;
        let parameters = components
            .iter()
            .filter_map(|component| component["parameters"].as_array())
            .flatten();
        return parameters
            .filter_map(|one| one["type"].as_str().map(|kind| &one[kind]))
            .find_map(own);
    }
    if kind == "interactive" {
        let header = &content[kind]["header"];
        return own(&header[header["type"].as_str()?]);
    }
    own(&content[kind])
}
