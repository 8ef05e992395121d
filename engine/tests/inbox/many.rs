//! Many conversations at once, putting them back, what nobody has seen, and who leaves.

use galka_domain::ids::{AlertId, LabelId, QuickReplyId};
use galka_domain::time::{DAY_MS, MINUTE_MS};
use galka_domain::together::{AlertKind, DraftMode};
use galka_engine::inbox::bulk::{BulkOutcome, UndoOutcome};
use galka_engine::inbox::leave::leave;
use galka_engine::inbox::undo::{finish_begun, undo_many};
use galka_store::alerts::{self, NewAlert};
use galka_store::bulk;
use galka_store::drafts::{self, DraftRow};
use galka_store::entries::Author;
use galka_store::labels::{self, Label};
use galka_store::quick_replies::{self, StoredQuickReply};

use crate::*;

fn alert(nth: u64, now: Timestamp) -> NewAlert {
    NewAlert {
        id: AlertId::new(now, nth),
        user_id: user(nth),
        kind: AlertKind::Assigned,
        subject: "once".to_owned(),
        conversation_id: thread(1),
        by: None,
        text: String::new(),
    }
}

fn draft(now: Timestamp) -> DraftRow {
    DraftRow {
        conversation_id: thread(1),
        mode: DraftMode::Reply,
        text: "Букет".to_owned(),
        files: "[]".to_owned(),
        updated_at: now,
    }
}

fn reply(nth: u64, now: Timestamp) -> StoredQuickReply {
    StoredQuickReply {
        id: QuickReplyId::new(now, nth),
        shortcut: format!("свой{nth}"),
        shortcut_key: format!("свой{nth}"),
        title: String::new(),
        text: "Букет".to_owned(),
        keywords: Vec::new(),
        language: None,
        owner_id: Some(user(nth)),
        media_ids: Vec::new(),
        label_ids: Vec::new(),
        closes: false,
        usage_count: 0,
        last_used_at: None,
        created_at: now,
        updated_at: now,
    }
}

#[tokio::test]
async fn many_are_changed_and_put_back_but_for_what_was_touched_since() {
    on_both(2, 1_200, async |desk| {
        let mut ids = threads(1_200);
        ids.push(thread(9_999));
        let close = BulkAction::Close(None);
        let done = change_many(&desk.engine, &home(), ids, close, None, user(1).as_str())
            .await
            .unwrap()
            .unwrap();
        assert_eq!((done.changed, done.skipped), (1_200, 1));
        let undo = done.undo.unwrap();
        let later = desk.now.plus(5_000);
        desk.engine
            .db
            .write(move |tx| {
                apply_messages(tx, &home(), &[text(5, later)], later)?;
                Ok(())
            })
            .await
            .unwrap();
        let put_back = undo_many(&desk.engine, &home(), &undo, user(1).as_str()).await.unwrap();
        assert_eq!(
            put_back,
            UndoOutcome::Done {
                changed: 1_199,
                skipped: 1
            }
        );
        let (restored, written) = (desk.standing(900).await, desk.standing(5).await);
        assert_eq!((restored.stage, restored.waiting_since), (Stage::Open, Some(desk.now)));
        assert_eq!((written.stage, written.waiting_since), (Stage::Open, Some(later)));
        let again = undo_many(&desk.engine, &home(), &undo, user(1).as_str()).await.unwrap();
        assert_eq!(again, UndoOutcome::TooLate);
    })
    .await;
}

#[tokio::test]
async fn what_a_process_left_half_put_back_is_gone_on_with() {
    on_both(2, 700, async |desk| {
        let close = BulkAction::Close(None);
        let done = change_many(&desk.engine, &home(), threads(700), close, None, user(1).as_str())
            .await
            .unwrap()
            .unwrap();
        let undo = done.undo.unwrap();
        let (change, now) = (undo.clone(), desk.engine.business_now());
        // The process ended right after it had begun.
        let claimed = desk
            .engine
            .db
            .write(move |tx| bulk::claim_undo(tx, &home(), &change, user(2).as_str(), now));
        assert!(claimed.await.unwrap());
        desk.engine
            .db
            .write(move |tx| bulk::forget_old(tx, now.plus(DAY_MS)))
            .await
            .unwrap();
        finish_begun(&desk.engine, now).await.unwrap();
        assert_eq!(desk.standing(700).await.stage, Stage::Closed, "somebody may be at it");
        finish_begun(&desk.engine, now.plus(MINUTE_MS)).await.unwrap();
        for nth in [1, 350, 700] {
            assert_eq!(desk.standing(nth).await.stage, Stage::Open);
        }
        assert_eq!(desk.told(700, EntryKind::State).await, 2);
        finish_begun(&desk.engine, now.plus(MINUTE_MS)).await.unwrap();
        assert_eq!(desk.told(700, EntryKind::State).await, 2);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_closed_unseen() {
    on_both(1, 3, async |desk| {
        let seen = desk.head().await;
        let later = desk.now.plus(5_000);
        desk.engine
            .db
            .write(move |tx| {
                let happened = apply_messages(tx, &home(), &[text(2, later)], later)?;
                events::append(tx, &home(), &happened, later)
            })
            .await
            .unwrap();
        let wanted = |seen_seq| WantedChange {
            patch: StandingPatch {
                stage: Some(Stage::Closed),
                ..StandingPatch::default()
            },
            seen_seq: Some(seen_seq),
            ..WantedChange::default()
        };
        let close = async |nth, seen_seq| {
            change_conversation(&desk.engine, &home(), &thread(nth), wanted(seen_seq), "us_x")
                .await
                .unwrap()
        };
        assert!(matches!(close(2, seen).await, ChangeOutcome::Moved(Some(_))));
        let all = BulkAction::Snooze(None);
        let done = change_many(&desk.engine, &home(), threads(3), all, Some(seen), "us_x")
            .await
            .unwrap()
            .unwrap();
        assert_eq!((done.changed, done.skipped, done.moved), (2, 1, vec![thread(2)]));
        assert_eq!(desk.standing(2).await.stage, Stage::Open);
        assert_eq!(close(2, desk.head().await).await, ChangeOutcome::Done);
        assert_eq!(desk.standing(2).await.stage, Stage::Closed);
    })
    .await;
}

#[tokio::test]
async fn labels_and_unseen_messages_of_many_come_back() {
    on_both(1, 4, async |desk| {
        let label = LabelId::new(desk.now, 1);
        let (worn, now) = (label.clone(), desk.now);
        desk.engine
            .db
            .write(move |tx| {
                let row = Label {
                    id: worn.clone(),
                    name: "VIP".to_owned(),
                    color: 0,
                    contacts: 0,
                    created_at: now,
                };
                labels::insert_label(tx, &home(), &row)?;
                labels::add_labels(tx, &home(), &[(text(1, now).contact_id, worn.clone())])
            })
            .await
            .unwrap();
        let act = async |action| -> BulkOutcome {
            change_many(&desk.engine, &home(), threads(4), action, None, "us_x")
                .await
                .unwrap()
                .unwrap()
        };
        let labelled = act(BulkAction::Label(label.clone())).await;
        assert_eq!((labelled.changed, labelled.skipped), (3, 1));
        let read = act(BulkAction::MarkRead).await;
        assert_eq!(read.changed, 4);
        assert_eq!(act(BulkAction::MarkRead).await.undo, None);
        for undo in [labelled.undo.unwrap(), read.undo.unwrap()] {
            let done = undo_many(&desk.engine, &home(), &undo, "us_x").await.unwrap();
            assert!(matches!(done, UndoOutcome::Done { skipped: 0, .. }), "{done:?}");
        }
        let found = desk.engine.db.read(move |tx| {
            let label = labels::find_label(tx, &home(), &label)?.unwrap();
            let unread: i64 = galka_store::conversations::list_by_ids(tx, &home(), &threads(4))?
                .iter()
                .map(|row| row.unread)
                .sum();
            Ok((label.contacts, unread))
        });
        assert_eq!(found.await.unwrap(), (1, 4));
    })
    .await;
}

#[tokio::test]
async fn who_leaves_gives_back_what_they_have() {
    on_both(2, 6, async |desk| {
        let give = BulkAction::Assign {
            assignee: Some(Some(user(1))),
            team: None,
        };
        change_many(&desk.engine, &home(), threads(6), give, None, "us_x")
            .await
            .unwrap()
            .unwrap();
        let close = BulkAction::Close(None);
        change_many(&desk.engine, &home(), vec![thread(6)], close, None, "us_x")
            .await
            .unwrap()
            .unwrap();
        let (engine, now) = (desk.engine.clone(), desk.now);
        let own = desk.engine.db.write(move |tx| {
            for nth in 1..=2 {
                alerts::insert(tx, &home(), &[alert(nth, now)], now)?;
                drafts::save(tx, &home(), &user(nth), &draft(now))?;
                quick_replies::insert(tx, &home(), &reply(nth, now))?;
            }
            leave(tx, &engine, &home(), &user(1), &Author::system(), now)?;
            alerts::insert(tx, &home(), &[alert(1, now)], now)?;
            let mut own = Vec::new();
            for nth in 1..=2 {
                let alerts = alerts::list(tx, &home(), &user(nth), None, 10)?.len();
                let replies = quick_replies::list(tx, &home(), Some(&user(nth)))?.len();
                own.push((alerts, drafts::list(tx, &home(), &user(nth), 10)?.len(), replies));
            }
            Ok(own)
        });
        assert_eq!(
            own.await.unwrap(),
            [(0, 0, 0), (1, 1, 1)],
            "what was theirs alone is gone"
        );
        assert_eq!(desk.loads(5).await, BTreeMap::from([(0, 5)]));
        let later = desk.now.plus(1_000);
        desk.engine
            .db
            .write(move |tx| {
                apply_messages(tx, &home(), &[text(6, later)], later)?;
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!(
            desk.standing(6).await.assignee,
            None,
            "nobody who is gone has what opens again"
        );
    })
    .await;
}
