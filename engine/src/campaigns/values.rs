//! What the variables of a template or a text say to each person.

use std::collections::BTreeMap;

use galka_store::contacts::ContactRow;
use serde::{Deserialize, Serialize};

/// Where the values come from, by variable.
pub type ValueSources = BTreeMap<String, ValueSource>;

/// Where a variable's value comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueSource {
    /// `constant`, `name`, `first_name`, `phone`, `locale`, or `field:<key>`.
    pub source: String,
    /// The value, when it is constant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What stands in when the contact has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<String>,
}

/// The sources that were stored as JSON.
#[must_use]
pub fn read_sources(json: &str) -> ValueSources {
    serde_json::from_str(json).unwrap_or_default()
}

/// The values for one person. A variable without a value is left out, and that recipient is refused.
#[must_use]
pub fn values_for(keys: &[String], sources: &ValueSources, person: &ContactRow) -> BTreeMap<String, String> {
    let mut fields: Option<BTreeMap<String, serde_json::Value>> = None;
    let mut values = BTreeMap::new();
    for key in keys {
        let Some(source) = sources.get(key) else { continue };
        let found = match source.source.split_once(':') {
            Some(("field", field)) => {
                let fields = fields.get_or_insert_with(|| serde_json::from_str(&person.fields).unwrap_or_default());
                fields.get(field).and_then(text_of)
            }
            _ => plain_value(source, person),
        };
        let value = found.map(|text| one_line(&text)).filter(|text| !text.is_empty());
        let value = value.or_else(|| source.fallback.as_deref().map(one_line).filter(|text| !text.is_empty()));
        values.extend(value.map(|value| (key.clone(), value)));
    }
    values
}

/// Whether a source is one that exists.
#[must_use]
pub fn is_known_source(source: &str) -> bool {
    source == "constant" || is_fact(source)
}

/// Whether a source is something that is known of a contact.
pub(super) fn is_fact(source: &str) -> bool {
    matches!(source, "name" | "first_name" | "phone" | "locale")
        || source.strip_prefix("field:").is_some_and(|key| !key.is_empty())
}

fn plain_value(source: &ValueSource, person: &ContactRow) -> Option<String> {
    match source.source.as_str() {
        "constant" => source.value.clone(),
        "name" => Some(person.name.clone()),
        "first_name" => person.name.split_whitespace().next().map(str::to_owned),
        "phone" => person.phone.clone(),
        "locale" => person.locale.clone(),
        _ => None,
    }
}

fn text_of(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// WhatsApp refuses line breaks, tabs and more than four spaces in a row (Meta, error 132018, 2026).
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use galka_domain::consent::ConsentState;
    use galka_domain::ids::ContactId;
    use galka_domain::time::Timestamp;

    fn person(name: &str, fields: &str) -> ContactRow {
        let at = Timestamp::from_millis(1);
        ContactRow {
            id: ContactId::new(at, 1),
            name: name.to_owned(),
            phone: Some("+79161234567".to_owned()),
            username: None,
            country: None,
            locale: None,
            fields: fields.to_owned(),
            consent_state: ConsentState::Granted,
            consent_source: None,
            consent_at: None,
            blocked: false,
            last_inbound_at: None,
            import_id: None,
            created_at: at,
            updated_at: at,
        }
    }

    fn values(source: &str, value: Option<&str>, fallback: Option<&str>, person: &ContactRow) -> Option<String> {
        let own = |text: &str| text.to_owned();
        let source = ValueSource {
            source: own(source),
            value: value.map(own),
            fallback: fallback.map(own),
        };
        values_for(&["1".to_owned()], &[("1".to_owned(), source)].into(), person).remove("1")
    }

    #[test]
    fn each_source_gives_its_value_or_the_fallback() {
        let anna = person("Анна\tКаренина", r#"{"city":"Москва","visits":3,"note":" "}"#);
        let nobody = person("", "{}");
        for (source, who, expected) in [
            ("name", &anna, Some("Анна Каренина")),
            ("first_name", &anna, Some("Анна")),
            ("phone", &anna, Some("+79161234567")),
            ("field:city", &anna, Some("Москва")),
            ("field:visits", &anna, Some("3")),
            ("field:note", &anna, Some("друг")),
            ("first_name", &nobody, Some("друг")),
        ] {
            assert_eq!(values(source, None, Some("друг"), who).as_deref(), expected, "{source}");
        }
        assert_eq!(values("constant", Some("10 %"), None, &anna).as_deref(), Some("10 %"));
        assert_eq!(values("first_name", None, None, &nobody), None);
    }
}
