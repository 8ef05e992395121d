//! `galka sandbox` as a developer meets it: its help, its flags, its files.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn galka(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_galka"));
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("GALKA_")) {
            command.env_remove(name);
        }
    }
    command.arg("sandbox").args(arguments).current_dir(directory);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn refused(directory: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stderr, .. } = galka(directory, arguments).output().unwrap();
    (status.code(), String::from_utf8_lossy(&stderr).into_owned())
}

/// A sandbox on a free port; killed when dropped.
struct Sandbox {
    child: Child,
    base: String,
    companies: Value,
}

impl Sandbox {
    fn start(directory: &Path, arguments: &[&str]) -> Self {
        let arguments = [&["--port", "0", "--json"], arguments].concat();
        let mut child = galka(directory, &arguments).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        if line.is_empty() {
            let mut words = String::new();
            child.stderr.take().unwrap().read_to_string(&mut words).unwrap();
            panic!("the sandbox ended: {words}");
        }
        let printed: Value = serde_json::from_str(&line).unwrap();
        Self {
            child,
            base: printed["base_url"].as_str().unwrap().to_owned(),
            companies: printed["companies"].clone(),
        }
    }

    fn call(&self, method: &str, path: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(self.base.trim_start_matches("http://")).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    fn get(&self, path: &str) -> Value {
        serde_json::from_str(&self.call("GET", path, "")).unwrap()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // One that has ended cannot be killed, and need not be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn its_help_names_every_flag_and_shows_how_to_use_it() {
    let directory = tempfile::tempdir().unwrap();
    let help = galka(directory.path(), &["--help"]).output().unwrap();
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    for word in [
        "--listen",
        "--port",
        "--public-url",
        "--state",
        "--scenario",
        "--snapshot",
        "--rule-set",
        "--seed",
        "--throttle-status",
        "--webhook-url",
        "--verify-token",
        "--app-secret",
        "--webhook-escaped",
        "--paused",
        "--paused-at-ms",
        "--speed",
        "--json",
        "Examples:",
        "/control/v1/snapshot > world.json",
        "shop-day",
    ] {
        assert!(help.contains(word), "{word} is missing in\n{help}");
    }
}

#[test]
fn flags_go_before_the_scenario() {
    let directory = tempfile::tempdir().unwrap();
    let scenario = "rule_set: meta-2025-10\nseed: 5\nclock:\n  start: 2026-03-02T08:00:00Z\nsettings:\n  throttle_status: 400\n\
                    companies:\n  - name: Shop\n    waba_id: \"200\"\n    app_secret: from_the_file\n";
    std::fs::write(directory.path().join("shop.yaml"), scenario).unwrap();
    let sandbox = Sandbox::start(
        directory.path(),
        &[
            "--scenario",
            "shop.yaml",
            "--seed",
            "6",
            "--throttle-status",
            "429",
            "--app-secret",
            "from_the_flag",
            "--paused",
            "--speed",
            "60",
            "--webhook-escaped",
        ],
    );
    let company = &sandbox.companies[0];
    assert_eq!(
        (&company["waba_id"], &company["app_secret"]),
        (&json!("200"), &json!("from_the_flag"))
    );
    let settings = sandbox.get("/control/v1/world/settings");
    for (name, value) in [
        ("seed", json!(6)),
        ("rule_set", json!("meta-2025-10")),
        ("throttle_status", json!(429)),
        ("webhook_escaped", json!(true)),
    ] {
        assert_eq!(settings[name], value, "{name}");
    }
    let clock = sandbox.get("/control/v1/clock");
    assert_eq!(
        (&clock["now"], &clock["speed"]),
        (&json!("2026-03-02T08:00:00.000Z"), &json!(60.0))
    );
}

#[test]
fn a_snapshot_taken_by_hand_begins_another_world() {
    let directory = tempfile::tempdir().unwrap();
    let first = Sandbox::start(directory.path(), &["--scenario", "window-expiry", "--seed", "9"]);
    let snapshot = first.call("GET", "/control/v1/snapshot", "");
    std::fs::write(directory.path().join("world.json"), snapshot).unwrap();
    let second = Sandbox::start(directory.path(), &["--snapshot", "world.json", "--state", "kept.jsonl"]);
    assert_eq!(first.companies, second.companies);
    assert_eq!(first.get("/control/v1/messages"), second.get("/control/v1/messages"));
    drop(second);
    let third = Sandbox::start(directory.path(), &["--state", "kept.jsonl"]);
    assert_eq!(first.companies, third.companies);
    assert_eq!(
        first.get("/control/v1/clock/events"),
        third.get("/control/v1/clock/events")
    );
}

#[test]
fn what_cannot_be_used_is_said_with_its_place() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(
        directory.path().join("bad.toml"),
        "[[faults]]\ntarget = \"webhook\"\nkind = \"reset\"\n",
    )
    .unwrap();
    let (code, words) = refused(directory.path(), &["--scenario", "bad.toml"]);
    assert_eq!(code, Some(2), "{words}");
    assert!(words.contains("bad.toml: faults[0].kind: "), "{words}");
    let (code, words) = refused(directory.path(), &["--scenario", "nothing"]);
    assert_eq!(code, Some(2));
    assert!(words.contains("storm-500"), "{words}");
    let (code, words) = refused(directory.path(), &["--speed", "0"]);
    assert_eq!(code, Some(2));
    assert!(words.contains("--speed"), "{words}");
    let (code, words) = refused(directory.path(), &["--rule-set", "none"]);
    assert_eq!(code, Some(2));
    assert!(words.contains("meta-2026-10"), "{words}");
}
