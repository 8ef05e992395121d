//! Consent: whether a customer allowed us to write first, since when, and how we know.

use crate::named::named_enum;
use crate::time::Timestamp;

named_enum! {
    /// What is known of a customer's consent.
    pub enum ConsentState {
        /// Nobody asked, or nobody wrote it down.
        Unknown = "unknown",
        /// The customer agreed.
        Granted = "granted",
        /// The customer took it back.
        Withdrawn = "withdrawn",
    }
}

named_enum! {
    /// Where a consent or its withdrawal came from.
    pub enum ConsentSource {
        /// The customer's own word in the chat.
        Chat = "chat",
        /// A form on a site or paper.
        Form = "form",
        /// A list that the company brought.
        Import = "import",
        /// A colleague wrote it down.
        Manual = "manual",
        /// Another system, by the API.
        Api = "api",
        /// The customer's choice in WhatsApp itself.
        Whatsapp = "whatsapp",
    }
}

/// The consent of one customer as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Whether there is consent.
    pub state: ConsentState,
    /// Where the present state came from; nothing while unknown.
    pub source: Option<ConsentSource>,
    /// Since when; nothing while unknown.
    pub at: Option<Timestamp>,
    /// What would be shown to somebody who asks: a file, a form's address, the customer's words.
    pub proof: Option<String>,
}

/// One entry of the consent ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentChange {
    /// True for a grant, false for a withdrawal.
    pub granted: bool,
    /// Where it came from.
    pub source: ConsentSource,
    /// When the customer said so.
    pub at: Timestamp,
    /// What shows it.
    pub proof: Option<String>,
}

/// A change that the present consent does not admit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConsentRefusal {
    /// A list or a system cannot take back a customer's own withdrawal.
    #[error("the customer withdrew consent and only the customer's own word gives it again")]
    WithdrawnByCustomer,
    /// A consent that a colleague writes down after a withdrawal needs a proof.
    #[error("consent after a withdrawal needs a proof")]
    ProofMissing,
    /// Something newer is known already.
    #[error("a later entry is known already")]
    Older,
}

impl Default for Consent {
    fn default() -> Self {
        Self::UNKNOWN
    }
}

impl Consent {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self {
        state: ConsentState::Unknown,
        source: None,
        at: None,
        proof: None,
    };

    /// The consent after a change.
    ///
    /// The later word counts; of two at the same instant the withdrawal. After a withdrawal a list
    /// or another system cannot grant again, a colleague only with a proof; the customer always can.
    ///
    /// # Errors
    /// When the change does not take effect. It may still be kept in the ledger.
    pub fn apply(&self, change: ConsentChange) -> Result<Self, ConsentRefusal> {
        if let Some(at) = self.at {
            let outranked =
                change.at < at || (change.at == at && change.granted && self.state == ConsentState::Withdrawn);
            if outranked {
                return Err(ConsentRefusal::Older);
            }
        }
        if change.granted && self.state == ConsentState::Withdrawn {
            check_grant_after_withdrawal(&change)?;
        }
        let state = if change.granted {
            ConsentState::Granted
        } else {
            ConsentState::Withdrawn
        };
        Ok(Self {
            state,
            source: Some(change.source),
            at: Some(change.at),
            proof: change.proof,
        })
    }

    /// What holds for a person of whom two records were kept: a withdrawal wins, else a grant, else nothing is known.
    /// Of two withdrawals the later stands, of two grants the earlier.
    #[must_use]
    pub fn strictest(self, other: Self) -> Self {
        use ConsentState::{Granted, Unknown, Withdrawn};
        let keeps_own = match (self.state, other.state) {
            (Withdrawn, Withdrawn) => self.at >= other.at,
            (Granted, Granted) => self.at <= other.at,
            (Withdrawn, _) | (Granted, Unknown) | (Unknown, Unknown) => true,
            (_, Withdrawn) | (Unknown, Granted) => false,
        };
        if keeps_own { self } else { other }
    }

    /// Whether we may write first.
    #[must_use]
    pub fn is_granted(&self) -> bool {
        self.state == ConsentState::Granted
    }
}

fn check_grant_after_withdrawal(change: &ConsentChange) -> Result<(), ConsentRefusal> {
    let proven = change.proof.as_deref().is_some_and(|proof| !proof.trim().is_empty());
    match change.source {
        ConsentSource::Chat | ConsentSource::Whatsapp => Ok(()),
        ConsentSource::Manual | ConsentSource::Form if proven => Ok(()),
        ConsentSource::Manual | ConsentSource::Form => Err(ConsentRefusal::ProofMissing),
        ConsentSource::Import | ConsentSource::Api => Err(ConsentRefusal::WithdrawnByCustomer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(granted: bool, source: ConsentSource, at: i64) -> ConsentChange {
        ConsentChange {
            granted,
            source,
            at: Timestamp::from_millis(at),
            proof: None,
        }
    }

    #[test]
    fn a_word_in_the_chat_withdraws_and_gives_again() {
        let granted = Consent::UNKNOWN.apply(change(true, ConsentSource::Import, 1)).unwrap();
        assert!(granted.is_granted());
        let withdrawn = granted.apply(change(false, ConsentSource::Chat, 2)).unwrap();
        assert_eq!(withdrawn.state, ConsentState::Withdrawn);
        assert!(
            withdrawn
                .apply(change(true, ConsentSource::Chat, 3))
                .unwrap()
                .is_granted()
        );
    }

    #[test]
    fn of_two_records_of_one_person_the_strictest_holds() {
        use ConsentState::{Granted, Unknown, Withdrawn};
        let of = |state, at: i64| Consent {
            state,
            at: (state != Unknown).then(|| Timestamp::from_millis(at)),
            ..Consent::UNKNOWN
        };
        for (one, other, expected) in [
            (of(Granted, 9), of(Withdrawn, 1), of(Withdrawn, 1)),
            (of(Withdrawn, 1), of(Withdrawn, 2), of(Withdrawn, 2)),
            (of(Granted, 1), of(Granted, 2), of(Granted, 1)),
            (of(Unknown, 0), of(Granted, 2), of(Granted, 2)),
            (of(Unknown, 0), of(Unknown, 0), of(Unknown, 0)),
        ] {
            assert_eq!(one.clone().strictest(other.clone()), expected);
            assert_eq!(other.strictest(one), expected);
        }
    }

    #[test]
    fn a_list_cannot_undo_a_withdrawal() {
        let withdrawn = Consent::UNKNOWN.apply(change(false, ConsentSource::Chat, 2)).unwrap();
        for (source, refusal) in [
            (ConsentSource::Import, ConsentRefusal::WithdrawnByCustomer),
            (ConsentSource::Api, ConsentRefusal::WithdrawnByCustomer),
            (ConsentSource::Manual, ConsentRefusal::ProofMissing),
        ] {
            assert_eq!(withdrawn.apply(change(true, source, 3)), Err(refusal));
        }
        let proven = ConsentChange {
            proof: Some("form 17".to_owned()),
            ..change(true, ConsentSource::Manual, 3)
        };
        assert!(withdrawn.apply(proven).unwrap().is_granted());
    }

    #[test]
    fn the_later_word_counts_and_a_tie_withdraws() {
        let withdrawn = Consent::UNKNOWN.apply(change(false, ConsentSource::Chat, 5)).unwrap();
        assert_eq!(
            withdrawn.apply(change(true, ConsentSource::Chat, 4)),
            Err(ConsentRefusal::Older)
        );
        assert_eq!(
            withdrawn.apply(change(true, ConsentSource::Chat, 5)),
            Err(ConsentRefusal::Older)
        );
        let granted = Consent::UNKNOWN.apply(change(true, ConsentSource::Chat, 5)).unwrap();
        assert_eq!(
            granted.apply(change(false, ConsentSource::Chat, 5)).unwrap().state,
            ConsentState::Withdrawn
        );
    }
}
