//! Automation on the real binary: to the second by the steered clock, once however often the webhook came, and after
//! `kill -9` between the trigger and the send.

use std::time::Duration;

use galka_sandbox::ClockStart;
use galka_tests::api::text;
use galka_tests::company::{Company, TEMPLATE, text_content};
use galka_tests::on_both;
use galka_tests::patience::{eventually, pause};
use galka_tests::sizes::{choose, seed};
use galka_tests::storage::{Kind, Storage};
use galka_tests::webhook::{new_wamid, phone, text_message};
use galka_tests::world::World;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

on_both!(greets_first_writers_and_after_two_weeks_of_silence, greeting);
on_both!(is_away_once_in_each_closed_time_across_the_change_to_summer_time, away);
on_both!(a_button_press_gets_its_answer_and_a_person_stops_a_rule, rules);
on_both!(a_message_is_answered_once_over_repetitions_and_kills, once);

const DAY_MS: i64 = 86_400_000;
const MINUTE_MS: i64 = 60_000;
const GREETING: &str = "Здравствуйте!";
const AWAY: &str = "Мы не на месте";
const ECHO: &str = "Передали коллегам";

async fn greeting(kind: Kind) {
    let company = company_at(kind, "2026-02-02T09:00:00Z").await;
    switch_greeting(&company).await;
    echo(&company).await;
    let (anna, boris) = (phone(1), phone(2));
    assert_eq!(answer(&company, &anna, "Добрый день").await, GREETING);
    company.world.advance(14 * DAY_MS - MINUTE_MS).await;
    assert_eq!(answer(&company, &anna, "Есть розы?").await, ECHO);
    company.world.advance(14 * DAY_MS).await;
    assert_eq!(
        answer(&company, &anna, "А сейчас?").await,
        ECHO,
        "exactly two weeks are not more"
    );
    company.world.advance(14 * DAY_MS + 1_000).await;
    assert_eq!(answer(&company, &anna, "Снова я").await, GREETING);

    // Our message on day 10, the customer's on day 15: no greeting.
    company.approved_template().await;
    assert_eq!(answer(&company, &boris, "Здравствуйте").await, GREETING);
    let contact = company
        .api
        .get(&format!("/contacts?q={boris}&limit=1"))
        .await
        .expect(200);
    let consent = json!({ "state": "granted", "source": "касса", "at": "2026-01-01T00:00:00.000Z" });
    let path = format!("/contacts/{}/consent", text(&contact["data"][0], "id"));
    company.api.post(&path, consent).await.expect(200);
    company.world.advance(10 * DAY_MS).await;
    let offer = company.message_to(&boris, Company::template_content(TEMPLATE));
    let sent = eventually("the clock has arrived", || async {
        let sent = company.api.post("/messages", offer.clone()).await;
        (sent.status == 201).then_some(sent.body)
    })
    .await;
    let offered = format!("/messages/{}", text(&sent, "id"));
    eventually("the offer is on its way", || async {
        let status = company.api.get(&offered).await.expect(200)["status"].clone();
        ["accepted", "sent", "delivered", "read"]
            .iter()
            .any(|gone| status == *gone)
            .then_some(())
    })
    .await;
    company.world.advance(5 * DAY_MS).await;
    assert_eq!(answer(&company, &boris, "Ещё актуально?").await, ECHO);

    // Switched off it says nothing; what is written then is what is sent when it is on again.
    let stored = company.api.get("/automations/greeting").await.expect(200);
    let new = json!({ "enabled": false, "version": stored["version"], "document": { "text": "Привет, {{имя}}!" } });
    let off = company.api.put("/automations/greeting", new).await.expect(200);
    assert_eq!((&off["enabled"], &off["version"]), (&json!(false), &json!(2)));
    assert_eq!(answer(&company, &phone(3), "Первый раз").await, ECHO);
    let new = json!({ "enabled": true, "version": 2, "document": { "text": "Привет, {{имя}}!" } });
    let on = company.api.put("/automations/greeting", new.clone()).await.expect(200);
    assert_eq!(
        company
            .api
            .put(
                "/automations/greeting",
                json!({ "version": 1, "enabled": true, "document": new["document"] })
            )
            .await
            .status,
        409
    );
    assert!(answer(&company, &phone(4), "Первый раз").await.starts_with("Привет"));
    let versions = company
        .api
        .get(&format!("/automations/{}/versions", text(&on, "id")))
        .await
        .expect(200);
    assert_eq!(versions["data"].as_array().map(Vec::len), Some(2), "{versions}");
    company.storage.remove().await;
}

async fn away(kind: Kind) {
    let company = company_at(kind, "2026-03-27T16:59:40Z").await;
    company
        .api
        .patch("/workspace", json!({ "timezone": "Europe/Berlin" }))
        .await
        .expect(200);
    let away = |version: i64, enabled: bool| json!({ "enabled": enabled, "version": version, "document": { "text": AWAY, "schedule": { "kind": "outside_hours" } } });
    let refused = company.api.put("/automations/away", away(0, true)).await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (422, &json!("hours_not_set")),
        "{}",
        refused.body
    );
    let day = json!([{ "from": "09:00", "to": "18:00" }]);
    let week = json!([day, day, day, day, day, [], []]);
    company
        .api
        .put("/settings/hours", json!({ "week": week, "holidays": [] }))
        .await
        .expect(200);
    company.api.put("/automations/away", away(0, true)).await.expect(200);
    echo(&company).await;
    let (anna, boris, vera) = (phone(1), phone(2), phone(3));
    // Winter time: Friday ends at 17:00 UTC.
    company.world.advance_to("2026-03-27T16:59:59Z").await;
    assert_eq!(answer(&company, &anna, "Вы открыты?").await, ECHO);
    company.world.advance_to("2026-03-27T17:00:00Z").await;
    assert_eq!(answer(&company, &anna, "А теперь?").await, AWAY);
    company.world.advance_to("2026-03-29T12:00:00Z").await;
    assert_eq!(answer(&company, &anna, "Воскресенье").await, ECHO, "the same weekend");
    // Summer time: Monday begins at 07:00 UTC.
    company.world.advance_to("2026-03-30T06:59:59Z").await;
    assert_eq!(answer(&company, &boris, "Утро").await, AWAY);
    company.world.advance_to("2026-03-30T07:00:00Z").await;
    assert_eq!(answer(&company, &vera, "Утро").await, ECHO);
    company.world.advance_to("2026-03-30T16:00:00Z").await;
    assert_eq!(
        answer(&company, &anna, "Вечер").await,
        AWAY,
        "the next night is another one"
    );
    let runs = company.api.get("/automations/runs?limit=50").await.expect(200);
    let told: Vec<&Value> = runs["data"]
        .as_array()
        .expect("a page")
        .iter()
        .filter(|run| run["kind"] == "away")
        .map(|run| {
            if run["outcome"] == "sent" {
                &run["outcome"]
            } else {
                &run["reason"]
            }
        })
        .collect();
    assert_eq!(told, ["sent", "sent", "already", "sent"], "{runs}");
    // «Always» in the place of the hours begins now, also for those who were told in the evening.
    company.world.advance(MINUTE_MS).await;
    let always =
        json!({ "enabled": true, "version": 1, "document": { "text": AWAY, "schedule": { "kind": "always" } } });
    company.api.put("/automations/away", always).await.expect(200);
    assert_eq!(answer(&company, &anna, "Вы тут?").await, AWAY);
    assert_eq!(answer(&company, &anna, "Ау").await, ECHO);
    company.storage.remove().await;
}

async fn rules(kind: Kind) {
    let company = company_at(kind, "2026-02-02T09:00:00Z").await;
    let label = company.api.post("/labels", json!({ "name": "Цены" })).await.expect(201);
    let buttons = json!([{ "id": "roses", "title": "Розы" }, { "id": "tulips", "title": "Тюльпаны" }]);
    rule(
        &company,
        "Цены",
        json!({
            "when": { "kind": "keywords", "words": ["цен*"] },
            "actions": [
                { "kind": "send_buttons", "text": "Что интересует?", "buttons": buttons },
                { "kind": "add_label", "label_id": label["id"] },
            ],
        }),
    )
    .await;
    rule(
        &company,
        "Розы",
        json!({
            "when": { "kind": "button", "words": ["roses"] },
            "actions": [{ "kind": "send_text", "text": "Розы — 200" }, { "kind": "close" }],
        }),
    )
    .await;
    let anna = phone(1);
    assert_eq!(answer(&company, &anna, "Какие цены?").await, "Что интересует?");
    company.world.advance(MINUTE_MS).await;
    let asked = outbound(&company, &anna).await.pop().expect("the question went");
    let press = json!({
        "phone_number_id": company.world.company.phone_number_id, "type": "interactive",
        "context": { "id": asked["wamid"] },
        "interactive": { "type": "button_reply", "button_reply": { "id": "roses", "title": "Розы" } },
    });
    company
        .world
        .control
        .post(&format!("/customers/{anna}/messages"), press)
        .await
        .expect(201);
    let thread = format!("/conversations/{}/messages", text(&asked, "conversation_id"));
    let answers = answered_in(&company, &thread, 2).await;
    assert_eq!(answers[1]["text"], "Розы — 200");
    assert_eq!(answers[1]["sender"]["kind"], "automation", "{}", answers[1]);
    assert_eq!(answers[1]["sender"]["name"], "Розы");
    let path = format!("/conversations/{}", text(&asked, "conversation_id"));
    let conversation = company.api.get(&path).await.expect(200);
    assert_eq!(conversation["state"], "closed", "{conversation}");
    let contact = company
        .api
        .get(&format!("/contacts/{}", text(&conversation["contact"], "id")))
        .await
        .expect(200);
    assert!(contact.to_string().contains(&text(&label, "id")), "{contact}");

    // Somebody answers: for twelve hours the rules are quiet in this chat.
    company.api.post(&thread, text_content("Я помогу")).await.expect(201);
    company.world.advance(12 * 60 * MINUTE_MS - 1_000).await;
    company.world.writes(&anna, "И всё-таки цена?").await;
    let run = newest_run(&company, "person").await;
    assert_eq!(run["outcome"], "skipped", "{run}");
    company.world.advance(MINUTE_MS).await;
    company.world.writes(&anna, "Цена?").await;
    let answers = answered_in(&company, &thread, 4).await;
    assert_eq!(answers[3]["text"], "Что интересует?");

    let trial = json!({ "document": { "when": { "kind": "keywords", "words": ["цена"], "match": "exact" },
        "actions": [{ "kind": "send_text", "text": "Привет" }] } });
    let tried = company.api.post("/automations/rules/dry_run", trial).await.expect(200);
    assert_eq!(
        (&tried["checked"], &tried["matched"]),
        (&json!(1), &json!(1)),
        "{tried}"
    );
    company.storage.remove().await;
}

async fn once(kind: Kind) {
    let mut random = StdRng::seed_from_u64(seed());
    let mut company = Company::open(kind).await;
    switch_greeting(&company).await;
    let sender = company.sender();
    let body = sender.messages(&[text_message(&new_wamid(), &phone(0), "Здравствуйте")]);
    for _ in 0..3 {
        assert_eq!(sender.post(&body).await, Some(200));
    }
    answered(&company, &phone(0), 1).await;
    assert_eq!(sender.post(&body).await, Some(200));
    let people = choose(6, 30);
    for index in 1..=people {
        let body = company
            .sender()
            .messages(&[text_message(&new_wamid(), &phone(index), "Здравствуйте")]);
        assert_eq!(company.sender().post(&body).await, Some(200));
        pause(Duration::from_millis(random.random_range(0..120))).await;
        company.crash().await;
        assert_eq!(company.sender().post(&body).await, Some(200), "the webhook comes again");
    }
    for index in 0..=people {
        answered(&company, &phone(index), 1).await;
    }
    company.applied().await;
    for index in 0..=people {
        let sent = outbound(&company, &phone(index)).await;
        assert_eq!(sent.len(), 1, "{}: {sent:?}", phone(index));
    }
    let book = company.world.book().await;
    let received = |phone: &str| book.iter().filter(|one| one.to_string().contains(phone)).count();
    for index in 0..=people {
        assert!(received(&phone(index)) <= 1, "{} was written to twice", phone(index));
    }
    company.storage.remove().await;
}

/// A company in a world whose clock stands until it is moved.
async fn company_at(kind: Kind, moment: &str) -> Company {
    let at = galka_domain::time::Timestamp::parse_rfc3339(moment).expect("a moment");
    let clock = ClockStart::Paused { at_ms: at.as_millis() };
    let mut company = Company::unconnected(Storage::fresh(kind).await, World::start_at(clock).await).await;
    company.connect().await;
    let phones: Vec<String> = (0..10).map(phone).collect();
    company.world.make_customers(&phones, json!({})).await;
    company
}

async fn switch_greeting(company: &Company) {
    let new = json!({ "enabled": true, "version": 0, "document": { "text": GREETING } });
    company.api.put("/automations/greeting", new).await.expect(200);
}

/// The rule that answers whatever nobody else answers.
async fn echo(company: &Company) {
    rule(
        company,
        "Остальное",
        json!({
            "when": { "kind": "any_message" },
            "actions": [{ "kind": "send_text", "text": ECHO }],
            "person_stop_hours": 0,
        }),
    )
    .await;
}

async fn rule(company: &Company, name: &str, document: Value) -> Value {
    let new = json!({ "name": name, "enabled": true, "document": document });
    company.api.post("/automations/rules", new).await.expect(201)
}

/// A customer writes; what is answered.
async fn answer(company: &Company, phone: &str, words: &str) -> String {
    let before = outbound(company, phone).await.len();
    company.world.writes(phone, words).await;
    let mut answers = answered(company, phone, before + 1).await;
    text(&answers.remove(before), "text")
}

/// Waits until so many messages went to a customer; they, in their order.
async fn answered(company: &Company, phone: &str, count: usize) -> Vec<Value> {
    eventually(&format!("{count} messages to {phone}"), || async {
        let sent = outbound(company, phone).await;
        (sent.len() >= count).then_some(sent)
    })
    .await
}

/// What we sent to a customer, oldest first.
async fn outbound(company: &Company, phone: &str) -> Vec<Value> {
    let found = company
        .api
        .get(&format!("/contacts?q={phone}&limit=1"))
        .await
        .expect(200);
    let Some(contact) = found["data"].get(0) else {
        return Vec::new();
    };
    let list = format!("/conversations?contact_id={}&limit=5", text(contact, "id"));
    let mut all = Vec::new();
    for conversation in company.api.get(&list).await.expect(200)["data"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let path = format!("/conversations/{}/messages?limit=100", text(conversation, "id"));
        all.extend(company.api.pages(&path).await);
    }
    ours(all)
}

/// Waits until so many messages went in a thread, which may be closed; they, in their order.
async fn answered_in(company: &Company, thread: &str, count: usize) -> Vec<Value> {
    eventually(&format!("{count} messages in {thread}"), || async {
        let sent = ours(company.api.pages(thread).await);
        (sent.len() >= count).then_some(sent)
    })
    .await
}

/// Our messages, oldest first.
fn ours(mut all: Vec<Value>) -> Vec<Value> {
    all.retain(|message| message["direction"] == "outbound");
    all.reverse();
    all
}

/// The newest run with this reason.
async fn newest_run(company: &Company, reason: &str) -> Value {
    eventually(&format!("a run with the reason {reason}"), || async {
        let runs = company.api.get("/automations/runs?limit=1").await.expect(200);
        let run = runs["data"].get(0)?.clone();
        (run["reason"] == reason).then_some(run)
    })
    .await
}
