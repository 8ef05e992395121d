//! The company that a command is about.

use anyhow::{anyhow, bail};
use galka_engine::Engine;
use galka_store::workspaces::{self, Workspace};

/// The company with this slug or id; without one the only company there is.
///
/// # Errors
/// When there is no such company, or several to choose from.
pub(crate) async fn find(engine: &Engine, wanted: Option<&str>) -> anyhow::Result<Workspace> {
    let mut present = engine.db.read(workspaces::list_workspaces).await?;
    if let Some(wanted) = wanted {
        return named(present, wanted);
    }
    match present.len() {
        0 => bail!("there is no company yet: galka user create makes the first one"),
        1 => Ok(present.remove(0)),
        _ => {
            let slugs: Vec<&str> = present.iter().map(|company| company.slug.as_str()).collect();
            bail!(
                "there are several companies: name one with --workspace ({})",
                slugs.join(", ")
            )
        }
    }
}

/// The company with this slug or id among those present.
///
/// # Errors
/// When there is none.
pub(crate) fn named(present: Vec<Workspace>, wanted: &str) -> anyhow::Result<Workspace> {
    let found = present
        .into_iter()
        .find(|company| company.slug == wanted || company.id.as_str() == wanted);
    found.ok_or_else(|| anyhow!("there is no company {wanted}: galka user list shows them"))
}
