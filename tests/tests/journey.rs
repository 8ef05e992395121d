//! The main job without a browser: from a file of contacts to the end of the window.

use galka_tests::api::{Api, text};
use galka_tests::company::{Company, text_content};
use galka_tests::on_both;
use galka_tests::patience::eventually;
use galka_tests::storage::Kind;
use galka_tests::webhook::phone;
use serde_json::{Value, json};

on_both!(a_company_imports_sends_answers_and_the_window_closes, journey);

on_both!(who_has_two_phones_is_answered_where_they_wrote_from_last, two_phones);

const PEOPLE: usize = 30;
const HOUR_MS: i64 = 3_600_000;

async fn journey(kind: Kind) {
    let company = Company::open(kind).await;
    let api = &company.api;
    import_people(api).await;
    let segment = api
        .post(
            "/segments",
            json!({ "name": "Покупатели", "filter": {
        "version": 1, "match": "all", "conditions": [{ "field": "consent", "op": "is", "value": "granted" }],
    } }),
        )
        .await
        .expect(201);
    assert_eq!(segment["count"], PEOPLE);
    let template = company.submit_template("first_bouquet", "marketing").await;
    // WhatsApp reviews it within six hours of its own time.
    company.world.advance(7 * HOUR_MS).await;
    company.template_becomes(&template, "approved").await;
    let campaign = campaign(&company, &segment, &template).await;
    let answering = phone(3);
    let unread = async |count: u64| {
        let path = format!("/conversations?view=unread&q={answering}&limit=5");
        eventually(
            &format!("{count} of the customer's messages are in the inbox"),
            || async {
                let found = api.get(&path).await.expect(200)["data"].get(0)?.clone();
                (found["unread"] == count).then_some(found)
            },
        )
        .await
    };
    press_button(&company, &answering).await;
    // WhatsApp's times are whole seconds: of two in one second, the one that arrives later counts as later.
    unread(1).await;
    company.world.writes(&answering, "А пионы есть?").await;
    let conversation = unread(2).await;
    assert_eq!(conversation["last_message"]["text"], "А пионы есть?", "{conversation}");
    assert_eq!(conversation["window"]["open"], true, "{conversation}");
    let thread = format!("/conversations/{}/messages", text(&conversation, "id"));
    let reply = api.post(&thread, text_content("Есть, розовые")).await.expect(201);
    company.message_becomes(&text(&reply, "id"), "read").await;
    let report = api.get(&format!("/campaigns/{campaign}/report")).await.expect(200);
    assert_eq!(report["campaign"]["counts"]["replied"], 1, "{report}");
    assert!(
        report["buttons"]
            .as_array()
            .is_some_and(|buttons| buttons.contains(&json!({ "text": "Хочу", "count": 1 }))),
        "{report}"
    );
    company.world.advance(25 * HOUR_MS).await;
    eventually("the window is closed", || async {
        let seen = api
            .get(&format!("/conversations/{}", text(&conversation, "id")))
            .await
            .expect(200);
        (seen["window"]["open"] == false).then_some(())
    })
    .await;
    let late = api.post(&thread, text_content("Ещё актуально?")).await;
    assert!((400..500).contains(&late.status), "{} {}", late.status, late.body);
    assert_eq!(late.body["reason"]["rule"], "window_closed", "{}", late.body);
}

async fn two_phones(kind: Kind) {
    let company = Company::open(kind).await;
    let api = &company.api;
    let phones = [phone(1), phone(2)];
    let told = json!({ "reads": false, "delivery_delay_ms": 0 });
    company.world.make_customers(&phones, told).await;
    let mut people = Vec::new();
    for one in &phones {
        company.world.writes(one, "Здравствуйте").await;
        let path = format!("/conversations?q={one}&limit=1");
        let arrived = eventually("the message is in the inbox", || async {
            Some(api.get(&path).await.expect(200)["data"].get(0)?.clone())
        });
        people.push(arrived.await);
    }
    let thread = format!("/conversations/{}", text(&people[0], "id"));
    let messages = format!("{thread}/messages");
    let quoted = api.get(&messages).await.expect(200)["data"][0]["id"].clone();
    let merge = format!("/contacts/{}/merge", text(&people[0]["contact"], "id"));
    let gone = json!({ "contact_id": people[1]["contact"]["id"] });
    api.post(&merge, gone).await.expect(200);
    let goes_to = async |body: &str| {
        let sent = api.post(&messages, text_content(body)).await.expect(201);
        company.message_becomes(&text(&sent, "id"), "delivered").await;
        let book = company.world.book().await;
        let found = book
            .iter()
            .find(|message| message["body"].to_string().contains(body) || message.to_string().contains(body));
        text(found.expect("WhatsApp has it"), "customer")
    };
    assert_eq!(goes_to("На второй").await, phones[1]);
    let mut quote = text_content("Про то письмо");
    quote["context"] = json!({ "message_id": quoted });
    let refused = api.post(&messages, quote).await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (422, &json!("other_chat")),
        "{}",
        refused.body
    );
    company.world.writes(&phones[0], "Пишите сюда").await;
    eventually("the first phone's message is in the thread", || async {
        let seen = api.get(&thread).await.expect(200);
        (seen["last_message"]["text"] == "Пишите сюда").then_some(())
    })
    .await;
    assert_eq!(goes_to("На первый").await, phones[0]);
}

/// A file as companies have it: cp1251, semicolons, phones written in every way, duplicates, blank and broken rows.
async fn import_people(api: &Api) {
    let mut rows = vec!["Имя;Телефон;Город".to_owned()];
    for index in 0..PEOPLE {
        let digits = phone(index);
        let rest = &digits[1..];
        let written = match index % 3 {
            0 => format!("8 ({}) {}-{}-{}", &rest[..3], &rest[3..6], &rest[6..8], &rest[8..]),
            1 => format!("+7{rest}"),
            _ => rest.to_owned(),
        };
        rows.push(format!("Покупатель {index};{written};Тверь"));
    }
    rows.extend([
        "Покупатель 1 ещё раз;+79160000001;Тверь".to_owned(),
        ";;".to_owned(),
        "Сломанный;12;Тверь".to_owned(),
    ]);
    let file = rows.join("\r\n");
    let uploaded = api.upload("/imports", "клиенты.csv", cp1251(&file)).await.expect(201);
    let path = format!("/imports/{}", text(&uploaded, "id"));
    assert_eq!(
        (&uploaded["encoding"], &uploaded["delimiter"]),
        (&json!("windows-1251"), &json!(";")),
        "{uploaded}"
    );
    let options = json!({
        "mapping": [{ "index": 0, "target": "name" }, { "index": 1, "target": "phone" }, { "index": 2, "target": "new_field:Город" }],
        "default_country": "RU", "has_header": true, "duplicates": "skip",
        "consent": { "source": "анкета в салоне", "at": "2026-01-15T00:00:00.000Z" },
    });
    let checked = api.post(&format!("{path}/check"), options).await.expect(200);
    let check = &checked["check"];
    assert_eq!(
        (&check["would_create"], &check["invalid"], &check["duplicates_in_file"]),
        (&json!(PEOPLE), &json!(1), &json!(1)),
        "{check}"
    );
    api.post(&format!("{path}/start"), json!({})).await.expect(202);
    eventually("the import is finished", || async {
        let import = api.get(&path).await.expect(200);
        assert_ne!(import["state"], "failed", "{import}");
        (import["state"] == "finished").then_some(())
    })
    .await;
    let contact = &api.get("/contacts?q=79160000002&limit=1").await.expect(200)["data"][0];
    assert_eq!(
        (&contact["phone"], &contact["consent"]["state"]),
        (&json!("+79160000002"), &json!("granted")),
        "{contact}"
    );
}

/// The file's bytes as a Russian Windows writes them.
fn cp1251(file: &str) -> Vec<u8> {
    let byte = |letter: char| match letter {
        'А'..='я' => u8::try_from(u32::from(letter) - 0x410 + 0xC0).expect("the letter is in the table"),
        'ё' => 0xB8,
        'Ё' => 0xA8,
        other => u8::try_from(u32::from(other)).expect("the file holds Russian and ASCII only"),
    };
    file.chars().map(byte).collect()
}

/// Sends the template to the segment and waits until everybody has it; answers the campaign's id.
async fn campaign(company: &Company, segment: &Value, template: &str) -> String {
    let phones: Vec<String> = (0..PEOPLE).map(phone).collect();
    company
        .world
        .make_customers(
            &phones,
            json!({ "reads": true, "read_delay_ms": 0, "delivery_delay_ms": 0 }),
        )
        .await;
    let draft = json!({
        "name": "Первый букет", "number_id": company.number_id, "template_id": template,
        "audience": { "segment_id": segment["id"] }, "values": { "1": { "source": "name", "fallback": "друг" } },
    });
    let id = text(&company.api.post("/campaigns", draft).await.expect(201), "id");
    let forecast = company
        .api
        .post(&format!("/campaigns/{id}/forecast"), json!({}))
        .await
        .expect(200);
    assert_eq!(
        (&forecast["recipients"], &forecast["over_limit"]),
        (&json!(PEOPLE), &json!(0)),
        "{forecast}"
    );
    assert!(
        forecast["total"]["micros"].as_i64().is_some_and(|micros| micros > 0),
        "{forecast}"
    );
    let preview = company
        .api
        .get(&format!("/campaigns/{id}/preview?limit=5"))
        .await
        .expect(200);
    assert!(text(&preview["data"][0], "text").contains("Покупатель"), "{preview}");
    company
        .api
        .post(&format!("/campaigns/{id}/start"), json!({}))
        .await
        .expect(200);
    company
        .api
        .post(&format!("/campaigns/{id}/pause"), json!({}))
        .await
        .expect(200);
    company
        .api
        .post(&format!("/campaigns/{id}/resume"), json!({}))
        .await
        .expect(200);
    eventually("everybody has it", || async {
        let campaign = company.api.get(&format!("/campaigns/{id}")).await.expect(200);
        (campaign["state"] == "finished" && campaign["counts"]["read"] == PEOPLE).then_some(())
    })
    .await;
    id
}

async fn press_button(company: &Company, phone: &str) {
    let book = company.world.book().await;
    let message = book
        .iter()
        .find(|message| message["customer"] == json!(phone))
        .expect("the customer has the message");
    let press = json!({
        "phone_number_id": company.world.company.phone_number_id,
        "type": "button", "button": { "message_id": message["id"], "index": 0 },
    });
    company
        .world
        .control
        .post(&format!("/customers/{phone}/messages"), press)
        .await
        .expect(201);
}
