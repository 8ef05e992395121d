//! Searching messages: words by the index, filters over what it found, newest first.
//!
//! The index knows words only. Filters are asked of the rows it names, chunk by chunk, until a page is full or enough
//! was looked at; then the answer is what was found so far and where to go on, so that no search takes long.

use std::collections::{HashMap, HashSet};

use galka_domain::ids::{ContactId, LabelId, MessageId, NumberId, WorkspaceId};
use galka_domain::message::Direction;
use galka_domain::search_query::{SearchAsk, SearchQuery};
use galka_domain::time::Timestamp;
use galka_store::contacts::{self, ContactRow};
use galka_store::messages::{self, MessageRow};
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

/// Candidates looked at in one go, and how many goes a page may take.
const CHUNK: usize = 200;
const CHUNKS_MAX: usize = 25;
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
    let mut page = FoundPage {
        found: Vec::new(),
        next: after.map(str::to_owned),
    };
    let chunk = if query.filters.is_empty() { limit + 1 } else { CHUNK };
    for _ in 0..CHUNKS_MAX {
        let hits = search::find_page(
            tx,
            workspace,
            "message",
            &query.words,
            page.next.as_deref(),
            i64::try_from(chunk).unwrap_or(i64::MAX),
        )?;
        let is_last = hits.len() < chunk;
        let ids: Vec<MessageId> = hits
            .iter()
            .map(|placed| MessageId::from_stored(placed.hit.id.clone()))
            .collect();
        let mut rows = load_rows(tx, workspace, &ids, &filter)?;
        for (placed, id) in hits.into_iter().zip(ids) {
            if page.found.len() == limit {
                return Ok(page);
            }
            page.next = Some(placed.place);
            let Some((message, contact, worn)) = rows.remove(&id) else {
                continue;
            };
            if filter.admits(&message, &contact, &worn) {
                let excerpt = search::excerpt(&message.text, &query.words, EXCERPT_CHARS);
                page.found.push(FoundMessage {
                    message,
                    contact,
                    excerpt,
                });
            }
        }
        if is_last {
            page.next = None;
            return Ok(page);
        }
    }
    Ok(page)
}

type Candidate = (MessageRow, ContactRow, Vec<LabelId>);

fn load_rows(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    ids: &[MessageId],
    filter: &Filter,
) -> Result<HashMap<MessageId, Candidate>> {
    let found = messages::list_by_ids(tx, workspace, ids)?;
    let mut people: Vec<ContactId> = found.iter().map(|message| message.contact_id.clone()).collect();
    people.sort_unstable();
    people.dedup();
    let mut worn: HashMap<ContactId, Vec<LabelId>> = HashMap::new();
    if !filter.labels.is_empty() {
        for (contact, label) in labels::list_labels_of(tx, workspace, &people)? {
            worn.entry(contact).or_default().push(label);
        }
    }
    let contacts: HashMap<ContactId, ContactRow> = contacts::list_contacts_by_id(tx, workspace, &people)?
        .into_iter()
        .map(|contact| (contact.id.clone(), contact))
        .collect();
    Ok(found
        .into_iter()
        .filter_map(|message| {
            let contact = contacts.get(&message.contact_id)?.clone();
            let labels = worn.get(&contact.id).cloned().unwrap_or_default();
            Some((message.id.clone(), (message, contact, labels)))
        })
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

    fn admits(&self, message: &MessageRow, contact: &ContactRow, worn: &[LabelId]) -> bool {
        self.from.is_none_or(|from| message.at >= from)
            && self.before.is_none_or(|before| message.at < before)
            && self.numbers.iter().all(|numbers| numbers.contains(&message.number_id))
            && self
                .labels
                .iter()
                .all(|labels| worn.iter().any(|label| labels.contains(label)))
            && self.authors.iter().all(|author| author.wrote(message, contact))
    }
}

impl Author {
    fn wrote(&self, message: &MessageRow, contact: &ContactRow) -> bool {
        match message.direction {
            Direction::Outbound => message.sent_by.as_ref().is_some_and(|by| self.colleagues.contains(by)),
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
