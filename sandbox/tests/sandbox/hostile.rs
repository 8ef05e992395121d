//! Whatever is thrown at the send endpoint, it answers in Meta's shape.
//!
//! The cases go through the router without a port. Those that broke it once are kept in `tests/proptest-regressions`.

use crate::samples;
use crate::support::paused;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use galka_cloud_api::error_table;
use galka_sandbox::{Credentials, Embedded, Sandbox};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, RngSeed, TestCaseError, TestRunner};
use serde_json::{Map, Value, json};
use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};
use std::net::SocketAddr;
use tokio::runtime::Runtime;
use tower::ServiceExt;

const CASES: u32 = 200_000;
/// So many customers take turns, so that the rate of a pair does not refuse everything.
const PEERS: u32 = 500;
/// After so many cases time goes on a little.
const ROUND: u32 = 2_000;

/// One attempt.
#[derive(Debug, Clone)]
enum Case {
    /// A good message, changed here and there.
    Changed { base: usize, changes: Vec<(u16, How)> },
    /// The bytes of a good message, changed here and there.
    Bytes { base: usize, edits: Vec<(u16, Edit)> },
    /// Any JSON.
    Json(Value),
    /// A good message to a strange address, with a strange type of content.
    Strange { base: usize, id: String, kind: String },
}

/// How one place of a message is changed.
#[derive(Debug, Clone)]
enum How {
    Remove,
    Replace(Value),
    Rename(String),
    IntoText,
    IntoList,
    Repeat(u8),
    Bury(u8),
}

/// How bytes are changed.
#[derive(Debug, Clone)]
enum Edit {
    Set(u8),
    Insert(u8),
    Cut,
    Break,
}

fn odd_text() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "",
        " ",
        "\0",
        "\u{feff}",
        "\u{202e}txet",
        "👨‍👩‍👧‍👦🏽",
        "e\u{301}\u{301}\u{301}",
        "../../etc/passwd",
        "%2e%2e%2f",
        "..\\..\\windows",
        "{{1}}",
        "{\"a\":",
        "[[[[[[[[",
        "wamid.",
        "true",
        "-1",
        "1e999",
        "https://",
        "http://[::1",
        "'; DROP TABLE messages; --",
        "\r\nX-Injected: 1",
        "carousel",
        "template",
    ]);
    prop_oneof![
        4 => known.prop_map(str::to_owned),
        1 => any::<[char; 4]>().prop_map(|letters| letters.iter().collect()),
        1 => (prop::sample::select(vec!['a', 'я', '🙂', ' ']), 0_usize..6_000).prop_map(|(letter, count)| String::from(letter).repeat(count)),
    ]
}

fn odd_leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => prop::sample::select(vec![i64::MIN, -1, 0, 1, 1 << 53, i64::MAX]).prop_map(Value::from),
        1 => Just(json!(u64::MAX)),
        1 => any::<f64>().prop_map(|number| json!(number)),
        5 => odd_text().prop_map(Value::String),
    ]
}

fn odd_json() -> impl Strategy<Value = Value> {
    odd_leaf().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::vec((odd_key(), inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn odd_key() -> impl Strategy<Value = String> {
    let words = "messaging_product to recipient type text body context message_id template name language code components \
        parameters interactive action buttons sections rows id title header image link status biz_opaque_callback_data";
    let words: Vec<&str> = words.split_whitespace().collect();
    prop_oneof![9 => prop::sample::select(words).prop_map(str::to_owned), 1 => odd_text()]
}

fn how() -> impl Strategy<Value = How> {
    prop_oneof![
        3 => Just(How::Remove),
        6 => odd_leaf().prop_map(How::Replace),
        2 => odd_json().prop_map(How::Replace),
        1 => odd_key().prop_map(How::Rename),
        1 => Just(How::IntoText),
        1 => Just(How::IntoList),
        2 => (1_u8..40).prop_map(How::Repeat),
        1 => any::<u8>().prop_map(How::Bury),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => any::<u8>().prop_map(Edit::Set),
        2 => any::<u8>().prop_map(Edit::Insert),
        2 => Just(Edit::Cut),
        1 => Just(Edit::Break),
    ]
}

fn case(bases: usize) -> impl Strategy<Value = Case> {
    let base = move || 0..bases;
    let kinds = prop::sample::select(vec![
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "",
    ]);
    prop_oneof![
        12 => (base(), prop::collection::vec((any::<u16>(), how()), 1..4)).prop_map(|(base, changes)| Case::Changed { base, changes }),
        5 => (base(), prop::collection::vec((any::<u16>(), edit()), 1..6)).prop_map(|(base, edits)| Case::Bytes { base, edits }),
        2 => odd_json().prop_map(Case::Json),
        1 => (base(), odd_text(), kinds.prop_map(str::to_owned)).prop_map(|(base, id, kind)| Case::Strange { base, id, kind }),
    ]
}

/// Changes the place with this number, counted through the whole message.
fn change(value: &mut Value, left: &mut usize, how: &How) -> bool {
    match value {
        Value::Object(map) => {
            let keys: Vec<String> = map.keys().cloned().collect();
            for key in keys {
                if *left == 0 {
                    change_entry(map, &key, how);
                    return true;
                }
                *left -= 1;
                if map.get_mut(&key).is_some_and(|inner| change(inner, left, how)) {
                    return true;
                }
            }
            false
        }
        Value::Array(list) => {
            for index in 0..list.len() {
                if *left == 0 {
                    match how {
                        How::Remove => drop(list.remove(index)),
                        How::Repeat(count) => {
                            let copies = vec![list[index].clone(); usize::from(*count)];
                            list.extend(copies);
                        }
                        _ => list[index] = changed(list[index].take(), how),
                    }
                    return true;
                }
                *left -= 1;
                if change(&mut list[index], left, how) {
                    return true;
                }
            }
            false
        }
        _ => false,
    }
}

fn change_entry(map: &mut Map<String, Value>, key: &str, how: &How) {
    let Some(value) = map.remove(key) else {
        return;
    };
    match how {
        How::Remove => {}
        How::Rename(name) => drop(map.insert(name.clone(), value)),
        _ => drop(map.insert(key.to_owned(), changed(value, how))),
    }
}

fn changed(value: Value, how: &How) -> Value {
    match how {
        How::Remove => Value::Null,
        How::Replace(other) => other.clone(),
        How::Rename(name) => json!({ (name.as_str()): value }),
        How::IntoText => Value::String(value.to_string()),
        How::IntoList => json!([value]),
        How::Repeat(count) => Value::Array(vec![value; usize::from(*count)]),
        How::Bury(depth) => (0..*depth).fold(value, |inner, _| json!([inner])),
    }
}

fn places(value: &Value) -> usize {
    match value {
        Value::Object(map) => map.values().map(|inner| 1 + places(inner)).sum(),
        Value::Array(list) => list.iter().map(|inner| 1 + places(inner)).sum(),
        _ => 0,
    }
}

/// A sandbox without a port, with templates of every make and customers in an open window.
struct Endpoint {
    runtime: Runtime,
    embedded: Embedded,
    company: Credentials,
    bases: Vec<Value>,
    thrown: Cell<u32>,
    accepted: Cell<u32>,
}

impl Endpoint {
    fn open() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let address = SocketAddr::from(([127, 0, 0, 1], 1));
        let embedded = runtime.block_on(async { Sandbox::embed(paused(), address).unwrap() });
        let company = embedded.credentials().remove(0);
        let mut endpoint = Self {
            runtime,
            embedded,
            company,
            bases: Vec::new(),
            thrown: Cell::new(0),
            accepted: Cell::new(0),
        };
        endpoint.prepare();
        endpoint
    }

    fn prepare(&mut self) {
        let customers: Vec<Value> = (0..PEERS).map(|index| json!({"phone": phone(index)})).collect();
        self.order("POST", "/control/v1/customers", &json!({ "customers": customers }));
        let mut inbound = String::new();
        for index in 0..PEERS {
            let written = self.order(
                "POST",
                &format!("/control/v1/customers/{}/messages", phone(index)),
                &json!({"type": "text", "text": {"body": "Добрый день"}}),
            );
            inbound = written["id"].as_str().unwrap().to_owned();
        }
        let path = format!("/control/v1/world/numbers/{}", self.company.phone_number_id);
        self.order("PATCH", &path, &json!({"messaging_limit_tier": "TIER_UNLIMITED"}));
        let mut bases = samples::free_form(&inbound);
        for sample in samples::templates() {
            let path = format!("/v25.0/{}/message_templates", self.company.waba_id);
            let order = json!({"name": sample.name, "language": "ru", "category": sample.category, "components": sample.definition});
            let made = self.order("POST", &path, &order);
            let path = format!("/control/v1/templates/{}/decision", made["id"].as_str().unwrap());
            self.order("POST", &path, &json!({"decision": "approve"}));
            bases.push(samples::template(sample.name, &sample.components));
        }
        bases.push(json!({"status": "read", "message_id": inbound, "typing_indicator": {"type": "text"}}));
        self.bases = bases;
    }

    fn call(&self, method: &str, path: &str, kind: &str, body: Vec<u8>) -> Option<(u16, Vec<u8>)> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", kind)
            .header("authorization", format!("Bearer {}", self.company.access_token))
            .body(Body::from(body))
            .ok()?;
        let router: Router = self.embedded.router.clone();
        self.runtime.block_on(async {
            let response = router.oneshot(request).await.unwrap();
            let status = response.status().as_u16();
            let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
            Some((status, bytes.to_vec()))
        })
    }

    fn order(&self, method: &str, path: &str, body: &Value) -> Value {
        let (status, bytes) = self
            .call(method, path, "application/json", body.to_string().into_bytes())
            .unwrap();
        let body: Value = serde_json::from_slice(&bytes).unwrap();
        assert!(status < 300, "{path}: {body}");
        body
    }

    /// A good message with its envelope; customers take turns.
    fn base(&self, index: usize) -> Value {
        let mut message = self.bases[index % self.bases.len()].clone();
        message["messaging_product"] = json!("whatsapp");
        message["to"] = json!(phone(self.thrown.get() % PEERS));
        message
    }

    fn throw(&self, case: &Case) -> Result<(), TestCaseError> {
        let thrown = self.thrown.get() + 1;
        self.thrown.set(thrown);
        if thrown.is_multiple_of(ROUND) {
            self.order("POST", "/control/v1/clock", &json!({"advance_ms": 300_000}));
        }
        let usual = format!("/v25.0/{}/messages", self.company.phone_number_id);
        let (path, kind, body) = match case {
            Case::Changed { base, changes } => {
                let mut message = self.base(*base);
                for (at, how) in changes {
                    let mut left = usize::from(*at) % places(&message).max(1);
                    change(&mut message, &mut left, how);
                }
                (usual, "application/json", message.to_string().into_bytes())
            }
            Case::Bytes { base, edits } => {
                let mut bytes = self.base(*base).to_string().into_bytes();
                for (at, edit) in edits {
                    let at = usize::from(*at) % bytes.len().max(1);
                    match edit {
                        Edit::Set(byte) if at < bytes.len() => bytes[at] = *byte,
                        Edit::Set(byte) | Edit::Insert(byte) => bytes.insert(at.min(bytes.len()), *byte),
                        Edit::Cut if at < bytes.len() => drop(bytes.remove(at)),
                        Edit::Cut => {}
                        Edit::Break => bytes.truncate(at),
                    }
                }
                (usual, "application/json", bytes)
            }
            Case::Json(value) => (usual, "application/json", value.to_string().into_bytes()),
            Case::Strange { base, id, kind } => {
                let id: String = form_encoded(id);
                let path = format!("/v25.0/{id}/messages");
                (path, kind.as_str(), self.base(*base).to_string().into_bytes())
            }
        };
        match self.call("POST", &path, kind, body) {
            Some((status, bytes)) => self.judge(status, &bytes),
            None => Ok(()),
        }
    }

    fn judge(&self, status: u16, bytes: &[u8]) -> Result<(), TestCaseError> {
        let body: Value = serde_json::from_slice(bytes).map_err(|problem| TestCaseError::fail(problem.to_string()))?;
        if status == 200 {
            self.accepted.set(self.accepted.get() + 1);
            let id = body["messages"][0]["id"].as_str().unwrap_or_default();
            prop_assert!(id.starts_with("wamid.") || body["success"] == true, "{body}");
            return Ok(());
        }
        let error = &body["error"];
        let code = error["code"].as_i64();
        prop_assert!(
            code.is_some_and(|code| code == 2_500 || error_table::find(code).is_some()),
            "{body}"
        );
        let kind = error["type"].as_str().unwrap_or_default();
        prop_assert!(matches!(kind, "OAuthException" | "GraphMethodException"), "{body}");
        let message = error["message"].as_str().unwrap_or_default();
        let numbered = message.starts_with(&format!("(#{})", code.unwrap_or_default()));
        prop_assert!(numbered || matches!(code, Some(100 | 190 | 200 | 2_500)), "{body}");
        prop_assert!(
            error["fbtrace_id"].is_string() && (400..600).contains(&status),
            "{status}: {body}"
        );
        Ok(())
    }
}

fn phone(index: u32) -> String {
    format!("7916{index:07}")
}

fn form_encoded(text: &str) -> String {
    serde_urlencoded::to_string([("", text)]).unwrap().split_off(1)
}

#[test]
fn two_hundred_thousand_hostile_sends_are_answered_in_metas_shape() {
    let given = std::env::var("GALKA_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| RandomState::new().hash_one(CASES));
    println!("GALKA_TEST_SEED={seed}");
    let mut runner = TestRunner::new(Config {
        cases: CASES,
        max_shrink_iters: 20_000,
        rng_seed: RngSeed::Fixed(seed),
        source_file: Some(file!()),
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "tests/proptest-regressions/hostile.txt",
        ))),
        ..Config::default()
    });
    let endpoint = Endpoint::open();
    let bases = endpoint.bases.len();
    if let Err(problem) = runner.run(&case(bases), |case| endpoint.throw(&case)) {
        panic!("GALKA_TEST_SEED={seed}: {problem}");
    }
    let (thrown, accepted) = (endpoint.thrown.get(), endpoint.accepted.get());
    println!("{accepted} of {thrown} were accepted");
    assert!(thrown >= CASES && accepted > CASES / 50, "{accepted} of {thrown}");
}
