//! The pipe's tables on both databases: what comes in is applied once, what goes out is claimed once and never goes back.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod pipe {
    mod answering;
    mod echoes;
    mod inbound;
    mod journal;
}

use galka_domain::campaign::RecipientState;
use galka_domain::guard::{Reason, Rule};
use galka_domain::ids::{CampaignId, ContactId, ConversationId, MessageId, NumberId, RecipientId, WorkspaceId};
use galka_domain::message::MessageStatus;
use galka_domain::time::Timestamp;
use galka_store::apply::{StatusUpdate, apply_statuses};
use galka_store::dispatch::{
    self, Claim, DueNumber, Intent, Refusal, SettledAs, Settlement, insert_intents, list_due, mark_abandoned,
    open_conversations, refuse_with_recipients, settle, write_claims,
};
use galka_store::facts::{load_budget, load_people};
use galka_store::testing::on_both;
use galka_store::{Db, Tx, campaigns, messages, restored, sql};

const T0: Timestamp = Timestamp::from_millis(1_795_000_000_000);
const BUDGET: &str = "portfolio:1";

fn workspace() -> WorkspaceId {
    WorkspaceId::new(T0, 1)
}

fn number() -> NumberId {
    NumberId::new(T0, 1)
}

fn lane() -> DueNumber {
    DueNumber {
        workspace_id: workspace(),
        number_id: number(),
    }
}

/// Queues `count` messages to different people and answers their ids.
async fn queue(db: &Db, count: u64) -> Vec<MessageId> {
    db.write(move |tx| {
        let intents: Vec<Intent> = (0..count).map(|nth| intent(tx, nth)).collect();
        insert_intents(tx, &workspace(), &intents, T0)?;
        Ok(intents.into_iter().map(|intent| intent.message_id).collect())
    })
    .await
    .unwrap()
}

fn intent(tx: &mut Tx<'_>, nth: u64) -> Intent {
    let contact = ContactId::new(T0, nth);
    tx.execute(
        sql!(
            "INSERT INTO contacts (workspace_id, id, name, phone, fields, consent_state, created_at, updated_at)
             VALUES ($1, $2, 'x', '+7916', '{}', 'granted', 0, 0)"
        ),
        &[&workspace(), &contact],
    )
    .unwrap();
    let wanted = [(contact.clone(), ConversationId::new(T0, nth))];
    let threads = open_conversations(tx, &workspace(), &number(), &wanted, T0).unwrap();
    Intent {
        message_id: MessageId::new(T0, nth),
        conversation_id: threads[&contact].clone(),
        contact_id: contact,
        number_id: number(),
        kind: "text".to_owned(),
        content: r#"{"type":"text","text":{"body":"да"}}"#.to_owned(),
        text: "да".to_owned(),
        context_wamid: None,
        media_id: None,
        template_id: None,
        campaign_id: Some(CampaignId::new(T0, 1)),
        recipient_id: Some(RecipientId::new(T0, nth)),
        sent_by: None,
        priority: 10,
        due_at: T0,
    }
}

async fn run_campaign(db: &Db, recipients: u64) {
    db.write(move |tx| {
        tx.execute(
            sql!(
                "INSERT INTO campaigns (workspace_id, id, name, state, audience, value_sources, uncertain_policy, created_at)
                 VALUES ($1, $2, 'x', 'running', '{}', '{}', 'ask', 0)"
            ),
            &[&workspace(), &CampaignId::new(T0, 1)],
        )?;
        for nth in 0..recipients {
            tx.execute(
                sql!(
                    "INSERT INTO campaign_recipients (workspace_id, campaign_id, id, contact_id, state, value_list, updated_at)
                     VALUES ($1, $2, $3, $4, 'waiting', '{}', 0)"
                ),
                &[&workspace(), &CampaignId::new(T0, 1), &RecipientId::new(T0, nth), &ContactId::new(T0, nth)],
            )?;
        }
        Ok(())
    })
    .await
    .unwrap();
}

async fn recipient_state(db: &Db, nth: u64) -> RecipientState {
    db.read(move |tx| {
        tx.query_one(
            sql!("SELECT state FROM campaign_recipients WHERE workspace_id = $1 AND campaign_id = $2 AND id = $3"),
            &[&workspace(), &CampaignId::new(T0, 1), &RecipientId::new(T0, nth)],
            |row| row.get("state"),
        )
    })
    .await
    .unwrap()
}

async fn claim_all(db: &Db) -> Vec<MessageId> {
    db.write(|tx| {
        let due = list_due(tx, &lane(), T0, 100)?;
        let claims: Vec<Claim> = due
            .iter()
            .map(|message| Claim {
                message_id: message.message_id.clone(),
                contact_id: message.contact_id.clone(),
                conversation_id: message.conversation_id.clone(),
                pair_full_at: T0.plus(6_000),
                content_hash: 7,
                counts: true,
                template_marketing: Some(true),
            })
            .collect();
        write_claims(tx, &workspace(), BUDGET, &claims, T0, T0)?;
        Ok(due.into_iter().map(|message| message.message_id).collect())
    })
    .await
    .unwrap()
}

async fn settle_one(db: &Db, id: &MessageId, outcome: SettledAs) {
    let one = [Settlement {
        message_id: id.clone(),
        attempt: 1,
        outcome,
    }];
    db.write(move |tx| settle(tx, &workspace(), BUDGET, &one, T0))
        .await
        .unwrap();
}

async fn status_of(db: &Db, id: &MessageId) -> MessageStatus {
    let id = id.clone();
    db.read(move |tx| messages::find(tx, &workspace(), &id))
        .await
        .unwrap()
        .unwrap()
        .status
        .unwrap()
}

fn update(id: Option<&MessageId>, wamid: &str, status: MessageStatus, at: i64) -> StatusUpdate {
    StatusUpdate {
        number_id: number(),
        wamid: wamid.to_owned(),
        message_id: id.cloned(),
        status,
        at: T0.plus(at),
        reason_code: (status == MessageStatus::Failed).then(|| "131026".to_owned()),
        reason: None,
        price: None,
    }
}

async fn tell(db: &Db, updates: Vec<StatusUpdate>) -> usize {
    db.write(move |tx| Ok(apply_statuses(tx, &workspace(), &updates, T0)?.len()))
        .await
        .unwrap()
}

#[tokio::test]
async fn statuses_in_any_order_end_in_the_same_state() {
    use MessageStatus::{Delivered, Failed, Read, Sent};
    on_both(async |db| {
        run_campaign(&db, 4).await;
        let ids = queue(&db, 4).await;
        assert_eq!(claim_all(&db).await.len(), 4);
        let orders = [
            [Sent, Delivered, Read],
            [Read, Delivered, Sent],
            [Delivered, Read, Sent],
        ];
        for (id, order) in ids.iter().zip(orders) {
            settle_one(
                &db,
                id,
                SettledAs::Accepted {
                    wamid: format!("w.{id}"),
                },
            )
            .await;
            for status in order {
                tell(&db, vec![update(None, &format!("w.{id}"), status, 1)]).await;
            }
            assert_eq!(status_of(&db, id).await, Read);
            let repeated: Vec<_> = order
                .iter()
                .map(|status| update(Some(id), &format!("w.{id}"), *status, 1))
                .collect();
            assert_eq!(tell(&db, repeated).await, 0, "nothing new, no event");
        }
        assert_eq!(recipient_state(&db, 0).await, RecipientState::Read);
        settle_one(
            &db,
            &ids[3],
            SettledAs::Accepted {
                wamid: "w.3".to_owned(),
            },
        )
        .await;
        tell(
            &db,
            vec![update(None, "w.3", Failed, 1), update(None, "w.3", Delivered, 2)],
        )
        .await;
        assert_eq!(status_of(&db, &ids[3]).await, Delivered);
    })
    .await;
}

#[tokio::test]
async fn a_status_before_its_message_is_parked_and_joined() {
    on_both(async |db| {
        run_campaign(&db, 1).await;
        let id = queue(&db, 1).await.pop().unwrap();
        claim_all(&db).await;
        assert_eq!(
            tell(&db, vec![update(None, "w.early", MessageStatus::Delivered, 5)]).await,
            0
        );
        assert_eq!(status_of(&db, &id).await, MessageStatus::Sending);
        settle_one(
            &db,
            &id,
            SettledAs::Accepted {
                wamid: "w.early".to_owned(),
            },
        )
        .await;
        assert_eq!(status_of(&db, &id).await, MessageStatus::Delivered);
        let parked: i64 = db
            .read(|tx| {
                tx.query_one(sql!("SELECT COUNT(*) AS n FROM parked_statuses"), &[], |row| {
                    row.get("n")
                })
            })
            .await
            .unwrap();
        assert_eq!(parked, 0);
    })
    .await;
}

#[tokio::test]
async fn a_status_that_was_quicker_than_the_answer_is_not_overwritten() {
    on_both(async |db| {
        run_campaign(&db, 1).await;
        let id = queue(&db, 1).await.pop().unwrap();
        claim_all(&db).await;
        tell(&db, vec![update(Some(&id), "w.quick", MessageStatus::Read, 5)]).await;
        for outcome in [
            SettledAs::Uncertain {
                reason: "{}".to_owned(),
            },
            SettledAs::Requeued {
                due_at: T0,
                code: None,
                reason: None,
            },
            SettledAs::Failed {
                code: "131000".to_owned(),
                reason: "{}".to_owned(),
            },
            SettledAs::Accepted {
                wamid: "w.quick".to_owned(),
            },
        ] {
            settle_one(&db, &id, outcome).await;
            assert_eq!(status_of(&db, &id).await, MessageStatus::Read);
        }
        assert!(claim_all(&db).await.is_empty(), "nothing is sent again");
    })
    .await;
}

#[tokio::test]
async fn a_foreign_number_cannot_move_a_message_by_its_echoed_id() {
    on_both(async |db| {
        run_campaign(&db, 1).await;
        let id = queue(&db, 1).await.pop().unwrap();
        claim_all(&db).await;
        let foreign = StatusUpdate {
            number_id: NumberId::new(T0, 99),
            ..update(Some(&id), "w.x", MessageStatus::Read, 1)
        };
        tell(&db, vec![foreign]).await;
        assert_eq!(status_of(&db, &id).await, MessageStatus::Sending);
    })
    .await;
}

#[tokio::test]
async fn what_was_being_sent_when_its_sender_died_is_uncertain_until_a_status_or_a_decision() {
    on_both(async |db| {
        run_campaign(&db, 2).await;
        let ids = queue(&db, 2).await;
        claim_all(&db).await;
        db.write(|tx| mark_abandoned(tx, &lane(), T0)).await.unwrap();
        assert_eq!(recipient_state(&db, 0).await, RecipientState::Uncertain);
        assert!(
            claim_all(&db).await.is_empty(),
            "an unknown outcome is never sent again by itself"
        );
        tell(&db, vec![update(Some(&ids[0]), "w.late", MessageStatus::Delivered, 9)]).await;
        assert_eq!(recipient_state(&db, 0).await, RecipientState::Delivered);
        let second = ids[1].clone();
        db.write(move |tx| {
            let waiting = dispatch::get_uncertain(tx, &workspace(), &second)?.unwrap();
            dispatch::requeue_uncertain(tx, &workspace(), &[waiting], T0)
        })
        .await
        .unwrap();
        assert_eq!(claim_all(&db).await, [ids[1].clone()]);
    })
    .await;
}

#[tokio::test]
async fn what_waited_in_a_backup_is_not_sent_from_it_without_a_decision() {
    on_both(async |db| {
        run_campaign(&db, 2).await;
        queue(&db, 1).await;
        db.write(|tx| {
            tx.execute(
                sql!(
                    "INSERT INTO numbers (workspace_id, id, connection_id, phone_number_id, display_phone_number,
                                          verified_name, status, quality, tier, throughput_mps, mark_read, created_at)
                     VALUES ($1, $2, '', '', '', '', '', '', '', 1, '', 0)"
                ),
                &[&workspace(), &number()],
            )
        })
        .await
        .unwrap();
        let held = db.write(|tx| restored::hold_back(tx, T0)).await.unwrap();
        assert_eq!((held.messages, held.campaigns), (1, 1));
        assert_eq!(recipient_state(&db, 0).await, RecipientState::Uncertain);
        assert!(claim_all(&db).await.is_empty());
        assert_eq!(db.read(campaigns::list_running).await.unwrap(), []);
        let again = db.write(|tx| restored::hold_back(tx, T0)).await.unwrap();
        assert_eq!(again, restored::HeldBack::default());
    })
    .await;
}

#[tokio::test]
async fn a_refused_send_gives_its_place_of_the_limit_back() {
    on_both(async |db| {
        run_campaign(&db, 2).await;
        let ids = queue(&db, 2).await;
        claim_all(&db).await;
        let used = async || {
            db.read(|tx| load_budget(tx, &workspace(), BUDGET, T0))
                .await
                .unwrap()
                .used
        };
        assert_eq!(used().await, 2);
        settle_one(
            &db,
            &ids[0],
            SettledAs::Failed {
                code: "131026".to_owned(),
                reason: "{}".to_owned(),
            },
        )
        .await;
        assert_eq!(used().await, 1);
        let both = [ContactId::new(T0, 0), ContactId::new(T0, 1)];
        let people = db
            .read(move |tx| load_people(tx, &workspace(), &number(), BUDGET, &both, T0))
            .await
            .unwrap();
        assert!(!people[&ContactId::new(T0, 0)].counted && people[&ContactId::new(T0, 1)].counted);
        assert!(people[&ContactId::new(T0, 0)].templates.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_refusal_by_rule_reaches_the_message_and_its_recipient() {
    on_both(async |db| {
        run_campaign(&db, 1).await;
        let id = queue(&db, 1).await.pop().unwrap();
        let refusal = [Refusal {
            message_id: id.clone(),
            why: Reason::new(Rule::OptedOut),
        }];
        let told = db
            .write(move |tx| refuse_with_recipients(tx, &workspace(), &refusal, T0))
            .await
            .unwrap();
        assert_eq!(told.len(), 2);
        assert_eq!(status_of(&db, &id).await, MessageStatus::Refused);
        assert_eq!(recipient_state(&db, 0).await, RecipientState::Refused);
    })
    .await;
}

#[tokio::test]
async fn a_paused_campaign_is_passed_over() {
    on_both(async |db| {
        run_campaign(&db, 1).await;
        queue(&db, 1).await;
        db.write(|tx| tx.execute(sql!("UPDATE campaigns SET state = 'paused'"), &[]))
            .await
            .unwrap();
        assert!(claim_all(&db).await.is_empty());
    })
    .await;
}
