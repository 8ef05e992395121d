//! The rules: our guard refuses before any call is made, and without our guard the sandbox refuses by its own code.

use galka_graph_client::Outcome;
use galka_tests::api::text;
use galka_tests::company::{Company, TEMPLATE, text_content};
use galka_tests::on_both;
use galka_tests::patience::eventually;
use galka_tests::storage::{Kind, Storage};
use galka_tests::webhook::phone;
use galka_tests::world::World;
use serde_json::{Value, json};

on_both!(the_guard_refuses_by_rule_before_any_call, guarded);
on_both!(the_limits_next_unique_recipient_is_refused, over_the_limit);

async fn guarded(kind: Kind) {
    let company = Company::open(kind).await;
    company.approved_template().await;
    company.submit_template("not_yet", "marketing").await;
    let (with, without, stopped, quiet) = (phone(1), phone(2), phone(3), phone(4));
    company.make_contact("Анна", &with, true).await;
    company.make_contact("Борис", &without, false).await;
    company.make_contact("Вера", &stopped, true).await;
    company.make_contact("Глеб", &quiet, true).await;
    company
        .world
        .make_customers(&[stopped.clone(), quiet.clone()], json!({}))
        .await;
    let order = json!({ "phone_number_id": company.world.company.phone_number_id, "value": "stop" });
    let path = format!("/customers/{quiet}/marketing");
    company.world.control.post(&path, order).await.done();
    company.world.writes(&stopped, "Стоп").await;
    eventually("the stop word is understood", || async {
        let found = company
            .api
            .get(&format!("/contacts?q={stopped}&limit=1"))
            .await
            .expect(200);
        (found["data"][0]["consent"]["state"] == "withdrawn").then_some(())
    })
    .await;
    eventually(
        "the stop of marketing is kept for the number, and consent as it was",
        || async {
            let path = format!("/contacts?q={quiet}&limit=1");
            let found = company.api.get(&path).await.expect(200)["data"][0].clone();
            let is_kept = found["marketing_stops"].as_array()?.len() == 1 && found["consent"]["state"] == "granted";
            is_kept.then_some(())
        },
    )
    .await;
    let before = company.world.summary().await["accepted"].clone();
    let template = Company::template_content(TEMPLATE);
    for (to, content, rule) in [
        (&with, text_content("Здравствуйте"), "window_closed"),
        (&without, template.clone(), "consent_missing"),
        (&stopped, template.clone(), "opted_out"),
        (&quiet, template.clone(), "opted_out"),
        (&with, Company::template_content("not_yet"), "template_not_approved"),
    ] {
        refused(&company, &company.message_to(to, content), rule).await;
    }
    assert_eq!(company.world.summary().await["accepted"], before, "a call was made");
    assert_eq!(company.world.book().await, Vec::<Value>::new());
    let catalogue = company.api.get("/error_catalogue").await.expect(200);
    for rule in [
        "window_closed",
        "consent_missing",
        "opted_out",
        "template_not_approved",
        "limit_reached",
    ] {
        let words = catalogue["data"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|entry| entry["code"] == rule);
        let words = words.unwrap_or_else(|| panic!("no words for {rule}"));
        for language in ["ru", "en"] {
            for part in ["title", "cause", "action"] {
                assert!(!text(&words[language], part).is_empty(), "{rule} {language} {part}");
            }
        }
    }
    // The same template with consent goes, so that it was the rule and nothing else.
    let sent = company
        .api
        .post("/messages", company.message_to(&with, template))
        .await
        .expect(201);
    company.message_becomes(&text(&sent, "id"), "delivered").await;
}

async fn over_the_limit(kind: Kind) {
    const LIMIT: usize = 250;
    let mut company = Company::unconnected(Storage::fresh(kind).await, World::start().await).await;
    company
        .world
        .set_number(json!({ "messaging_limit_tier": "TIER_250", "throughput_mps": 1_000 }))
        .await;
    company.connect_as_it_is().await;
    company.approved_template().await;
    let phones: Vec<String> = (0..=LIMIT).map(phone).collect();
    company.world.make_customers(&phones, json!({})).await;
    for phone in &phones {
        company.make_contact("Анна", phone, true).await;
    }
    let template = Company::template_content(TEMPLATE);
    for phone in &phones[..LIMIT] {
        company
            .api
            .post("/messages", company.message_to(phone, template.clone()))
            .await
            .expect(201);
    }
    eventually("the limit is used up", || async {
        (company.world.summary().await["accepted"] == LIMIT).then_some(())
    })
    .await;
    let number = company
        .api
        .get(&format!("/numbers/{}", company.number_id))
        .await
        .expect(200);
    assert_eq!(
        (&number["limit"]["used"], &number["limit"]["remaining"]),
        (&json!(LIMIT), &json!(0)),
        "{number}"
    );
    let next = &phones[LIMIT];
    let decision = company
        .api
        .post("/decisions", company.message_to(next, template.clone()))
        .await
        .expect(200);
    assert_ne!(decision["decision"], "send", "{decision}");
    assert_eq!(decision["reason"]["rule"], "limit_reached", "{decision}");
    assert!(
        decision["until"].is_string() || decision["decision"] == "refuse",
        "{decision}"
    );
    company
        .api
        .post("/messages", company.message_to(next, template.clone()))
        .await;
    assert_eq!(company.world.summary().await["accepted"], LIMIT, "a call was made");
    // The sandbox refuses it by its own count.
    match company.world.send_past_the_guard(&format!("+{next}"), template).await {
        Outcome::Rejected { error } | Outcome::Throttled { error, .. } => assert_eq!(error.code, 131_048),
        other => panic!("the sandbox took a recipient over the limit: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_guard_the_sandbox_refuses_what_meta_refuses() {
    let company = Company::open(Kind::Sqlite).await;
    company.approved_template().await;
    company.submit_template("not_yet", "marketing").await;
    let (stranger, stopped) = (phone(1), phone(2));
    company
        .world
        .make_customers(&[stranger.clone(), stopped.clone()], json!({}))
        .await;
    let order = json!({ "phone_number_id": company.world.company.phone_number_id, "value": "stop" });
    company
        .world
        .control
        .post(&format!("/customers/{stopped}/marketing"), order)
        .await
        .done();
    for (to, content, code) in [
        (&stranger, text_content("Здравствуйте"), 131_047),
        (&stranger, Company::template_content("not_yet"), 132_001),
        (&stopped, Company::template_content(TEMPLATE), 131_050),
    ] {
        assert_eq!(code_of(&company, to, content).await, Some(code));
    }
    // Consent is ours alone.
    assert_eq!(
        code_of(&company, &stranger, Company::template_content(TEMPLATE)).await,
        None
    );
}

/// The code by which the sandbox refuses, at once or by a status; none when the message is delivered.
async fn code_of(company: &Company, to: &str, content: Value) -> Option<u64> {
    let wamid = match company.world.send_past_the_guard(&format!("+{to}"), content).await {
        Outcome::Rejected { error } => return u64::try_from(error.code).ok(),
        Outcome::Accepted { wamid, .. } => wamid,
        other => panic!("neither taken nor refused: {other:?}"),
    };
    eventually("the message ends", || async {
        let book = company.world.book().await;
        let message = book.into_iter().find(|message| message["id"] == json!(wamid))?;
        let failed = message["timeline"]
            .as_array()?
            .iter()
            .find(|step| step["status"] == "failed")
            .cloned();
        match failed {
            Some(step) => Some(step["error_code"].as_u64()),
            None => ["delivered", "read"]
                .contains(&message["status"].as_str()?)
                .then_some(None),
        }
    })
    .await
}

/// Refused when asked and refused when tried, by the same rule.
async fn refused(company: &Company, message: &Value, rule: &str) {
    let (decision, answer) = company.refusals(message).await;
    assert_eq!(decision["decision"], "refuse", "{rule}: {decision}");
    assert_eq!(decision["reason"]["rule"], rule, "{decision}");
    assert!(
        (400..500).contains(&answer.status),
        "{rule}: {} {}",
        answer.status,
        answer.body
    );
    assert_eq!(answer.body["reason"]["rule"], rule, "{}", answer.body);
}
