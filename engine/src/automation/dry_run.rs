//! Trying a rule on chats that are there: what it would have done about the newest message of each.

use galka_domain::automation::{Rule, matches};
use galka_domain::ids::{ConversationId, MessageId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::automations::chats;
use galka_store::{Result as StoreResult, Tx, messages};

use super::House;
use super::deeds::{content_of, values_of};
use super::trigger::trigger_of;
use crate::accept::words_of_content;

/// What a rule would have done about a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// In which chat.
    pub conversation_id: ConversationId,
    /// With whom.
    pub contact_name: String,
    /// About which message.
    pub message_id: MessageId,
    /// What it says.
    pub text: String,
    /// When it came.
    pub at: Timestamp,
    /// Which part of the rule did not hold; none when the rule would have won.
    pub mismatch: Option<&'static str>,
    /// What it would have said.
    pub would_say: Option<String>,
}

/// Tries a rule on the newest message of the newest `most` chats. Cooldowns and colleagues are left out: they depend on
/// when.
///
/// # Errors
/// When the storage cannot answer.
pub fn try_rule(tx: &mut Tx<'_>, workspace: &WorkspaceId, rule: &Rule, most: i64) -> StoreResult<Vec<Tried>> {
    let Some(house) = House::load(tx, workspace)? else {
        return Ok(Vec::new());
    };
    let ids = chats::list_latest_inbound(tx, workspace, most)?;
    let mut tried = Vec::new();
    for message in super::in_order(messages::list_by_ids(tx, workspace, &ids)?, &ids) {
        let Some(trigger) = trigger_of(&message) else { continue };
        let Some(known) = chats::load(tx, workspace, &message)? else {
            continue;
        };
        let mismatch = matches(rule, &trigger, &known.chat, house.company()).err();
        let speech = rule.actions.iter().find(|action| action.speaks());
        let would_say = speech.filter(|_| mismatch.is_none()).map(|speech| {
            let content = content_of(speech, &values_of(&known, &house.company_name));
            words_of_content(&content)
        });
        tried.push(Tried {
            conversation_id: message.conversation_id.clone(),
            contact_name: known.contact_name,
            message_id: message.id.clone(),
            text: message.text.clone(),
            at: message.at,
            mismatch: mismatch.map(galka_domain::automation::Mismatch::as_str),
            would_say,
        });
    }
    Ok(tried)
}
