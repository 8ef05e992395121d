//! The sample company as `demo/company.toml` describes it.

use anyhow::Context;
use config::{Config, File, FileFormat};
use serde::Deserialize;

/// Everything the sample consists of.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sample {
    pub(super) company: Company,
    pub(super) colleague: Colleague,
    #[serde(rename = "label")]
    pub(super) labels: Vec<Label>,
    #[serde(rename = "field")]
    pub(super) fields: Vec<Field>,
    #[serde(rename = "template")]
    pub(super) templates: Vec<Template>,
    #[serde(rename = "customer")]
    pub(super) customers: Vec<Customer>,
    #[serde(rename = "conversation")]
    pub(super) conversations: Vec<Conversation>,
}

/// The company.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Company {
    pub(super) name: String,
    pub(super) timezone: String,
    pub(super) utc_offset_hours: i64,
    pub(super) currency: String,
    pub(super) locale: String,
    /// The name that customers see.
    pub(super) number: String,
    pub(super) opens_days_ago: i64,
}

/// Who answers the customers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Colleague {
    pub(super) name: String,
    pub(super) email: String,
}

/// A label.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Label {
    pub(super) name: String,
    pub(super) color: i64,
}

/// A custom field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Field {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) kind: String,
}

/// A template.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Template {
    pub(super) name: String,
    pub(super) language: String,
    pub(super) category: String,
    pub(super) body: String,
    pub(super) footer: Option<String>,
    pub(super) buttons: Vec<String>,
    pub(super) samples: Vec<String>,
}

/// A customer, here and in the sandbox.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Customer {
    pub(super) phone: String,
    pub(super) name: String,
    pub(super) locale: String,
    pub(super) labels: Vec<String>,
    pub(super) bouquet: String,
    pub(super) birthday: String,
    pub(super) consent: Option<Consent>,
    /// False for those who switched read receipts off.
    #[serde(default = "yes")]
    pub(super) reads: bool,
}

/// A consent and where it was given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Consent {
    pub(super) source: String,
    pub(super) days_ago: i64,
}

/// What was said with one customer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Conversation {
    pub(super) phone: String,
    pub(super) begins: String,
    /// Whether the last words of the customer wait to be read.
    #[serde(default)]
    pub(super) unread: bool,
    #[serde(rename = "message")]
    pub(super) messages: Vec<Message>,
}

/// One message: words, a photo with words, a template with its values, or the press of a template's button.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Message {
    pub(super) from: Side,
    pub(super) after: Option<String>,
    pub(super) text: Option<String>,
    pub(super) photo: Option<String>,
    pub(super) template: Option<String>,
    pub(super) language: Option<String>,
    #[serde(default)]
    pub(super) values: Vec<String>,
    pub(super) press: Option<u32>,
}

/// Who writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Side {
    /// The customer, in the sandbox.
    Customer,
    /// The shop, in the product.
    Shop,
}

const fn yes() -> bool {
    true
}

/// Reads the sample.
///
/// # Errors
/// When the file in the binary has a mistake.
pub(super) fn sample() -> anyhow::Result<Sample> {
    Config::builder()
        .add_source(File::from_str(
            include_str!("../../demo/company.toml"),
            FileFormat::Toml,
        ))
        .build()
        .and_then(Config::try_deserialize)
        .context("demo/company.toml has a mistake")
}

/// The photos, by the names that the sample uses.
pub(super) fn photo(name: &str) -> Option<&'static [u8]> {
    Some(match name {
        "peonies.png" => include_bytes!("../../demo/pictures/peonies.png"),
        "wilted.png" => include_bytes!("../../demo/pictures/wilted.png"),
        "wedding.png" => include_bytes!("../../demo/pictures/wedding.png"),
        "autumn.png" => include_bytes!("../../demo/pictures/autumn.png"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn everything_that_the_sample_names_is_there() {
        let sample = sample().unwrap();
        assert_eq!(sample.customers.len(), 40);
        let phones: HashSet<_> = sample.customers.iter().map(|customer| &customer.phone).collect();
        assert_eq!(phones.len(), 40);
        let labels: HashSet<_> = sample.labels.iter().map(|label| &label.name).collect();
        assert!(
            sample
                .customers
                .iter()
                .flat_map(|customer| &customer.labels)
                .all(|label| labels.contains(label))
        );
        for conversation in &sample.conversations {
            assert!(phones.contains(&conversation.phone), "{}", conversation.phone);
            for message in &conversation.messages {
                assert!(
                    message.photo.as_deref().is_none_or(|name| photo(name).is_some()),
                    "{message:?}"
                );
                let template = sample.templates.iter().find(|template| {
                    Some(&template.name) == message.template.as_ref()
                        && Some(&template.language) == message.language.as_ref()
                });
                assert_eq!(message.template.is_some(), template.is_some(), "{message:?}");
                assert!(
                    template.is_none_or(|template| template.samples.len() == message.values.len()),
                    "{message:?}"
                );
            }
        }
    }
}
