//! Searching messages: words by the index, filters over what it found, newest first.
//!
//! The index knows words and roughly when. The other filters are asked of the rows it names, in goes, until a page is
//! full or enough was looked at; then the answer is what was found so far and where to go on, so that no search takes
//! long.

use std::collections::{HashMap, HashSet};

use galka_domain::ids::{ContactId, LabelId, MessageId, NumberId, WorkspaceId};
use galka_domain::message::Direction;
use galka_domain::search_query::{SearchAsk, SearchQuery};
use galka_domain::time::Timestamp;
use galka_store::contacts::{self, ContactRow};
use galka_store::messages::{self, MessageRow, Origin};
use galka_store::search::{self, Piece};
use galka_store::{Result, Tx, labels, members, numbers};

/// A message that was found.
#[derive(Clone, Debug)]
pub struct FoundMessage {
    /// The message.
    pub message: MessageRow,
    /// Whose dialog it stands in.
    pub contact: ContactRow,
    /// Its words around the first hit.
    pub excerpt: Vec<Piece>,
}

/// A page of what was found.
#[derive(Clone, Debug, Default)]
pub struct FoundPage {
    /// Newest first.
    pub found: Vec<FoundMessage>,
    /// Where the search goes on, if there may be more.
    pub next: Option<String>,
}

/// How many candidates the goes of a page look at when there are filters: few at first, for most filters let much pass.
const GOES: [usize; 3] = [100, 400, 2_000];
const EXCERPT_CHARS: usize = 160;

/// A page of messages that match, after a place.
///
/// # Errors
/// When the storage cannot answer.
pub fn find_messages(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    query: &SearchQuery,
    after: Option<&str>,
    limit: usize,
) -> Result<FoundPage> {
    let Some(filter) = Filter::load(tx, workspace, query)? else {
        return Ok(FoundPage::default());
    };
    let mut span = search::span_of(tx, workspace, filter.from, filter.before)?;
    if let Some(after) = after {
        span = span.after(after);
    }
    let mut admitted: Vec<MessageId> = Vec::new();
    let mut next = None;
    for go in goes(query, limit) {
        let rows = i64::try_from(go).unwrap_or(i64::MAX);
        let candidates = search::find_page(tx, workspace, "message", &query.words, &span, rows)?;
        let ids: Vec<MessageId> = candidates
            .hits
            .iter()
            .map(|placed| MessageId::from_stored(placed.hit.id.clone()))
            .collect();
        let passing = filter.retain(tx, workspace, &ids)?;
        for (placed, id) in candidates.hits.into_iter().zip(ids) {
            if admitted.len() == limit {
                return load_page(tx, workspace, query, &admitted, next);
            }
            if passing.contains(&id) {
                admitted.push(id);
            }
            span = span.after(&placed.place);
            next = Some(placed.place);
        }
        if candidates.is_last {
            next = None;
            break;
        }
    }
    load_page(tx, workspace, query, &admitted, next)
}

/// Without filters the first candidates are the page, and one more tells whether it goes on.
fn goes(query: &SearchQuery, limit: usize) -> Vec<usize> {
    if query.filters.is_empty() {
        vec![limit + 1]
    } else {
        GOES.to_vec()
    }
}

fn load_page(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    query: &SearchQuery,
    ids: &[MessageId],
    next: Option<String>,
) -> Result<FoundPage> {
    let mut messages: HashMap<MessageId, MessageRow> = messages::list_by_ids(tx, workspace, ids)?
        .into_iter()
        .map(|message| (message.id.clone(), message))
        .collect();
    let people = load_contacts(tx, workspace, messages.values().map(|message| &message.contact_id))?;
    let found = ids
        .iter()
        .filter_map(|id| {
            let message = messages.remove(id)?;
            Some(FoundMessage {
                contact: people.get(&message.contact_id)?.clone(),
                excerpt: search::excerpt(&message.text, &query.words, EXCERPT_CHARS),
                message,
            })
        })
        .collect();
    Ok(FoundPage { found, next })
}

fn each_once<'a>(ids: impl Iterator<Item = &'a ContactId>) -> Vec<ContactId> {
    let mut people: Vec<ContactId> = ids.cloned().collect();
    people.sort_unstable();
    people.dedup();
    people
}

fn load_contacts<'a>(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    ids: impl Iterator<Item = &'a ContactId>,
) -> Result<HashMap<ContactId, ContactRow>> {
    let people = each_once(ids);
    Ok(contacts::list_contacts_by_id(tx, workspace, &people)?
        .into_iter()
        .map(|contact| (contact.id.clone(), contact))
        .collect())
}

/// The filters of a query with the rows that their names mean.
#[derive(Default)]
struct Filter {
    authors: Vec<Author>,
    labels: Vec<HashSet<LabelId>>,
    numbers: Vec<HashSet<NumberId>>,
    from: Option<Timestamp>,
    before: Option<Timestamp>,
}

/// Who may have written: colleagues by id, customers by a part of their name.
struct Author {
    name: String,
    colleagues: HashSet<String>,
}

impl Filter {
    /// Nothing when a label or number is named that nobody has: nothing can match then.
    fn load(tx: &mut Tx<'_>, workspace: &WorkspaceId, query: &SearchQuery) -> Result<Option<Self>> {
        let mut filter = Self::default();
        for one in &query.filters {
            match &one.ask {
                SearchAsk::From(name) => filter.authors.push(load_author(tx, workspace, name)?),
                SearchAsk::Label(name) => filter.labels.push(load_labels(tx, workspace, name)?),
                SearchAsk::Number(name) => filter.numbers.push(load_numbers(tx, workspace, name)?),
                SearchAsk::Before(at) => {
                    filter.before = Some(filter.before.map_or(*at, |known| known.min(*at)));
                }
                SearchAsk::After(at) => filter.from = Some(filter.from.map_or(*at, |known| known.max(*at))),
            }
        }
        let named_nothing = filter.labels.iter().any(HashSet::is_empty) || filter.numbers.iter().any(HashSet::is_empty);
        Ok((!named_nothing).then_some(filter))
    }

    /// Which of these messages pass. What costs most is asked last, of those that are left.
    fn retain(&self, tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[MessageId]) -> Result<HashSet<MessageId>> {
        if self.is_empty() {
            return Ok(ids.iter().cloned().collect());
        }
        let mut left = messages::list_origins(tx, workspace, ids)?;
        left.retain(|origin| self.admits(origin));
        if !self.labels.is_empty() {
            let people = each_once(left.iter().map(|origin| &origin.contact_id));
            let mut worn: HashMap<ContactId, Vec<LabelId>> = HashMap::new();
            for (contact, label) in labels::list_labels_of(tx, workspace, &people)? {
                worn.entry(contact).or_default().push(label);
            }
            left.retain(|origin| {
                let worn = worn.get(&origin.contact_id).map_or(&[][..], Vec::as_slice);
                let wears = |labels: &HashSet<LabelId>| worn.iter().any(|label| labels.contains(label));
                self.labels.iter().all(wears)
            });
        }
        if !self.authors.is_empty() {
            let people = load_contacts(tx, workspace, left.iter().map(|origin| &origin.contact_id))?;
            left.retain(|origin| {
                people
                    .get(&origin.contact_id)
                    .is_some_and(|contact| self.authors.iter().all(|author| author.wrote(origin, contact)))
            });
        }
        Ok(left.into_iter().map(|origin| origin.id).collect())
    }

    fn is_empty(&self) -> bool {
        self.authors.is_empty()
            && self.labels.is_empty()
            && self.numbers.is_empty()
            && self.from.is_none()
            && self.before.is_none()
    }

    /// Whether a message's time and number are asked for.
    fn admits(&self, origin: &Origin) -> bool {
        self.from.is_none_or(|from| origin.at >= from)
            && self.before.is_none_or(|before| origin.at < before)
            && self.numbers.iter().all(|numbers| numbers.contains(&origin.number_id))
    }
}

impl Author {
    fn wrote(&self, origin: &Origin, contact: &ContactRow) -> bool {
        match origin.direction {
            Direction::Outbound => origin.sent_by.as_ref().is_some_and(|by| self.colleagues.contains(by)),
            Direction::Inbound => {
                let username = contact.username.as_deref().unwrap_or_default();
                contact.name.to_lowercase().contains(&self.name) || username == self.name.trim_start_matches('@')
            }
        }
    }
}

fn load_author(tx: &mut Tx<'_>, workspace: &WorkspaceId, name: &str) -> Result<Author> {
    let colleagues = members::list_members(tx, workspace)?
        .into_iter()
        .filter(|member| member.user.name.to_lowercase().contains(name))
        .map(|member| member.user.id.as_str().to_owned())
        .collect();
    Ok(Author {
        name: name.to_owned(),
        colleagues,
    })
}

fn load_labels(tx: &mut Tx<'_>, workspace: &WorkspaceId, name: &str) -> Result<HashSet<LabelId>> {
    Ok(labels::list_names(tx, workspace)?
        .into_iter()
        .filter(|(_, known)| known.to_lowercase().contains(name))
        .map(|(id, _)| id)
        .collect())
}

fn load_numbers(tx: &mut Tx<'_>, workspace: &WorkspaceId, name: &str) -> Result<HashSet<NumberId>> {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let wanted = digits(name);
    Ok(numbers::list(tx, workspace)?
        .into_iter()
        .filter(|number| {
            let by_digits = !wanted.is_empty() && digits(&number.display_phone_number).contains(&wanted);
            by_digits || number.verified_name.to_lowercase().contains(name)
        })
        .map(|number| number.id)
        .collect())
}
