//! The import of a file as companies have it.

use axum::http::StatusCode;
use encoding_rs::WINDOWS_1251;
use serde_json::{Value, json};

use crate::house::House;

const ROWS: usize = 10_000;

/// Ten thousand messy rows in cp1251: of every ten, one blank, one broken, one a repetition.
fn messy_file() -> Vec<u8> {
    let mut text = String::from("Имя;Мобильный телефон;Город;Примечание\r\n");
    for row in 0..ROWS {
        let number = 1_000_000 + row;
        let phone = match row % 10 {
            0 => format!(
                "8 (916) {}-{}-{}",
                &number.to_string()[..3],
                &number.to_string()[3..5],
                &number.to_string()[5..]
            ),
            1 => format!("+7916{number}"),
            2 => format!("916{number}"),
            3 => format!("7916{number}"),
            4 => format!("+49 1512 {number}"),
            5 => {
                text.push_str(";;;\r\n");
                continue;
            }
            6 => "7,92E+10".to_owned(),
            // The person four rows further up, written in another way.
            7 => format!("8-916-{}", number - 4),
            8 => format!("+7 (916) {number}"),
            _ => format!("8916{number}"),
        };
        text.push_str(&format!("Клиент {row};{phone};\"Москва; центр\";=1+{row}\r\n"));
    }
    WINDOWS_1251.encode(&text).0.into_owned()
}

fn options(consent: bool) -> Value {
    let mut options = json!({
        "mapping": [
            {"index": 0, "target": "name"}, {"index": 1, "target": "phone"},
            {"index": 2, "target": "new_field:Город"}, {"index": 3, "target": "skip"}
        ],
        "default_country": "RU", "has_header": true, "duplicates": "update"
    });
    if consent {
        options["consent"] = json!({"source": "Анкета в магазине", "at": "2026-10-01T00:00:00Z"});
    }
    options
}

async fn import(house: &House, key: &str, file: &[u8], options: Value) -> Value {
    let made = house.upload("/api/v1/imports", key, "клиенты.csv", file).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.json());
    let path = format!("/api/v1/imports/{}", made.json()["id"].as_str().unwrap());
    let checked = house.ask("POST", &format!("{path}/check"), key, Some(options)).await;
    assert_eq!(checked.status, StatusCode::OK, "{:?}", checked.json());
    let started = house.ask("POST", &format!("{path}/start"), key, None).await;
    assert_eq!(started.status, StatusCode::ACCEPTED, "{:?}", started.json());
    house.run_imports().await;
    house.ask("GET", &path, key, None).await.json()
}

#[tokio::test]
async fn ten_thousand_messy_rows_are_understood_taken_and_taken_back() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    // Known before, and said stop: no list changes that.
    let known = json!({"name": "Старая", "phone": "+79161000001"});
    let known = house.ask("POST", "/api/v1/contacts", &key, Some(known)).await.json();
    let known = format!("/api/v1/contacts/{}", known["id"].as_str().unwrap());
    house
        .ask(
            "POST",
            &format!("{known}/consent"),
            &key,
            Some(json!({"state": "withdrawn"})),
        )
        .await;

    let made = house
        .upload("/api/v1/imports", &key, "клиенты.csv", &messy_file())
        .await
        .json();
    assert_eq!(
        (&made["encoding"], &made["delimiter"]),
        (&json!("windows-1251"), &json!(";"))
    );
    let guesses: Vec<&str> = made["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["guess"].as_str().unwrap())
        .collect();
    assert_eq!(guesses, ["name", "phone", "new_field:Город", "new_field:Примечание"]);

    let path = format!("/api/v1/imports/{}", made["id"].as_str().unwrap());
    let checked = house
        .ask("POST", &format!("{path}/check"), &key, Some(options(true)))
        .await
        .json();
    let check = &checked["check"];
    for (name, count) in [
        ("rows", 10_000),
        ("blank", 1_000),
        ("invalid", 1_000),
        ("duplicates_in_file", 1_000),
        ("valid", 7_000),
        ("existing", 1),
        ("would_create", 6_999),
        ("would_update", 1),
    ] {
        assert_eq!(check[name], count, "{name} in {check}");
    }
    assert_eq!(check["problems"][0]["code"], "rounded");
    assert_eq!(check["problems"][0]["examples"][0]["row"], 8);

    house.ask("POST", &format!("{path}/start"), &key, None).await;
    house.run_imports().await;
    let done = house.ask("GET", &path, &key, None).await.json();
    assert_eq!(done["state"], "finished", "{done}");
    let counts =
        json!({"rows": 9_000, "done": 9_000, "created": 6_999, "updated": 1, "skipped": 1_000, "invalid": 1_000});
    assert_eq!(done["progress"], counts);
    let old = house.ask("GET", &known, &key, None).await.json();
    assert_eq!(
        (&old["name"], &old["consent"]["state"]),
        (&json!("Клиент 1"), &json!("withdrawn"))
    );
    assert_eq!(old["fields"]["gorod"], "Москва; центр");

    let bad = house.ask("GET", &format!("{path}/bad_rows"), &key, None).await;
    let bad = String::from_utf8(bad.body).unwrap();
    assert!(bad.starts_with("\u{feff}Строка;Причина;Имя;"), "{}", &bad[..80]);
    assert_eq!(bad.lines().count(), 1_001);
    assert!(bad.contains(";'=1+6"));

    let undone = house.ask("POST", &format!("{path}/undo"), &key, None).await;
    assert_eq!(undone.json()["state"], "undone", "{:?}", undone.json());
    let everyone = json!({"filter": {"version": 1, "match": "all", "conditions": []}});
    let left = house
        .ask("POST", "/api/v1/segments/preview", &key, Some(everyone))
        .await
        .json();
    assert_eq!(
        (&left["count"], &left["sample"][0]["name"]),
        (&json!(1), &json!("Старая"))
    );
    assert_eq!(left["sample"][0]["fields"], json!({}));
    assert_eq!(
        house.ask("POST", &format!("{path}/undo"), &key, None).await.code(),
        "wrong_state"
    );
}

#[tokio::test]
async fn a_run_that_was_killed_goes_on_and_doubles_nothing() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    let mut text = String::from("phone;name\n");
    for row in 0..1_700 {
        text.push_str(&format!("+7916{};N{row}\n", 2_000_000 + row));
    }
    let options = json!({
        "mapping": [{"index": 0, "target": "phone"}, {"index": 1, "target": "name"}],
        "default_country": "RU", "has_header": true, "duplicates": "skip"
    });
    let made = house
        .upload("/api/v1/imports", &key, "a.csv", text.as_bytes())
        .await
        .json();
    let path = format!("/api/v1/imports/{}", made["id"].as_str().unwrap());
    house.ask("POST", &format!("{path}/check"), &key, Some(options)).await;
    house.ask("POST", &format!("{path}/start"), &key, None).await;
    // Each step by a worker that knows nothing of the one before: that is what a kill leaves.
    for _ in 0..4 {
        use galka_engine::runner::Worker as _;
        let mut worker = galka_engine::imports::ImportWorker::new(house.engine.clone());
        worker.step(house.engine.business_now()).await.unwrap();
    }
    let done = house.ask("GET", &path, &key, None).await.json();
    assert_eq!(
        (&done["state"], &done["progress"]["created"]),
        (&json!("finished"), &json!(1_700)),
        "{done}"
    );
}

#[tokio::test]
async fn consent_is_granted_with_its_source_and_a_future_date_is_refused() {
    let house = House::open().await;
    let (_, [key, ..]) = house.company("Цветы").await;
    let file = "Имя;Телефон;Город;x\nАнна;89161234567;Тула;\n";
    let done = import(&house, &key, file.as_bytes(), options(true)).await;
    assert_eq!(done["progress"]["created"], 1, "{done}");
    let page = house
        .ask("GET", "/api/v1/contacts?consent=granted", &key, None)
        .await
        .json();
    assert_eq!(page["data"][0]["consent"]["source"], "Анкета в магазине");
    let made = house
        .upload("/api/v1/imports", &key, "a.csv", file.as_bytes())
        .await
        .json();
    let path = format!("/api/v1/imports/{}/check", made["id"].as_str().unwrap());
    let mut future = options(true);
    future["consent"]["at"] = json!("2999-01-01T00:00:00Z");
    assert_eq!(
        house.ask("POST", &path, &key, Some(future)).await.code(),
        "in_the_future"
    );
}
