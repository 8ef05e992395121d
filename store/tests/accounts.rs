//! Connections, numbers, templates and files on both databases.

use galka_domain::access::Provider;
use galka_domain::ids::{ConnectionId, MediaId, NumberId, TemplateId, WorkspaceId};
use galka_domain::message::Direction;
use galka_domain::number::{NumberStatus, Quality};
use galka_domain::template::{TemplateCategory, TemplateStatus};
use galka_domain::time::Timestamp;
use galka_store::connections::{self, CheckOutcome, StoredConnection};
use galka_store::media::{self, Fetched, MediaShape, StoredMedia};
use galka_store::numbers::{self, NumberReport};
use galka_store::templates::{self, StoredTemplate, TemplateFilter};
use galka_store::testing::on_both;

const T0: Timestamp = Timestamp::from_secs(1_795_000_000);

fn workspace(number: u64) -> WorkspaceId {
    WorkspaceId::new(T0, number)
}

fn connection(workspace: &WorkspaceId, number: u64) -> StoredConnection {
    StoredConnection {
        workspace: workspace.clone(),
        id: ConnectionId::new(T0, number),
        name: "Цветы".to_owned(),
        provider: Provider::Sandbox,
        base_url: "http://127.0.0.1:8081".to_owned(),
        api_version: "v26.0".to_owned(),
        waba_id: "2088".to_owned(),
        phone_number_id: "1099".to_owned(),
        portfolio_id: None,
        secrets: "sealed".to_owned(),
        has_app_secret: true,
        verify_token: "token".to_owned(),
        rule_set: "meta-2026-10".to_owned(),
        rate_card: "meta-usd-2026-10-01".to_owned(),
        state: "connecting".to_owned(),
        checks: "[]".to_owned(),
        last_checked_at: None,
        next_check_at: T0,
        created_at: T0,
    }
}

fn template(connection: &ConnectionId, number: u64, name: &str) -> StoredTemplate {
    StoredTemplate {
        id: TemplateId::new(T0, number),
        connection_id: connection.clone(),
        remote_id: None,
        name: name.to_owned(),
        language: "ru".to_owned(),
        category: TemplateCategory::Marketing,
        content: r#"{"body":"Привет, {{1}}!"}"#.to_owned(),
        status: TemplateStatus::Draft,
        quality: Quality::Unknown,
        rejection_reason: None,
        rejection_detail: None,
        paused_until: None,
        history: "[]".to_owned(),
        created_at: T0,
        updated_at: T0,
        submitted_at: None,
    }
}

#[tokio::test]
async fn a_connection_is_checked_by_one_node_and_belongs_to_one_workspace() {
    on_both(async |db| {
        let (ours, theirs) = (workspace(1), workspace(2));
        let made = connection(&ours, 1);
        let (row, id) = (made.clone(), made.id.clone());
        db.write(move |tx| connections::insert(tx, &row)).await.unwrap();
        let (own, other, wanted) = (ours.clone(), theirs.clone(), id.clone());
        let (found, hidden) = db
            .read(move |tx| {
                Ok((
                    connections::find(tx, &own, &wanted)?,
                    connections::find(tx, &other, &wanted)?,
                ))
            })
            .await
            .unwrap();
        assert_eq!((found, hidden), (Some(made), None));

        let due = db
            .write(|tx| connections::claim_due(tx, T0, T0.plus(60_000), 8))
            .await
            .unwrap();
        assert_eq!(due, [(ours.clone(), id.clone())]);
        let again = db
            .write(|tx| connections::claim_due(tx, T0, T0.plus(60_000), 8))
            .await
            .unwrap();
        assert_eq!(again, []);
        assert_eq!(
            db.read(connections::next_check_at).await.unwrap(),
            Some(T0.plus(60_000))
        );

        let outcome = CheckOutcome {
            state: "connected".to_owned(),
            checks: "[1]".to_owned(),
            portfolio_id: None,
            checked_at: T0.plus(1),
            next_check_at: T0.plus(2),
        };
        let (own, wanted) = (ours.clone(), id.clone());
        let (account, keys) = db
            .write(move |tx| {
                assert!(connections::save_check(tx, &own, &wanted, &outcome)?);
                let account = connections::list_of_account(tx, "2088")?;
                assert!(connections::delete(tx, &own, &wanted, T0.plus(3))?);
                Ok((account, connections::list_intake_keys(tx, 10)?))
            })
            .await
            .unwrap();
        assert_eq!(account, [(ours, id)]);
        assert_eq!(keys, []);
    })
    .await;
}

#[tokio::test]
async fn what_whatsapp_does_not_tell_of_a_number_stays() {
    on_both(async |db| {
        let ours = workspace(1);
        let home = ConnectionId::new(T0, 1);
        let full = NumberReport {
            phone_number_id: "1099".to_owned(),
            display_phone_number: Some("+7 900 000-00-01".to_owned()),
            verified_name: Some("Цветы".to_owned()),
            status: Some(NumberStatus::Connected),
            quality: Some(Quality::Green),
            tier: Some("TIER_2K".to_owned()),
            throughput_mps: Some(80),
            on_app: Some(false),
        };
        let found = db
            .write(move |tx| {
                numbers::upsert(tx, &ours, &home, &[(NumberId::new(T0, 1), full.clone())], T0)?;
                let bare = NumberReport {
                    phone_number_id: "1099".to_owned(),
                    ..NumberReport::default()
                };
                numbers::upsert(tx, &ours, &home, &[(NumberId::new(T0, 2), bare.clone())], T0)?;
                let low = NumberReport {
                    quality: Some(Quality::Red),
                    ..bare
                };
                let changed = numbers::apply_report(tx, &ours, &low)?;
                let unchanged = numbers::apply_report(tx, &ours, &low)?;
                assert_eq!(numbers::pause_connection(tx, &ours, &home, "unauthorised")?.len(), 1);
                assert_eq!(numbers::pause_connection(tx, &ours, &home, "unauthorised")?.len(), 0);
                assert_eq!(numbers::unpause_connection(tx, &ours, &home, "by_person")?.len(), 0);
                let routes = numbers::list_routes(tx, &["1099".to_owned(), "7".to_owned()])?;
                Ok((numbers::list(tx, &ours)?, changed, unchanged, routes.len()))
            })
            .await
            .unwrap();
        let (all, changed, unchanged, routes) = found;
        assert_eq!((all.len(), routes), (1, 1));
        assert_eq!(all[0].id, NumberId::new(T0, 1));
        assert_eq!(
            (all[0].tier.as_str(), all[0].verified_name.as_str()),
            ("TIER_2K", "Цветы")
        );
        assert_eq!(
            (all[0].quality, all[0].paused_reason.as_deref()),
            (Quality::Red, Some("unauthorised"))
        );
        assert_eq!((changed, unchanged), (Some(NumberId::new(T0, 1)), None));
    })
    .await;
}

#[tokio::test]
async fn templates_are_listed_newest_first_and_found_by_name() {
    on_both(async |db| {
        let ours = workspace(1);
        let home = ConnectionId::new(T0, 1);
        let found = db
            .write(move |tx| {
                for (number, name) in [(1, "order_ready"), (2, "spring_sale"), (3, "order_late")] {
                    templates::insert(tx, &ours, &template(&home, number, name))?;
                }
                let mut approved = template(&home, 2, "spring_sale");
                approved.status = TemplateStatus::Approved;
                templates::save(tx, &ours, &[approved])?;
                let list = |tx: &mut galka_store::Tx<'_>, filter: &TemplateFilter, before: Option<&TemplateId>| {
                    let all = templates::list(tx, &ours, filter, before, 10)?;
                    galka_store::Result::Ok(all.into_iter().map(|one| one.name).collect::<Vec<_>>())
                };
                let all = list(tx, &TemplateFilter::default(), None)?;
                let older = list(tx, &TemplateFilter::default(), Some(&TemplateId::new(T0, 2)))?;
                let named = TemplateFilter {
                    name_part: Some("ORDER%".to_owned()),
                    ..TemplateFilter::default()
                };
                let named = list(tx, &named, None)?;
                let sendable = TemplateFilter {
                    status: Some(TemplateStatus::Approved),
                    ..TemplateFilter::default()
                };
                let sendable = list(tx, &sendable, None)?;
                assert!(!templates::delete_draft(tx, &ours, &TemplateId::new(T0, 2))?);
                assert!(templates::delete_draft(tx, &ours, &TemplateId::new(T0, 1))?);
                let by_name = templates::find_by_name(tx, &ours, &home, "order_late", "ru")?;
                Ok((all, older, named, sendable, by_name.map(|one| one.id)))
            })
            .await
            .unwrap();
        assert_eq!(found.0, ["order_late", "spring_sale", "order_ready"]);
        assert_eq!(found.1, ["order_ready"]);
        assert_eq!(found.2, ["order_late", "order_ready"]);
        assert_eq!(found.3, ["spring_sale"]);
        assert_eq!(found.4, Some(TemplateId::new(T0, 3)));
    })
    .await;
}

#[tokio::test]
async fn a_name_is_taken_once_in_its_account() {
    on_both(async |db| {
        let ours = workspace(1);
        let home = ConnectionId::new(T0, 1);
        let (own, account) = (ours.clone(), home.clone());
        db.write(move |tx| templates::insert(tx, &own, &template(&account, 1, "sale")))
            .await
            .unwrap();
        let (own, account) = (ours.clone(), home.clone());
        let taken = db
            .write(move |tx| templates::insert(tx, &own, &template(&account, 2, "sale")))
            .await;
        assert!(taken.unwrap_err().is_duplicate_in("templates"));
        db.write(move |tx| {
            let mut gone = template(&home, 1, "sale");
            gone.status = TemplateStatus::Deleted;
            templates::save(tx, &ours, &[gone])?;
            templates::free_name(tx, &ours, &TemplateId::new(T0, 1))?;
            templates::insert(tx, &ours, &template(&home, 2, "sale"))
        })
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_file_is_fetched_by_one_worker_and_comes_back_after_a_crash() {
    on_both(async |db| {
        let ours = workspace(1);
        let id = MediaId::new(T0, 1);
        let stored = StoredMedia {
            id: id.clone(),
            number_id: None,
            message_id: None,
            direction: Direction::Inbound,
            remote_id: Some("77".to_owned()),
            remote_until: None,
            mime_type: "image/jpeg".to_owned(),
            file_name: None,
            byte_count: None,
            sha256: None,
            shape: MediaShape::default(),
            state: "failed".to_owned(),
            attempts: 9,
            error: Some("gone".to_owned()),
            created_at: T0,
        };
        let own = ours.clone();
        let row = stored.clone();
        let wanted = id.clone();
        db.write(move |tx| {
            media::insert(tx, &own, &row)?;
            assert!(media::retry(tx, &own, &wanted, T0)?);
            Ok(())
        })
        .await
        .unwrap();
        let claim = |now: Timestamp| db.write(move |tx| media::claim_due(tx, now, now.plus(600_000), 4));
        let first = claim(T0).await.unwrap();
        assert_eq!((first.len(), first[0].attempts), (1, 1));
        assert_eq!(claim(T0).await.unwrap(), []);
        assert_eq!(db.read(media::next_due_at).await.unwrap(), Some(T0.plus(600_000)));
        let after_crash = claim(T0.plus(600_000)).await.unwrap();
        assert_eq!(after_crash[0].attempts, 2);
        let found = db
            .write(move |tx| {
                let fetched = Fetched {
                    byte_count: 3,
                    sha256: "ab".to_owned(),
                    mime_type: "image/png".to_owned(),
                    shape: MediaShape {
                        width: Some(640),
                        height: Some(480),
                        duration_ms: Some(1_500),
                        peaks: Some("0,100".to_owned()),
                        is_voice: true,
                    },
                };
                assert!(media::save_fetched(tx, &ours, &id, &fetched)?);
                // A slower worker's failure does not take a file away that is here.
                assert!(!media::save_not_fetched(tx, &ours, &id, ("failed", "late"), None)?);
                media::find(tx, &ours, &id)
            })
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (
                found.state.as_str(),
                found.shape.width,
                found.shape.duration_ms,
                found.error
            ),
            ("ready", Some(640), Some(1_500), None)
        );
        assert_eq!(db.read(media::next_due_at).await.unwrap(), None);
    })
    .await;
}
