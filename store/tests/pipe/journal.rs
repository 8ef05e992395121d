//! The journal and the leases.

use galka_store::journal::{self, JournalEntry};
use galka_store::leases;
use galka_store::testing::on_both;

use crate::T0;

#[tokio::test]
async fn the_journal_keeps_order_and_counts_what_was_done() {
    on_both(async |db| {
        let entries: Vec<JournalEntry> = (1..=3)
            .map(|id| JournalEntry {
                id,
                connection_id: "cn_1".to_owned(),
                received_at: T0,
                body: vec![0, 255, b'"'],
            })
            .collect();
        let kept = entries.clone();
        db.write(move |tx| journal::append(tx, &kept)).await.unwrap();
        assert_eq!(
            db.read(|tx| journal::list_pending(tx, 10, 1_000)).await.unwrap(),
            entries
        );
        for (bytes, count) in [(1, 1), (3, 1), (4, 2), (7, 3)] {
            let batch = db.read(move |tx| journal::list_pending(tx, 10, bytes)).await.unwrap();
            assert_eq!(batch, entries[..count], "{bytes} bytes");
        }
        let done = vec![(1, "cn_1".to_owned()), (2, "cn_1".to_owned())];
        for _ in 0..2 {
            let done = done.clone();
            db.write(move |tx| journal::finish(tx, &done)).await.unwrap();
        }
        let totals = db.read(|tx| journal::totals(tx, &["cn_1".to_owned()])).await.unwrap();
        assert_eq!((totals.received, totals.applied, totals.backlog), (3, 2, 1));
        assert_eq!(db.write(|tx| journal::prune(tx, 100, 10)).await.unwrap(), 2);
        assert_eq!(
            db.read(|tx| journal::list_pending(tx, 10, 1_000)).await.unwrap().len(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_lease_has_one_holder_and_a_rising_token() {
    on_both(async |db| {
        let take = async |holder: &'static str, now: i64| {
            db.write(move |tx| leases::acquire(tx, "x", holder, T0.plus(now), T0.plus(now + 100)))
                .await
                .unwrap()
        };
        assert_eq!(take("a", 0).await, Some(1));
        assert_eq!(take("b", 50).await, None);
        assert_eq!(take("a", 60).await, Some(1));
        assert_eq!(take("b", 161).await, Some(2));
        assert!(!db.write(|tx| leases::is_held(tx, "x", 1)).await.unwrap());
        assert!(db.write(|tx| leases::is_held(tx, "x", 2)).await.unwrap());
    })
    .await;
}
