//! What there is to tell, to whom, and in which words.

use std::collections::{BTreeMap, HashMap};

use galka_domain::alert_wish::AlertWish;
use galka_domain::event::EventKind;
use galka_domain::ids::{ConversationId, MessageId, UserId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::events::{self, StoredEvent};
use galka_store::push::{self, Mention, Recipient as Told};
use galka_store::workspaces::{self, Workspace};
use galka_store::{Result as StoreResult, Tx, messages};
use serde_json::json;

const EVENTS_AT_ONCE: i64 = 500;
const TEXT_CHARS: usize = 140;
const APP: &str = "Galka";

/// What is new in one conversation, for one browser.
pub(super) struct News {
    slug: String,
    what: What,
    /// Who is told, and in which browser.
    pub(super) told: Told,
}

enum What {
    /// The customer wrote.
    Message(String),
    /// A colleague named the person in a note.
    Mention(Mention),
}

/// What there is to tell after this place of the log, and the place up to which it was read.
pub(super) fn look(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    read: i64,
    now: Timestamp,
) -> StoreResult<Option<(i64, Vec<News>)>> {
    let found = events::list_after(tx, workspace, read, EVENTS_AT_ONCE)?;
    let Some(last) = found.last().map(|event| event.seq) else {
        return Ok(None);
    };
    let (latest, named) = sort(found);
    if latest.is_empty() && named.is_empty() {
        return Ok(Some((last, Vec::new())));
    }
    let Some(company) = workspaces::find_workspace(tx, workspace)? else {
        return Ok(Some((last, Vec::new())));
    };
    let mut news = look_at_messages(tx, &company, latest, now)?;
    news.extend(look_at_mentions(tx, &company, &named, now)?);
    Ok(Some((last, news)))
}

/// The last message of each conversation: it stands for those before it.
type Latest = BTreeMap<ConversationId, MessageId>;
/// Who may have been named, where and when.
type Named = Vec<(UserId, ConversationId, Timestamp)>;

fn sort(found: Vec<StoredEvent>) -> (Latest, Named) {
    let (mut latest, mut named) = (BTreeMap::new(), BTreeMap::new());
    for event in found {
        let Some(thread) = event.parent_id.map(ConversationId::from_stored) else {
            continue;
        };
        if event.kind == EventKind::MessageReceived {
            latest.insert(thread, MessageId::from_stored(event.subject_id));
        } else if event.kind == EventKind::AlertChanged {
            named.insert((UserId::from_stored(event.subject_id), thread), event.at);
        }
    }
    let named = named.into_iter().map(|((user, thread), at)| (user, thread, at));
    (latest, named.collect())
}

fn look_at_messages(tx: &mut Tx<'_>, company: &Workspace, latest: Latest, now: Timestamp) -> StoreResult<Vec<News>> {
    let (threads, ids): (Vec<_>, Vec<_>) = latest.into_iter().unzip();
    let texts: HashMap<ConversationId, String> = messages::list_by_ids(tx, &company.id, &ids)?
        .into_iter()
        .map(|message| (message.conversation_id, message.text.chars().take(TEXT_CHARS).collect()))
        .collect();
    let news = push::list_recipients(tx, &company.id, &threads)?
        .into_iter()
        .filter(|(told, own)| AlertWish::read(told.wish.as_deref()).wants_message(*own, &company.timezone, now))
        .map(|(told, _)| News {
            slug: company.slug.clone(),
            what: What::Message(texts.get(&told.conversation_id).cloned().unwrap_or_default()),
            told,
        });
    Ok(news.collect())
}

fn look_at_mentions(
    tx: &mut Tx<'_>,
    company: &Workspace,
    named: &[(UserId, ConversationId, Timestamp)],
    now: Timestamp,
) -> StoreResult<Vec<News>> {
    let news = push::list_mentioned(tx, &company.id, named)?
        .into_iter()
        .filter(|(told, _)| AlertWish::read(told.wish.as_deref()).wants_mention(&company.timezone, now))
        .map(|(told, mention)| News {
            slug: company.slug.clone(),
            what: What::Mention(mention),
            told,
        });
    Ok(news.collect())
}

impl News {
    /// What the service worker of the app reads.
    pub(super) fn payload(&self) -> String {
        let Told {
            conversation_id,
            contact_name,
            locale,
            subscription,
            ..
        } = &self.told;
        let is_english = locale == "en";
        let customer = if contact_name.is_empty() { APP } else { contact_name };
        let (title, body) = match &self.what {
            what if !subscription.with_text => (APP.to_owned(), bare_words(what, is_english)),
            What::Message(text) => (customer.to_owned(), text.as_str()),
            What::Mention(Mention { by, text }) => {
                let said = match (by, is_english) {
                    (Some(name), true) => format!("{name} mentions you"),
                    (Some(name), false) => format!("{name} упоминает вас"),
                    (None, _) => bare_words(&self.what, is_english).to_owned(),
                };
                (format!("{said} · {customer}"), text.as_str())
            }
        };
        let path = format!("/w/{}/inbox/all/{conversation_id}", self.slug);
        json!({ "title": title, "body": body, "tag": self.tag(), "path": path }).to_string()
    }

    /// The same again takes the place of the one before; a mention is no message.
    pub(super) fn tag(&self) -> String {
        let kind = match self.what {
            What::Message(_) => "",
            What::Mention(_) => "#mention",
        };
        format!("{}{kind}", self.told.conversation_id)
    }
}

/// What may be said without leave: nobody's name and nobody's words.
const fn bare_words(what: &What, is_english: bool) -> &'static str {
    match (what, is_english) {
        (What::Message(_), true) => "A new message",
        (What::Message(_), false) => "Новое сообщение",
        (What::Mention(_), true) => "You were mentioned in a note",
        (What::Mention(_), false) => "Вас упомянули в заметке",
    }
}
