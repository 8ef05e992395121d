//! People who sign in.

use galka_domain::ids::UserId;
use galka_domain::time::Timestamp;

use crate::db::{Result, Row, Tx};
use crate::sql;

/// A person of this installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// Lower-case e-mail address.
    pub email: String,
    /// What colleagues see.
    pub name: String,
    /// Argon2id in PHC form.
    pub password_hash: String,
    /// Language of the interface.
    pub locale: String,
    /// Colours of the interface.
    pub theme: String,
    /// When the account was made.
    pub created_at: Timestamp,
}

/// Adds a person; a taken e-mail is a duplicate in `users`.
pub fn insert_user(tx: &mut Tx<'_>, user: &User) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO users (id, email, name, password_hash, locale, theme, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &[
            &user.id,
            &user.email,
            &user.name,
            &user.password_hash,
            &user.locale,
            &user.theme,
            &user.created_at,
        ],
    )?;
    Ok(())
}

/// The person with this id.
pub fn find_user(tx: &mut Tx<'_>, id: &UserId) -> Result<Option<User>> {
    tx.query_opt(
        sql!("SELECT id, email, name, password_hash, locale, theme, created_at FROM users WHERE id = $1"),
        &[id],
        read_user,
    )
}

/// The person with this lower-case e-mail address.
pub fn find_user_by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<User>> {
    tx.query_opt(
        sql!("SELECT id, email, name, password_hash, locale, theme, created_at FROM users WHERE email = $1"),
        &[&email],
        read_user,
    )
}

/// Writes what a person may change: name, password and settings.
pub fn update_user(tx: &mut Tx<'_>, user: &User) -> Result<bool> {
    let changed = tx.execute(
        sql!("UPDATE users SET name = $2, password_hash = $3, locale = $4, theme = $5 WHERE id = $1"),
        &[&user.id, &user.name, &user.password_hash, &user.locale, &user.theme],
    )?;
    Ok(changed == 1)
}

pub(crate) fn read_user(row: &Row<'_>) -> Result<User> {
    Ok(User {
        id: row.get("id")?,
        email: row.get("email")?,
        name: row.get("name")?,
        password_hash: row.get("password_hash")?,
        locale: row.get("locale")?,
        theme: row.get("theme")?,
        created_at: row.get("created_at")?,
    })
}
