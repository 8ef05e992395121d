//! Plans of a hoster, and which company has which.
//!
//! Plans belong to the installation: no company can write them. [`uses`] counts what there is of what a plan limits.

use galka_domain::ids::WorkspaceId;
use galka_domain::plan::{Plan, Quotas};
use galka_domain::time::Timestamp;

use crate::{Result, Row, Tx, sql};

pub mod uses;

/// The plan of a company, with what is needed to count by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachedPlan {
    /// The plan.
    pub plan: Plan,
    /// IANA name of the company's zone: months begin there.
    pub timezone: String,
}

/// Writes a plan; one of this name is changed, for the companies that have it too.
pub fn put_plan(tx: &mut Tx<'_>, plan: &Plan, now: Timestamp) -> Result<()> {
    let quotas = plan.quotas;
    let limit = |limit: Option<u64>| limit.map(|limit| i64::try_from(limit).unwrap_or(i64::MAX));
    tx.execute(
        sql!(
            "INSERT INTO plans (name, fee, members, numbers, contacts, messages_per_month, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (name) DO UPDATE SET
                 fee = excluded.fee, members = excluded.members, numbers = excluded.numbers,
                 contacts = excluded.contacts, messages_per_month = excluded.messages_per_month,
                 updated_at = excluded.updated_at"
        ),
        &[
            &plan.name,
            &plan.fee,
            &limit(quotas.members),
            &limit(quotas.numbers),
            &limit(quotas.contacts),
            &limit(quotas.messages_per_month),
            &now,
        ],
    )?;
    Ok(())
}

/// The plan of this name.
pub fn find_plan(tx: &mut Tx<'_>, name: &str) -> Result<Option<Plan>> {
    tx.query_opt(
        sql!("SELECT name, fee, members, numbers, contacts, messages_per_month FROM plans WHERE name = $1"),
        &[&name],
        read_plan,
    )
}

/// Every plan, by name.
pub fn list_plans(tx: &mut Tx<'_>) -> Result<Vec<Plan>> {
    tx.query(
        sql!("SELECT name, fee, members, numbers, contacts, messages_per_month FROM plans ORDER BY name"),
        &[],
        read_plan,
    )
}

/// Removes a plan that no company has; false when there is none of this name, or somebody has it.
pub fn delete_plan(tx: &mut Tx<'_>, name: &str) -> Result<bool> {
    let deleted = tx.execute(
        sql!(
            "DELETE FROM plans
             WHERE name = $1 AND NOT EXISTS (SELECT 1 FROM workspace_plans AS a WHERE a.plan_name = plans.name)"
        ),
        &[&name],
    )?;
    Ok(deleted == 1)
}

/// Gives a company a plan instead of the one it had; false when there is no such plan.
pub fn attach_plan(tx: &mut Tx<'_>, workspace: &WorkspaceId, name: &str, now: Timestamp) -> Result<bool> {
    let attached = tx.execute(
        sql!(
            "INSERT INTO workspace_plans (workspace_id, plan_name, attached_at)
             SELECT $1, p.name, $3 FROM plans AS p WHERE p.name = $2
             ON CONFLICT (workspace_id) DO UPDATE SET
                 plan_name = excluded.plan_name, attached_at = excluded.attached_at"
        ),
        &[workspace, &name, &now],
    )?;
    Ok(attached == 1)
}

/// Takes a company's plan away: nothing is limited then. False when it had none.
pub fn detach_plan(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<bool> {
    let detached = tx.execute(
        sql!("DELETE FROM workspace_plans WHERE workspace_id = $1"),
        &[workspace],
    )?;
    Ok(detached == 1)
}

/// Which companies have a plan, and which, by plan.
pub fn list_attached(tx: &mut Tx<'_>) -> Result<Vec<(String, WorkspaceId)>> {
    tx.query(
        sql!("SELECT plan_name, workspace_id FROM workspace_plans ORDER BY plan_name, workspace_id"),
        &[],
        |row| Ok((row.get("plan_name")?, row.get("workspace_id")?)),
    )
}

/// The plan of a company; none is no limit.
pub fn find_attached(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Option<AttachedPlan>> {
    tx.query_opt(
        sql!(
            "SELECT p.name, p.fee, p.members, p.numbers, p.contacts, p.messages_per_month, w.timezone
             FROM workspace_plans AS a
             JOIN plans AS p ON p.name = a.plan_name
             JOIN workspaces AS w ON w.id = a.workspace_id
             WHERE a.workspace_id = $1"
        ),
        &[workspace],
        read_attached,
    )
}

/// The plan of a company, held until the transaction ends: two that count against it at once go one after the other.
pub fn hold_attached(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Option<AttachedPlan>> {
    let held: Option<String> = tx.query_opt(
        sql!("SELECT plan_name FROM workspace_plans WHERE workspace_id = $1 /*postgres: FOR UPDATE */"),
        &[workspace],
        |row| row.get("plan_name"),
    )?;
    match held {
        Some(_) => find_attached(tx, workspace),
        None => Ok(None),
    }
}

/// Lets recipients of campaigns that wait for the next month be looked at again: the plan is another one now.
pub fn wake_waiting(tx: &mut Tx<'_>, workspace: &WorkspaceId, rule: galka_domain::guard::Rule) -> Result<u64> {
    tx.execute(
        sql!(
            "UPDATE campaign_recipients SET deferred_until = 0
             WHERE workspace_id = $1 AND state = 'deferred' AND reason_code = $2 AND campaign_id IN (
                 SELECT c.id FROM campaigns AS c WHERE c.workspace_id = $1 AND c.state IN ('running', 'paused'))"
        ),
        &[workspace, &rule],
    )
}

fn read_attached(row: &Row<'_>) -> Result<AttachedPlan> {
    Ok(AttachedPlan {
        plan: read_plan(row)?,
        timezone: row.get("timezone")?,
    })
}

fn read_plan(row: &Row<'_>) -> Result<Plan> {
    let limit = |column| -> Result<Option<u64>> {
        Ok(row
            .get::<Option<i64>>(column)?
            .map(|limit| limit.max(0).cast_unsigned()))
    };
    Ok(Plan {
        name: row.get("name")?,
        fee: row.get("fee")?,
        quotas: Quotas {
            members: limit("members")?,
            numbers: limit("numbers")?,
            contacts: limit("contacts")?,
            messages_per_month: limit("messages_per_month")?,
        },
    })
}
