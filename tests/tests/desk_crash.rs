//! The desk under `kill -9`: each conversation goes to one person, and what is put back is put back once and in full.

use std::collections::BTreeMap;
use std::time::Duration;

use galka_domain::desk::EntryKind;
use galka_domain::ids::ConversationId;
use galka_domain::time::MINUTE_MS;
use galka_store::entries;
use galka_tests::api::text;
use galka_tests::company::Company;
use galka_tests::patience::{eventually, pause};
use galka_tests::sizes::choose;
use galka_tests::storage::Kind;
use galka_tests::webhook::{new_wamid, phone, text_message};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_is_given_to_one_person_over_kills_on_sqlite() {
    gives_out_over_kills(Kind::Sqlite, choose(5, 30)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_is_given_to_one_person_over_kills_on_postgres() {
    gives_out_over_kills(Kind::Postgres, choose(2, 8)).await;
}

async fn gives_out_over_kills(kind: Kind, kills: usize) {
    let mut company = Company::open(kind).await;
    for name in ["Мария", "Олег", "Тимур"] {
        hire(&company, name).await;
    }
    let mut wanted = company.api.get("/settings/assignment").await.expect(200);
    wanted["mode"] = json!("round_robin");
    company.api.put("/settings/assignment", wanted).await.expect(200);
    let customers = kills * 12;
    let sender = company.sender();
    for customer in 0..customers {
        let body = sender.messages(&[text_message(&new_wamid(), &phone(customer), "Букет готов?")]);
        while sender.post(&body).await != Some(200) {
            pause(Duration::from_millis(5)).await;
        }
        if customer % 12 == 11 {
            company.crash().await;
        }
    }
    let threads = eventually("everything has somebody", async || {
        let all = company.api.pages("/conversations?limit=200").await;
        let given = all.iter().filter(|thread| !thread["assignee"].is_null()).count();
        (all.len() == customers && given == customers).then_some(all)
    })
    .await;
    let mut loads = BTreeMap::<String, usize>::new();
    for thread in &threads {
        *loads.entry(text(&thread["assignee"], "user_id")).or_default() += 1;
    }
    // The sample owner of the company takes part, too, where there is one.
    let (most, least) = (loads.values().max(), loads.values().min());
    assert!(
        most.zip(least).is_some_and(|(most, least)| most - least <= 1),
        "{loads:?}"
    );
    company.end().await;
    assert_eq!(count(&company, &threads, EntryKind::Assigned).await, vec![1; customers]);
    company.storage.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_put_back_is_put_back_once_over_a_kill_on_sqlite() {
    puts_back_over_a_kill(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_put_back_is_put_back_once_over_a_kill_on_postgres() {
    puts_back_over_a_kill(Kind::Postgres).await;
}

async fn puts_back_over_a_kill(kind: Kind) {
    // Three batches of the change.
    const CUSTOMERS: usize = 1_200;
    let mut company = Company::open(kind).await;
    let sender = company.sender();
    for first in (0..CUSTOMERS).step_by(100) {
        let messages: Vec<Value> = (first..first + 100)
            .map(|customer| text_message(&new_wamid(), &phone(customer), "Спасибо!"))
            .collect();
        assert_eq!(sender.post(&sender.messages(&messages)).await, Some(200));
    }
    company.applied().await;
    let close = json!({"action": "close", "filter": {"view": "all"}, "count": CUSTOMERS});
    let done = company.api.post("/conversations/bulk", close).await.expect(200);
    assert_eq!(done["changed"], CUSTOMERS);
    let path = format!("/conversations/bulk/{}/undo", text(&done, "undo_id"));
    let (api, address) = (company.api.clone(), path.clone());
    let asked = tokio::spawn(async move { api.post(&address, json!({})).await.status });
    pause(Duration::from_millis(60)).await;
    company.crash().await;
    if asked.await.is_err() {
        // Nobody answered: it was begun or not, and whoever asks again is told so.
        let again = company.api.post(&path, json!({})).await;
        assert!(matches!(again.status, 200 | 409), "{}", again.body);
    }
    company.world.advance(2 * MINUTE_MS).await;
    let threads = eventually("everything is open again", async || {
        let open = company.api.pages("/conversations?state=open&limit=200").await;
        (open.len() == CUSTOMERS).then_some(open)
    })
    .await;
    company.end().await;
    let moves = count(&company, &threads, EntryKind::State).await;
    assert_eq!(moves, vec![2; CUSTOMERS], "closed and opened");
    company.storage.remove().await;
}

/// A colleague who came by an invitation.
async fn hire(company: &Company, name: &str) {
    let made = company
        .api
        .post("/invitations", json!({"role": "agent"}))
        .await
        .expect(201);
    let link = text(&made, "link");
    let token = link.rsplit('/').next().unwrap_or_default();
    let account = json!({"name": name, "email": format!("{}@example.org", new_wamid().to_lowercase()),
        "password": "correct horse battery", "locale": "ru"});
    company
        .api
        .post(&format!("/auth/links/{token}"), account)
        .await
        .expect(200);
}

/// How many entries of a kind each conversation has.
async fn count(company: &Company, threads: &[Value], kind: EntryKind) -> Vec<usize> {
    let db = company.storage.open().await;
    let mut counts = Vec::new();
    for thread in threads {
        let (home, id) = (
            company.workspace.clone(),
            ConversationId::from_stored(text(thread, "id")),
        );
        let told = db.read(move |tx| entries::list(tx, &home, &id, None, None, 100)).await;
        let told = told.expect("the entries can be read");
        counts.push(told.iter().filter(|one| one.entry.kind == kind).count());
    }
    db.close().await;
    counts
}
