//! Schemas as the document writes them: what repeats itself taken out, what may be null or absent said.

use serde_json::{Value, json};

/// Fields that go in and may be null besides being left out.
const MAYBE_NULL: &[(&str, &[&str])] = &[
    ("NewInvitation", &["email"]),
    ("NewContact", &["consent"]),
    ("ContactPatch", &["locale"]),
    ("ImportOptions", &["consent"]),
    ("SegmentCondition", &["value"]),
    ("TemplateContent", &["header", "footer"]),
    ("TemplateHeader", &["text", "example", "media_id"]),
    ("TemplateButton", &["url", "example", "phone_number"]),
    ("ConversationPatch", &["assignee_id", "team_id"]),
    ("BulkRequest", &["assignee_id", "team_id"]),
    ("MemberPatch", &["capacity"]),
    ("AssignmentSettings", &["capacity"]),
    ("TeamPatch", &["mode"]),
    ("Audience", &["segment_id"]),
    ("ValueSource", &["value", "fallback"]),
    ("BusinessProfilePatch", &["location"]),
    ("QuickReplyPatch", &["language"]),
    ("NewCampaign", &["template_id", "content", "rate_per_second"]),
    ("CampaignPatch", &["template_id", "content", "rate_per_second"]),
];

/// A schema that goes in, as the document writes it.
pub(super) fn tidy_input(name: &str, schema: &mut Value) {
    plain(schema);
    let nullable = MAYBE_NULL
        .iter()
        .find(|(input, _)| *input == name)
        .map_or(&[][..], |(_, fields)| fields);
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    for (field, property) in properties.iter_mut() {
        if !nullable.contains(&field.as_str()) {
            never_null(property);
        }
    }
}

/// The document names the value only: null is taken like a field that is left out.
fn never_null(property: &mut Value) {
    if let Some(kinds) = property.get_mut("type").and_then(Value::as_array_mut) {
        kinds.retain(|kind| kind != "null");
        if let [kind] = kinds.as_slice() {
            property["type"] = kind.clone();
        }
    }
    let choice = property.get("oneOf").and_then(Value::as_array);
    let value = choice.and_then(|choice| choice.iter().find(|one| one.get("type") != Some(&json!("null"))));
    if let Some(value) = value.cloned() {
        *property = value;
    }
    if let Some(names) = property.get_mut("enum").and_then(Value::as_array_mut) {
        names.retain(|name| !name.is_null());
    }
}

/// Fields of views that may be absent.
const MAYBE_ABSENT: &[(&str, &[&str])] = &[
    ("Problem", &["field", "fields", "reason", "message"]),
    ("FieldProblem", &["params"]),
    ("Reason", &["rule", "params", "until", "detail"]),
    ("Me", &["api_key_name"]),
    ("TimelineEntry", &["reason"]),
    (
        "Event",
        &[
            "message",
            "conversation",
            "contact",
            "campaign",
            "template",
            "number",
            "clock",
        ],
    ),
];

/// Names of the domain that the API does not speak.
const UNSPOKEN: &[(&str, &str)] = &[("CampaignState", "scheduled")];

/// A schema that goes out, as the document writes it.
pub(super) fn tidy_view(name: &str, schema: &mut Value) {
    plain(schema);
    if let Some(names) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        names.retain(|word| {
            !UNSPOKEN
                .iter()
                .any(|(view, unspoken)| *view == name && word == unspoken)
        });
    }
    let absent = MAYBE_ABSENT
        .iter()
        .find(|(view, _)| *view == name)
        .map_or(&[][..], |(_, fields)| fields);
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return;
    };
    let required: Vec<&String> = properties
        .keys()
        .filter(|field| !absent.contains(&field.as_str()))
        .collect();
    schema["required"] = json!(required);
}

/// Takes out what only repeats itself, and writes instants where they stand.
fn plain(schema: &mut Value) {
    let Some(map) = schema.as_object_mut() else { return };
    map.remove("propertyNames");
    if map.get("additionalProperties") == Some(&json!(false)) {
        map.remove("additionalProperties");
    }
    for inner in map.values_mut() {
        plain_inner(inner);
    }
}

fn plain_inner(schema: &mut Value) {
    if let Value::Array(items) = schema {
        items.iter_mut().for_each(plain_inner);
        return;
    }
    if let Some(named) = named_with_default(schema) {
        *schema = named;
    }
    let time = json!({"$ref": "#/components/schemas/Time"});
    let choice = schema.get("oneOf").and_then(Value::as_array);
    let is_maybe_time = choice.is_some_and(|choice| choice.iter().any(|one| one.get("$ref") == time.get("$ref")));
    if is_maybe_time {
        *schema = json!({"type": ["string", "null"], "format": "date-time"});
    } else if schema.get("$ref") == time.get("$ref") {
        *schema = json!({"type": "string", "format": "date-time"});
    }
    plain(schema);
    let Some(map) = schema.as_object_mut() else { return };
    if map.get("description").is_some_and(Value::is_string) {
        map.remove("description");
    }
    let kind = map.get("type").cloned();
    let is_open = kind.is_some_and(|kind| kind == "object" || kind == json!(["object", "null"]))
        && !map.contains_key("properties")
        && !map.contains_key("additionalProperties");
    if is_open {
        map.insert("additionalProperties".to_owned(), json!(true));
    }
}

/// An inlined enum that has a default is written as all of two: the names, and the default beside an object.
fn named_with_default(schema: &Value) -> Option<Value> {
    let [names, beside] = schema.get("allOf")?.as_array()?.as_slice() else {
        return None;
    };
    let default = beside.get("default")?;
    let mut named = names.clone();
    named.as_object_mut()?.insert("default".to_owned(), default.clone());
    Some(named)
}
