//! A plan's messages of a month: a campaign takes its places as it is planned, gives them back, and waits for more.

use galka_domain::campaign::RecipientState;
use galka_domain::plan::{Plan, Quota, Quotas};
use galka_engine::Engine;
use galka_engine::campaigns::{forecast_campaign, pause_campaign, resume_campaign, start_campaign, stop_campaign};
use galka_engine::plans::{offer, plan_use};
use galka_store::{testing, workspaces};

use crate::{T0, counts, done, draft, failures, on_both, ours, plan, queued, report};

async fn allow(engine: &Engine, messages: u64) {
    let offered = Plan {
        name: "small".to_owned(),
        fee: String::new(),
        quotas: Quotas {
            messages_per_month: Some(messages),
            ..Quotas::default()
        },
    };
    offer::put_plan(engine, offered).await.unwrap();
    assert!(offer::attach_plan(engine, &ours(), "small").await.unwrap());
}

async fn company(engine: &Engine) {
    engine
        .db
        .write(|tx| workspaces::insert_workspace(tx, &testing::company(ours(), "flowers", T0)))
        .await
        .unwrap();
}

async fn used(engine: &Engine) -> u64 {
    let shown = plan_use(engine, &ours()).await.unwrap().unwrap();
    let uses = shown.uses.into_iter();
    uses.filter(|one| one.quota == Quota::MessagesPerMonth)
        .map(|one| one.used)
        .sum()
}

#[tokio::test]
async fn a_campaign_sends_what_the_plan_allows_and_goes_on_when_it_allows_more() {
    on_both(40, "TIER_2K", async |engine| {
        company(engine).await;
        allow(engine, 20).await;
        let id = draft(engine, Some("друг")).await;
        let forecast = forecast_campaign(engine, &ours(), &id).await.unwrap().unwrap();
        assert_eq!((forecast.recipients, forecast.over_plan), (35, 15));
        assert!(
            forecast.warnings.contains(&"over_plan".to_owned()),
            "{:?}",
            forecast.warnings
        );
        assert!(forecast.plan_resets_at.is_some());

        done(start_campaign(engine, &ours(), &id).await.unwrap());
        plan(engine).await;
        assert_eq!((queued(engine).await, used(engine).await), (20, 20));
        assert_eq!(counts(engine, &id).await[&RecipientState::Deferred], 15);
        let told = report(engine, &id, T0).await;
        assert!(
            failures(&told).contains(&("message_quota", 15)),
            "{:?}",
            failures(&told)
        );

        // What is taken back leaves its places, and takes them again.
        done(pause_campaign(engine, &ours(), &id).await.unwrap());
        assert_eq!((queued(engine).await, used(engine).await), (0, 0));
        done(resume_campaign(engine, &ours(), &id).await.unwrap());
        plan(engine).await;
        assert_eq!((queued(engine).await, used(engine).await), (20, 20));

        allow(engine, 30).await;
        plan(engine).await;
        assert_eq!((queued(engine).await, used(engine).await), (30, 30));
        assert!(offer::detach_plan(engine, &ours()).await.unwrap());
        plan(engine).await;
        assert_eq!(queued(engine).await, 35);

        done(stop_campaign(engine, &ours(), &id).await.unwrap());
        allow(engine, 30).await;
        assert_eq!(used(engine).await, 0);
    })
    .await;
}
