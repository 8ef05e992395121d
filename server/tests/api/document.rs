//! The OpenAPI document is the one that is kept in `docs/`.

#[test]
fn the_document_is_the_one_that_is_kept() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
    let made: serde_json::Value = serde_json::from_str(&galka_server::openapi()).unwrap();
    if std::env::var_os("GALKA_UPDATE").is_some() {
        std::fs::write(path, galka_server::openapi()).unwrap();
    }
    let kept: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut differences = Vec::new();
    compare("", &sorted(kept), &sorted(made), &mut differences);
    assert!(
        differences.is_empty(),
        "run `make update` and look at what changed:\n{}",
        differences.join("\n")
    );
}

/// Lists of names have no order of their own.
fn sorted(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.into_iter().map(sorted).collect();
            items.sort_by_key(ToString::to_string);
            Value::Array(items)
        }
        Value::Object(map) => Value::Object(map.into_iter().map(|(key, value)| (key, sorted(value))).collect()),
        other => other,
    }
}

fn compare(path: &str, kept: &serde_json::Value, made: &serde_json::Value, differences: &mut Vec<String>) {
    if let (Some(one), Some(other)) = (kept.as_object(), made.as_object()) {
        let keys: std::collections::BTreeSet<&String> = one.keys().chain(other.keys()).collect();
        for key in keys {
            let null = serde_json::Value::Null;
            let (one, other) = (one.get(key).unwrap_or(&null), other.get(key).unwrap_or(&null));
            compare(&format!("{path}/{key}"), one, other, differences);
        }
    } else if kept != made {
        differences.push(format!("{path}: kept {kept}, made {made}"));
    }
}
