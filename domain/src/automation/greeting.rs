//! The greeting: to first writers, and after more than some days without contact in either direction.

use super::documents::Greeting;
use super::facts::{Chat, Held, SkipReason, Trigger};
use crate::time::DAY_MS;

/// Whether the greeting is asked for; and if it is, whether something stands against it.
pub(super) fn judge(held: &Held<Greeting>, trigger: &Trigger, chat: &Chat) -> Option<Result<(), SkipReason>> {
    let silence_ms = i64::from(held.document.silence_days) * DAY_MS;
    let was_silent = chat
        .last_contact_at
        .is_none_or(|last| trigger.at.since(last) > silence_ms);
    if !was_silent {
        return None;
    }
    // Two first messages may come in the wrong order: the one that comes second looks like a first one, too.
    let greeted = chat
        .marks
        .get(&held.id)
        .is_some_and(|mark| trigger.at.since(mark.at) <= silence_ms);
    Some(if greeted {
        Err(SkipReason::Already)
    } else if held.document.audience.includes(chat) {
        Ok(())
    } else {
        Err(SkipReason::Audience)
    })
}
