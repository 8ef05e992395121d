//! A campaign in words: windows to the second by the steered clock, asked again at the moment of sending.

use galka_domain::time::Timestamp;
use galka_sandbox::ClockStart;
use galka_tests::api::text;
use galka_tests::company::{Company, text_content};
use galka_tests::on_both;
use galka_tests::patience::eventually;
use galka_tests::storage::{Kind, Storage};
use galka_tests::webhook::phone;
use galka_tests::world::World;
use serde_json::{Value, json};

on_both!(a_text_reaches_open_windows_only_asked_again_when_sending, windows);

const SECOND_MS: i64 = 1_000;
const DAY_MS: i64 = 86_400_000;

async fn windows(kind: Kind) {
    let at = Timestamp::parse_rfc3339("2026-10-05T09:00:00Z").expect("a moment");
    let clock = ClockStart::Paused { at_ms: at.as_millis() };
    let mut company = Company::unconnected(Storage::fresh(kind).await, World::start_at(clock).await).await;
    company.connect().await;
    let [early, first, second, stopped, stranger] = std::array::from_fn(phone);
    let label = text(
        &company
            .api
            .post("/labels", json!({ "name": "Сегодня" }))
            .await
            .expect(201),
        "id",
    );
    let all = [&early, &first, &second, &stopped, &stranger];
    company
        .world
        .make_customers(&all.map(Clone::clone), json!({ "reads": false }))
        .await;
    for phone in all {
        let contact = json!({ "name": "Анна", "phone": format!("+{phone}"), "labels": [label] });
        company.api.post("/contacts", contact).await.expect(201);
    }
    company.world.writes(&early, "До скольки вы?").await;
    company.world.advance(2 * SECOND_MS).await;
    for (phone, words) in [(&first, "Вы открыты?"), (&second, "Вы открыты?"), (&stopped, "Стоп")]
    {
        company.world.writes(phone, words).await;
    }
    company.applied().await;
    // 23:59:59 after the first and the second, 24:00:01 after the early one.
    company.world.advance(DAY_MS - SECOND_MS).await;

    let draft = json!({
        "name": "Сегодня до 20:00", "number_id": company.number_id, "audience": { "label_ids": [label] },
        "content": text_content("{{first_name}}, сегодня мы до 20:00"), "rate_per_second": 1,
    });
    let campaign = company.api.post("/campaigns", draft).await.expect(201);
    let path = format!("/campaigns/{}", text(&campaign, "id"));
    eventually("the clock has arrived, and the stop word is understood", || async {
        let forecast = company
            .api
            .post(&format!("{path}/forecast"), json!({}))
            .await
            .expect(200);
        let excluded = |rule: &str| {
            let mut all = forecast["exclusions"].as_array().into_iter().flatten();
            all.find(|one| one["rule"] == rule).map(|one| one["count"].clone())
        };
        let wanted = (Some(json!(2)), Some(json!(1)));
        let is_so = (excluded("window_closed"), excluded("opted_out")) == wanted;
        // One message a second: the second of the two comes when its window has closed.
        let is_late = (&forecast["recipients"], &forecast["windows_closing"]) == (&json!(2), &json!(1));
        (is_so && is_late).then_some(())
    })
    .await;
    let started = company.api.post(&format!("{path}/start"), json!({})).await.expect(200);
    assert_eq!(started["counts"]["total"], 3, "who has no open window is not meant");
    let report = |what: &'static str, done: fn(&Value) -> bool| {
        let (api, path) = (company.api.clone(), format!("{path}/report"));
        async move {
            eventually(what, || async {
                let report = api.get(&path).await.expect(200);
                done(&report["campaign"]).then_some(report)
            })
            .await
        }
    };
    let has_it = |campaign: &Value| {
        let counts = &campaign["counts"];
        ["accepted", "sent", "delivered"]
            .iter()
            .any(|state| counts[*state] == 1)
    };
    report("one of the two has it", has_it).await;
    // Who writes now was not meant when it began.
    company.world.writes(&early, "Ау?").await;
    company.applied().await;
    company.world.advance(SECOND_MS).await;
    let report = report("the other's window has closed", |campaign| {
        campaign["state"] == "finished"
    })
    .await;
    assert_eq!(report["campaign"]["counts"]["refused"], 2, "{report}");
    let reasons: Vec<&Value> = report["failures"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|group| &group["reason"]["code"])
        .collect();
    assert_eq!(reasons, ["opted_out", "window_closed"]);
    let book = company.world.book().await;
    assert_eq!(book.len(), 1, "{book:?}");
    assert_eq!(book[0]["content"]["body"], "Анна, сегодня мы до 20:00", "{book:?}");
    let limit = company
        .api
        .get(&format!("/numbers/{}", company.number_id))
        .await
        .expect(200)["limit"]
        .clone();
    assert_eq!(limit["used"], 0, "an answer in a window uses no limit: {limit}");
    company.storage.remove().await;
}
