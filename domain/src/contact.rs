//! A customer as rules and segments see one.

use crate::words::is_seen;
use std::collections::BTreeMap;

use crate::consent::ConsentState;
use crate::identity::Identity;
use crate::ids::{ContactId, LabelId};
use crate::time::Timestamp;

/// What is known of a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Our id.
    pub id: ContactId,
    /// The name that people chose or WhatsApp gave; may be empty.
    pub name: String,
    /// Everything the customer is known by.
    pub identities: Vec<Identity>,
    /// ISO code of the country, when the phone number tells.
    pub country: Option<String>,
    /// Labels on the contact.
    pub labels: Vec<LabelId>,
    /// Values of custom fields by key.
    pub fields: BTreeMap<String, String>,
    /// Whether we may write first.
    pub consent: ConsentState,
    /// When the customer last wrote to any of our numbers.
    pub last_inbound_at: Option<Timestamp>,
    /// When the contact was made.
    pub created_at: Timestamp,
}

impl Contact {
    /// What to call the contact: the name, else a number, a user name, an id.
    #[must_use]
    pub fn display_name(&self) -> &str {
        if is_seen(&self.name) {
            return &self.name;
        }
        let best = self.identities.iter().min_by_key(|identity| identity.kind);
        best.map_or(self.id.as_str(), |identity| &identity.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::IdentityKind;

    #[test]
    fn a_contact_without_a_name_is_called_by_its_number() {
        let mut contact = Contact {
            id: ContactId::new(Timestamp::from_millis(1), 1),
            name: " \u{200b}".to_owned(),
            identities: vec![
                Identity {
                    kind: IdentityKind::Username,
                    value: "anna".to_owned(),
                },
                Identity {
                    kind: IdentityKind::Phone,
                    value: "+79161234567".to_owned(),
                },
            ],
            country: None,
            labels: Vec::new(),
            fields: BTreeMap::new(),
            consent: ConsentState::Unknown,
            last_inbound_at: None,
            created_at: Timestamp::from_millis(1),
        };
        assert_eq!(contact.display_name(), "+79161234567");
        contact.name = "Анна".to_owned();
        assert_eq!(contact.display_name(), "Анна");
    }
}
