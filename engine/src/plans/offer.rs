//! What a hoster offers: plans are written, removed, given to companies and taken away.

use galka_domain::guard::Rule;
use galka_domain::ids::WorkspaceId;
use galka_domain::plan::Plan;
use galka_store::plans::{self, uses};
use galka_store::{Result, Tx};

use crate::engine::{Engine, EngineError};

type Done<T> = std::result::Result<T, EngineError>;

/// What became of removing a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// It is gone.
    Removed,
    /// There is no such plan.
    NotFound,
    /// A company has it.
    InUse,
}

/// Writes a plan, for those who have it too.
///
/// # Errors
/// When the storage cannot answer.
pub async fn put_plan(engine: &Engine, plan: Plan) -> Done<()> {
    let now = engine.machine_now();
    let put = engine.db.write(move |tx| {
        plans::put_plan(tx, &plan, now)?;
        for (name, workspace) in plans::list_attached(tx)? {
            if name == plan.name {
                begin_anew(tx, &workspace)?;
            }
        }
        Ok(())
    });
    Ok(put.await?)
}

/// Removes a plan that nobody has.
///
/// # Errors
/// When the storage cannot answer.
pub async fn remove_plan(engine: &Engine, name: &str) -> Done<Removal> {
    let name = name.to_owned();
    let removed = engine.db.write(move |tx| {
        if plans::find_plan(tx, &name)?.is_none() {
            return Ok(Removal::NotFound);
        }
        Ok(if plans::delete_plan(tx, &name)? {
            Removal::Removed
        } else {
            Removal::InUse
        })
    });
    Ok(removed.await?)
}

/// Gives a company a plan, instead of the one it had; false when there is no such plan.
///
/// # Errors
/// When the storage cannot answer.
pub async fn attach_plan(engine: &Engine, workspace: &WorkspaceId, name: &str) -> Done<bool> {
    let (workspace, name, now) = (workspace.clone(), name.to_owned(), engine.machine_now());
    let attached = engine.db.write(move |tx| {
        let attached = plans::attach_plan(tx, &workspace, &name, now)?;
        if attached {
            begin_anew(tx, &workspace)?;
        }
        Ok(attached)
    });
    Ok(attached.await?)
}

/// Takes a company's plan away; false when it had none.
///
/// # Errors
/// When the storage cannot answer.
pub async fn detach_plan(engine: &Engine, workspace: &WorkspaceId) -> Done<bool> {
    let workspace = workspace.clone();
    let detached = engine.db.write(move |tx| {
        let detached = plans::detach_plan(tx, &workspace)?;
        if detached {
            begin_anew(tx, &workspace)?;
        }
        Ok(detached)
    });
    Ok(detached.await?)
}

/// What was noted while another plan was in force may have gaps, and campaigns may wait for what is allowed now.
fn begin_anew(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<()> {
    uses::forget_months(tx, workspace)?;
    plans::wake_waiting(tx, workspace, Rule::MessageQuota)?;
    Ok(())
}
