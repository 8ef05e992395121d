//! What a customer is called and reached by, when WhatsApp tells it anew: a user name, a phone that was hidden before,
//! another phone or business-scoped id.

use std::collections::{BTreeSet, HashMap};

use galka_domain::ids::{ContactId, WorkspaceId};
use galka_domain::time::Timestamp;

use super::InboundMessage;
use super::contacts::ResolvedContacts;
use crate::people::identities::index_contact;
use crate::{Result, Rows, Tx, contacts, sql};

/// What messages of one batch say of where a customer is reached.
#[derive(Default)]
struct Address<'a> {
    phone: Option<&'a String>,
    country: Option<&'a String>,
    user_id: Option<&'a String>,
    moved: bool,
}

/// Follows what these messages say of their customers; answers who changed. Costs nothing while nobody has a user name
/// and everybody is known by what they show.
pub(super) fn follow(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    resolved: &ResolvedContacts,
    now: Timestamp,
) -> Result<BTreeSet<ContactId>> {
    let mut changed = follow_usernames(tx, workspace, messages, resolved, now)?;
    changed.extend(follow_addresses(tx, workspace, messages, resolved, now)?);
    for id in &changed {
        if let Some(row) = contacts::find_contact(tx, workspace, id)? {
            index_contact(tx, workspace, &row)?;
        }
    }
    Ok(changed)
}

/// The newest user name that each shows.
fn follow_usernames(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    resolved: &ResolvedContacts,
    now: Timestamp,
) -> Result<BTreeSet<ContactId>> {
    let mut newest = HashMap::<&ContactId, (Timestamp, &String)>::new();
    for (message, contact) in messages.iter().zip(&resolved.of_message) {
        if let Some(username) = &message.sender.username {
            let shown = newest.entry(contact).or_insert((message.at, username));
            if message.at >= shown.0 {
                *shown = (message.at, username);
            }
        }
    }
    let mut rows = Rows::new();
    for (contact, (_, username)) in newest {
        rows.push(&[contact, username]);
    }
    let changed = tx.query_rows(
        sql!(
            "UPDATE contacts SET username = r.username, updated_at = $2
             FROM each($3: contact_id TEXT, username TEXT) AS r
             WHERE contacts.workspace_id = $1 AND contacts.id = r.contact_id
               AND (contacts.username IS NULL OR contacts.username <> r.username)
             RETURNING id"
        ),
        &[workspace, &now],
        &rows,
        |row| row.get("id"),
    )?;
    Ok(changed.into_iter().collect())
}

/// A phone that is shown is the one that is written to if there was none; one that the customer moved to takes the place
/// of the one before. Where another contact is known by it, both have it: the two are suggested for merging.
fn follow_addresses(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    messages: &[&InboundMessage],
    resolved: &ResolvedContacts,
    now: Timestamp,
) -> Result<BTreeSet<ContactId>> {
    let mut told = HashMap::<&ContactId, Address<'_>>::new();
    for (place, (message, contact)) in messages.iter().zip(&resolved.of_message).enumerate() {
        let sender = &message.sender;
        if let Some(to) = &sender.moved_to {
            let address = told.entry(contact).or_default();
            address.moved = true;
            address.user_id = to.user_id.as_ref().or(address.user_id);
            if to.phone.is_some() {
                (address.phone, address.country) = (to.phone.as_ref(), to.country.as_ref());
            }
        } else if resolved.showed_more.contains(&place) && sender.phone.is_some() {
            let address = told.entry(contact).or_default();
            (address.phone, address.country) = (sender.phone.as_ref(), sender.country.as_ref());
        }
    }
    let mut rows = Rows::new();
    let mut moved = Rows::new();
    for (contact, to) in told {
        if to.moved {
            moved.push(&[contact]);
        }
        let owned = |text: Option<&String>| text.cloned();
        rows.push(&[
            contact,
            &owned(to.phone),
            &owned(to.country),
            &owned(to.user_id),
            &to.moved,
        ]);
    }
    let changed = tx.query_rows(
        sql!(
            "UPDATE contacts SET updated_at = $2,
                    user_id = COALESCE(r.user_id, contacts.user_id),
                    phone = CASE WHEN r.moved OR contacts.phone IS NULL
                        THEN COALESCE(r.phone, contacts.phone) ELSE contacts.phone END,
                    country = CASE WHEN r.phone IS NOT NULL AND (r.moved OR contacts.phone IS NULL)
                        THEN r.country ELSE contacts.country END
             FROM each($3: contact_id TEXT, phone TEXT, country TEXT, user_id TEXT, moved BOOLEAN) AS r
             WHERE contacts.workspace_id = $1 AND contacts.id = r.contact_id
               AND (r.moved OR contacts.phone IS NULL)
             RETURNING id"
        ),
        &[workspace, &now],
        &rows,
        |row| row.get("id"),
    )?;
    answer_anew(tx, workspace, &moved)?;
    Ok(changed.into_iter().collect())
}

/// Who moved is answered at the new address, not where they wrote from before.
fn answer_anew(tx: &mut Tx<'_>, workspace: &WorkspaceId, moved: &Rows) -> Result<()> {
    tx.execute_rows(
        sql!(
            "UPDATE conversations SET answer_phone = NULL, answer_user_id = NULL
             WHERE workspace_id = $1 AND contact_id IN (SELECT r.id FROM each($2: id TEXT) AS r)"
        ),
        &[workspace],
        moved,
    )?;
    Ok(())
}
