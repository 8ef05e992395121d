//! A world described in a file.

use crate::support::{CUSTOMER, HOUR_MS, Receiver, Stage, client, paused};
use galka_sandbox::{Running, Sandbox, Scenario, Settings, StartError};
use reqwest::Method;
use serde_json::{Value, json};
use std::path::Path;

const SHOP: &str = r#"
rule_set = "meta-2025-10"
seed = 7

[clock]
start = "2026-03-02T08:00:00Z"
paused = true

[settings]
throttle_status = 429

[[companies]]
name = "Ромашка"
waba_id = "200"
portfolio_id = "100"
app_id = "300"
app_secret = "sandbox_app_secret"
access_token = "EAAsandboxtoken"
webhook = { url = "HOOK", verify_token = "word" }

[[companies.numbers]]
phone_number_id = "401"
display_phone_number = "+7 495 000-20-01"
verified_name = "Ромашка на Арбате"
messaging_limit_tier = "TIER_10K"

[[companies.numbers]]
phone_number_id = "402"
quality_rating = "YELLOW"

[[customers]]
phone = "+7 916 123-45-67"
name = "Анна"

[[templates]]
[templates.template]
name = "ready"
language = "ru"
category = "UTILITY"
components = [{ type = "BODY", text = "Ваш заказ готов к выдаче." }]

[[templates]]
company = "Ромашка"
status = "pending"
[templates.template]
name = "waiting"
language = "ru"
category = "UTILITY"
components = [{ type = "BODY", text = "Ваш заказ в пути." }]

[[conversations]]
customer = "79161234567"
phone_number_id = "402"
messages = [
    { from = "customer", text = "Есть розы?" },
    { from = "business", message = { type = "text", text = { body = "Есть" } } },
]

[[plan]]
after = "2h 30m"
customer = "79161234567"
text = "Беру!"

[[storms]]
customers = 5
first_phone = "+7 900 000-00-00"
within = "10m"
texts = ["Раз", "Два"]

[[faults]]
target = "templates"
kind = "error"
code = 80007
count = 1
"#;

fn written(folder: &Path, name: &str, text: &str) -> Result<Scenario, galka_sandbox::ScenarioError> {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    Scenario::open(&path)
}

async fn played(scenario: Scenario) -> Running {
    Sandbox::start(settings(scenario)).await.unwrap()
}

fn settings(scenario: Scenario) -> Settings {
    Settings {
        world: scenario.settings().unwrap(),
        clock: scenario.clock().unwrap().unwrap_or(paused().clock),
        scenario: Some(scenario),
        ..Settings::default()
    }
}

#[tokio::test]
async fn a_shop_comes_up_as_its_file_describes_it() {
    let folder = tempfile::tempdir().unwrap();
    let receiver = Receiver::start().await;
    let scenario = written(folder.path(), "shop.toml", &SHOP.replace("HOOK", &receiver.url)).unwrap();
    let sandbox = played(scenario).await;
    let companies = sandbox.credentials();
    assert_eq!(companies.len(), 1);
    let company = companies[0].clone();
    assert_eq!(
        [
            &company.waba_id,
            &company.portfolio_id,
            &company.app_id,
            &company.phone_number_id
        ]
        .map(String::as_str),
        ["200", "100", "300", "401"]
    );
    assert_eq!(
        (company.app_secret.as_str(), company.access_token.as_str()),
        ("sandbox_app_secret", "EAAsandboxtoken")
    );
    let stage = Stage {
        sandbox,
        company,
        receiver,
        client: client(),
    };
    let clock = stage.control(Method::GET, "clock", Value::Null).await.body;
    assert_eq!(
        (&clock["now"], &clock["mode"]),
        (&json!("2026-03-02T08:00:00.000Z"), &json!("paused"))
    );
    let number = stage.get("402?fields=quality_rating,verified_name").await.body;
    assert_eq!(
        (&number["quality_rating"], &number["verified_name"]),
        (&json!("YELLOW"), &json!("Ромашка"))
    );
    assert_eq!(stage.get("200/message_templates").await.code(), 80_007);
    let templates = stage.get("200/message_templates?fields=name,status").await.body;
    let stands = |name: &str| {
        let list = templates["data"].as_array().unwrap();
        list.iter().find(|row| row["name"] == name).unwrap()["status"].clone()
    };
    assert_eq!(
        (stands("ready"), stands("waiting")),
        (json!("APPROVED"), json!("PENDING"))
    );
    stage.advance(10 * 60_000).await;
    let texts = |from: &str| {
        let all = stage.receiver.messages();
        let ours = all
            .iter()
            .filter(|message| message["from"].as_str().unwrap().starts_with(from));
        ours.map(|message| message["text"]["body"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let mut storm = texts("790000000");
    storm.sort();
    assert_eq!(storm, ["Два", "Два", "Раз", "Раз", "Раз"]);
    assert_eq!(texts(CUSTOMER), ["Есть розы?"]);
    stage.advance(2 * HOUR_MS + 20 * 60_000 - 1).await;
    assert_eq!(texts(CUSTOMER).len(), 1);
    stage.advance(1).await;
    assert_eq!(texts(CUSTOMER)[1], "Беру!");
    let settings = stage.control(Method::GET, "world/settings", Value::Null).await.body;
    assert_eq!(
        (&settings["throttle_status"], &settings["rule_set"], &settings["seed"]),
        (&json!(429), &json!("meta-2025-10"), &json!(7))
    );
}

#[tokio::test]
async fn what_a_caller_sets_goes_before_the_scenario() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = written(
        folder.path(),
        "a.toml",
        "[settings]\nthrottle_status = 400\nwebhook_batch_max = 7",
    )
    .unwrap();
    let mut settings = settings(scenario);
    settings.world.throttle_status = 429;
    settings.app_secret = Some("fixed".to_owned());
    let sandbox = Sandbox::start(settings).await.unwrap();
    assert_eq!(sandbox.credentials()[0].app_secret, "fixed");
    let url = format!("{}/control/v1/world/settings", sandbox.base_url());
    let shown: Value = client().get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(
        (&shown["throttle_status"], &shown["webhook_batch_max"]),
        (&json!(429), &json!(7))
    );
}

#[tokio::test]
async fn yaml_and_json_say_the_same_as_toml() {
    let folder = tempfile::tempdir().unwrap();
    let receiver = Receiver::start().await;
    let toml = SHOP.replace("HOOK", &receiver.url);
    let tree: Value = toml::from_str(&toml).unwrap();
    let yaml = "customers:\n  - phone: \"+7 916 123-45-67\"\n    name: Анна\nplan:\n  - after: 1h\n    customer: \"79161234567\"\n    read: true\n";
    written(folder.path(), "people.yml", yaml).unwrap();
    let json = written(folder.path(), "shop.json", &tree.to_string()).unwrap();
    let toml = written(folder.path(), "shop.toml", &toml).unwrap();
    let snapshot = async |scenario| {
        let sandbox = played(scenario).await;
        let url = format!("{}/control/v1/messages?limit=100", sandbox.base_url());
        client().get(url).send().await.unwrap().text().await.unwrap()
    };
    assert_eq!(snapshot(json).await, snapshot(toml).await);
}

#[tokio::test]
async fn a_mistake_is_named_with_its_file_its_place_and_what_would_help() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text, words) in [
        ("a.toml", "colour = 1", ["a.toml: ", "colour", "expected one of"]),
        (
            "b.toml",
            "[clock]\nstart = \"morning\"",
            ["b.toml: ", "clock.start: ", "2026-03-02T08:00:00Z"],
        ),
        (
            "c.toml",
            "[settings]\nthrottle_status = 418",
            ["c.toml: ", "settings.throttle_status: ", "400 or 429"],
        ),
        (
            "d.yaml",
            "plan:\n  - after: soon\n    customer: \"7\"\n    read: true\n",
            ["d.yaml: ", "plan[0].after: ", "2h 30m"],
        ),
        ("e.yaml", "plan: [", ["e.yaml: ", "", ""]),
        ("f.txt", "", ["f.txt: ", "", ".toml, .yaml"]),
    ] {
        let refused = written(folder.path(), name, text).unwrap_err().to_string();
        assert!(words.iter().all(|word| refused.contains(word)), "{refused}");
    }
    let missing = Scenario::open(&folder.path().join("none.toml"))
        .unwrap_err()
        .to_string();
    assert!(
        missing.contains("none.toml") && missing.contains("shop-day"),
        "{missing}"
    );
}

#[tokio::test]
async fn what_the_world_refuses_is_named_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let company = |rest: &str| format!("[[companies]]\nname = \"A\"\n{rest}");
    let template = "[[templates]]\n[templates.template]\nname = \"Bad Name\"\nlanguage = \"ru\"\ncategory = \"UTILITY\"\ncomponents = [{ type = \"BODY\", text = \"x\" }]";
    for (text, place) in [
        (company("waba_id = \"x\""), "companies[0].waba_id: "),
        (company("waba_id = \"5\"\napp_id = \"5\""), "companies[0].app_id: "),
        (
            company("webhook = { url = \"ftp://a\", verify_token = \"b\" }"),
            "companies[0].webhook.url: ",
        ),
        (
            company("[[companies.numbers]]\ndisplay_phone_number = \"abc\""),
            "companies[0].numbers[0].display_phone_number: ",
        ),
        (
            company("[[companies.numbers]]\nmessaging_limit_tier = \"TIER_9\""),
            "companies[0].messaging_limit_tier: ",
        ),
        ("[[customers]]\nphone = \"x\"".to_owned(), "customers[0].phone: "),
        (template.to_owned(), "templates[0].template: "),
        (
            "[[templates]]\ncompany = \"Нет\"\ntemplate = {}".to_owned(),
            "templates[0].company: ",
        ),
        (
            "[[conversations]]\ncustomer = \"79160000001\"\nmessages = [{ from = \"customer\" }]".to_owned(),
            "conversations[0].messages[0]: ",
        ),
        (
            "[[plan]]\nafter = \"1h\"\ncustomer = \"79160000001\"".to_owned(),
            "plan[0]: ",
        ),
        (
            "[[storms]]\ncustomers = 0\nfirst_phone = \"79160000001\"\nwithin = \"1m\"\ntexts = [\"a\"]".to_owned(),
            "storms[0].customers: ",
        ),
        (
            "[[faults]]\ntarget = \"webhook\"\nkind = \"reset\"".to_owned(),
            "faults[0].kind: ",
        ),
        ("[clock]\nspeed = -1.0".to_owned(), "clock.speed: "),
    ] {
        let scenario = written(folder.path(), "case.toml", &text).unwrap();
        let refused = Sandbox::start(settings(scenario)).await.err().unwrap();
        assert!(matches!(refused, StartError::Scenario(_)), "{refused}");
        let words = refused.to_string();
        assert!(words.contains(&format!("case.toml: {place}")), "{words}");
    }
}

#[tokio::test]
async fn the_ready_scenarios_play() {
    let stage = Stage::paused().await;
    let list = stage.control(Method::GET, "scenarios", Value::Null).await.body;
    let names: Vec<&str> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|ready| ready["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["shop-day", "storm-500", "window-expiry"]);
    for (name, customers, messages) in [("shop-day", 43, 4), ("storm-500", 500, 0), ("window-expiry", 4, 2)] {
        let path = format!("scenario?name={name}&reset=true");
        let loaded = stage.control(Method::POST, &path, Value::Null).await;
        assert_eq!(
            (loaded.status, &loaded.body["customers"]),
            (200, &json!(customers)),
            "{}",
            loaded.body
        );
        assert_eq!(
            loaded.body["companies"][0],
            json!(stage.company),
            "a client's settings stay good"
        );
        let world = stage.control(Method::GET, "world", Value::Null).await.body;
        assert_eq!(world["counts"]["messages"], messages, "{name}");
        assert_eq!(world["wabas"][0]["callback_url"], json!(stage.receiver.url));
    }
    let free = stage.send_text("12025550101", "Still there?").await.wamid();
    stage.advance(24 * HOUR_MS).await;
    let late = stage.send_text("12025550101", "And now?").await.wamid();
    stage.advance(60_000).await;
    assert_eq!(stage.receiver.statuses(&free)[0]["status"], "sent");
    assert_eq!(stage.receiver.statuses(&late)[0]["errors"][0]["code"], 131_047);
}

#[tokio::test]
async fn a_scenario_joins_the_running_world_whole_or_not_at_all() {
    let stage = Stage::paused().await;
    let before = stage.control(Method::GET, "snapshot", Value::Null).await.body;
    let broken =
        json!({"customers": [{"phone": "79160000001"}], "plan": [{"after": "1h", "customer": "x", "read": true}]});
    let refused = stage.control(Method::POST, "scenario", broken).await;
    assert_eq!(
        (refused.status, &refused.body["field"]),
        (422, &json!("plan[0].customer"))
    );
    let refused = stage.control(Method::POST, "scenario", json!({"seed": 9})).await;
    assert_eq!((refused.status, &refused.body["field"]), (422, &json!("seed")));
    let refused = stage.control(Method::POST, "scenario?name=nothing", Value::Null).await;
    assert_eq!(refused.status, 422);
    let mut after = stage.control(Method::GET, "snapshot", Value::Null).await.body;
    after["machine_ms"] = before["machine_ms"].clone();
    assert_eq!(before, after);
    let good = json!({"companies": [{"name": "Вторая", "access_token": "EAAsecond"}], "customers": [{"phone": "79160000001"}]});
    let loaded = stage.control(Method::POST, "scenario", good).await;
    assert_eq!(
        (loaded.status, &loaded.body["customers"]),
        (200, &json!(1)),
        "{}",
        loaded.body
    );
    assert_eq!(loaded.body["companies"][0]["access_token"], "EAAsecond");
    assert_eq!(stage.sandbox.credentials().len(), 2);
}

#[tokio::test]
async fn a_scenario_brings_a_population_and_names_the_one_that_cannot_be() {
    let folder = tempfile::tempdir().unwrap();
    let text = "populations:\n  - name: regulars\n    count: 1200\n    countries:\n      - {country: RU, share: 3}\n      - {country: DE, share: 1}\n";
    let sandbox = played(written(folder.path(), "crowd.yaml", text).unwrap()).await;
    let url = format!("{}/control/v1/world", sandbox.base_url());
    let world: Value = client().get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(world["counts"]["customers"], 1_200);
    let wrong = written(folder.path(), "none.yaml", &text.replace("1200", "0")).unwrap();
    let refused = Sandbox::start(settings(wrong)).await.err().unwrap().to_string();
    assert!(refused.contains("populations[0].count"), "{refused}");
}
