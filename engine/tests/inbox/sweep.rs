//! The hourly sweep: what is kept for days goes when its days are over, and what is younger stays.

use galka_domain::automation::Kind;
use galka_domain::event::EventKind;
use galka_domain::ids::{AlertId, AutomationId, MessageId, RunId, WebhookDeliveryId, WebhookId};
use galka_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, Timestamp};
use galka_domain::together::AlertKind;
use galka_domain::webhook::DeliveryState;
use galka_engine::Engine;
use galka_engine::reconcile::Reconcile;
use galka_engine::runner::Worker as _;
use galka_store::alerts::{self, NewAlert};
use galka_store::automations::runs::{self, Run};
use galka_store::testing::{self, TestDatabase};
use galka_store::webhooks::deliveries::{self, Attempt, NewDelivery};
use galka_store::webhooks::{self, Endpoint};
use galka_store::{Tx, migrate, workspaces};

use crate::{Desk, home, thread, user};

fn hook() -> WebhookId {
    WebhookId::new(Timestamp::from_secs(1), 1)
}

fn company(tx: &mut Tx<'_>) -> galka_store::Result<()> {
    let at = Timestamp::from_secs(1);
    let endpoint = Endpoint {
        id: hook(),
        url: "https://example.org/hook".to_owned(),
        kinds: vec![EventKind::MessageReceived],
        secret: String::new(),
        old_secret: None,
        disabled_reason: None,
        seq: 0,
        failing_since: None,
        delivered_at: None,
        created_at: at,
    };
    workspaces::insert_workspace(tx, &testing::company(home(), "flowers", at))?;
    webhooks::insert(tx, &home(), &endpoint)
}

fn raise(tx: &mut Tx<'_>, at: Timestamp) -> galka_store::Result<u64> {
    let alert = NewAlert {
        id: AlertId::new(at, 1),
        user_id: user(1),
        kind: AlertKind::Mention,
        subject: at.to_rfc3339(),
        conversation_id: thread(1),
        by: None,
        text: String::new(),
    };
    alerts::insert(tx, &home(), &[alert], at)
}

/// Notes a decision; false when it is noted already.
fn decide(tx: &mut Tx<'_>, at: Timestamp) -> galka_store::Result<bool> {
    let run = Run {
        id: RunId::new(at, 1),
        automation_id: AutomationId::new(Timestamp::from_secs(1), 1),
        kind: Kind::Greeting,
        conversation_id: thread(1),
        message_id: MessageId::new(at, 1),
        outcome: "skipped".to_owned(),
        reason: None,
        acts: "[]".to_owned(),
        sent_message_id: None,
        at,
    };
    runs::claim(tx, &home(), &run)
}

fn delivery(at: Timestamp) -> NewDelivery {
    NewDelivery {
        id: WebhookDeliveryId::new(at, 1),
        event: None,
        body: "{}".to_owned(),
    }
}

fn delivered(at: Timestamp) -> Attempt {
    Attempt {
        state: DeliveryState::Delivered,
        next_at: None,
        tried_at: at,
        status: Some(200),
        error: None,
        answer: None,
        duration_ms: 1,
    }
}

async fn alerts_left(engine: &Engine) -> i64 {
    let left = engine.db.read(|tx| alerts::count_unread(tx, &home(), &user(1), 100));
    left.await.unwrap()
}

#[tokio::test]
async fn what_was_told_goes_after_its_days_once_an_hour() {
    for database in [
        TestDatabase::sqlite(migrate::MIGRATIONS).await,
        TestDatabase::postgres(migrate::MIGRATIONS).await,
    ] {
        let desk = Desk::open(database, 1, 1).await;
        let (now, machine_now) = (desk.now, desk.engine.machine_now());
        let (old, young) = (now.minus(30 * DAY_MS + MINUTE_MS), now.minus(30 * DAY_MS - HOUR_MS));
        // The last of them waits still: an address that is on is told, however late.
        let told = [7 * DAY_MS + MINUTE_MS, 7 * DAY_MS - HOUR_MS, 8 * DAY_MS].map(|age_ms| machine_now.minus(age_ms));
        let ids = told.map(|at| WebhookDeliveryId::new(at, 1));
        let taken = ids[..2].to_vec();
        let written = desk.engine.db.write(move |tx| {
            company(tx)?;
            assert_eq!(raise(tx, old)? + raise(tx, young)?, 2);
            assert!(decide(tx, old)? && decide(tx, young)?);
            assert_eq!(
                deliveries::insert(tx, &home(), &hook(), &told.map(delivery), machine_now)?,
                3
            );
            for id in &taken {
                assert!(deliveries::settle(
                    tx,
                    &home(),
                    &hook(),
                    (id, 0),
                    &delivered(machine_now)
                )?);
            }
            Ok(())
        });
        written.await.unwrap();

        let mut worker = Reconcile::new(desk.engine.clone());
        worker.step(now).await.unwrap();
        assert_eq!(alerts_left(&desk.engine).await, 1);
        let left = desk.engine.db.write(move |tx| {
            let mut found = Vec::new();
            for id in &ids {
                found.push(deliveries::find(tx, &home(), &hook(), id)?.is_some());
            }
            // The young decision is noted still; the old one could be made anew.
            Ok((found, decide(tx, young)?, decide(tx, old)?))
        });
        assert_eq!(left.await.unwrap(), (vec![false, true, true], false, true));

        // Within the hour nothing is looked for again.
        desk.engine.db.write(move |tx| raise(tx, old)).await.unwrap();
        worker.step(now.plus(HOUR_MS - 1)).await.unwrap();
        assert_eq!(alerts_left(&desk.engine).await, 2);
        worker.step(now.plus(HOUR_MS)).await.unwrap();
        assert_eq!(alerts_left(&desk.engine).await, 1);
        desk.engine.db.close().await;
        desk.database.remove().await;
    }
}
