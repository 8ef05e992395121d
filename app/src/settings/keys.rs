//! The names of settings as `section.key`: which are known, which was meant, and all of them with their values.

use std::collections::BTreeMap;

use serde_json::Value;

use super::BadUsage;

/// Refuses a key that the defaults do not have, naming the nearest one.
pub(super) fn check(given: &Value, defaults: &Value) -> anyhow::Result<()> {
    let known = flatten(defaults);
    for name in flatten(given).into_keys() {
        if known.contains_key(&name) {
            continue;
        }
        let nearest = known
            .keys()
            .min_by_key(|key| distance(key, &name))
            .map_or("", String::as_str);
        return Err(BadUsage(format!("there is no setting {name}; the nearest one is {nearest}")).into());
    }
    Ok(())
}

/// Puts what was given over the defaults.
pub(super) fn merge(defaults: Value, given: Value) -> Value {
    match (defaults, given) {
        (Value::Object(mut merged), Value::Object(given)) => {
            for (key, value) in given {
                let under = merged.remove(&key).unwrap_or_default();
                merged.insert(key, merge(under, value));
            }
            Value::Object(merged)
        }
        (defaults, Value::Null) => defaults,
        (_, given) => given,
    }
}

/// One line for each setting.
pub(super) fn lines(settings: &Value) -> String {
    flatten(settings)
        .into_iter()
        .map(|(name, value)| match value {
            Value::Null => format!("{name}\n"),
            Value::String(text) => format!("{name} = {text}\n"),
            other => format!("{name} = {other}\n"),
        })
        .collect()
}

fn flatten(value: &Value) -> BTreeMap<String, Value> {
    let mut flat = BTreeMap::new();
    walk(value, "", &mut flat);
    flat
}

fn walk(value: &Value, name: &str, flat: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(inner) => {
            for (key, value) in inner {
                let name = if name.is_empty() {
                    key.clone()
                } else {
                    format!("{name}.{key}")
                };
                walk(value, &name, flat);
            }
        }
        leaf => {
            flat.insert(name.to_owned(), leaf.clone());
        }
    }
}

/// How many letters must be added, removed or changed (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, letter) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (place, other) in right.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[place + 1];
            row[place + 1] = changed.min(diagonal + 1).min(row[place] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_changed_letters() {
        for (left, right, expected) in [
            ("", "", 0),
            ("listen", "lisen", 1),
            ("server.listen", "sever.lisen", 2),
            ("a", "b", 1),
        ] {
            assert_eq!(distance(left, right), expected, "{left} {right}");
        }
    }
}
