//! `galka plan`: what whoever hosts galka lets each company have.

use std::collections::HashMap;

use anyhow::{anyhow, bail};
use galka_domain::ids::WorkspaceId;
use galka_domain::plan::{Plan, Quota, Quotas};
use galka_engine::Engine;
use galka_engine::plans::offer::{self, Removal};
use galka_store::plans::{list_attached, list_plans};
use galka_store::workspaces;

use crate::cli::{PlanCommand, PlanOptions};
use crate::settings::{BadUsage, Settings};
use crate::{beside, companies, logging};

/// Does what is asked; it may run beside a product that is running.
///
/// # Errors
/// When the database cannot be opened, or what is named is not there.
pub(crate) async fn run(settings: &Settings, command: &PlanCommand) -> anyhow::Result<()> {
    logging::start(&settings.log)?;
    let (engine, _lock) = beside::open(settings).await?;
    let done = match command {
        PlanCommand::List => list(&engine).await,
        PlanCommand::Set(options) => set(&engine, options).await,
        PlanCommand::Remove { name } => remove(&engine, name).await,
        PlanCommand::Attach { workspace, name } => attach(&engine, workspace, name).await,
        PlanCommand::Detach { workspace } => detach(&engine, workspace).await,
    };
    engine.db.close().await;
    done
}

async fn list(engine: &Engine) -> anyhow::Result<()> {
    let (offered, attached, present) = engine
        .db
        .read(|tx| Ok((list_plans(tx)?, list_attached(tx)?, workspaces::list_workspaces(tx)?)))
        .await?;
    if offered.is_empty() {
        println!("There is no plan: nothing is limited.");
    }
    let slugs: HashMap<WorkspaceId, String> = present.into_iter().map(|one| (one.id, one.slug)).collect();
    for plan in offered {
        println!("{}  {}", plan.name, plan.fee);
        for quota in Quota::ALL {
            if let Some(limit) = plan.quotas.of(*quota) {
                println!("  {:<20} {limit}", quota.as_str());
            }
        }
        for (_, company) in attached.iter().filter(|(name, _)| *name == plan.name) {
            println!(
                "  attached to {}",
                slugs.get(company).map_or(company.as_str(), String::as_str)
            );
        }
    }
    Ok(())
}

async fn set(engine: &Engine, options: &PlanOptions) -> anyhow::Result<()> {
    let plan = Plan {
        name: options.name.clone(),
        fee: options.fee.trim().to_owned(),
        quotas: Quotas {
            members: options.members,
            numbers: options.numbers,
            contacts: options.contacts,
            messages_per_month: options.messages_per_month,
        },
    };
    plan.check().map_err(|fault| BadUsage(fault.to_string()))?;
    offer::put_plan(engine, plan).await?;
    println!("The plan {} is written.", options.name);
    Ok(())
}

async fn remove(engine: &Engine, name: &str) -> anyhow::Result<()> {
    match offer::remove_plan(engine, name).await? {
        Removal::Removed => println!("The plan {name} is removed."),
        Removal::InUse => bail!("a company has the plan {name}: galka plan list shows which"),
        Removal::NotFound => return Err(no_plan(name)),
    }
    Ok(())
}

async fn attach(engine: &Engine, workspace: &str, name: &str) -> anyhow::Result<()> {
    let company = companies::find(engine, Some(workspace)).await?;
    if !offer::attach_plan(engine, &company.id, name).await? {
        return Err(no_plan(name));
    }
    println!("{} ({}) has the plan {name}.", company.name, company.slug);
    Ok(())
}

async fn detach(engine: &Engine, workspace: &str) -> anyhow::Result<()> {
    let company = companies::find(engine, Some(workspace)).await?;
    if !offer::detach_plan(engine, &company.id).await? {
        bail!("{} has no plan", company.slug);
    }
    println!("{} ({}) has no plan: nothing is limited.", company.name, company.slug);
    Ok(())
}

fn no_plan(name: &str) -> anyhow::Error {
    anyhow!("there is no plan {name}: galka plan list shows them")
}
