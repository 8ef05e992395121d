//! Contacts as people and scripts work with them. (What WhatsApp tells of a contact is applied in `apply`.)

use galka_domain::consent::ConsentState;
use galka_domain::ids::{ContactId, ConversationId, ImportId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::db::{Result, Row, Tx};
use crate::rows::Rows;
use crate::sql;

/// A contact's own row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactRow {
    /// Its id.
    pub id: ContactId,
    /// What people call it; may be empty.
    pub name: String,
    /// Phone in E.164, when it is known.
    pub phone: Option<String>,
    /// WhatsApp user name.
    pub username: Option<String>,
    /// ISO country of the phone.
    pub country: Option<String>,
    /// Language.
    pub locale: Option<String>,
    /// Custom fields: one JSON object of texts.
    pub fields: String,
    /// Whether we may write first.
    pub consent_state: ConsentState,
    /// How we know.
    pub consent_source: Option<String>,
    /// Since when.
    pub consent_at: Option<Timestamp>,
    /// Whether nobody writes to it any more.
    pub blocked: bool,
    /// When it last wrote.
    pub last_inbound_at: Option<Timestamp>,
    /// The import that made it.
    pub import_id: Option<ImportId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// One name of a contact, in the words of `contact_identities`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityRow {
    /// Kind of name: `phone`, `wa_id`, `user_id`, `username`.
    pub kind: &'static str,
    /// The name in its normal form.
    pub value: String,
    /// Whose name it is.
    pub contact_id: ContactId,
}

/// A consent that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentRow {
    /// Whose.
    pub contact_id: ContactId,
    /// The new state.
    pub state: ConsentState,
    /// How we know.
    pub source: Option<String>,
    /// Since when.
    pub at: Option<Timestamp>,
}

/// One contact.
pub fn find_contact(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &ContactId) -> Result<Option<ContactRow>> {
    tx.query_opt(
        sql!(
            "SELECT id, name, phone, username, country, locale, fields, consent_state, consent_source, consent_at,
                    blocked, last_inbound_at, import_id, created_at, updated_at
             FROM contacts WHERE workspace_id = $1 AND id = $2"
        ),
        &[workspace, id],
        read_contact,
    )
}

/// These contacts, in the order of their ids; those that do not exist are left out.
pub fn list_contacts_by_id(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[ContactId]) -> Result<Vec<ContactRow>> {
    let rows = Rows::of(ids);
    tx.query_rows(
        sql!(
            "SELECT c.id, c.name, c.phone, c.username, c.country, c.locale, c.fields, c.consent_state,
                    c.consent_source, c.consent_at, c.blocked, c.last_inbound_at, c.import_id,
                    c.created_at, c.updated_at
             FROM each($2: id TEXT) AS r
             JOIN contacts AS c ON c.workspace_id = $1 AND c.id = r.id
             ORDER BY c.id"
        ),
        &[workspace],
        &rows,
        read_contact,
    )
}

/// Adds contacts that do not exist.
pub fn insert_contacts(tx: &mut Tx<'_>, workspace: &WorkspaceId, contacts: &[ContactRow]) -> Result<u64> {
    let mut rows = Rows::new();
    for contact in contacts {
        rows.push(&[
            &contact.id,
            &contact.name,
            &contact.phone,
            &contact.username,
            &contact.country,
            &contact.locale,
            &contact.fields,
            &contact.consent_state.as_str(),
            &contact.consent_source,
            &contact.consent_at,
            &contact.blocked,
            &contact.import_id,
            &contact.created_at,
            &contact.updated_at,
        ]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO contacts (workspace_id, id, name, phone, username, country, locale, fields, consent_state,
                                   consent_source, consent_at, blocked, import_id, created_at, updated_at, saved_at)
             SELECT $1, r.id, r.name, r.phone, r.username, r.country, r.locale, r.fields, r.consent_state,
                    r.consent_source, r.consent_at, r.blocked, r.import_id, r.created_at, r.updated_at, r.created_at
             FROM each($2: id TEXT, name TEXT, phone TEXT, username TEXT, country TEXT, locale TEXT, fields TEXT,
                       consent_state TEXT, consent_source TEXT, consent_at BIGINT, blocked BOOLEAN, import_id TEXT,
                       created_at BIGINT, updated_at BIGINT) AS r"
        ),
        &[workspace],
        &rows,
    )
}

/// Writes what people may change: name, phone, language, fields and the block; from then on the contact is saved.
/// Consent has its own way.
pub fn update_contacts(tx: &mut Tx<'_>, workspace: &WorkspaceId, contacts: &[ContactRow]) -> Result<u64> {
    let mut rows = Rows::new();
    for contact in contacts {
        rows.push(&[
            &contact.id,
            &contact.name,
            &contact.phone,
            &contact.country,
            &contact.locale,
            &contact.fields,
            &contact.blocked,
            &contact.updated_at,
        ]);
    }
    tx.execute_rows(
        sql!(
            "UPDATE contacts SET
                 name = r.name, phone = r.phone, country = r.country, locale = r.locale, fields = r.fields,
                 blocked = r.blocked, updated_at = r.updated_at, saved_at = COALESCE(contacts.saved_at, r.updated_at)
             FROM each($2: id TEXT, name TEXT, phone TEXT, country TEXT, locale TEXT, fields TEXT, blocked BOOLEAN,
                       updated_at BIGINT) AS r
             WHERE contacts.workspace_id = $1 AND contacts.id = r.id"
        ),
        &[workspace],
        &rows,
    )
}

/// Writes consents. A grant never overwrites a withdrawal that is newer than the row the caller read.
pub fn update_consents(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    consents: &[ConsentRow],
    now: Timestamp,
) -> Result<u64> {
    let mut rows = Rows::new();
    for consent in consents {
        rows.push(&[
            &consent.contact_id,
            &consent.state.as_str(),
            &consent.source,
            &consent.at,
        ]);
    }
    tx.execute_rows(
        sql!(
            "UPDATE contacts SET
                 consent_state = r.state, consent_source = r.source, consent_at = r.at, updated_at = $2
             FROM each($3: id TEXT, state TEXT, source TEXT, at BIGINT) AS r
             WHERE contacts.workspace_id = $1 AND contacts.id = r.id
               AND (r.state = 'withdrawn' OR contacts.consent_state <> 'withdrawn'
                    OR r.at > contacts.consent_at)"
        ),
        &[workspace, &now],
        &rows,
    )
}

/// Adds names of contacts; a name that somebody has already stays there.
pub fn insert_identities(tx: &mut Tx<'_>, workspace: &WorkspaceId, identities: &[IdentityRow]) -> Result<u64> {
    let mut rows = Rows::new();
    for identity in identities {
        rows.push(&[&identity.kind, &identity.value, &identity.contact_id]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO contact_identities (workspace_id, kind, value, contact_id)
             SELECT $1, r.kind, r.value, r.contact_id FROM each($2: kind TEXT, value TEXT, contact_id TEXT) AS r
             WHERE TRUE
             ON CONFLICT (workspace_id, kind, value) DO NOTHING"
        ),
        &[workspace],
        &rows,
    )
}

/// Takes one name off a contact.
pub fn delete_identity(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    kind: &str,
    value: &str,
    contact: &ContactId,
) -> Result<()> {
    tx.execute(
        sql!(
            "DELETE FROM contact_identities
             WHERE workspace_id = $1 AND kind = $2 AND value = $3 AND contact_id = $4"
        ),
        &[workspace, &kind, &value, contact],
    )?;
    Ok(())
}

/// Whose these names are: for each that is known, its place in `names` and the contact.
pub fn find_owners(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    names: &[(&'static str, String)],
) -> Result<Vec<(usize, ContactId)>> {
    let mut rows = Rows::new();
    for (place, (kind, value)) in names.iter().enumerate() {
        rows.push(&[&i64::try_from(place).unwrap_or(i64::MAX), kind, value]);
    }
    let found: Vec<(i64, ContactId)> = tx.query_rows(
        sql!(
            "SELECT r.place, i.contact_id FROM each($2: place BIGINT, kind TEXT, value TEXT) AS r
             JOIN contact_identities AS i ON i.workspace_id = $1 AND i.kind = r.kind AND i.value = r.value"
        ),
        &[workspace],
        &rows,
        |row| Ok((row.get("place")?, row.get("contact_id")?)),
    )?;
    Ok(found
        .into_iter()
        .map(|(place, contact)| (usize::try_from(place).unwrap_or_default(), contact))
        .collect())
}

/// Contacts whose phone begins with these digits, newest first.
pub fn find_by_phone_start(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    digits: &str,
    limit: i64,
) -> Result<Vec<ContactId>> {
    let (from, below) = (format!("+{digits}"), format!("+{digits}:"));
    tx.query(
        sql!(
            "SELECT contact_id FROM contact_identities
             WHERE workspace_id = $1 AND kind = 'phone' AND value >= $2 AND value < $3
             ORDER BY value
             LIMIT $4"
        ),
        &[workspace, &from, &below, &limit],
        |row| row.get("contact_id"),
    )
}

/// The conversations of these contacts.
pub fn list_conversations_of(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    ids: &[ContactId],
) -> Result<Vec<ConversationId>> {
    let rows = Rows::of(ids);
    tx.query_rows(
        sql!(
            "SELECT v.id FROM each($2: id TEXT) AS r
             JOIN conversations AS v ON v.workspace_id = $1 AND v.contact_id = r.id"
        ),
        &[workspace],
        &rows,
        |row| row.get("id"),
    )
}

/// Which of these contacts have a conversation.
pub fn list_conversing(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[ContactId]) -> Result<Vec<ContactId>> {
    let rows = Rows::of(ids);
    tx.query_rows(
        sql!(
            "SELECT r.id FROM each($2: id TEXT) AS r
             WHERE EXISTS (
                 SELECT 1 FROM conversations AS v WHERE v.workspace_id = $1 AND v.contact_id = r.id
             )"
        ),
        &[workspace],
        &rows,
        |row| row.get("id"),
    )
}

/// Deletes contacts with their names and labels, save those that have a conversation; answers how many went.
pub fn delete_contacts(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[ContactId]) -> Result<u64> {
    let rows = Rows::of(ids);
    let deleted = tx.execute_rows(
        sql!(
            "DELETE FROM contacts
             WHERE workspace_id = $1 AND id IN (SELECT r.id FROM each($2: id TEXT) AS r)
               AND NOT EXISTS (
                   SELECT 1 FROM conversations AS v
                   WHERE v.workspace_id = contacts.workspace_id AND v.contact_id = contacts.id
               )"
        ),
        &[workspace],
        &rows,
    )?;
    tx.execute_rows(
        sql!(
            "DELETE FROM contact_identities
             WHERE workspace_id = $1 AND contact_id IN (SELECT r.id FROM each($2: id TEXT) AS r)
               AND NOT EXISTS (
                   SELECT 1 FROM contacts AS c
                   WHERE c.workspace_id = contact_identities.workspace_id AND c.id = contact_identities.contact_id
               )"
        ),
        &[workspace],
        &rows,
    )?;
    tx.execute_rows(
        sql!(
            "DELETE FROM contact_labels
             WHERE workspace_id = $1 AND contact_id IN (SELECT r.id FROM each($2: id TEXT) AS r)
               AND NOT EXISTS (
                   SELECT 1 FROM contacts AS c
                   WHERE c.workspace_id = contact_labels.workspace_id AND c.id = contact_labels.contact_id
               )"
        ),
        &[workspace],
        &rows,
    )?;
    Ok(deleted)
}

pub(crate) fn read_contact(row: &Row<'_>) -> Result<ContactRow> {
    Ok(ContactRow {
        id: row.get("id")?,
        name: row.get("name")?,
        phone: row.get("phone")?,
        username: row.get("username")?,
        country: row.get("country")?,
        locale: row.get("locale")?,
        fields: row.get("fields")?,
        consent_state: row.get("consent_state")?,
        consent_source: row.get("consent_source")?,
        consent_at: row.get("consent_at")?,
        blocked: row.get("blocked")?,
        last_inbound_at: row.get("last_inbound_at")?,
        import_id: row.get("import_id")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
    })
}
