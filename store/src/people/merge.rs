//! Two contacts that are one person: everything of the one that goes is given to the one that stays.
//!
//! A webhook may arrive meanwhile. On SQLite there is one writer. On PostgreSQL the merge first locks the tables by
//! which people are found: whoever has looked somebody up finishes before, whoever has not waits and finds the one
//! that stays, so that nothing is written to a contact that is gone, and the busy path pays nothing for it.

use galka_domain::ids::{ContactId, ConversationId, MessageId, NumberId, WorkspaceId};

use crate::contacts::ContactRow;
use crate::{Result, Tx, search, sql};

/// Waits until nobody is in the middle of writing to a contact, and keeps it so until the end of the transaction.
pub fn lock_people(tx: &mut Tx<'_>) -> Result<()> {
    tx.query(
        sql!(
            "/*sqlite: SELECT 1 AS one */
             /*postgres: LOCK TABLE contact_identities, contacts IN ACCESS EXCLUSIVE MODE */"
        ),
        &[],
        |_| Ok(()),
    )?;
    Ok(())
}

/// Whether a message to a contact is on its way: its outcome is written to the contact it was claimed for.
pub fn is_sending(tx: &mut Tx<'_>, workspace: &WorkspaceId, contact: &ContactId) -> Result<bool> {
    let found: Option<i64> = tx.query_opt(
        sql!(
            "SELECT CAST(1 AS BIGINT) AS one FROM messages
             WHERE workspace_id = $1 AND status = 'sending' AND contact_id = $2
             LIMIT 1"
        ),
        &[workspace, contact],
        |row| row.get("one"),
    )?;
    Ok(found.is_some())
}

/// The threads of a contact with their numbers.
pub fn list_threads(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    contact: &ContactId,
) -> Result<Vec<(ConversationId, NumberId)>> {
    tx.query(
        sql!(
            "SELECT id, number_id FROM conversations
             WHERE workspace_id = $1 AND contact_id = $2
             ORDER BY id /*postgres: FOR UPDATE */"
        ),
        &[workspace, contact],
        |row| Ok((row.get("id")?, row.get("number_id")?)),
    )
}

/// Gives a whole thread to another contact.
pub fn move_thread(tx: &mut Tx<'_>, workspace: &WorkspaceId, thread: &ConversationId, to: &ContactId) -> Result<()> {
    tx.execute(
        sql!("UPDATE conversations SET contact_id = $3 WHERE workspace_id = $1 AND id = $2"),
        &[workspace, thread, to],
    )?;
    tx.execute(
        sql!("UPDATE messages SET contact_id = $3 WHERE workspace_id = $1 AND conversation_id = $2"),
        &[workspace, thread, to],
    )?;
    Ok(())
}

/// Notes where a contact wrote from in threads that do not tell, before it is one with another: it is answered there.
pub fn note_answered_at(tx: &mut Tx<'_>, workspace: &WorkspaceId, contact: &ContactId) -> Result<()> {
    tx.execute(
        sql!(
            "UPDATE conversations SET answer_phone = c.phone,
                    answer_user_id = CASE WHEN c.phone IS NULL THEN COALESCE(c.user_id,
                        (SELECT i.value FROM contact_identities AS i
                         WHERE i.workspace_id = $1 AND i.contact_id = $2 AND i.kind = 'user_id' LIMIT 1)) END
             FROM contacts AS c
             WHERE conversations.workspace_id = $1 AND conversations.contact_id = $2
               AND c.workspace_id = $1 AND c.id = $2
               AND conversations.last_inbound_at IS NOT NULL
               AND conversations.answer_phone IS NULL AND conversations.answer_user_id IS NULL"
        ),
        &[workspace, contact],
    )?;
    Ok(())
}

/// Folds a thread into another on the same number. Messages are ordered by their time, so they fall into place. The
/// window is the later one, and the customer is answered where it is open.
pub fn fold_thread(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    from: &ConversationId,
    into: &ConversationId,
    contact: &ContactId,
) -> Result<()> {
    let ids = list_message_ids(tx, workspace, from)?;
    super::threads::move_companions(tx, workspace, from, into)?;
    tx.execute(
        sql!(
            "UPDATE messages SET conversation_id = $3, contact_id = $4
             WHERE workspace_id = $1 AND conversation_id = $2"
        ),
        &[workspace, from, into, contact],
    )?;
    let ids: Vec<String> = ids.into_iter().map(|id| id.as_str().to_owned()).collect();
    search::set_parent(tx, workspace, "message", &ids, into.as_str())?;
    fold_last_message(tx, workspace, from, into)?;
    tx.execute(
        sql!(
            "UPDATE conversations SET
                 unread = conversations.unread + o.unread,
                 last_inbound_at = CASE WHEN conversations.last_inbound_at IS NULL
                     OR o.last_inbound_at > conversations.last_inbound_at
                     THEN o.last_inbound_at ELSE conversations.last_inbound_at END,
                 window_expires_at = CASE WHEN o.is_later THEN o.window_expires_at ELSE conversations.window_expires_at END,
                 answer_since = CASE
                     WHEN o.answer_phone <> conversations.answer_phone OR o.answer_user_id <> conversations.answer_user_id
                     THEN CASE WHEN o.is_later THEN conversations.last_activity_at ELSE o.last_activity_at END + 1
                     WHEN o.is_later THEN o.answer_since ELSE conversations.answer_since END,
                 answer_phone = CASE WHEN o.is_later THEN o.answer_phone ELSE conversations.answer_phone END,
                 answer_user_id = CASE WHEN o.is_later THEN o.answer_user_id ELSE conversations.answer_user_id END,
                 pair_full_at = CASE WHEN conversations.pair_full_at IS NULL OR o.pair_full_at > conversations.pair_full_at
                     THEN o.pair_full_at ELSE conversations.pair_full_at END,
                 out_hash = CASE WHEN conversations.out_at IS NULL OR o.out_at > conversations.out_at
                     THEN o.out_hash ELSE conversations.out_hash END,
                 out_at = CASE WHEN conversations.out_at IS NULL OR o.out_at > conversations.out_at
                     THEN o.out_at ELSE conversations.out_at END,
                 campaign_message_id = CASE WHEN conversations.campaign_message_id IS NULL
                     OR o.campaign_message_id > conversations.campaign_message_id
                     THEN o.campaign_message_id ELSE conversations.campaign_message_id END,
                 last_activity_at = CASE WHEN o.last_activity_at > conversations.last_activity_at
                     THEN o.last_activity_at ELSE conversations.last_activity_at END,
                 listed = (conversations.listed OR o.listed),
                 state = CASE WHEN o.state = 'open' THEN 'open' ELSE conversations.state END,
                 snoozed_until = CASE WHEN o.state = 'open' THEN NULL ELSE conversations.snoozed_until END,
                 waiting_since = CASE WHEN conversations.waiting_since IS NULL
                     OR o.waiting_since < conversations.waiting_since
                     THEN o.waiting_since ELSE conversations.waiting_since END,
                 assignee_id = COALESCE(conversations.assignee_id, o.assignee_id),
                 last_assignee_id = COALESCE(conversations.last_assignee_id, o.last_assignee_id),
                 team_id = COALESCE(conversations.team_id, o.team_id),
                 is_spam = (conversations.is_spam AND o.is_spam),
                 bot = (conversations.bot AND o.bot),
                 created_at = CASE WHEN o.created_at < conversations.created_at
                     THEN o.created_at ELSE conversations.created_at END
             FROM (SELECT v.*, (COALESCE(v.window_expires_at, 0), COALESCE(v.last_inbound_at, 0)) > (
                       SELECT COALESCE(w.window_expires_at, 0), COALESCE(w.last_inbound_at, 0)
                       FROM conversations AS w WHERE w.workspace_id = $1 AND w.id = $3) AS is_later
                   FROM conversations AS v WHERE v.workspace_id = $1 AND v.id = $2) AS o
             WHERE conversations.workspace_id = $1 AND conversations.id = $3"
        ),
        &[workspace, from, into],
    )?;
    delete_thread(tx, workspace, from)
}

/// Shows the newest message of both threads in the list.
fn fold_last_message(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    from: &ConversationId,
    into: &ConversationId,
) -> Result<()> {
    tx.execute(
        sql!(
            "UPDATE conversations SET last_message_id = o.last_message_id, last_direction = o.last_direction,
                    last_type = o.last_type, last_text = o.last_text, last_status = o.last_status
             FROM (SELECT v.* FROM conversations AS v WHERE v.workspace_id = $1 AND v.id = $2) AS o
             WHERE conversations.workspace_id = $1 AND conversations.id = $3
               AND o.last_message_id IS NOT NULL
               AND (conversations.last_message_id IS NULL OR o.last_activity_at > conversations.last_activity_at)"
        ),
        &[workspace, from, into],
    )?;
    Ok(())
}

/// Deletes a thread's own row; its messages have gone elsewhere.
pub fn delete_thread(tx: &mut Tx<'_>, workspace: &WorkspaceId, thread: &ConversationId) -> Result<()> {
    tx.execute(
        sql!("DELETE FROM conversations WHERE workspace_id = $1 AND id = $2"),
        &[workspace, thread],
    )?;
    Ok(())
}

/// The messages of a thread.
pub fn list_message_ids(tx: &mut Tx<'_>, workspace: &WorkspaceId, thread: &ConversationId) -> Result<Vec<MessageId>> {
    tx.query(
        sql!("SELECT id FROM messages WHERE workspace_id = $1 AND conversation_id = $2"),
        &[workspace, thread],
        |row| row.get("id"),
    )
}

/// Writes the names of a contact and nothing else: consent and blocks may change beside it.
pub fn update_names(tx: &mut Tx<'_>, workspace: &WorkspaceId, row: &ContactRow) -> Result<()> {
    tx.execute(
        sql!(
            "UPDATE contacts SET phone = $3, username = $4, country = $5, updated_at = $6
             WHERE workspace_id = $1 AND id = $2"
        ),
        &[
            workspace,
            &row.id,
            &row.phone,
            &row.username,
            &row.country,
            &row.updated_at,
        ],
    )?;
    Ok(())
}

/// Writes the row of the contact that stays.
pub fn update_merged(tx: &mut Tx<'_>, workspace: &WorkspaceId, row: &ContactRow) -> Result<()> {
    tx.execute(
        sql!(
            "UPDATE contacts SET
                 name = $3, phone = $4, username = $5, country = $6, locale = $7, fields = $8, consent_state = $9,
                 consent_source = $10, consent_at = $11, blocked = $12, last_inbound_at = $13, created_at = $14,
                 updated_at = $15
             WHERE workspace_id = $1 AND id = $2"
        ),
        &[
            workspace,
            &row.id,
            &row.name,
            &row.phone,
            &row.username,
            &row.country,
            &row.locale,
            &row.fields,
            &row.consent_state,
            &row.consent_source,
            &row.consent_at,
            &row.blocked,
            &row.last_inbound_at,
            &row.created_at,
            &row.updated_at,
        ],
    )?;
    Ok(())
}

/// Who was saved by somebody stays saved.
pub fn move_saved(tx: &mut Tx<'_>, workspace: &WorkspaceId, from: &ContactId, to: &ContactId) -> Result<()> {
    tx.execute(
        sql!(
            "UPDATE contacts SET saved_at = (
                 SELECT g.saved_at FROM contacts AS g WHERE g.workspace_id = $1 AND g.id = $2)
             WHERE workspace_id = $1 AND id = $3 AND saved_at IS NULL"
        ),
        &[workspace, from, to],
    )?;
    Ok(())
}

/// Deletes the row of the contact that goes.
pub fn delete_contact_row(tx: &mut Tx<'_>, workspace: &WorkspaceId, contact: &ContactId) -> Result<()> {
    tx.execute(
        sql!("DELETE FROM contacts WHERE workspace_id = $1 AND id = $2"),
        &[workspace, contact],
    )?;
    Ok(())
}

/// What the guard remembers of the person: templates sent, and uses of these budgets (the newest use counts).
pub fn move_guard_facts(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    budgets: &[String],
    from: &ContactId,
    to: &ContactId,
) -> Result<()> {
    tx.execute(
        sql!("UPDATE template_sends SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2"),
        &[workspace, from, to],
    )?;
    for budget in budgets {
        tx.execute(
            sql!(
                "INSERT INTO limit_uses (workspace_id, budget, contact_id, used_at, message_id)
                 SELECT workspace_id, budget, $4, used_at, message_id FROM limit_uses
                 WHERE workspace_id = $1 AND budget = $2 AND contact_id = $3
                 ON CONFLICT (workspace_id, budget, contact_id)
                 DO UPDATE SET used_at = excluded.used_at, message_id = excluded.message_id
                 WHERE limit_uses.used_at < excluded.used_at"
            ),
            &[workspace, budget, from, to],
        )?;
        tx.execute(
            sql!("DELETE FROM limit_uses WHERE workspace_id = $1 AND budget = $2 AND contact_id = $3"),
            &[workspace, budget, from],
        )?;
    }
    Ok(())
}

/// Campaigns reach the person once: what waits gives way to what was sent, of two that wait one goes. Where both were
/// sent, the recipient that goes stays counted and has no contact any more.
pub fn move_recipients(tx: &mut Tx<'_>, workspace: &WorkspaceId, from: &ContactId, to: &ContactId) -> Result<()> {
    tx.execute(
        sql!(
            "DELETE FROM campaign_recipients
             WHERE workspace_id = $1 AND contact_id = $3 AND state IN ('waiting', 'deferred')
               AND campaign_id IN (SELECT k.id FROM campaigns AS k WHERE k.workspace_id = $1)
               AND EXISTS (
                   SELECT 1 FROM campaign_recipients AS g
                   WHERE g.workspace_id = $1 AND g.campaign_id = campaign_recipients.campaign_id
                     AND g.contact_id = $2 AND g.state NOT IN ('waiting', 'deferred'))"
        ),
        &[workspace, from, to],
    )?;
    tx.execute(
        sql!(
            "DELETE FROM campaign_recipients
             WHERE workspace_id = $1 AND contact_id = $2 AND state IN ('waiting', 'deferred')
               AND campaign_id IN (SELECT k.id FROM campaigns AS k WHERE k.workspace_id = $1)
               AND EXISTS (
                   SELECT 1 FROM campaign_recipients AS g
                   WHERE g.workspace_id = $1 AND g.campaign_id = campaign_recipients.campaign_id
                     AND g.contact_id = $3)"
        ),
        &[workspace, from, to],
    )?;
    tx.execute(
        sql!(
            "UPDATE campaign_recipients SET contact_id = $3
             WHERE workspace_id = $1 AND contact_id = $2
               AND campaign_id IN (SELECT k.id FROM campaigns AS k WHERE k.workspace_id = $1)
               AND NOT EXISTS (
                   SELECT 1 FROM campaign_recipients AS g
                   WHERE g.workspace_id = $1 AND g.campaign_id = campaign_recipients.campaign_id
                     AND g.contact_id = $3)"
        ),
        &[workspace, from, to],
    )?;
    Ok(())
}

/// Blocks at WhatsApp go with the person.
pub fn move_blocks(tx: &mut Tx<'_>, workspace: &WorkspaceId, from: &ContactId, to: &ContactId) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO contact_blocks (workspace_id, contact_id, number_id, at)
             SELECT workspace_id, $3, number_id, at FROM contact_blocks WHERE workspace_id = $1 AND contact_id = $2
             ON CONFLICT (workspace_id, contact_id, number_id) DO NOTHING"
        ),
        &[workspace, from, to],
    )?;
    tx.execute(
        sql!("DELETE FROM contact_blocks WHERE workspace_id = $1 AND contact_id = $2"),
        &[workspace, from],
    )?;
    Ok(())
}
