//! Giving out conversations under `kill -9`: each goes to one person, and turns are kept.

use std::collections::BTreeMap;
use std::time::Duration;

use galka_domain::desk::EntryKind;
use galka_domain::ids::ConversationId;
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
    assert_eq!(count_given(&company, &threads).await, vec![1; customers]);
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

/// How often each conversation was given to somebody.
async fn count_given(company: &Company, threads: &[Value]) -> Vec<usize> {
    let db = company.storage.open().await;
    let mut counts = Vec::new();
    for thread in threads {
        let (home, id) = (
            company.workspace.clone(),
            ConversationId::from_stored(text(thread, "id")),
        );
        let told = db.read(move |tx| entries::list(tx, &home, &id, None, None, 100)).await;
        let given = told.expect("the entries can be read");
        counts.push(given.iter().filter(|one| one.entry.kind == EntryKind::Assigned).count());
    }
    db.close().await;
    counts
}
