//! Leases: who does a piece of work that one node at a time may do. A new holder gets a larger token, so that the
//! writes of one that lost its lease without noticing are refused.

use galka_domain::time::Timestamp;

use crate::{Result, Tx, sql};

/// Takes or renews the lease `name` until `expires_at` (machine time); answers its token, or none while somebody
/// else holds it.
pub fn acquire(
    tx: &mut Tx<'_>,
    name: &str,
    holder: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<Option<i64>> {
    tx.query_opt(
        sql!(
            "INSERT INTO leases (name, holder, token, expires_at) VALUES ($1, $2, 1, $4)
             ON CONFLICT (name) DO UPDATE SET
                 token = CASE WHEN leases.holder = excluded.holder THEN leases.token ELSE leases.token + 1 END,
                 holder = excluded.holder,
                 expires_at = excluded.expires_at
             WHERE leases.holder = excluded.holder OR leases.expires_at <= $3
             RETURNING token"
        ),
        &[&name, &holder, &now, &expires_at],
        |row| row.get("token"),
    )
}

/// Whether the lease is still held with this token; on PostgreSQL it stays so until the transaction ends.
pub fn is_held(tx: &mut Tx<'_>, name: &str, token: i64) -> Result<bool> {
    let held: Option<i64> = tx.query_opt(
        sql!("SELECT token FROM leases WHERE name = $1 AND token = $2 /*postgres: FOR SHARE */"),
        &[&name, &token],
        |row| row.get("token"),
    )?;
    Ok(held.is_some())
}

/// Gives a lease back, so that the next node need not wait for its end.
pub fn release(tx: &mut Tx<'_>, name: &str, token: i64) -> Result<()> {
    tx.execute(
        sql!("UPDATE leases SET expires_at = 0 WHERE name = $1 AND token = $2"),
        &[&name, &token],
    )?;
    Ok(())
}

/// Ends every lease: only for a process that knows it is alone with its database.
pub fn release_all(tx: &mut Tx<'_>) -> Result<()> {
    tx.execute(sql!("UPDATE leases SET expires_at = 0, token = token + 1"), &[])?;
    Ok(())
}
