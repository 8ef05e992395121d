//! The four kinds of recipients, as the WhatsApp Business app has them.

use super::documents::{Audience, AudienceKind};
use super::facts::Chat;

impl Audience {
    /// Whether the customer of this chat is one of the recipients.
    #[must_use]
    pub fn includes(&self, chat: &Chat) -> bool {
        let named = || {
            self.contact_ids.contains(&chat.contact_id)
                || self.label_ids.iter().any(|label| chat.labels.contains(label))
        };
        match self.kind {
            AudienceKind::Everyone => true,
            AudienceKind::NotInContacts => !chat.is_saved,
            AudienceKind::AllExcept => !named(),
            AudienceKind::Only => named(),
        }
    }
}
