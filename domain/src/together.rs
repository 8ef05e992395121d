//! What people of one team share while they work in one conversation, and what each keeps for oneself.

use crate::named::named_enum;

named_enum! {
    /// What one person sets for oneself in one workspace. Values are JSON objects that the browser reads.
    pub enum UserSettingKey {
        /// How the composer sends: the key, the pause before it goes.
        Composer = "composer",
        /// What one is told of, how loudly, and when not.
        Alerts = "alerts",
        /// Keys of one's own.
        Shortcuts = "shortcuts",
        /// How the list of conversations looks.
        Inbox = "inbox",
        /// How sounds and films are played.
        Media = "media",
        /// Favourite templates and those used last.
        Templates = "templates",
        /// How the list of quick replies is opened.
        QuickReplies = "quick_replies",
    }
}

named_enum! {
    /// What is being written.
    pub enum DraftMode {
        /// An answer to the customer.
        Reply = "reply",
        /// A note to colleagues.
        Note = "note",
    }
}

named_enum! {
    /// What a person does in a conversation right now.
    pub enum PresenceState {
        /// Has it open.
        Viewing = "viewing",
        /// Writes an answer in it.
        Typing = "typing",
    }
}

named_enum! {
    /// What an alert tells a person.
    pub enum AlertKind {
        /// A colleague named them in a note.
        Mention = "mention",
        /// A conversation was given to them.
        Assigned = "assigned",
        /// A conversation of theirs came back from being put aside.
        Woke = "woke",
        /// A message of theirs was not delivered.
        MessageFailed = "message_failed",
        /// Whether a message of theirs was sent is not known.
        MessageUncertain = "message_uncertain",
        /// The window of a chat of theirs that waits for an answer closes soon.
        WindowClosing = "window_closing",
    }
}

/// Who says nothing more is gone after this, on machine time.
pub const PRESENCE_MS: i64 = 10_000;

/// WhatsApp shows "typing…" for 25 seconds; it is told again a little before.
/// Meta, "Typing indicators", November 2026.
pub const TYPING_AGAIN_MS: i64 = 20_000;
