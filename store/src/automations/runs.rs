//! What automations decided about messages: why they spoke, and why they did not.

use galka_domain::automation::Kind;
use galka_domain::ids::{AutomationId, ConversationId, MessageId, RunId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Tx, sql};

/// One decision about one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// Whose decision.
    pub automation_id: AutomationId,
    /// Of which kind.
    pub kind: Kind,
    /// In which chat.
    pub conversation_id: ConversationId,
    /// About which message.
    pub message_id: MessageId,
    /// `sent`, `done` (without a message), `skipped`, `refused` (by the guard) or `failed`.
    pub outcome: String,
    /// Why not.
    pub reason: Option<String>,
    /// What was done besides, as a JSON list of words.
    pub acts: String,
    /// What was sent.
    pub sent_message_id: Option<MessageId>,
    /// When.
    pub at: Timestamp,
}

/// A run with what people call its automation and its customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldRun {
    /// The run.
    pub run: Run,
    /// The automation's name.
    pub automation_name: String,
    /// The customer's name.
    pub contact_name: String,
    /// What the customer wrote.
    pub text: String,
}

/// Takes the right to decide about a message; false when this automation did before. Whatever goes with the run is
/// written in the same transaction.
pub fn claim(tx: &mut Tx<'_>, workspace: &WorkspaceId, run: &Run) -> Result<bool> {
    let claimed = tx.execute(
        sql!(
            "INSERT INTO automation_runs (workspace_id, id, automation_id, kind, conversation_id, message_id, outcome,
                                          reason, acts, sent_message_id, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (workspace_id, message_id, automation_id) DO NOTHING"
        ),
        &[
            workspace,
            &run.id,
            &run.automation_id,
            &run.kind,
            &run.conversation_id,
            &run.message_id,
            &run.outcome,
            &run.reason,
            &run.acts,
            &run.sent_message_id,
            &run.at,
        ],
    )?;
    Ok(claimed == 1)
}

/// Writes what came of a claimed run.
pub fn settle(tx: &mut Tx<'_>, workspace: &WorkspaceId, run: &Run) -> Result<()> {
    tx.execute(
        sql!(
            "UPDATE automation_runs SET outcome = $3, reason = $4, acts = $5, sent_message_id = $6
             WHERE workspace_id = $1 AND id = $2"
        ),
        &[
            workspace,
            &run.id,
            &run.outcome,
            &run.reason,
            &run.acts,
            &run.sent_message_id,
        ],
    )?;
    Ok(())
}

/// Adds what was done to a run that tells why nothing was said.
pub fn add_acts(tx: &mut Tx<'_>, workspace: &WorkspaceId, run: &Run) -> Result<()> {
    tx.execute(
        sql!(
            "UPDATE automation_runs SET acts = $4
             WHERE workspace_id = $1 AND message_id = $2 AND automation_id = $3"
        ),
        &[workspace, &run.message_id, &run.automation_id, &run.acts],
    )?;
    Ok(())
}

/// A page of runs, newest first; of one automation when it is named.
pub fn list(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    automation: Option<&AutomationId>,
    before: Option<&RunId>,
    limit: i64,
) -> Result<Vec<ToldRun>> {
    // Every id sorts before this.
    let before = before.map_or("b", RunId::as_str);
    match automation {
        Some(automation) => tx.query(
            sql!(
                "SELECT u.id, u.automation_id, u.kind, u.conversation_id, u.message_id, u.outcome, u.reason, u.acts,
                        u.sent_message_id, u.at, a.name, c.name AS contact_name, m.text
                 FROM automation_runs AS u
                 JOIN automations AS a ON a.workspace_id = $1 AND a.id = u.automation_id
                 JOIN conversations AS v ON v.workspace_id = $1 AND v.id = u.conversation_id
                 JOIN contacts AS c ON c.workspace_id = $1 AND c.id = v.contact_id
                 JOIN messages AS m ON m.workspace_id = $1 AND m.id = u.message_id
                 WHERE u.workspace_id = $1 AND u.automation_id = $2 AND u.id < $3
                 ORDER BY u.id DESC
                 LIMIT $4"
            ),
            &[workspace, automation, &before, &limit],
            read,
        ),
        None => tx.query(
            sql!(
                "SELECT u.id, u.automation_id, u.kind, u.conversation_id, u.message_id, u.outcome, u.reason, u.acts,
                        u.sent_message_id, u.at, a.name, c.name AS contact_name, m.text
                 FROM automation_runs AS u
                 JOIN automations AS a ON a.workspace_id = $1 AND a.id = u.automation_id
                 JOIN conversations AS v ON v.workspace_id = $1 AND v.id = u.conversation_id
                 JOIN contacts AS c ON c.workspace_id = $1 AND c.id = v.contact_id
                 JOIN messages AS m ON m.workspace_id = $1 AND m.id = u.message_id
                 WHERE u.workspace_id = $1 AND u.id < $2
                 ORDER BY u.id DESC
                 LIMIT $3"
            ),
            &[workspace, &before, &limit],
            read,
        ),
    }
}

/// Forgets runs from before `oldest`: ids are ordered by time.
pub fn delete_before(tx: &mut Tx<'_>, workspace: &WorkspaceId, oldest: &RunId) -> Result<u64> {
    tx.execute(
        sql!("DELETE FROM automation_runs WHERE workspace_id = $1 AND id < $2"),
        &[workspace, oldest],
    )
}

fn read(row: &crate::Row<'_>) -> Result<ToldRun> {
    Ok(ToldRun {
        run: Run {
            id: row.get("id")?,
            automation_id: row.get("automation_id")?,
            kind: row.get("kind")?,
            conversation_id: row.get("conversation_id")?,
            message_id: row.get("message_id")?,
            outcome: row.get("outcome")?,
            reason: row.get("reason")?,
            acts: row.get("acts")?,
            sent_message_id: row.get("sent_message_id")?,
            at: row.get("at")?,
        },
        automation_name: row.get("name")?,
        contact_name: row.get("contact_name")?,
        text: row.get("text")?,
    })
}
