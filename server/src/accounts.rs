//! Accounts, for people who sign in and for the command line: users, workspaces, keys, the first owner's link.

use galka_domain::access::Role;
use galka_domain::event::EventKind;
use galka_domain::ids::{UserId, WorkspaceId};
use galka_domain::time::{DAY_MS, Timestamp};
use galka_engine::Engine;
use galka_engine::latin::latin_of;
use galka_engine::plans::check_member;
use galka_store::api_keys::{self, ApiKey};
use galka_store::events::{self, NewEvent};
use galka_store::sessions::{self, SigninLink};
use galka_store::users::{self, User};
use galka_store::workspaces::{self, Workspace};
use galka_store::{Result as StoreResult, Tx, members};

use crate::errors::{Answer, Problem};
use crate::extract::check_text;
use crate::failures::quota_reached;
use crate::{passwords, tokens};

/// How long a one-time link works.
pub const LINK_MS: i64 = DAY_MS;

/// A new person.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// What colleagues see.
    pub name: String,
    /// Address to sign in with.
    pub email: String,
    /// The password; without one the person signs in by another way or only has keys.
    pub password: Option<String>,
    /// Language: `ru` or `en`.
    pub locale: String,
}

/// A new company.
#[derive(Clone, Debug)]
pub struct NewCompany {
    /// Its name.
    pub name: String,
    /// IANA zone.
    pub timezone: String,
    /// ISO currency.
    pub currency: String,
    /// Language: `ru` or `en`.
    pub locale: String,
    /// Whether it is the sample of the demo.
    pub is_sample: bool,
}

/// The address by which the first owner signs in; nothing once there is an owner.
/// The link of an earlier start stops working.
///
/// # Errors
/// When the storage cannot answer.
pub async fn owner_link(engine: &Engine, public_url: &str) -> Answer<Option<String>> {
    let token = tokens::new_token(&engine.chance);
    let now = engine.machine_now();
    let link = SigninLink {
        token_hash: tokens::hash(&token),
        purpose: "owner".to_owned(),
        workspace_id: None,
        role: Some(Role::Owner),
        email: None,
        created_at: now,
        expires_at: now.plus(LINK_MS),
        used_at: None,
    };
    let made = engine
        .db
        .write(move |tx| {
            sessions::delete_unused_links(tx, "owner")?;
            if members::has_owner(tx)? {
                return Ok(false);
            }
            sessions::insert_link(tx, &link)?;
            Ok(true)
        })
        .await?;
    Ok(made.then(|| link_url(public_url, "owner", &token)))
}

/// The page at which a one-time link is used.
#[must_use]
pub fn link_url(public_url: &str, purpose: &str, token: &str) -> String {
    let page = if purpose == "owner" { "setup" } else { "invite" };
    format!("{public_url}/{page}/{token}")
}

/// A person ready to be written, with the password hashed.
///
/// # Errors
/// When the name, the address or the password cannot be used.
pub async fn prepare_user(engine: &Engine, new: NewUser) -> Answer<User> {
    let email = read_email("email", &new.email)?;
    let name = check_text("name", &new.name, 100)?;
    let password_hash = match new.password {
        Some(password) => {
            passwords::check("password", &password, &email)?;
            passwords::hash(&engine.chance, password).await?
        }
        None => String::new(),
    };
    Ok(User {
        id: engine_id(engine),
        email,
        name,
        password_hash,
        locale: new.locale,
        theme: "system".to_owned(),
        created_at: engine.machine_now(),
    })
}

/// Makes a person a member of a workspace, with a new account if the address has none.
///
/// # Errors
/// When the person's data cannot be used or the storage cannot answer.
pub async fn create_user(engine: &Engine, new: NewUser, workspace: &WorkspaceId, role: Role) -> Answer<User> {
    let user = prepare_user(engine, new).await?;
    let (workspace, now, business_now) = (workspace.clone(), engine.machine_now(), engine.business_now());
    engine
        .db
        .write(move |tx| {
            let user = match users::find_user_by_email(tx, &user.email)? {
                Some(known) => known,
                None => {
                    users::insert_user(tx, &user)?;
                    user.clone()
                }
            };
            if let Some(reached) = check_member(tx, &workspace, &user.id)? {
                tx.abandon();
                return Ok(Err(quota_reached(reached)));
            }
            let had = members::find_role(tx, &workspace, &user.id)?;
            members::insert_member(tx, &workspace, &user.id, role, now)?;
            members::update_role(tx, &workspace, &user.id, role)?;
            if had.is_some_and(|had| had != role) {
                let happened = NewEvent::of(EventKind::TeamChanged, user.id.as_str());
                events::append(tx, &workspace, &[happened], business_now)?;
            }
            Ok(Ok(user))
        })
        .await?
}

/// Tells every company of a person that the person's sessions changed: streams that stand open ask again whether they may.
///
/// # Errors
/// When the storage cannot answer.
pub fn tell_access_changed(tx: &mut Tx<'_>, user: &UserId, now: Timestamp) -> StoreResult<()> {
    let happened = [NewEvent::of(EventKind::AccessChanged, user.as_str())];
    for (workspace, _) in workspaces::list_workspaces_of(tx, user)? {
        events::append(tx, &workspace.id, &happened, now)?;
    }
    Ok(())
}

/// Makes a company with a slug of its own and, if one is named, its owner.
///
/// # Errors
/// When the name cannot be used or the storage cannot answer.
pub async fn create_workspace(engine: &Engine, new: NewCompany, owner: Option<&UserId>) -> Answer<Workspace> {
    let workspace = prepare_workspace(engine, new)?;
    let (owner, now) = (owner.cloned(), engine.machine_now());
    let made = engine
        .db
        .write(move |tx| insert_with_owner(tx, &workspace, owner.as_ref(), now))
        .await?;
    Ok(made)
}

/// A company ready to be written.
///
/// # Errors
/// When the name cannot be used.
pub fn prepare_workspace(engine: &Engine, new: NewCompany) -> Answer<Workspace> {
    let name = check_text("name", &new.name, 100)?;
    Ok(Workspace {
        id: engine_id(engine),
        slug: slug_of(&name),
        name,
        timezone: new.timezone,
        currency: new.currency,
        locale: new.locale,
        is_sample: new.is_sample,
        created_at: engine.machine_now(),
    })
}

/// Writes a company under the first free slug, and its owner.
///
/// # Errors
/// When the storage cannot answer.
pub fn insert_with_owner(
    tx: &mut Tx<'_>,
    workspace: &Workspace,
    owner: Option<&UserId>,
    now: Timestamp,
) -> galka_store::Result<Workspace> {
    let mut workspace = workspace.clone();
    let wanted = workspace.slug.clone();
    let mut number = 1;
    while workspaces::find_workspace_by_slug(tx, &workspace.slug)?.is_some() {
        number += 1;
        workspace.slug = format!("{wanted}-{number}");
    }
    workspaces::insert_workspace(tx, &workspace)?;
    if let Some(owner) = owner {
        members::insert_member(tx, &workspace.id, owner, Role::Owner, now)?;
    }
    Ok(workspace)
}

/// Makes a key of a workspace; the token is shown once.
///
/// # Errors
/// When the name cannot be used or the storage cannot answer.
pub async fn create_api_key(
    engine: &Engine,
    workspace: &WorkspaceId,
    name: &str,
    role: Role,
) -> Answer<(ApiKey, String)> {
    let key = ApiKey {
        id: engine_id(engine),
        name: check_text("name", name, 100)?,
        role,
        created_at: engine.machine_now(),
        last_used_at: None,
        revoked_at: None,
    };
    let token = tokens::new_key(&engine.chance, workspace);
    let (workspace, written, hash) = (workspace.clone(), key.clone(), tokens::hash(&token));
    engine
        .db
        .write(move |tx| api_keys::insert_api_key(tx, &workspace, &written, &hash))
        .await?;
    Ok((key, token))
}

/// An e-mail address in its stored form.
///
/// # Errors
/// When it is none.
pub fn read_email(field: &str, text: &str) -> Answer<String> {
    let email = text.trim().to_lowercase();
    let well_formed = email.len() <= 254
        && !email.contains(char::is_whitespace)
        && email
            .split_once('@')
            .is_some_and(|(before, after)| !before.is_empty() && !after.is_empty() && !after.contains('@'));
    if well_formed {
        Ok(email)
    } else {
        Err(Problem::field(field, "invalid_email", "This is no e-mail address."))
    }
}

/// Ids of accounts are made on machine time: nobody steers it.
fn engine_id<I: galka_domain::ids::Id>(engine: &Engine) -> I {
    I::from_stored(galka_domain::ids::write_id(
        I::PREFIX,
        engine.machine_now(),
        engine.chance.entropy(),
    ))
}

/// The part of addresses that a name gives: Latin letters, digits and dashes.
fn slug_of(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.to_lowercase().chars() {
        match letter {
            'a'..='z' | '0'..='9' => slug.push(letter),
            _ => match latin_of(letter) {
                Some(latin) => slug.push_str(latin),
                None if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
                None => {}
            },
        }
    }
    let slug: String = slug.trim_matches('-').chars().take(40).collect();
    if slug.is_empty() { "company".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_readable_in_any_language() {
        for (name, slug) in [
            ("Цветы на Бауманской", "tsvety-na-baumanskoy"),
            ("  Flower & Shop  №1 ", "flower-shop-1"),
            ("花屋", "company"),
        ] {
            assert_eq!(slug_of(name), slug, "{name}");
        }
    }

    #[test]
    fn addresses_are_lower_case_and_have_two_sides() {
        assert_eq!(read_email("email", " Anna@Example.com ").unwrap(), "anna@example.com");
        for text in ["", "anna", "@x", "a@", "a b@c", "a@b@c"] {
            assert!(read_email("email", text).is_err(), "{text}");
        }
    }
}
