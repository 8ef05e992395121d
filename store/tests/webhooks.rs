//! Outgoing webhooks on both databases: a place in the log that moves once, tellings that are made and settled once.

use galka_domain::event::EventKind;
use galka_domain::ids::{WebhookDeliveryId, WebhookId, WorkspaceId};
use galka_domain::time::{DAY_MS, Timestamp};
use galka_domain::webhook::{DeliveryState, DisabledReason};
use galka_store::events::{self, NewEvent};
use galka_store::testing::on_both;
use galka_store::webhooks::deliveries::{self, Attempt, NewDelivery};
use galka_store::webhooks::{self, Endpoint};

const T0: Timestamp = Timestamp::from_secs(1_795_000_000);

fn endpoint(number: u64) -> Endpoint {
    Endpoint {
        id: WebhookId::new(T0, number),
        url: "https://shop.example/hooks".to_owned(),
        kinds: vec![EventKind::MessageReceived, EventKind::MessageStatus],
        secret: "v1.sealed".to_owned(),
        old_secret: None,
        disabled_reason: None,
        seq: 0,
        failing_since: None,
        delivered_at: None,
        created_at: T0,
    }
}

fn told(number: u64, seq: i64) -> NewDelivery {
    NewDelivery {
        id: WebhookDeliveryId::new(T0, number),
        event: Some((seq, EventKind::MessageReceived)),
        body: "{}".to_owned(),
    }
}

fn attempt(state: DeliveryState, next_at: Option<Timestamp>) -> Attempt {
    Attempt {
        state,
        next_at,
        tried_at: T0,
        status: Some(503),
        error: None,
        answer: Some("busy".to_owned()),
        duration_ms: 7,
    }
}

#[tokio::test]
async fn an_event_is_told_once_in_order_and_settled_once() {
    on_both(async |db| {
        let (home, hook) = (WorkspaceId::new(T0, 1), endpoint(1));
        let id = hook.id.clone();
        db.write(move |tx| {
            webhooks::insert(tx, &home, &hook)?;
            assert_eq!(webhooks::find(tx, &home, &id)?.as_ref(), Some(&hook));
            let happened = NewEvent::of(EventKind::MessageReceived, "msg_1");
            events::append(tx, &home, &[happened.clone(), happened], T0)?;
            let standing = webhooks::list_standing(tx)?;
            assert_eq!((standing[0].seq, standing[0].newest, standing[0].next_at), (0, 2, None));
            assert!(webhooks::advance(tx, &home, &id, 0, 2)?);
            assert!(
                !webhooks::advance(tx, &home, &id, 0, 2)?,
                "the place moves from where it was read"
            );
            assert_eq!(deliveries::insert(tx, &home, &id, &[told(2, 1), told(1, 2)], T0)?, 2);
            assert_eq!(
                deliveries::insert(tx, &home, &id, &[told(3, 2)], T0)?,
                0,
                "an event is told once"
            );
            let trial = NewDelivery {
                event: None,
                ..told(4, 0)
            };
            let other = NewDelivery {
                event: None,
                ..told(5, 0)
            };
            assert_eq!(deliveries::insert(tx, &home, &id, &[trial, other], T0.plus(1))?, 2);
            assert_eq!(deliveries::count_waiting(tx, &home, &id, 3)?, 3, "the count stops");
            assert_eq!(webhooks::list_standing(tx)?[0].next_at, Some(T0));

            let first = deliveries::next_due(tx, &home, &id, T0)?.expect("one is due");
            assert_eq!(first.seq, Some(1));
            let later = attempt(DeliveryState::Waiting, Some(T0.plus(5_000)));
            assert!(deliveries::settle(tx, &home, &id, (&first.id, 0), &later)?);
            assert!(
                !deliveries::settle(tx, &home, &id, (&first.id, 0), &later)?,
                "one attempt is settled once"
            );
            let second = deliveries::next_due(tx, &home, &id, T0)?.expect("what failed does not hold the others");
            assert_eq!(second.seq, Some(2));
            assert!(deliveries::settle(
                tx,
                &home,
                &id,
                (&second.id, 0),
                &attempt(DeliveryState::Delivered, None)
            )?);
            assert_eq!(deliveries::next_due(tx, &home, &id, T0)?, None);
            let again = deliveries::next_due(tx, &home, &id, T0.plus(9_000))?.expect("trials and the first are due");
            assert_eq!(again.seq, None);

            let done = deliveries::list(tx, &home, &id, Some(DeliveryState::Delivered), None, 10)?;
            assert_eq!(done.len(), 1);
            assert_eq!((done[0].status, done[0].answer.as_deref()), (Some(503), Some("busy")));
            assert!(deliveries::replay(tx, &home, &id, &done[0].id, T0)?);
            let replayed = deliveries::next_due(tx, &home, &id, T0)?.expect("it is due again");
            assert_eq!((&replayed.id, replayed.attempts), (&done[0].id, 0));
            let page = deliveries::list(tx, &home, &id, None, Some(&WebhookDeliveryId::new(T0, 4)), 2)?;
            let ids: Vec<_> = page.iter().map(|row| row.id.clone()).collect();
            assert_eq!(ids, [WebhookDeliveryId::new(T0, 2), WebhookDeliveryId::new(T0, 1)]);
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_address_is_told_to_be_failing_until_it_takes_something_and_is_deleted_with_its_log() {
    on_both(async |db| {
        let (home, other, hook) = (WorkspaceId::new(T0, 1), WorkspaceId::new(T0, 2), endpoint(1));
        let id = hook.id.clone();
        db.write(move |tx| {
            webhooks::insert(tx, &home, &hook)?;
            webhooks::insert(tx, &other, &hook)?;
            assert_eq!(webhooks::note_refused(tx, &home, &id, T0)?, Some(T0));
            assert_eq!(webhooks::note_refused(tx, &home, &id, T0.plus(DAY_MS))?, Some(T0));
            webhooks::note_taken(tx, &home, &id, T0.plus(DAY_MS))?;
            assert_eq!(
                webhooks::find(tx, &home, &id)?.and_then(|hook| hook.failing_since),
                None
            );
            assert_eq!(
                webhooks::note_refused(tx, &home, &id, T0.plus(DAY_MS))?,
                Some(T0.plus(DAY_MS))
            );
            webhooks::disable(tx, &home, &id, DisabledReason::Failing, T0)?;
            webhooks::disable(tx, &home, &id, DisabledReason::Gone, T0)?;
            let found = webhooks::find(tx, &home, &id)?.expect("it is there");
            assert_eq!(
                found.disabled_reason,
                Some(DisabledReason::Failing),
                "the first reason stays"
            );
            assert_eq!(webhooks::list_standing(tx)?.len(), 1);
            assert!(!webhooks::advance(tx, &home, &id, 0, 1)?);

            let changed = Endpoint {
                url: "https://shop.example/new".to_owned(),
                kinds: vec![EventKind::ContactChanged],
                old_secret: Some(("v1.old".to_owned(), T0)),
                disabled_reason: None,
                failing_since: None,
                seq: 5,
                ..found
            };
            webhooks::update(tx, &home, &changed, T0)?;
            assert_eq!(webhooks::find(tx, &home, &id)?.as_ref(), Some(&changed));
            deliveries::insert(tx, &home, &id, &[told(1, 1)], T0)?;
            assert!(webhooks::delete(tx, &home, &id)?);
            assert!(!webhooks::delete(tx, &home, &id)?);
            assert_eq!(deliveries::list(tx, &home, &id, None, None, 10)?, []);
            assert_eq!(webhooks::list(tx, &other)?.len(), 1, "another company's stays");
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test]
async fn old_tellings_are_forgotten_and_what_is_still_waited_for_stays() {
    on_both(async |db| {
        let (home, hook) = (WorkspaceId::new(T0, 1), endpoint(1));
        let id = hook.id.clone();
        db.write(move |tx| {
            webhooks::insert(tx, &home, &hook)?;
            let new: Vec<NewDelivery> = (1_u64..=6).map(|number| told(number, number.cast_signed())).collect();
            deliveries::insert(tx, &home, &id, &new, T0)?;
            for number in [1, 3, 4, 5, 6] {
                let which = WebhookDeliveryId::new(T0, number);
                deliveries::settle(tx, &home, &id, (&which, 0), &attempt(DeliveryState::Delivered, None))?;
            }
            let left = |tx: &mut galka_store::Tx<'_>| {
                deliveries::list(tx, &home, &id, None, None, 10)
                    .map(|rows| rows.into_iter().filter_map(|row| row.seq).collect::<Vec<_>>())
            };
            let third = WebhookDeliveryId::new(T0, 3);
            assert_eq!(deliveries::forget(tx, &home, &id, &third, 100)?, 1);
            assert_eq!(left(tx)?, [6, 5, 4, 3, 2]);
            assert_eq!(deliveries::forget(tx, &home, &id, &third, 1)?, 2);
            assert_eq!(left(tx)?, [6, 5, 2]);
            webhooks::disable(tx, &home, &id, DisabledReason::Failing, T0)?;
            assert_eq!(deliveries::forget(tx, &home, &id, &third, 100)?, 1);
            assert_eq!(left(tx)?, [6, 5]);
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}
