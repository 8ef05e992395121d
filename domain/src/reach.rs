//! Where a message goes to a customer who is reached in more than one way.
//!
//! An answer goes where the customer wrote from last in that thread, for WhatsApp opens the service window there and
//! nowhere else. What begins anew – a campaign's template, or a thread in which nobody has written – goes to the phone
//! that is chosen at the contact.

use crate::template::TemplateCategory;

/// A phone or an account that WhatsApp delivers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A phone in E.164.
    Phone(String),
    /// A business-scoped user id.
    UserId(String),
}

/// The ways to a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Where the customer wrote from last in the thread, as long as it is theirs.
    pub wrote_from: Option<Address>,
    /// The phone that is chosen at the contact.
    pub phone: Option<String>,
    /// The business-scoped user id of the contact.
    pub user_id: Option<String>,
}

/// What is sent, as far as its address depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// Somebody or something answers in the thread, with a template of this category or without one.
    Answer(Option<TemplateCategory>),
    /// A campaign begins with a template.
    Opening,
}

impl Reach {
    /// Where a message goes; nothing when there is no way.
    #[must_use]
    pub fn address(self, sending: Sending) -> Option<Address> {
        let chosen = self.phone.map(Address::Phone);
        let account = self.user_id.map(Address::UserId);
        match sending {
            Sending::Opening => chosen.or(self.wrote_from).or(account),
            // One-time codes cannot go to a user id (Meta, 'Business-scoped user IDs', 2026): error 131062.
            Sending::Answer(Some(TemplateCategory::Authentication)) => match self.wrote_from {
                Some(Address::Phone(phone)) => Some(Address::Phone(phone)),
                account_written => chosen.or(account_written).or(account),
            },
            Sending::Answer(_) => self.wrote_from.or(chosen).or(account),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_goes_where_the_customer_wrote_from_and_an_opening_to_the_chosen_phone() {
        use Sending::{Answer, Opening};
        use TemplateCategory::{Authentication, Utility};
        let phone = |text: &str| Some(Address::Phone(text.to_owned()));
        let user = |text: &str| Some(Address::UserId(text.to_owned()));
        for (wrote_from, chosen, account, sending, expected) in [
            (None, Some("+71"), None, Answer(None), phone("+71")),
            (None, None, Some("RU.1"), Answer(None), user("RU.1")),
            (None, None, None, Answer(None), None),
            (phone("+72"), Some("+71"), Some("RU.1"), Answer(None), phone("+72")),
            (phone("+72"), Some("+71"), None, Answer(Some(Utility)), phone("+72")),
            (user("RU.2"), Some("+71"), None, Answer(None), user("RU.2")),
            (
                user("RU.2"),
                Some("+71"),
                None,
                Answer(Some(Authentication)),
                phone("+71"),
            ),
            (
                phone("+72"),
                Some("+71"),
                None,
                Answer(Some(Authentication)),
                phone("+72"),
            ),
            (user("RU.2"), None, None, Answer(Some(Authentication)), user("RU.2")),
            (phone("+72"), Some("+71"), None, Opening, phone("+71")),
            (user("RU.2"), None, Some("RU.1"), Opening, user("RU.2")),
            (None, None, Some("RU.1"), Opening, user("RU.1")),
        ] {
            let reach = Reach {
                wrote_from,
                phone: chosen.map(str::to_owned),
                user_id: account.map(str::to_owned),
            };
            assert_eq!(reach.clone().address(sending), expected, "{reach:?} {sending:?}");
        }
    }
}
