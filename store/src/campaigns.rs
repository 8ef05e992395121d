//! Campaigns: their row, their life, their counts. Recipients are in [`crate::recipients`].

use galka_domain::campaign::{CampaignState, RecipientState, UncertainPolicy};
use galka_domain::ids::{CampaignId, NumberId, TemplateId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::{Result, Row, Rows, Tx, sql};

/// A campaign as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCampaign {
    /// Our id.
    pub id: CampaignId,
    /// What people call it.
    pub name: String,
    /// Where it stands.
    pub state: CampaignState,
    /// The sending number, once chosen.
    pub number_id: Option<NumberId>,
    /// To whom, as JSON.
    pub audience: String,
    /// The template, once chosen.
    pub template_id: Option<TemplateId>,
    /// What it says instead of a template, in the Cloud API's shape, as JSON.
    pub content: Option<String>,
    /// Where the values of its variables come from, as JSON.
    pub value_sources: String,
    /// Messages a second, when it should be slower than the number.
    pub rate_per_second: Option<i64>,
    /// What to do with unknown outcomes.
    pub uncertain_policy: UncertainPolicy,
    /// Why it waits, as JSON, while it is paused by something else than a person.
    pub paused_reason: Option<String>,
    /// Who made it.
    pub created_by: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it began to send.
    pub started_at: Option<Timestamp>,
    /// When everybody had an outcome, or it was stopped.
    pub finished_at: Option<Timestamp>,
}

/// How many recipients of a campaign are in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateCount {
    /// The campaign.
    pub campaign: CampaignId,
    /// The state.
    pub state: RecipientState,
    /// How many.
    pub count: i64,
}

/// Keeps a new campaign.
pub fn insert(tx: &mut Tx<'_>, workspace: &WorkspaceId, new: &StoredCampaign) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO campaigns (workspace_id, id, name, state, number_id, audience, template_id, value_sources,
                 rate_per_second, uncertain_policy, paused_reason, created_by, created_at, started_at, finished_at,
                 content)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
        ),
        &[
            workspace,
            &new.id,
            &new.name,
            &new.state,
            &new.number_id,
            &new.audience,
            &new.template_id,
            &new.value_sources,
            &new.rate_per_second,
            &new.uncertain_policy,
            &new.paused_reason,
            &new.created_by,
            &new.created_at,
            &new.started_at,
            &new.finished_at,
            &new.content,
        ],
    )?;
    Ok(())
}

/// The campaign with our id.
pub fn find(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &CampaignId) -> Result<Option<StoredCampaign>> {
    tx.query_opt(
        sql!(
            "SELECT id, name, state, number_id, audience, template_id, value_sources, rate_per_second,
                 uncertain_policy, paused_reason, created_by, created_at, started_at, finished_at, content
             FROM campaigns
             WHERE workspace_id = $1 AND id = $2"
        ),
        &[workspace, id],
        read,
    )
}

/// Several campaigns by our ids, for events.
pub fn list_by_ids(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[CampaignId]) -> Result<Vec<StoredCampaign>> {
    tx.query_rows(
        sql!(
            "SELECT c.id, c.name, c.state, c.number_id, c.audience, c.template_id, c.value_sources,
                 c.rate_per_second, c.uncertain_policy, c.paused_reason, c.created_by, c.created_at, c.started_at,
                 c.finished_at, c.content
             FROM each($2: id TEXT) AS r JOIN campaigns c ON c.workspace_id = $1 AND c.id = r.id"
        ),
        &[workspace],
        &Rows::of(ids),
        read,
    )
}

/// A page of campaigns, newest first, after the one with id `before`.
pub fn list(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    state: Option<CampaignState>,
    before: Option<&CampaignId>,
    limit: i64,
) -> Result<Vec<StoredCampaign>> {
    tx.query(
        sql!(
            "SELECT id, name, state, number_id, audience, template_id, value_sources, rate_per_second,
                 uncertain_policy, paused_reason, created_by, created_at, started_at, finished_at, content
             FROM campaigns
             WHERE workspace_id = $1 AND (id < $2 OR $2 IS NULL) AND (state = $3 OR $3 IS NULL)
             ORDER BY id DESC
             LIMIT $4"
        ),
        &[workspace, &before, &state, &limit],
        read,
    )
}

/// Names and states of the newest campaigns.
pub fn list_names(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    limit: i64,
) -> Result<Vec<(CampaignId, String, CampaignState)>> {
    tx.query(
        sql!("SELECT id, name, state FROM campaigns WHERE workspace_id = $1 ORDER BY id DESC LIMIT $2"),
        &[workspace, &limit],
        |row| Ok((row.get("id")?, row.get("name")?, row.get("state")?)),
    )
}

/// Every running campaign of the installation.
pub fn list_running(tx: &mut Tx<'_>) -> Result<Vec<(WorkspaceId, CampaignId)>> {
    tx.query(
        sql!("SELECT workspace_id, id FROM campaigns WHERE state = 'running' ORDER BY workspace_id, id"),
        &[],
        |row| Ok((row.get("workspace_id")?, row.get("id")?)),
    )
}

/// The running campaigns that send this template.
pub fn list_running_with_template(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    template: &TemplateId,
) -> Result<Vec<CampaignId>> {
    tx.query(
        sql!("SELECT id FROM campaigns WHERE workspace_id = $1 AND state = 'running' AND template_id = $2 ORDER BY id"),
        &[workspace, template],
        |row| row.get("id"),
    )
}

/// Writes what people chose, while it is a draft.
pub fn update_draft(tx: &mut Tx<'_>, workspace: &WorkspaceId, changed: &StoredCampaign) -> Result<bool> {
    let count = tx.execute(
        sql!(
            "UPDATE campaigns
             SET name = $3, number_id = $4, audience = $5, template_id = $6, value_sources = $7,
                 rate_per_second = $8, uncertain_policy = $9, content = $10
             WHERE workspace_id = $1 AND id = $2 AND state = 'draft'"
        ),
        &[
            workspace,
            &changed.id,
            &changed.name,
            &changed.number_id,
            &changed.audience,
            &changed.template_id,
            &changed.value_sources,
            &changed.rate_per_second,
            &changed.uncertain_policy,
            &changed.content,
        ],
    )?;
    Ok(count > 0)
}

/// Removes a draft.
pub fn delete_draft(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &CampaignId) -> Result<bool> {
    let count = tx.execute(
        sql!("DELETE FROM campaigns WHERE workspace_id = $1 AND id = $2 AND state = 'draft'"),
        &[workspace, id],
    )?;
    Ok(count > 0)
}

/// Moves a campaign from one state to another; false when it was not in the first.
pub fn move_state(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    id: &CampaignId,
    (from, to): (CampaignState, CampaignState),
    paused_reason: Option<&str>,
    now: Timestamp,
) -> Result<bool> {
    let count = tx.execute(
        sql!(
            "UPDATE campaigns
             SET state = $4, paused_reason = $5,
                 started_at = CASE WHEN $4 = 'running' THEN COALESCE(started_at, $6) ELSE started_at END,
                 finished_at = CASE WHEN $4 IN ('stopped', 'finished') THEN $6 ELSE finished_at END
             WHERE workspace_id = $1 AND id = $2 AND state = $3"
        ),
        &[workspace, id, &from, &to, &paused_reason, &now],
    )?;
    Ok(count > 0)
}

/// Whether a campaign runs; on PostgreSQL nobody pauses or stops it until the transaction ends.
pub fn hold_running(tx: &mut Tx<'_>, workspace: &WorkspaceId, id: &CampaignId) -> Result<bool> {
    let state: Option<CampaignState> = tx.query_opt(
        sql!("SELECT state FROM campaigns WHERE workspace_id = $1 AND id = $2 /*postgres: FOR SHARE */"),
        &[workspace, id],
        |row| row.get("state"),
    )?;
    Ok(state == Some(CampaignState::Running))
}

/// How many recipients of each of these campaigns are in each state.
pub fn count_states(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[CampaignId]) -> Result<Vec<StateCount>> {
    tx.query_rows(
        sql!(
            "SELECT c.campaign_id, c.state, COUNT(*) AS count
             FROM each($2: id TEXT) AS r
                 JOIN campaign_recipients c ON c.workspace_id = $1 AND c.campaign_id = r.id
             GROUP BY c.campaign_id, c.state"
        ),
        &[workspace],
        &Rows::of(ids),
        |row| {
            Ok(StateCount {
                campaign: row.get("campaign_id")?,
                state: row.get("state")?,
                count: row.get("count")?,
            })
        },
    )
}

fn read(row: &Row<'_>) -> Result<StoredCampaign> {
    Ok(StoredCampaign {
        id: row.get("id")?,
        name: row.get("name")?,
        state: row.get("state")?,
        number_id: row.get("number_id")?,
        audience: row.get("audience")?,
        template_id: row.get("template_id")?,
        value_sources: row.get("value_sources")?,
        rate_per_second: row.get("rate_per_second")?,
        uncertain_policy: row.get("uncertain_policy")?,
        paused_reason: row.get("paused_reason")?,
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
        started_at: row.get("started_at")?,
        finished_at: row.get("finished_at")?,
        content: row.get("content")?,
    })
}
