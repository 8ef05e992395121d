//! Quick replies on both databases.

use galka_domain::ids::{LabelId, MediaId, QuickReplyId, UserId, WorkspaceId};
use galka_domain::quick_reply::shortcut_key;
use galka_domain::time::{DAY_MS, Timestamp};
use galka_store::quick_replies::{self, StoredQuickReply};
use galka_store::testing::on_both;

const T0: Timestamp = Timestamp::from_secs(1_795_000_000);

fn reply(number: u64, shortcut: &str, owner: Option<&UserId>) -> StoredQuickReply {
    StoredQuickReply {
        id: QuickReplyId::new(T0, number),
        shortcut: shortcut.to_owned(),
        shortcut_key: shortcut_key(shortcut),
        title: String::new(),
        text: "Букет стоит 2 500 ₽".to_owned(),
        keywords: vec!["прайс".to_owned(), "сколько стоит".to_owned()],
        language: Some("ru".to_owned()),
        owner_id: owner.cloned(),
        media_ids: vec![MediaId::new(T0, 1)],
        label_ids: vec![LabelId::new(T0, 1)],
        closes: true,
        usage_count: 0,
        last_used_at: None,
        created_at: T0,
        updated_at: T0,
    }
}

#[tokio::test]
async fn a_shortcut_is_taken_once_in_a_company_whatever_its_case() {
    on_both(async |db| {
        let (home, other) = (WorkspaceId::new(T0, 1), WorkspaceId::new(T0, 2));
        let first = reply(1, "Цена", None);
        let (own, kept) = (home.clone(), first.clone());
        db.write(move |tx| {
            quick_replies::insert(tx, &own, &kept)?;
            quick_replies::insert(tx, &other, &kept)
        })
        .await
        .unwrap();
        let own = home.clone();
        let again = db
            .write(move |tx| quick_replies::insert(tx, &own, &reply(2, "цена", None)))
            .await;
        assert!(again.unwrap_err().is_duplicate_in("quick_replies"));
        let (own, id) = (home.clone(), first.id.clone());
        let found = db
            .write(move |tx| {
                assert!(quick_replies::delete(tx, &own, &id, T0, T0.minus(DAY_MS))?);
                // The shortcut is free at once.
                quick_replies::insert(tx, &own, &reply(3, "ЦЕНА", None))?;
                quick_replies::find_by_key(tx, &own, "цена")
            })
            .await
            .unwrap();
        assert_eq!(found.unwrap().id, QuickReplyId::new(T0, 3));
        let (own, id) = (home.clone(), first.id.clone());
        let back = db.write(move |tx| quick_replies::restore(tx, &own, &id)).await;
        assert!(back.unwrap_err().is_duplicate_in("quick_replies"));
    })
    .await;
}

#[tokio::test]
async fn each_sees_the_shared_ones_and_their_own_and_uses_are_counted() {
    on_both(async |db| {
        let home = WorkspaceId::new(T0, 1);
        let (anna, oleg) = (UserId::new(T0, 1), UserId::new(T0, 2));
        let (own, hers) = (home.clone(), anna.clone());
        db.write(move |tx| {
            quick_replies::insert(tx, &own, &reply(1, "shared", None))?;
            quick_replies::insert(tx, &own, &reply(2, "annas", Some(&hers)))
        })
        .await
        .unwrap();
        let own = home.clone();
        let (all, his, scripts, count) = db
            .write(move |tx| {
                assert!(quick_replies::count_use(
                    tx,
                    &own,
                    &QuickReplyId::new(T0, 1),
                    T0.plus(5)
                )?);
                Ok((
                    quick_replies::list(tx, &own, Some(&anna))?,
                    quick_replies::list(tx, &own, Some(&oleg))?,
                    quick_replies::list(tx, &own, None)?,
                    quick_replies::count(tx, &own)?,
                ))
            })
            .await
            .unwrap();
        let names = |list: &[StoredQuickReply]| list.iter().map(|one| one.shortcut.clone()).collect::<Vec<_>>();
        assert_eq!(names(&all), ["annas", "shared"]);
        assert_eq!(
            (names(&his), names(&scripts), count),
            (vec!["shared".to_owned()], vec!["shared".to_owned()], 2)
        );
        assert_eq!((all[1].usage_count, all[1].last_used_at), (1, Some(T0.plus(5))));
        let expected = reply(2, "annas", all[0].owner_id.as_ref());
        assert_eq!(all[0], expected);
    })
    .await;
}

#[tokio::test]
async fn what_was_deleted_a_day_ago_cannot_be_brought_back() {
    on_both(async |db| {
        let home = WorkspaceId::new(T0, 1);
        let own = home.clone();
        let (there, gone) = db
            .write(move |tx| {
                for number in 1..=2 {
                    quick_replies::insert(tx, &own, &reply(number, &format!("r{number}"), None))?;
                }
                let (first, second) = (QuickReplyId::new(T0, 1), QuickReplyId::new(T0, 2));
                quick_replies::delete(tx, &own, &first, T0, T0.minus(DAY_MS))?;
                let there = quick_replies::find_deleted(tx, &own, &first)?.is_some();
                let later = T0.plus(DAY_MS + 1);
                quick_replies::delete(tx, &own, &second, later, later.minus(DAY_MS))?;
                Ok((there, quick_replies::find_deleted(tx, &own, &first)?.is_none()))
            })
            .await
            .unwrap();
        assert!(there && gone);
    })
    .await;
}
