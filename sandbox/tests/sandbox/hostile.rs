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
use proptest::test_runner::{Config, FileFailurePersistence, RngAlgorithm, RngSeed, TestCaseError, TestRunner};
use serde_json::{Map, Value, json};
use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};
use std::net::SocketAddr;
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// How many cases there are, unless `GALKA_HOSTILE_CASES` says otherwise, as `make test` does.
const CASES: u32 = 20_000;
/// So many customers take turns, so that the rate of a pair does not refuse everything.
const PEERS: u32 = 500;
/// After so many cases time goes on a little.
const ROUND: u32 = 2_000;

/// One attempt: small numbers, which [`Odd`] unfolds, so that a case costs little to make and shrinks to few changes.
#[derive(Debug, Clone)]
struct Case {
    /// What is done: mostly a good message changed here and there, sometimes its bytes, sometimes something else.
    kind: u8,
    base: u8,
    /// Where, how, with what.
    changes: Vec<(u16, u8, u32)>,
}

impl Case {
    fn seed(&self) -> u64 {
        self.changes.first().map_or(0, |(_, _, seed)| u64::from(*seed))
    }
}

fn case() -> impl Strategy<Value = Case> {
    let change = (any::<u16>(), any::<u8>(), any::<u32>());
    let parts = (any::<u8>(), any::<u8>(), prop::collection::vec(change, 0..4));
    parts.prop_map(|(kind, base, changes)| Case { kind, base, changes })
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

impl How {
    fn of(kind: u8, seed: u32) -> Self {
        let mut odd = Odd(u64::from(seed));
        match kind {
            0..60 => Self::Remove,
            60..150 => Self::Replace(odd.leaf()),
            150..180 => Self::Replace(odd.json(3)),
            180..200 => Self::Rename(odd.key()),
            200..215 => Self::IntoText,
            215..230 => Self::IntoList,
            230..250 => Self::Repeat(odd.below(40) as u8),
            250.. => Self::Bury(odd.below(256) as u8),
        }
    }
}

/// Odd texts, values and addresses, drawn from a number (SplitMix64).
struct Odd(u64);

const TEXTS: [&str; 23] = [
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
];
const KEYS: &str = "messaging_product to recipient type text body context message_id template name language code components \
    parameters interactive action buttons sections rows id title header image link status biz_opaque_callback_data";
const NUMBERS: [i64; 6] = [i64::MIN, -1, 0, 1, 1 << 53, i64::MAX];
const CONTENT_TYPES: [&str; 6] = [
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "",
];

impl Odd {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    fn text(&mut self) -> String {
        match self.below(16) {
            0 => {
                let letter = ["a", "я", "🙂", " "][self.below(4)];
                letter.repeat(self.below(6_000))
            }
            1..4 => {
                let drawn = self.below(6);
                let letters = (0..drawn).filter_map(|_| char::from_u32(self.below(0x11_0000) as u32));
                letters.collect()
            }
            _ => TEXTS[self.below(TEXTS.len())].to_owned(),
        }
    }

    fn leaf(&mut self) -> Value {
        match self.below(10) {
            0 => Value::Null,
            1 => json!(self.below(2) == 0),
            2 => json!(NUMBERS[self.below(NUMBERS.len())]),
            3 => json!(u64::MAX),
            4 => json!(f64::from_bits(self.next())),
            _ => Value::String(self.text()),
        }
    }

    fn json(&mut self, depth: usize) -> Value {
        if depth == 0 {
            return self.leaf();
        }
        let count = self.below(4);
        match self.below(3) {
            0 => self.leaf(),
            1 => (0..count).map(|_| self.json(depth - 1)).collect(),
            _ => (0..count).map(|_| (self.key(), self.json(depth - 1))).collect(),
        }
    }

    fn key(&mut self) -> String {
        let words: Vec<&str> = KEYS.split_whitespace().collect();
        match self.below(10) {
            0 => self.text(),
            _ => words[self.below(words.len())].to_owned(),
        }
    }
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
        let (path, kind, body) = self.make(case);
        match self.call("POST", &path, kind, body) {
            Some((status, bytes)) => self.judge(status, &bytes),
            None => Ok(()),
        }
    }

    /// Path, type of content and body of an attempt.
    fn make(&self, case: &Case) -> (String, &'static str, Vec<u8>) {
        let usual = || format!("/v25.0/{}/messages", self.company.phone_number_id);
        let mut message = self.base(usize::from(case.base));
        match case.kind {
            0..160 => {
                for (at, kind, seed) in &case.changes {
                    let mut left = usize::from(*at) % places(&message).max(1);
                    change(&mut message, &mut left, &How::of(*kind, *seed));
                }
                (usual(), CONTENT_TYPES[0], message.to_string().into_bytes())
            }
            160..220 => {
                let mut bytes = message.to_string().into_bytes();
                for (at, kind, seed) in &case.changes {
                    spoil(&mut bytes, usize::from(*at), *kind, *seed as u8);
                }
                (usual(), CONTENT_TYPES[0], bytes)
            }
            220..245 => {
                let value = Odd(case.seed()).json(4);
                (usual(), CONTENT_TYPES[0], value.to_string().into_bytes())
            }
            245.. => {
                let mut odd = Odd(case.seed());
                let path = format!("/v25.0/{}/messages", form_encoded(&odd.text()));
                let kind = CONTENT_TYPES[odd.below(CONTENT_TYPES.len())];
                (path, kind, message.to_string().into_bytes())
            }
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

/// Sets, inserts, cuts out or cuts off bytes.
fn spoil(bytes: &mut Vec<u8>, at: usize, kind: u8, byte: u8) {
    let at = at % bytes.len().max(1);
    match kind {
        0..110 if at < bytes.len() => bytes[at] = byte,
        110..170 if at < bytes.len() => drop(bytes.remove(at)),
        170..190 => bytes.truncate(at),
        _ => bytes.insert(at.min(bytes.len()), byte),
    }
}

/// A number from the environment.
fn given(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn phone(index: u32) -> String {
    format!("7916{index:07}")
}

fn form_encoded(text: &str) -> String {
    serde_urlencoded::to_string([("", text)]).unwrap().split_off(1)
}

#[test]
fn hostile_sends_are_answered_in_metas_shape() {
    let cases = given("GALKA_HOSTILE_CASES").map_or(CASES, |cases| cases as u32);
    let seed = given("GALKA_TEST_SEED").unwrap_or_else(|| RandomState::new().hash_one(cases));
    println!("GALKA_TEST_SEED={seed}");
    let mut runner = TestRunner::new(Config {
        cases,
        max_shrink_iters: 20_000,
        rng_algorithm: RngAlgorithm::XorShift,
        rng_seed: RngSeed::Fixed(seed),
        source_file: Some(file!()),
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "tests/proptest-regressions/hostile.txt",
        ))),
        ..Config::default()
    });
    let endpoint = Endpoint::open();
    if let Err(problem) = runner.run(&case(), |case| endpoint.throw(&case)) {
        panic!("GALKA_TEST_SEED={seed}: {problem}");
    }
    let (thrown, accepted) = (endpoint.thrown.get(), endpoint.accepted.get());
    println!("{accepted} of {thrown} were accepted");
    assert!(thrown >= cases && accepted > cases / 50, "{accepted} of {thrown}");
}
