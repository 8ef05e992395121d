//! `galka user`: people and their keys, from the machine itself.

use std::io::BufRead;

use anyhow::{Context, anyhow, bail};
use galka_domain::ids::WorkspaceId;
use galka_engine::Engine;
use galka_server::accounts::{self, NewCompany};
use galka_server::errors::Problem;
use galka_store::workspaces::Workspace;
use galka_store::{members, workspaces};

use crate::cli::{Language, NewUser, UserCommand};
use crate::settings::Settings;
use crate::{beside, companies, logging};

/// Does what is asked; it may run beside a product that is running.
///
/// # Errors
/// When the database cannot be opened or the person's data cannot be used.
pub(crate) async fn run(settings: &Settings, command: &UserCommand) -> anyhow::Result<()> {
    logging::start(&settings.log)?;
    let (engine, _lock) = beside::open(settings).await?;
    let done = match command {
        UserCommand::Create(new) => create(&engine, new).await,
        UserCommand::List => list(&engine).await,
        UserCommand::Link => link(&engine).await,
    };
    engine.db.close().await;
    done
}

async fn create(engine: &Engine, new: &NewUser) -> anyhow::Result<()> {
    let password = if new.password_stdin {
        Some(read_password()?)
    } else {
        None
    };
    let workspace = find_or_make_company(engine, new).await?;
    let name = new
        .name
        .clone()
        .or_else(|| new.email.split('@').next().map(str::to_owned))
        .unwrap_or_default();
    let person = accounts::NewUser {
        name: name.clone(),
        email: new.email.clone(),
        password,
        locale: new.locale.as_str().to_owned(),
    };
    let role = new.role.into();
    accounts::create_user(engine, person, &workspace.id, role)
        .await
        .map_err(in_words)?;
    if new.print_api_key {
        let key_name = format!("{name} (galka user create)");
        let (_, token) = accounts::create_api_key(engine, &workspace.id, &key_name, role)
            .await
            .map_err(in_words)?;
        println!("{token}");
    } else {
        println!("{} is a member of {} ({}).", new.email, workspace.name, workspace.slug);
    }
    Ok(())
}

/// The company that is named, the oldest, or a first one.
async fn find_or_make_company(engine: &Engine, new: &NewUser) -> anyhow::Result<Workspace> {
    let present = engine.db.read(workspaces::list_workspaces).await?;
    if let Some(wanted) = &new.workspace {
        return companies::named(present, wanted);
    }
    if let Some(oldest) = present.into_iter().next() {
        return Ok(oldest);
    }
    let (name, timezone, currency) = match new.locale {
        Language::Ru => ("Моя компания", "Europe/Moscow", "RUB"),
        Language::En => ("My company", "UTC", "USD"),
    };
    let company = NewCompany {
        name: name.to_owned(),
        timezone: timezone.to_owned(),
        currency: currency.to_owned(),
        locale: new.locale.as_str().to_owned(),
        is_sample: false,
    };
    accounts::create_workspace(engine, company, None)
        .await
        .map_err(in_words)
}

async fn list(engine: &Engine) -> anyhow::Result<()> {
    for company in engine.db.read(workspaces::list_workspaces).await? {
        println!("{}  {}", company.slug, company.name);
        for member in list_members(engine, company.id).await? {
            println!(
                "  {:<6} {}  {}",
                member.role.as_str(),
                member.user.email,
                member.user.name
            );
        }
    }
    Ok(())
}

async fn list_members(engine: &Engine, workspace: WorkspaceId) -> anyhow::Result<Vec<members::Member>> {
    Ok(engine.db.read(move |tx| members::list_members(tx, &workspace)).await?)
}

async fn link(engine: &Engine) -> anyhow::Result<()> {
    match accounts::owner_link(engine, &engine.settings.public_url)
        .await
        .map_err(in_words)?
    {
        Some(link) => println!("{link}"),
        None => bail!("there is an owner already, who can invite others: Settings, Team"),
    }
    Ok(())
}

fn read_password() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .context("the password cannot be read from the standard input")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// A problem of the API as a line for a terminal.
pub(crate) fn in_words(problem: Problem) -> anyhow::Error {
    let body = problem.body();
    let detail = body["detail"].as_str().unwrap_or_default();
    match body["field"].as_str() {
        Some(field) => anyhow!("{field}: {detail}"),
        None => anyhow!("{detail} ({})", problem.code()),
    }
}
