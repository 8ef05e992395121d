//! One person: what they are known by, merging two records of one, blocking, history, a copy of everything, erasure.

pub mod block;
pub mod bulk;
pub mod duplicates;
pub mod erase;
pub mod export;
pub mod history;
pub mod identities;
pub mod merge;

use galka_domain::identity::IdentityKind;
use galka_domain::ids::{ContactId, WorkspaceId};
use galka_store::contacts::ContactRow;
use galka_store::people::identities::list_identities;
use galka_store::search::{self, SearchDocument};
use galka_store::{Result, Tx};

/// Brings the index up to date with a contact and all the numbers it is known by.
///
/// # Errors
/// When the storage cannot answer.
pub fn index_contact(tx: &mut Tx<'_>, workspace: &WorkspaceId, row: &ContactRow) -> Result<()> {
    let mut phones: Vec<String> = row.phone.iter().cloned().collect();
    for identity in list_identities(tx, workspace, &row.id)? {
        if identity.kind == IdentityKind::Phone.as_str() && !phones.contains(&identity.value) {
            phones.push(identity.value);
        }
    }
    let document = SearchDocument {
        kind: "contact",
        id: row.id.as_str().to_owned(),
        parent_id: None,
        text: search::contact_words(&row.name, &phones, row.username.as_deref()),
        is_late: false,
    };
    search::replace(tx, workspace, &document)
}

/// The digits of everything WhatsApp and we call a person by, and the ids: what the person is found by in raw texts.
fn needles_of(tx: &mut Tx<'_>, workspace: &WorkspaceId, contact: &ContactId, row: &ContactRow) -> Result<Vec<String>> {
    let mut needles: Vec<String> = row.phone.iter().map(|phone| digits(phone)).collect();
    for identity in list_identities(tx, workspace, contact)? {
        match identity.kind.as_str() {
            "phone" | "wa_id" => needles.push(digits(&identity.value)),
            "user_id" => needles.push(identity.value),
            // A user name may be another word in other people's texts.
            _ => {}
        }
    }
    needles.sort_unstable();
    needles.dedup();
    needles.retain(|needle| needle.len() >= 5);
    Ok(needles)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
