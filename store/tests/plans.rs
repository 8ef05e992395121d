//! Plans of a hoster on both databases: what they limit is counted, and a month begins with what was sent before.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use galka_domain::access::Role;
use galka_domain::ids::{MessageId, UserId, WorkspaceId};
use galka_domain::plan::{Month, Plan, Quotas};
use galka_domain::time::{HOUR_MS, Timestamp};
use galka_store::members::insert_member;
use galka_store::plans::{self, uses};
use galka_store::sessions::{SigninLink, insert_link, use_link};
use galka_store::testing::{company, on_both};
use galka_store::workspaces::insert_workspace;
use galka_store::{Db, sql};

const T0: Timestamp = Timestamp::from_secs(1_795_000_000);

fn home(number: u64) -> WorkspaceId {
    WorkspaceId::new(T0, number)
}

fn plan(name: &str, messages: Option<u64>) -> Plan {
    Plan {
        name: name.to_owned(),
        fee: "990 ₽".to_owned(),
        quotas: Quotas {
            members: Some(3),
            messages_per_month: messages,
            ..Quotas::default()
        },
    }
}

async fn companies(db: &Db) {
    db.write(|tx| {
        for (number, slug) in [(1, "flowers"), (2, "cakes")] {
            insert_workspace(tx, &company(home(number), slug, T0))?;
        }
        Ok(())
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_plan_is_written_attached_and_removed_when_nobody_has_it() {
    on_both(async |db| {
        companies(&db).await;
        let seen = db.write(|tx| {
            plans::put_plan(tx, &plan("small", Some(100)), T0)?;
            plans::put_plan(tx, &plan("large", None), T0)?;
            assert!(!plans::attach_plan(tx, &home(1), "other", T0)?);
            assert!(plans::attach_plan(tx, &home(1), "large", T0)?);
            assert!(plans::attach_plan(tx, &home(1), "small", T0)?);
            // Written anew, it is so for those who have it.
            plans::put_plan(tx, &plan("small", Some(200)), T0)?;
            let attached = plans::hold_attached(tx, &home(1))?.unwrap();
            assert_eq!(attached.plan, plan("small", Some(200)));
            assert_eq!(attached.timezone, "Europe/Moscow");
            assert_eq!(plans::hold_attached(tx, &home(2))?, None);
            assert_eq!(plans::find_attached(tx, &home(2))?, None);
            assert_eq!(plans::list_attached(tx)?, [("small".to_owned(), home(1))]);
            assert!(!plans::delete_plan(tx, "small")?);
            assert!(plans::delete_plan(tx, "large")?);
            assert!(plans::detach_plan(tx, &home(1))?);
            assert!(!plans::detach_plan(tx, &home(1))?);
            assert!(plans::delete_plan(tx, "small")?);
            assert_eq!(plans::find_plan(tx, "small")?, None);
            plans::list_plans(tx)
        });
        assert_eq!(seen.await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn people_are_counted_with_the_invitations_that_still_work() {
    on_both(async |db| {
        let counted = db.write(|tx| {
            insert_member(tx, &home(1), &UserId::new(T0, 1), Role::Owner, T0)?;
            insert_member(tx, &home(2), &UserId::new(T0, 2), Role::Owner, T0)?;
            for (number, workspace, expires_at) in [
                (1, 1, T0.plus(HOUR_MS)),
                (2, 1, T0),
                (3, 1, T0.plus(HOUR_MS)),
                (4, 2, T0.plus(HOUR_MS)),
            ] {
                insert_link(
                    tx,
                    &SigninLink {
                        token_hash: number.to_string(),
                        purpose: "invitation".to_owned(),
                        workspace_id: Some(home(workspace)),
                        role: Some(Role::Agent),
                        email: None,
                        created_at: T0,
                        expires_at,
                        used_at: None,
                    },
                )?;
            }
            assert!(use_link(tx, "3", T0)?);
            Ok((
                uses::count_members(tx, &home(1))?,
                uses::count_invitations(tx, &home(1), T0)?,
            ))
        });
        assert_eq!(counted.await.unwrap(), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_month_begins_with_what_was_sent_before_and_gives_back_what_never_left() {
    on_both(async |db| {
        let month = Month::of("Europe/Moscow", T0);
        let counted = db.write(move |tx| {
            // The month before, the phone's own, a refused one and a customer's are not of this month's sending.
            for (number, at, direction, status, due) in [
                (1, month.from.minus(1), "outbound", Some("sent"), true),
                (2, month.from, "outbound", Some("read"), true),
                (3, T0, "outbound", Some("queued"), true),
                (4, T0, "outbound", Some("sent"), false),
                (5, T0, "outbound", Some("refused"), true),
                (6, T0, "inbound", None, false),
                (7, month.until.minus(1), "outbound", Some("failed"), true),
                (8, month.until, "outbound", Some("sent"), true),
            ] {
                tx.execute(
                    sql!(
                        "INSERT INTO messages (workspace_id, id, conversation_id, contact_id, number_id, direction, type,
                             content, text, status, due_at, at, created_at)
                         VALUES ($1, $2, 'cv', 'ct', 'nb', $3, 'text', '{}', '', $4, $5, $6, $6)"
                    ),
                    &[&home(1), &MessageId::new(at, number), &direction, &status, &due.then_some(at), &at],
                )?;
            }
            let before = uses::count_messages(tx, &home(1), &month)?;
            uses::add_messages(tx, &home(1), &month, before, 2)?;
            let begun = uses::count_messages(tx, &home(1), &month)?;
            uses::add_messages(tx, &home(1), &month, begun, 3)?;
            uses::give_back(tx, &home(1), &[T0, T0, month.from.minus(1), month.until])?;
            let noted = uses::count_messages(tx, &home(1), &month)?;
            assert_eq!(uses::count_messages(tx, &home(2), &month)?, 0);
            uses::forget_months(tx, &home(1))?;
            Ok([before, begun, noted, uses::count_messages(tx, &home(1), &month)?])
        });
        assert_eq!(counted.await.unwrap(), [3, 5, 6, 3]);
    })
    .await;
}
