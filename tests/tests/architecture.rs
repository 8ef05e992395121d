//! The house keeps its shape: arrows between crates, drivers in one place, files of a readable length.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Which of our crates a crate may use; the table of ARCHITECTURE.md.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("cloud-api", &[]),
    ("graph-client", &["cloud-api"]),
    ("sandbox", &["cloud-api"]),
    ("store", &["domain"]),
    ("connectors", &["domain"]),
    (
        "engine",
        &["domain", "store", "cloud-api", "graph-client", "connectors"],
    ),
    ("server", &["domain", "store", "engine"]),
    (
        "bench",
        &[
            "domain",
            "cloud-api",
            "graph-client",
            "sandbox",
            "store",
            "connectors",
            "engine",
            "server",
        ],
    ),
    (
        "app",
        &[
            "domain",
            "cloud-api",
            "graph-client",
            "sandbox",
            "store",
            "connectors",
            "engine",
            "server",
            "bench",
        ],
    ),
    (
        "tests",
        &[
            "domain",
            "cloud-api",
            "graph-client",
            "sandbox",
            "store",
            "connectors",
            "engine",
            "server",
            "bench",
            "app",
        ],
    ),
];

/// What the pure crate must do without.
const NOT_IN_DOMAIN: &[&str] = &[
    "tokio",
    "axum",
    "reqwest",
    "rusqlite",
    "tokio-postgres",
    "hyper",
    "futures-util",
];
/// What only the store may name.
const DRIVERS: &[&str] = &["rusqlite", "tokio-postgres", "deadpool-postgres", "sqlx", "diesel"];
const LINES_MAX: usize = 500;
/// How a long file says at its top why it is long: its reason, or that a tool wrote it.
const EXCUSES: &[&str] = &["long because", "auto-generated"];

#[test]
fn no_arrow_between_crates_is_outside_the_table() {
    let allowed: BTreeMap<&str, BTreeSet<&str>> = ARROWS
        .iter()
        .map(|(name, uses)| (*name, uses.iter().copied().collect()))
        .collect();
    let mut wrong = Vec::new();
    for (name, uses) in dependencies() {
        let Some(may) = allowed.get(name.as_str()) else {
            wrong.push(format!("{name} is not in the table"));
            continue;
        };
        let ours = uses.iter().filter_map(|used| used.strip_prefix("galka-"));
        wrong.extend(
            ours.filter(|used| !may.contains(used))
                .map(|used| format!("{name} uses {used}")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_domain_is_pure_and_only_the_store_names_a_database() {
    let mut wrong = Vec::new();
    for (name, uses) in dependencies() {
        let forbidden = match name.as_str() {
            "domain" => NOT_IN_DOMAIN,
            "store" => continue,
            _ => DRIVERS,
        };
        wrong.extend(
            uses.iter()
                .filter(|used| forbidden.contains(&used.as_str()))
                .map(|used| format!("{name} uses {used}")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn sql_text_stands_in_the_store_alone() {
    let wrong: Vec<String> = rust_sources(PRODUCT)
        .into_iter()
        .filter(|(path, text)| !path.starts_with("store/") && text.contains(concat!("sql", "!(")))
        .map(|(path, _)| path)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_the_files_of_the_clippy_settings_wait() {
    let settings = fs::read_to_string(root().join("clippy.toml")).expect("clippy.toml is there");
    let waits = [
        concat!("thread::", "sleep("),
        concat!("time::", "sleep("),
        concat!("time::", "sleep_until("),
        concat!("time::", "interval("),
    ];
    let wrong: Vec<String> = rust_sources(PRODUCT)
        .into_iter()
        .filter(|(path, text)| waits.iter().any(|wait| text.contains(wait)) && !settings.contains(path.as_str()))
        .map(|(path, _)| path)
        .collect();
    assert!(
        wrong.is_empty(),
        "these files wait, and clippy.toml does not name them: {wrong:#?}"
    );
}

#[test]
fn nothing_is_left_undone_or_left_out() {
    let marks = [
        concat!("todo", "!("),
        concat!("unimpl", "emented!("),
        concat!("#[ign", "ore]"),
    ];
    let mut wrong = named_in(rust_sources(EVERYTHING), &marks);
    let marks = [
        concat!("test.sk", "ip("),
        concat!("it.sk", "ip("),
        concat!("describe.sk", "ip("),
        concat!("test.on", "ly("),
        concat!("it.on", "ly("),
    ];
    wrong.extend(named_in(sources(&["web/src", "web/tests"], &["ts", "tsx"]), &marks));
    wrong.extend(left_out_without_a_reason());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_are_short_or_say_why_not() {
    let mut all = rust_sources(EVERYTHING);
    let web = sources(&["web/src", "web/tests"], &["ts", "tsx"]).into_iter();
    // What a tool wrote is as long as its source wants.
    all.extend(web.filter(|(path, _)| !path.starts_with("web/src/gen/")));
    let wrong: Vec<String> = all
        .into_iter()
        .map(|(path, text)| (path, text.lines().count(), is_excused(&text)))
        .filter(|(_, lines, excused)| *lines > LINES_MAX && !excused)
        .map(|(path, lines, _)| format!("{path}: {lines} lines"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_folder_hides_behind_mod_rs_and_none_is_called_util() {
    let vague = [
        "mod.rs",
        "util.rs",
        "utils.rs",
        "common.rs",
        "helper.rs",
        "helpers.rs",
        "misc.rs",
    ];
    let wrong: Vec<String> = rust_sources(EVERYTHING)
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| vague.iter().any(|name| path.ends_with(&format!("/{name}"))))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn is_excused(text: &str) -> bool {
    let top = text.lines().take(5).collect::<Vec<_>>().join(" ").to_lowercase();
    EXCUSES.iter().any(|excuse| top.contains(excuse))
}

const PRODUCT: &[&str] = &[
    "domain/src",
    "cloud-api/src",
    "graph-client/src",
    "sandbox/src",
    "store/src",
    "engine/src",
    "server/src",
    "app/src",
];
const EVERYTHING: &[&str] = &[
    "domain",
    "cloud-api",
    "graph-client",
    "sandbox",
    "store",
    "connectors",
    "engine",
    "server",
    "bench",
    "app",
    "tests",
];

/// A test that is left out says by which other test it is run.
fn left_out_without_a_reason() -> Vec<String> {
    let mark = concat!("#[ign", "ore = ");
    let reasons = |text: &str| {
        text.lines()
            .filter(|line| line.contains(mark))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    rust_sources(EVERYTHING)
        .into_iter()
        .flat_map(|(path, text)| {
            reasons(&text)
                .into_iter()
                .map(move |line| format!("{path}: {line}"))
                .collect::<Vec<_>>()
        })
        .filter(|line| !line.contains("part of"))
        .collect()
}

/// Our crates by their short names, with everything they use outside their own tests.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo answers in JSON");
    let packages = metadata["packages"].as_array().expect("packages are listed");
    packages
        .iter()
        .map(|package| (short_name(package), normal_dependencies(package)))
        .collect()
}

fn short_name(package: &Value) -> String {
    let name = package["name"].as_str().expect("a package has a name");
    name.strip_prefix("galka-").unwrap_or(name).to_owned()
}

fn normal_dependencies(package: &Value) -> Vec<String> {
    let all = package["dependencies"].as_array().expect("dependencies are listed");
    all.iter()
        .filter(|dependency| dependency["kind"].is_null())
        .filter_map(|dependency| dependency["name"].as_str().map(str::to_owned))
        .collect()
}

fn named_in(files: Vec<(String, String)>, marks: &[&str]) -> Vec<String> {
    let named = |(path, text): (String, String)| {
        marks
            .iter()
            .filter(|mark| text.contains(**mark))
            .map(|mark| format!("{path}: {mark}"))
            .collect::<Vec<_>>()
    };
    files.into_iter().flat_map(named).collect()
}

fn rust_sources(folders: &[&str]) -> Vec<(String, String)> {
    sources(folders, &["rs"])
}

/// The files with these endings: their paths from the root, and what they say.
fn sources(folders: &[&str], endings: &[&str]) -> Vec<(String, String)> {
    let mut waiting: Vec<PathBuf> = folders
        .iter()
        .map(|folder| root().join(folder))
        .filter(|folder| folder.is_dir())
        .collect();
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).expect("a folder can be listed") {
            let path = entry.expect("a folder can be listed").path();
            if path.is_dir() && !path.ends_with("node_modules") {
                waiting.push(path);
            } else if path
                .extension()
                .and_then(|ending| ending.to_str())
                .is_some_and(|ending| endings.contains(&ending))
            {
                let text = fs::read_to_string(&path).expect("a source can be read");
                found.push((from_root(&path), text));
            }
        }
    }
    found.sort();
    found
}

fn from_root(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate stands in the workspace")
        .to_path_buf()
}
