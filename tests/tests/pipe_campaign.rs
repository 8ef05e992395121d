//! A campaign killed with `-9` while it is sending: nobody gets it twice, and every recipient's state is true.

mod pipe_campaign {
    mod texts;
}

use std::collections::HashMap;
use std::time::Duration;

use galka_tests::api::text;
use galka_tests::campaign::Campaign;
use galka_tests::company::Company;
use galka_tests::patience::{eventually, now, within};
use galka_tests::sizes::{choose, seed};
use galka_tests::storage::Kind;
use galka_tests::webhook::phone;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_campaign_reaches_everybody_once_on_sqlite() {
    killed_while_sending(Kind::Sqlite, choose(2_000, 10_000)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_campaign_reaches_everybody_once_on_postgres() {
    killed_while_sending(Kind::Postgres, choose(600, 10_000)).await;
}

async fn killed_while_sending(kind: Kind, size: usize) {
    const KILLS: u64 = 5;
    let mut random = StdRng::seed_from_u64(seed());
    let mut company = Company::open(kind).await;
    let template = company.approved_template().await;
    let phones: Vec<String> = (0..size).map(phone).collect();
    let campaign = Campaign::draft(&company, &template, &phones).await;
    let began = now();
    campaign.start(&company).await;
    let wanted = u64::try_from(size).expect("a size is small");
    for kill in 1..=KILLS {
        let least = wanted * kill / (KILLS + 2);
        within(
            Duration::from_secs(120),
            &format!("{least} messages went out"),
            || async { (company.world.summary().await["accepted"].as_u64()? >= least).then_some(()) },
        )
        .await;
        galka_tests::patience::pause(Duration::from_millis(random.random_range(0..60))).await;
        company.crash().await;
    }
    campaign.settles(&company, wanted).await;
    println!("sent and settled after {:?}", now() - began);
    // What was uncertain is settled by the webhooks that could not be delivered meanwhile.
    let book: HashMap<String, Value> = within(Duration::from_secs(120), "every status has arrived", || async {
        let waiting = company.world.control.get("/world").await.expect(200)["counts"]["deliveries_waiting"].as_u64()?;
        let still = company.world.summary().await["by_status"].clone();
        let moving = ["accepted", "sent"]
            .iter()
            .any(|state| still[*state].as_u64().unwrap_or(0) > 0);
        (waiting == 0 && !moving).then_some(())?;
        let book = company.world.book().await;
        Some(
            book.into_iter()
                .map(|message| (text(&message, "customer"), message))
                .collect(),
        )
    })
    .await;
    company.applied().await;
    println!("every status is in after {:?}", now() - began);
    let summary = company.world.summary().await;
    assert_eq!(summary["max_per_recipient"], 1, "somebody got two messages: {summary}");
    let recipients = campaign.recipients(&company).await;
    assert_eq!(recipients.len(), size);
    let mut uncertain = 0;
    for recipient in &recipients {
        let digits = text(recipient, "phone").trim_start_matches('+').to_owned();
        let state = text(recipient, "state");
        match (book.get(&digits), state.as_str()) {
            (Some(message), "sent" | "delivered" | "read") => {
                assert_eq!(message["status"], json!(state), "{recipient}")
            }
            // The call was never made, and nobody can know that: it stays open until somebody decides.
            (None, "uncertain") => uncertain += 1,
            (inside, _) => panic!("{recipient} is not true: the sandbox has {inside:?}"),
        }
    }
    println!(
        "{size} recipients, {KILLS} kills on {kind:?}: {} arrived, {uncertain} without a call stay open",
        book.len()
    );
    assert!(
        uncertain * 5 <= size,
        "too many were claimed and not called: {uncertain}"
    );
    let pipe = company.applied().await;
    assert_eq!(
        pipe["uncertain"],
        json!(uncertain),
        "the quiet line tells of them: {pipe}"
    );
    company.end().await;
    company.storage.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_is_shown_as_unknown_and_settled_by_the_late_status() {
    let company = Company::open(Kind::Sqlite).await;
    let template = company.approved_template().await;
    let phones: Vec<String> = (0..5).map(phone).collect();
    let campaign = Campaign::draft(&company, &template, &phones).await;
    let lost = company
        .world
        .fault(json!({ "target": "messages", "kind": "lost_answer", "customer": phones[2] }))
        .await;
    let late = company
        .world
        .fault(json!({ "target": "webhook", "kind": "delay", "delay_ms": 3_600_000, "customer": phones[2] }))
        .await;
    campaign.start(&company).await;
    campaign.settles(&company, 5).await;
    let state_of = async |phone: &str| {
        let all = campaign.recipients(&company).await;
        let found = all
            .into_iter()
            .find(|recipient| recipient["phone"] == json!(format!("+{phone}")));
        text(&found.expect("the recipient is listed"), "state")
    };
    assert_eq!(state_of(&phones[2]).await, "uncertain");
    let messages = company.world.summary().await;
    assert_eq!(
        messages["accepted"], 5,
        "an unknown outcome is not sent again: {messages}"
    );
    company.world.heal(&lost).await;
    company.world.heal(&late).await;
    company.world.advance(2 * 3_600_000).await;
    eventually("the late status settles it", || async {
        (state_of(&phones[2]).await == "delivered").then_some(())
    })
    .await;
    assert_eq!(company.world.summary().await["max_per_recipient"], 1);
}
