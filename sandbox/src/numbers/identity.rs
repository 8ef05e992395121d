//! What a customer's phone shows of a business: one of the three kinds of account.
//!
//! WhatsApp, "About business accounts" (FAQ, 2021): a business account shows its number and a question mark; a verified
//! one, whose profile names the number it is registered with, a grey tick; a confirmed one its name and a green tick.
//! Since 2024 the tick of the confirmed (official) one is blue.

use crate::numbers::official::OfficialStatus;
use crate::world::World;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The kind of a business account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AccountKind {
    /// Not confirmed in any way.
    Business,
    /// The phone in the profile is the number itself.
    Verified,
    /// An official business account.
    Confirmed,
}

/// The sign beside the title of a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mark {
    /// A question mark.
    Question,
    /// A grey tick.
    GreyTick,
    /// A green tick, under the rules of 2021.
    GreenTick,
    /// A blue tick, later.
    BlueTick,
}

/// What the phone shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct IdentityView {
    /// The kind of account.
    pub kind: AccountKind,
    /// The title of the chat: the number, or for a confirmed account its display name.
    pub title: String,
    /// The sign beside it.
    pub mark: Mark,
}

impl World {
    /// What customers see of a number.
    pub(crate) fn identity_of(&self, number: u32) -> IdentityView {
        let row = &self.accounts.numbers[number as usize];
        let own_phone = row.desk.profile_phone.as_deref() == Some(row.digits.as_str());
        if row.desk.official.status == OfficialStatus::Approved {
            let old = self.settings.rule_set == "whatsapp-2021";
            return IdentityView {
                kind: AccountKind::Confirmed,
                title: row.verified_name.clone(),
                mark: if old { Mark::GreenTick } else { Mark::BlueTick },
            };
        }
        IdentityView {
            kind: if own_phone {
                AccountKind::Verified
            } else {
                AccountKind::Business
            },
            title: row.display.clone(),
            mark: if own_phone { Mark::GreyTick } else { Mark::Question },
        }
    }

    /// Makes a number an account of a kind, by hand.
    pub(crate) fn set_kind(&mut self, number: u32, kind: AccountKind) {
        let row = &mut self.accounts.numbers[number as usize];
        let official = row.desk.official.status == OfficialStatus::Approved;
        match kind {
            AccountKind::Confirmed if official => {}
            AccountKind::Confirmed => self.decide_official(number, true, None),
            AccountKind::Verified | AccountKind::Business => {
                row.desk.profile_phone = (kind == AccountKind::Verified).then(|| row.digits.clone());
                if official {
                    row.desk.official = Default::default();
                }
            }
        }
    }
}
