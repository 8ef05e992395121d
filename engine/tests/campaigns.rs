//! Campaigns from draft to their end, on both databases, without a network: what is planned stands in the queue.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod campaigns {
    mod quotas;
    mod texts;
}

use std::collections::BTreeMap;

use galka_domain::access::Provider;
use galka_domain::campaign::{CampaignState, RecipientState};
use galka_domain::consent::ConsentState;
use galka_domain::ids::{CampaignId, ConnectionId, ContactId, LabelId, NumberId, TemplateId, WorkspaceId};
use galka_domain::number::{NumberStatus, Quality};
use galka_domain::template::{TemplateCategory, TemplateStatus};
use galka_domain::time::Timestamp;
use galka_engine::campaigns::{
    Audience, CampaignInput, CampaignOutcome, CampaignReport, CampaignWorker, ValueSource, campaign_counts,
    campaign_report, create_campaign, forecast_campaign, pause_campaign, preview_campaign, resume_campaign,
    start_campaign, stop_campaign,
};
use galka_engine::runner::Worker;
use galka_engine::templates::{TemplateChanged, TemplateFact, apply_template_changes};
use galka_engine::{Engine, EngineSettings};
use galka_store::campaigns::StoredCampaign;
use galka_store::connections::StoredConnection;
use galka_store::contacts::ContactRow;
use galka_store::numbers::NumberReport;
use galka_store::templates::StoredTemplate;
use galka_store::testing::TestDatabase;
use galka_store::{Tx, connections, contacts, labels, migrate, numbers, recipients, sql, templates};

const T0: Timestamp = Timestamp::from_secs(1_795_000_000);

fn ours() -> WorkspaceId {
    WorkspaceId::new(T0, 1)
}

fn number() -> NumberId {
    NumberId::new(T0, 1)
}

fn contact(place: u64) -> ContactId {
    ContactId::new(T0, place)
}

fn connection() -> StoredConnection {
    StoredConnection {
        workspace: ours(),
        id: ConnectionId::new(T0, 1),
        name: "Цветы".to_owned(),
        provider: Provider::Sandbox,
        base_url: "http://127.0.0.1:9".to_owned(),
        api_version: "v26.0".to_owned(),
        waba_id: "2088".to_owned(),
        phone_number_id: "1099".to_owned(),
        portfolio_id: None,
        secrets: String::new(),
        has_app_secret: true,
        verify_token: String::new(),
        rule_set: "meta-2026-10".to_owned(),
        rate_card: "meta-usd-2026-10-01".to_owned(),
        state: "connected".to_owned(),
        checks: "[]".to_owned(),
        last_checked_at: None,
        next_check_at: T0,
        created_at: T0,
    }
}

fn template() -> StoredTemplate {
    StoredTemplate {
        id: TemplateId::new(T0, 1),
        connection_id: connection().id,
        remote_id: Some("17".to_owned()),
        name: "spring".to_owned(),
        language: "ru".to_owned(),
        category: TemplateCategory::Marketing,
        content: r#"{"body":"Привет, {{1}}! Тюльпаны здесь.","buttons":[{"type":"quick_reply","text":"Хочу"}],"samples":{"1":"Анна"}}"#
            .to_owned(),
        status: TemplateStatus::Approved,
        quality: Quality::Green,
        rejection_reason: None,
        rejection_detail: None,
        paused_until: None,
        history: "[]".to_owned(),
        created_at: T0,
        updated_at: T0,
        submitted_at: Some(T0),
    }
}

/// Contacts are named `Клиент N`; every tenth has no name, every seventh no consent.
fn person(place: u64) -> ContactRow {
    let consent = if place.is_multiple_of(7) {
        ConsentState::Unknown
    } else {
        ConsentState::Granted
    };
    ContactRow {
        id: contact(place),
        name: if place.is_multiple_of(10) {
            String::new()
        } else {
            format!("Клиент {place}")
        },
        phone: Some(format!("+7916{place:07}")),
        username: None,
        country: Some("RU".to_owned()),
        locale: None,
        fields: "{}".to_owned(),
        consent_state: consent,
        consent_source: None,
        consent_at: Some(T0),
        blocked: false,
        last_inbound_at: None,
        import_id: None,
        created_at: T0,
        updated_at: T0,
    }
}

struct House {
    engine: Engine,
    database: TestDatabase,
    _files: tempfile::TempDir,
}

/// A company with a number on the lowest tier (250 people a day), a template, and so many contacts with one label.
async fn house(database: TestDatabase, people: u64, tier: &str) -> House {
    let files = tempfile::tempdir().unwrap();
    let engine = Engine::open(EngineSettings {
        database_url: database.url.clone(),
        data_dir: files.path().to_owned(),
        public_url: "http://127.0.0.1:8080".to_owned(),
        sandbox_control: None,
        follow_clock: false,
        media_bytes_max: 1_000_000,
        journal_keep_days: 30,
        allow_private: Vec::new(),
        secret_key: None,
        push: None,
    })
    .await
    .unwrap();
    let tier = tier.to_owned();
    engine
        .db
        .write(move |tx| {
            let report = NumberReport {
                phone_number_id: "1099".to_owned(),
                status: Some(NumberStatus::Connected),
                quality: Some(Quality::Green),
                tier: Some(tier.clone()),
                throughput_mps: Some(80),
                on_app: Some(false),
                ..NumberReport::default()
            };
            connections::insert(tx, &connection())?;
            numbers::upsert(tx, &ours(), &connection().id, &[(number(), report)], T0)?;
            templates::insert(tx, &ours(), &template())?;
            contacts::insert_contacts(tx, &ours(), &(1..=people).map(person).collect::<Vec<_>>())?;
            let pairs: Vec<_> = (1..=people)
                .map(|place| (contact(place), LabelId::new(T0, 1)))
                .collect();
            labels::add_labels(tx, &ours(), &pairs)?;
            Ok(())
        })
        .await
        .unwrap();
    House {
        engine,
        database,
        _files: files,
    }
}

async fn on_both(people: u64, tier: &str, test: impl AsyncFn(&Engine)) {
    for database in [
        TestDatabase::sqlite(migrate::MIGRATIONS).await,
        TestDatabase::postgres(migrate::MIGRATIONS).await,
    ] {
        let house = house(database, people, tier).await;
        test(&house.engine).await;
        house.engine.db.close().await;
        house.database.remove().await;
    }
}

fn everybody() -> Audience {
    Audience {
        label_ids: vec![LabelId::new(T0, 1)],
        contact_ids: vec![contact(1), contact(2)],
        segment_id: None,
    }
}

async fn draft(engine: &Engine, fallback: Option<&str>) -> CampaignId {
    let source = ValueSource {
        source: "first_name".to_owned(),
        value: None,
        fallback: fallback.map(str::to_owned),
    };
    let input = CampaignInput {
        name: Some("Весна".to_owned()),
        number_id: Some(number()),
        audience: Some(everybody()),
        template_id: Some(Some(template().id)),
        values: Some(BTreeMap::from([("1".to_owned(), source)])),
        ..CampaignInput::default()
    };
    done(create_campaign(engine, &ours(), input, None).await.unwrap()).id
}

fn done(outcome: CampaignOutcome) -> StoredCampaign {
    match outcome {
        CampaignOutcome::Done(campaign) => *campaign,
        other => panic!("{other:?}"),
    }
}

/// Lets the planner work until it has nothing more to do at once.
async fn plan(engine: &Engine) {
    let mut worker = CampaignWorker::new(engine.clone());
    for _ in 0..8 {
        worker.step(engine.business_now()).await.unwrap();
    }
}

async fn counts(engine: &Engine, id: &CampaignId) -> BTreeMap<RecipientState, i64> {
    let ids = vec![id.clone()];
    let counts = engine
        .db
        .read(move |tx| campaign_counts(tx, &ours(), &ids))
        .await
        .unwrap()
        .remove(id)
        .unwrap();
    RecipientState::ALL
        .iter()
        .map(|state| (*state, counts.of(*state)))
        .filter(|(_, count)| *count > 0)
        .collect()
}

async fn report(engine: &Engine, id: &CampaignId, now: Timestamp) -> CampaignReport {
    let wanted = id.clone();
    let found = engine.db.read(move |tx| campaign_report(tx, &ours(), &wanted, now));
    found.await.unwrap().unwrap()
}

/// The reasons of a report, the commonest first.
fn failures(report: &CampaignReport) -> Vec<(&str, i64)> {
    let groups = report.failures.iter();
    groups.map(|group| (group.reason_code.as_str(), group.count)).collect()
}

async fn queued(engine: &Engine) -> i64 {
    engine
        .db
        .read(|tx| recipients::count_queued(tx, &ours(), &number(), 10_000))
        .await
        .unwrap()
}

#[tokio::test]
async fn starting_freezes_everybody_once_and_plans_those_the_guard_lets_pass() {
    on_both(100, "TIER_2K", async |engine| {
        let id = draft(engine, None).await;
        let started = done(start_campaign(engine, &ours(), &id).await.unwrap());
        assert_eq!(started.state, CampaignState::Running);
        let again = start_campaign(engine, &ours(), &id).await.unwrap();
        assert_eq!(
            again,
            CampaignOutcome::WrongState {
                state: CampaignState::Running
            }
        );
        plan(engine).await;
        // 14 without consent; 10 without a name, of whom one (70) has no consent either.
        let expected = BTreeMap::from([(RecipientState::Waiting, 77), (RecipientState::Refused, 23)]);
        assert_eq!(counts(engine, &id).await, expected);
        assert_eq!(queued(engine).await, 77);
        plan(engine).await;
        assert_eq!(queued(engine).await, 77);
        let report = report(engine, &id, T0).await;
        assert_eq!(failures(&report), [("consent_missing", 14), ("template_values", 9)]);
    })
    .await;
}

#[tokio::test]
async fn pausing_empties_the_queue_resuming_fills_it_and_stopping_ends_it() {
    on_both(40, "TIER_2K", async |engine| {
        let id = draft(engine, Some("друг")).await;
        done(start_campaign(engine, &ours(), &id).await.unwrap());
        plan(engine).await;
        assert_eq!(queued(engine).await, 35);
        assert_eq!(
            done(pause_campaign(engine, &ours(), &id).await.unwrap()).state,
            CampaignState::Paused
        );
        plan(engine).await;
        assert_eq!(queued(engine).await, 0);
        done(resume_campaign(engine, &ours(), &id).await.unwrap());
        plan(engine).await;
        assert_eq!(queued(engine).await, 35);
        assert_eq!(
            done(stop_campaign(engine, &ours(), &id).await.unwrap()).state,
            CampaignState::Stopped
        );
        assert_eq!(queued(engine).await, 0);
        let expected = BTreeMap::from([(RecipientState::Stopped, 35), (RecipientState::Refused, 5)]);
        assert_eq!(counts(engine, &id).await, expected);
        let resumed = resume_campaign(engine, &ours(), &id).await.unwrap();
        assert_eq!(
            resumed,
            CampaignOutcome::WrongState {
                state: CampaignState::Stopped
            }
        );
    })
    .await;
}

#[tokio::test]
async fn people_beyond_the_limit_are_deferred_with_the_reason() {
    on_both(400, "TIER_250", async |engine| {
        let id = draft(engine, Some("друг")).await;
        let forecast = forecast_campaign(engine, &ours(), &id).await.unwrap().unwrap();
        assert_eq!(
            (forecast.audience, forecast.recipients, forecast.over_limit),
            (400, 343, 93)
        );
        assert_eq!(forecast.exclusions[0].rule, "consent_missing");
        assert_eq!(forecast.exclusions[0].count, 57);
        assert_eq!(forecast.warnings, ["over_limit"]);
        assert!(forecast.total.micros > 0);
        assert!(forecast.duration_ms > 24 * 3_600_000);
        done(start_campaign(engine, &ours(), &id).await.unwrap());
        plan(engine).await;
        assert_eq!(queued(engine).await, 250);
        // As long as the queue was not sent, nobody knows that the limit will be used up.
        let expected = BTreeMap::from([(RecipientState::Waiting, 343), (RecipientState::Refused, 57)]);
        assert_eq!(counts(engine, &id).await, expected);
        let now = engine.business_now();
        engine.db.write(move |tx| send_the_queue(tx, now)).await.unwrap();
        plan(engine).await;
        let expected = BTreeMap::from([
            (RecipientState::Accepted, 250),
            (RecipientState::Deferred, 93),
            (RecipientState::Refused, 57),
        ]);
        assert_eq!(counts(engine, &id).await, expected);
        assert_eq!(queued(engine).await, 0);
    })
    .await;
}

/// As if WhatsApp had taken everything that is queued.
fn send_the_queue(tx: &mut Tx<'_>, now: Timestamp) -> galka_store::Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO limit_uses (workspace_id, budget, contact_id, used_at, message_id)
             SELECT workspace_id, 'account:2088', contact_id, $1, id FROM messages WHERE status = 'queued'"
        ),
        &[&now],
    )?;
    tx.execute(
        sql!("UPDATE campaign_recipients SET state = 'accepted' WHERE message_id IS NOT NULL"),
        &[],
    )?;
    tx.execute(
        sql!("UPDATE messages SET status = 'accepted' WHERE status = 'queued'"),
        &[],
    )?;
    Ok(())
}

#[tokio::test]
async fn everybody_with_an_outcome_ends_the_campaign() {
    on_both(10, "TIER_2K", async |engine| {
        let id = draft(engine, Some("друг")).await;
        done(start_campaign(engine, &ours(), &id).await.unwrap());
        plan(engine).await;
        let now = engine.business_now();
        engine.db.write(move |tx| send_the_queue(tx, now)).await.unwrap();
        plan(engine).await;
        let found = report(engine, &id, now).await;
        assert_eq!(found.campaign.state, CampaignState::Finished);
        assert!(found.campaign.finished_at.is_some());
        assert_eq!(
            (found.counts.taken(), found.counts.total(), found.left_ms),
            (9, 10, None)
        );
    })
    .await;
}

#[tokio::test]
async fn a_template_that_is_paused_holds_its_campaigns() {
    on_both(20, "TIER_2K", async |engine| {
        let id = draft(engine, Some("друг")).await;
        done(start_campaign(engine, &ours(), &id).await.unwrap());
        plan(engine).await;
        let change = TemplateChanged {
            remote_id: Some("17".to_owned()),
            name: "spring".to_owned(),
            language: "ru".to_owned(),
            what: TemplateFact::Status {
                event: "PAUSED".to_owned(),
                reason: Some("NONE".to_owned()),
                detail: None,
                paused_until: Some(T0.plus(1)),
            },
        };
        let told = engine
            .db
            .write(move |tx| apply_template_changes(tx, &ours(), &connection().id, std::slice::from_ref(&change), T0))
            .await
            .unwrap();
        assert_eq!(told.len(), 2);
        assert_eq!(queued(engine).await, 0);
        let (found, wanted) = (id.clone(), id.clone());
        let found = engine
            .db
            .read(move |tx| galka_store::campaigns::find(tx, &ours(), &found))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(found.state, CampaignState::Paused);
        assert!(found.paused_reason.unwrap().contains("template_not_approved"));
        let refused = start_campaign(engine, &ours(), &wanted).await.unwrap();
        assert_eq!(
            refused,
            CampaignOutcome::WrongState {
                state: CampaignState::Paused
            }
        );
    })
    .await;
}

#[tokio::test]
async fn a_preview_shows_real_people_with_their_texts_page_by_page() {
    on_both(12, "TIER_2K", async |engine| {
        let id = draft(engine, Some("друг")).await;
        let (first, next) = preview_campaign(engine, &ours(), &id, 0, 8).await.unwrap().unwrap();
        assert_eq!((first.len(), next), (8, Some(8)));
        let (rest, end) = preview_campaign(engine, &ours(), &id, 8, 8).await.unwrap().unwrap();
        assert_eq!((rest.len(), end), (4, None));
        let all: Vec<_> = first.into_iter().chain(rest).collect();
        let of = |place: u64| all.iter().find(|shown| shown.contact_id == contact(place)).unwrap();
        assert_eq!(of(3).text, "Привет, Клиент! Тюльпаны здесь.\n[Хочу]");
        assert_eq!(of(10).text, "Привет, друг! Тюльпаны здесь.\n[Хочу]");
        assert_eq!(of(7).reason.as_ref().unwrap().rule.as_str(), "consent_missing");
    })
    .await;
}
