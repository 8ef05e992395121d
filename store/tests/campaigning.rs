//! Campaigns and their recipients on both databases: every change is guarded, so that a recipient has one message at most.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use galka_domain::campaign::{CampaignState, RecipientState, UncertainPolicy};
use galka_domain::ids::{CampaignId, ContactId, ConversationId, MessageId, NumberId, RecipientId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::campaigns::{self, StoredCampaign};
use galka_store::dispatch::{Intent, insert_intents, open_conversations};
use galka_store::recipients::{self, Frozen, SetAside};
use galka_store::testing::on_both;
use galka_store::{Db, Result, Tx};

const T0: Timestamp = Timestamp::from_secs(1_795_000_000);

fn ours() -> WorkspaceId {
    WorkspaceId::new(T0, 1)
}

fn campaign() -> CampaignId {
    CampaignId::new(T0, 1)
}

fn recipient(number: u64) -> RecipientId {
    RecipientId::new(T0, number)
}

fn contact(number: u64) -> ContactId {
    ContactId::new(T0, number)
}

fn draft() -> StoredCampaign {
    StoredCampaign {
        id: campaign(),
        name: "Весна".to_owned(),
        state: CampaignState::Draft,
        number_id: None,
        audience: "{}".to_owned(),
        template_id: None,
        content: None,
        value_sources: "{}".to_owned(),
        rate_per_second: None,
        uncertain_policy: UncertainPolicy::Ask,
        paused_reason: None,
        created_by: None,
        created_at: T0,
        started_at: None,
        finished_at: None,
    }
}

/// A running campaign with this many waiting recipients.
async fn running(db: &Db, count: u64) {
    db.write(move |tx| {
        campaigns::insert(tx, &ours(), &draft())?;
        let frozen: Vec<_> = (1..=count)
            .map(|number| Frozen {
                id: recipient(number),
                contact_id: contact(number),
                values: "{}".to_owned(),
            })
            .collect();
        assert_eq!(recipients::freeze(tx, &ours(), &campaign(), &frozen, T0)?, count);
        assert_eq!(recipients::freeze(tx, &ours(), &campaign(), &frozen, T0)?, 0);
        let states = (CampaignState::Draft, CampaignState::Running);
        assert!(campaigns::move_state(tx, &ours(), &campaign(), states, None, T0)?);
        assert!(!campaigns::move_state(tx, &ours(), &campaign(), states, None, T0)?);
        Ok(())
    })
    .await
    .unwrap();
}

/// Queues a message for these recipients, as the planner does; answers whose are queued.
fn plan(tx: &mut Tx<'_>, numbers: &[u64], entropy: u64) -> Result<Vec<RecipientId>> {
    let sender = NumberId::new(T0, 1);
    let wanted: Vec<_> = numbers
        .iter()
        .map(|number| (recipient(*number), MessageId::new(T0, entropy + number)))
        .collect();
    let planned = recipients::plan(tx, &ours(), &campaign(), &wanted, T0)?;
    for number in numbers.iter().filter(|number| planned.contains(&recipient(**number))) {
        let thread = ConversationId::new(T0, *number);
        open_conversations(tx, &ours(), &sender, &[(contact(*number), thread.clone())], T0)?;
        let intent = Intent {
            message_id: MessageId::new(T0, entropy + number),
            conversation_id: thread,
            contact_id: contact(*number),
            number_id: sender.clone(),
            kind: "template".to_owned(),
            content: "{}".to_owned(),
            text: String::new(),
            context_wamid: None,
            media_id: None,
            template_id: None,
            campaign_id: Some(campaign()),
            recipient_id: Some(recipient(*number)),
            sent_by: None,
            priority: 10,
            due_at: T0,
        };
        insert_intents(tx, &ours(), &[intent], T0)?;
    }
    Ok(planned)
}

fn waiting(tx: &mut Tx<'_>) -> Result<Vec<RecipientId>> {
    let found = recipients::list_waiting(tx, &ours(), &campaign(), 100)?;
    Ok(found.into_iter().map(|one| one.id).collect())
}

#[tokio::test]
async fn a_recipient_is_planned_once() {
    on_both(async |db| {
        running(&db, 3).await;
        let (first, second, left, queued) = db
            .write(|tx| {
                let first = plan(tx, &[1, 2], 100)?;
                let second = plan(tx, &[2, 3], 200)?;
                let queued = recipients::count_queued(tx, &ours(), &NumberId::new(T0, 1), 100)?;
                Ok((first.len(), second, waiting(tx)?, queued))
            })
            .await
            .unwrap();
        assert_eq!(first, 2);
        assert_eq!(second, [recipient(3)]);
        assert_eq!(left, []);
        assert_eq!(queued, 3);
    })
    .await;
}

#[tokio::test]
async fn pausing_takes_back_what_nobody_has_claimed() {
    on_both(async |db| {
        running(&db, 3).await;
        let (taken, left, planned_again) = db
            .write(|tx| {
                plan(tx, &[1, 2, 3], 100)?;
                tx.execute(
                    galka_store::sql!("UPDATE messages SET status = 'sending', attempt = 1 WHERE recipient_id = $1"),
                    &[&recipient(2)],
                )?;
                let taken = recipients::withdraw(tx, &ours(), &campaign(), T0)?;
                let left = waiting(tx)?;
                Ok((taken, left, plan(tx, &[1, 2, 3], 200)?.len()))
            })
            .await
            .unwrap();
        assert_eq!(taken, 2);
        assert_eq!(left, [recipient(1), recipient(3)]);
        assert_eq!(planned_again, 2);
    })
    .await;
}

#[tokio::test]
async fn the_deferred_come_back_when_due_and_the_refused_never() {
    on_both(async |db| {
        running(&db, 3).await;
        let aside = |number, state, until| SetAside {
            id: recipient(number),
            state,
            reason_code: "limit_reached".to_owned(),
            reason: "{}".to_owned(),
            deferred_until: until,
        };
        let batch = [
            aside(1, RecipientState::Deferred, Some(T0.plus(10))),
            aside(2, RecipientState::Refused, None),
            aside(3, RecipientState::Deferred, Some(T0.plus(20))),
        ];
        let found = db
            .write(move |tx| {
                recipients::set_aside(tx, &ours(), &campaign(), &batch, T0)?;
                let next = recipients::next_deferred_at(tx, &ours(), &campaign())?;
                let early = recipients::wake_deferred(tx, &ours(), &campaign(), T0.plus(9), 100)?;
                let due = recipients::wake_deferred(tx, &ours(), &campaign(), T0.plus(10), 100)?;
                let failures = recipients::failure_counts(tx, &ours(), &campaign())?;
                Ok((next, early, due, waiting(tx)?, failures[0].count))
            })
            .await
            .unwrap();
        assert_eq!(found, (Some(T0.plus(10)), 0, 1, vec![recipient(1)], 2));
    })
    .await;
}

#[tokio::test]
async fn stopping_ends_it_for_everybody_whose_message_is_not_being_sent() {
    on_both(async |db| {
        running(&db, 4).await;
        let (counts, unfinished, page) = db
            .write(|tx| {
                plan(tx, &[1], 100)?;
                assert_eq!(recipients::stop_waiting(tx, &ours(), &campaign(), T0)?, 4);
                let counts = campaigns::count_states(tx, &ours(), &[campaign()])?;
                let unfinished = recipients::has_unfinished(tx, &ours(), &campaign())?;
                let stopped = Some(RecipientState::Stopped);
                let page = recipients::list(tx, &ours(), &campaign(), stopped, Some(&recipient(2)), 1)?;
                Ok((counts, unfinished, page))
            })
            .await
            .unwrap();
        let mut counts: Vec<_> = counts.into_iter().map(|row| (row.state, row.count)).collect();
        counts.sort_unstable();
        assert_eq!(counts, [(RecipientState::Stopped, 4)]);
        assert!(!unfinished);
        assert_eq!(page[0].id, recipient(3));
    })
    .await;
}

#[tokio::test]
async fn leftovers_of_a_start_are_cleared_only_while_it_is_a_draft() {
    on_both(async |db| {
        running(&db, 2).await;
        let cleared = db
            .write(|tx| recipients::clear(tx, &ours(), &campaign(), 10))
            .await
            .unwrap();
        assert_eq!(cleared, 0);
        let cleared = db
            .write(|tx| {
                tx.execute(galka_store::sql!("UPDATE campaigns SET state = 'draft'"), &[])?;
                recipients::clear(tx, &ours(), &campaign(), 10)
            })
            .await
            .unwrap();
        assert_eq!(cleared, 2);
    })
    .await;
}
