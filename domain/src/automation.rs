//! What Galka says by itself: the greeting, the away message and the keyword rules.
//!
//! At most one automatic message answers one message of a customer. Who speaks is decided in one order:
//!
//! 1. a rule for a pressed button, because the press asked for exactly that answer;
//! 2. the greeting, to first writers and after days without contact in either direction;
//! 3. the away message, once per chat and away time;
//! 4. the first rule, in the company's order, whose «when» and «if» hold.
//!
//! What a rule does besides speaking (labels, assignment, closing) it does even if another automation spoke.

mod audience;
mod away;
mod decide;
mod documents;
mod facts;
mod greeting;
mod keywords;
mod rules;
mod text;

pub use decide::{Deed, Plan, decide, may_concern};
pub use documents::{
    Action, AssigneeCondition, Audience, AudienceKind, Away, Conditions, DocumentError, Greeting, HoursCondition,
    KeywordMatch, MediaKind, ReplyButton, Rule, Schedule, ScheduleKind, When, WhenKind,
};
pub use facts::{Chat, Company, Held, Kind, Mark, Press, Set, SkipReason, Skipped, Trigger};
pub use rules::{Mismatch, matches};
pub use text::{Values, fill};

/// A message older than this, by business time, is answered by nobody but a person.
pub const AGE_MAX_MS: i64 = 15 * crate::time::MINUTE_MS;
/// More automatic messages than this in one chat within an hour are taken for two machines talking to each other.
pub const SPEECHES_PER_HOUR_MAX: u32 = 20;
