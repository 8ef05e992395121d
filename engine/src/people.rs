//! One person: what they are known by, merging two records of one, blocking, history, a copy of everything, erasure.

pub mod block;
pub mod bulk;
pub mod duplicates;
pub mod erase;
pub mod export;
pub mod history;
pub mod identities;
pub mod merge;

use galka_domain::ids::{ContactId, WorkspaceId};
use galka_store::contacts::ContactRow;
use galka_store::people::identities::list_identities;
use galka_store::{Result, Tx};

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
