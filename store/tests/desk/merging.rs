//! Two labels become one: whoever wears the first, and whatever names it.

use galka_domain::automation::Kind;
use galka_domain::ids::{AutomationId, ContactId, LabelId};
use galka_store::automations::{self, Automation};
use galka_store::labels::{self, Label};
use galka_store::merged_labels::merge;
use galka_store::renaming::name_contact_anew;
use galka_store::testing::on_both;
use galka_store::{Db, sql};

use super::super::{T0, home};

fn label(nth: u64) -> LabelId {
    LabelId::new(T0, nth)
}

async fn fill(db: &Db) {
    db.write(|tx| {
        for nth in 1..=3 {
            let made = Label {
                id: label(nth),
                name: format!("Ярлык {nth}"),
                color: 0,
                contacts: 0,
                created_at: T0,
            };
            labels::insert_label(tx, &home(), &made)?;
        }
        let wearers = [(1, 1), (2, 1), (2, 2), (3, 2), (4, 3)];
        let pairs: Vec<(ContactId, LabelId)> = wearers
            .into_iter()
            .map(|(who, nth)| (ContactId::new(T0, who), label(nth)))
            .collect();
        labels::add_labels(tx, &home(), &pairs)?;
        let (one, both) = (
            format!(r#"{{"label_id":"{}"}}"#, label(1)),
            format!(r#"{{"label_ids":"{},{}"}}"#, label(1), label(2)),
        );
        for (id, query) in [("vw_1", &one), ("vw_2", &both)] {
            tx.execute(
                sql!(
                    "INSERT INTO saved_views (workspace_id, id, owner_id, shared, name, query, created_at, updated_at)
                     VALUES ($1, $2, 'us_1', TRUE, $2, $3, $4, $4)"
                ),
                &[&home(), &id, query, &T0],
            )?;
        }
        tx.execute(
            sql!(
                "INSERT INTO segments (workspace_id, id, name, filter, created_at, updated_at)
                 VALUES ($1, 'sg_1', 'x', $2, $3, $3)"
            ),
            &[&home(), &format!(r#"{{"conditions":[{{"value":["{}","{}"]}}]}}"#, label(1), label(3)), &T0],
        )?;
        tx.execute(
            sql!("INSERT INTO workspace_settings (workspace_id, key, value, updated_at) VALUES ($1, 'assignment', $2, $3)"),
            &[&home(), &format!(r#"{{"close_reasons":["{}"]}}"#, label(1)), &T0],
        )?;
        let rule = Automation {
            id: AutomationId::new(T0, 1),
            kind: Kind::Rule,
            name: "x".to_owned(),
            document: one.clone(),
            version: 1,
            enabled: true,
            enabled_at: Some(T0),
            position: 1,
            created_at: T0,
            updated_at: T0,
        };
        automations::insert(tx, &home(), &rule, "us_1")
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn whoever_wears_a_merged_label_and_whatever_names_it_follows() {
    on_both(async |db| {
        fill(&db).await;
        db.write(|tx| merge(tx, &home(), (&label(1), &label(2)), "us_2", T0))
            .await
            .unwrap();
        let known = db.read(|tx| labels::list_labels(tx, &home())).await.unwrap();
        let counts: Vec<(LabelId, i64)> = known.into_iter().map(|one| (one.id, one.contacts)).collect();
        assert_eq!(counts, [(label(2), 3), (label(3), 1)]);
        let documents: Vec<String> = db
            .read(|tx| {
                tx.query(
                    sql!(
                        "SELECT query AS document FROM saved_views WHERE workspace_id = $1
                         UNION ALL SELECT filter AS document FROM segments WHERE workspace_id = $1
                         UNION ALL SELECT value AS document FROM workspace_settings WHERE workspace_id = $1"
                    ),
                    &[&home()],
                    |row| row.get("document"),
                )
            })
            .await
            .unwrap();
        let mut documents = documents;
        documents.sort_unstable();
        let expected = [
            format!(r#"{{"close_reasons":["{}"]}}"#, label(2)),
            format!(r#"{{"conditions":[{{"value":["{}","{}"]}}]}}"#, label(2), label(3)),
            format!(r#"{{"label_id":"{}"}}"#, label(2)),
            format!(r#"{{"label_ids":"{}"}}"#, label(2)),
        ];
        assert_eq!(documents, expected);
        let rule = db.read(|tx| automations::list(tx, &home())).await.unwrap().remove(0);
        assert_eq!(
            (rule.document, rule.version),
            (format!(r#"{{"label_id":"{}"}}"#, label(2)), 2)
        );
        let versions = db
            .read(move |tx| automations::list_versions(tx, &home(), &rule.id, 10))
            .await
            .unwrap();
        assert_eq!(versions[0].written_by, "us_2");
    })
    .await;
}

#[tokio::test]
async fn a_merged_contact_stays_among_the_recipients_who_are_named() {
    on_both(async |db| {
        let (gone, stays) = (ContactId::new(T0, 1), ContactId::new(T0, 2));
        let named = |id: &ContactId| format!(r#"{{"audience":{{"contact_ids":["{id}"]}}}}"#);
        let greeting = Automation {
            id: AutomationId::new(T0, 1),
            kind: Kind::Greeting,
            name: String::new(),
            document: named(&gone),
            version: 1,
            enabled: true,
            enabled_at: Some(T0),
            position: 0,
            created_at: T0,
            updated_at: T0,
        };
        let into = stays.clone();
        db.write(move |tx| {
            automations::insert(tx, &home(), &greeting, "us_1")?;
            name_contact_anew(tx, &home(), (&gone, &into), "us_2", T0)
        })
        .await
        .unwrap();
        let greeting = db.read(|tx| automations::list(tx, &home())).await.unwrap().remove(0);
        assert_eq!((greeting.document, greeting.version), (named(&stays), 2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_want_one_name_at_once_one_gets_it() {
    on_both(async |db| {
        db.write(|tx| {
            tx.execute(
                sql!(
                    "INSERT INTO workspaces (id, slug, name, timezone, currency, locale, is_sample, created_at)
                     VALUES ($1, 'w', 'w', 'UTC', 'RUB', 'ru', FALSE, 0)"
                ),
                &[&home()],
            )
        })
        .await
        .unwrap();
        let mut running = tokio::task::JoinSet::new();
        for (nth, name) in ["VIP", "vip", "Vip", "vIP", "ViP", "VIp"].into_iter().enumerate() {
            let db = db.clone();
            running.spawn(async move {
                let made = Label {
                    id: label(100 + u64::try_from(nth).unwrap()),
                    name: name.to_owned(),
                    color: 0,
                    contacts: 0,
                    created_at: T0,
                };
                db.write(move |tx| {
                    let taken = labels::find_taken(tx, &home(), &made.id, &made.name)?;
                    if taken.is_none() {
                        labels::insert_label(tx, &home(), &made)?;
                    }
                    Ok(taken.is_none())
                })
                .await
                .unwrap()
            });
        }
        let mut made = 0;
        while let Some(done) = running.join_next().await {
            made += i32::from(done.unwrap());
        }
        assert_eq!(made, 1);
    })
    .await;
}
