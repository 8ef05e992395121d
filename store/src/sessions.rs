//! Signing in: sessions, one-time links and counted attempts. All of it runs on machine time.

use galka_domain::access::Role;
use galka_domain::ids::{UserId, WorkspaceId};
use galka_domain::time::Timestamp;

use crate::db::{Result, Row, Tx};
use crate::sql;
use crate::users::User;

/// A signed-in browser; only the hash of its token is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token, in hex.
    pub token_hash: String,
    /// Whose it is.
    pub user_id: UserId,
    /// The workspace that was looked at last.
    pub workspace_id: Option<WorkspaceId>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A one-time link: the first owner's, or an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigninLink {
    /// SHA-256 of the token, in hex.
    pub token_hash: String,
    /// `owner` or `invitation`.
    pub purpose: String,
    /// The workspace it leads into.
    pub workspace_id: Option<WorkspaceId>,
    /// The role it gives.
    pub role: Option<Role>,
    /// The address it was made for.
    pub email: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// Failed attempts of one address or one e-mail since a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempts {
    /// How many failed.
    pub failures: i64,
    /// Since when they are counted.
    pub started_at: Timestamp,
}

/// Begins a session.
pub fn insert_session(tx: &mut Tx<'_>, session: &Session) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO sessions (token_hash, user_id, workspace_id, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5)"
        ),
        &[
            &session.token_hash,
            &session.user_id,
            &session.workspace_id,
            &session.created_at,
            &session.expires_at,
        ],
    )?;
    Ok(())
}

/// The live session with this token and whose it is.
pub fn find_session(tx: &mut Tx<'_>, token_hash: &str, now: Timestamp) -> Result<Option<(Session, User)>> {
    tx.query_opt(
        sql!(
            "SELECT s.token_hash, s.user_id, s.workspace_id, s.created_at AS begun_at, s.expires_at,
                    u.id, u.email, u.name, u.password_hash, u.locale, u.theme, u.created_at
             FROM sessions AS s
             JOIN users AS u ON u.id = s.user_id
             WHERE s.token_hash = $1 AND s.expires_at > $2"
        ),
        &[&token_hash, &now],
        |row| {
            let session = Session {
                token_hash: row.get("token_hash")?,
                user_id: row.get("user_id")?,
                workspace_id: row.get("workspace_id")?,
                created_at: row.get("begun_at")?,
                expires_at: row.get("expires_at")?,
            };
            Ok((session, crate::users::read_user(row)?))
        },
    )
}

/// Remembers which workspace the session looked at.
pub fn set_session_workspace(tx: &mut Tx<'_>, token_hash: &str, workspace: &WorkspaceId) -> Result<()> {
    tx.execute(
        sql!("UPDATE sessions SET workspace_id = $2 WHERE token_hash = $1"),
        &[&token_hash, workspace],
    )?;
    Ok(())
}

/// Lets a session live longer.
pub fn extend_session(tx: &mut Tx<'_>, token_hash: &str, expires_at: Timestamp) -> Result<()> {
    tx.execute(
        sql!("UPDATE sessions SET expires_at = $2 WHERE token_hash = $1"),
        &[&token_hash, &expires_at],
    )?;
    Ok(())
}

/// Ends a session; answers whose it was.
pub fn delete_session(tx: &mut Tx<'_>, token_hash: &str) -> Result<Option<UserId>> {
    tx.query_opt(
        sql!("DELETE FROM sessions WHERE token_hash = $1 RETURNING user_id"),
        &[&token_hash],
        |row| row.get("user_id"),
    )
}

/// Ends all sessions of a person but one.
pub fn delete_other_sessions(tx: &mut Tx<'_>, user: &UserId, kept_hash: &str) -> Result<u64> {
    tx.execute(
        sql!("DELETE FROM sessions WHERE user_id = $1 AND token_hash <> $2"),
        &[user, &kept_hash],
    )
}

/// Makes a one-time link.
pub fn insert_link(tx: &mut Tx<'_>, link: &SigninLink) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO signin_links
                 (token_hash, purpose, workspace_id, role, email, created_at, expires_at, used_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)"
        ),
        &[
            &link.token_hash,
            &link.purpose,
            &link.workspace_id,
            &link.role,
            &link.email,
            &link.created_at,
            &link.expires_at,
        ],
    )?;
    Ok(())
}

/// The link with this token, if it still works.
pub fn find_link(tx: &mut Tx<'_>, token_hash: &str, now: Timestamp) -> Result<Option<SigninLink>> {
    tx.query_opt(
        sql!(
            "SELECT token_hash, purpose, workspace_id, role, email, created_at, expires_at, used_at
             FROM signin_links
             WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2"
        ),
        &[&token_hash, &now],
        read_link,
    )
}

/// The invitations into a workspace that still work, newest first.
pub fn list_invitations(tx: &mut Tx<'_>, workspace: &WorkspaceId, now: Timestamp) -> Result<Vec<SigninLink>> {
    tx.query(
        sql!(
            "SELECT token_hash, purpose, workspace_id, role, email, created_at, expires_at, used_at
             FROM signin_links
             WHERE workspace_id = $1 AND purpose = 'invitation' AND used_at IS NULL AND expires_at > $2
             ORDER BY created_at DESC, token_hash"
        ),
        &[workspace, &now],
        read_link,
    )
}

/// Takes back an invitation that was not used.
pub fn delete_invitation(tx: &mut Tx<'_>, workspace: &WorkspaceId, token_hash: &str) -> Result<bool> {
    let deleted = tx.execute(
        sql!(
            "DELETE FROM signin_links
             WHERE workspace_id = $1 AND purpose = 'invitation' AND token_hash = $2 AND used_at IS NULL"
        ),
        &[workspace, &token_hash],
    )?;
    Ok(deleted == 1)
}

/// Uses a link up; false when somebody did before, or it is too old.
pub fn use_link(tx: &mut Tx<'_>, token_hash: &str, now: Timestamp) -> Result<bool> {
    let used = tx.execute(
        sql!("UPDATE signin_links SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2"),
        &[&token_hash, &now],
    )?;
    Ok(used == 1)
}

/// Takes back every unused link of a purpose.
pub fn delete_unused_links(tx: &mut Tx<'_>, purpose: &str) -> Result<u64> {
    tx.execute(
        sql!("DELETE FROM signin_links WHERE purpose = $1 AND used_at IS NULL"),
        &[&purpose],
    )
}

/// Failed attempts of `subject`.
pub fn find_attempts(tx: &mut Tx<'_>, subject: &str) -> Result<Option<Attempts>> {
    tx.query_opt(
        sql!("SELECT failures, started_at FROM signin_attempts WHERE subject = $1"),
        &[&subject],
        |row| {
            Ok(Attempts {
                failures: row.get("failures")?,
                started_at: row.get("started_at")?,
            })
        },
    )
}

/// Counts one more failed attempt; counting begins anew when it began before `since`.
pub fn record_failure(tx: &mut Tx<'_>, subject: &str, now: Timestamp, since: Timestamp) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO signin_attempts (subject, failures, started_at) VALUES ($1, 1, $2)
             ON CONFLICT (subject) DO UPDATE SET
                 failures = CASE WHEN signin_attempts.started_at < $3 THEN 1 ELSE signin_attempts.failures + 1 END,
                 started_at = CASE WHEN signin_attempts.started_at < $3 THEN $2 ELSE signin_attempts.started_at END"
        ),
        &[&subject, &now, &since],
    )?;
    Ok(())
}

/// Forgets the failed attempts of `subject`.
pub fn delete_attempts(tx: &mut Tx<'_>, subject: &str) -> Result<()> {
    tx.execute(sql!("DELETE FROM signin_attempts WHERE subject = $1"), &[&subject])?;
    Ok(())
}

/// Removes ended sessions, links that stopped working and attempts nobody counts any more.
pub fn delete_expired(tx: &mut Tx<'_>, now: Timestamp, attempts_before: Timestamp) -> Result<u64> {
    let sessions = tx.execute(sql!("DELETE FROM sessions WHERE expires_at <= $1"), &[&now])?;
    let links = tx.execute(sql!("DELETE FROM signin_links WHERE expires_at <= $1"), &[&now])?;
    let attempts = tx.execute(
        sql!("DELETE FROM signin_attempts WHERE started_at < $1"),
        &[&attempts_before],
    )?;
    Ok(sessions + links + attempts)
}

fn read_link(row: &Row<'_>) -> Result<SigninLink> {
    Ok(SigninLink {
        token_hash: row.get("token_hash")?,
        purpose: row.get("purpose")?,
        workspace_id: row.get("workspace_id")?,
        role: row.get("role")?,
        email: row.get("email")?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        used_at: row.get("used_at")?,
    })
}
