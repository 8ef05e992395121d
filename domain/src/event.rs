//! The names of the events that live, automation, connectors and webhooks read.

use crate::named::named_enum;

named_enum! {
    /// What happened.
    pub enum EventKind {
        /// A customer wrote.
        MessageReceived = "message.received",
        /// A message reached another state.
        MessageStatus = "message.status",
        /// A conversation was opened, closed, assigned, read or renewed.
        ConversationChanged = "conversation.changed",
        /// A contact, its consent or its labels changed.
        ContactChanged = "contact.changed",
        /// A campaign changed state or counts.
        CampaignProgress = "campaign.progress",
        /// A template changed status, quality, category or content.
        TemplateChanged = "template.changed",
        /// A business number changed status, quality, limit or pace.
        NumberChanged = "number.changed",
        /// The quick replies of the company changed.
        QuickRepliesChanged = "quick_replies.changed",
        /// A label was made, changed, deleted or put back.
        LabelChanged = "label.changed",
        /// A team, or who works in the company and now, changed.
        TeamChanged = "team.changed",
        /// Somebody's sessions ended or a key was revoked; the subject is the person or the key.
        AccessChanged = "access.changed",
        /// A person has another alert, or has seen some; the subject is the person.
        AlertChanged = "alert.changed",
        /// A person marked a message to find it again, or took the mark away; the subject is the person.
        StarChanged = "star.changed",
        /// Business time was steered.
        ClockJumped = "clock.jumped",
    }
}
