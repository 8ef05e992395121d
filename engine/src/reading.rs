//! Reading: a thread has no unseen messages any more, and the customer is told so when the number is set that way.

use galka_cloud_api::send::ReadReceipt;
use galka_domain::event::EventKind;
use galka_domain::ids::{ConversationId, WorkspaceId};
use galka_store::events::{self, NewEvent};
use galka_store::{Tx, conversations, messages, numbers};
use tracing::info;

use crate::connect::target_of;
use crate::engine::{Engine, EngineError};
use crate::guarding::SendingNumber;
use crate::hints::Work;

/// When customers see that their messages were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// Somebody opened the thread.
    Opened,
    /// Somebody writes an answer: WhatsApp's sign of writing marks as read too.
    Typing,
    /// Somebody answered.
    Answered,
}

impl Occasion {
    const fn setting(self) -> &'static str {
        match self {
            Self::Opened | Self::Typing => "on_open",
            Self::Answered => "on_reply",
        }
    }
}

/// Marks a thread as read; answers whether there is such a thread.
///
/// # Errors
/// When the storage fails. A receipt that WhatsApp does not take is no error: the thread is read all the same.
pub async fn read_conversation(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &ConversationId,
) -> Result<bool, EngineError> {
    let (home, thread, now) = (workspace.clone(), id.clone(), engine.business_now());
    let changed = engine
        .db
        .write(move |tx| {
            if conversations::find(tx, &home, &thread)?.is_none() {
                return Ok(None);
            }
            let changed = conversations::mark_read(tx, &home, &thread)?;
            if changed {
                let happened = NewEvent::of(EventKind::ConversationChanged, thread.as_str());
                events::append(tx, &home, &[happened], now)?;
            }
            Ok(Some(changed))
        })
        .await?;
    if changed == Some(true) {
        engine.hints.wake(Work::Live);
        tell_customer(engine, workspace, id, Occasion::Opened);
    }
    Ok(changed.is_some())
}

/// Sends the blue ticks, if the number is set to send them on this occasion. Nobody waits for it.
pub fn tell_customer(engine: &Engine, workspace: &WorkspaceId, id: &ConversationId, occasion: Occasion) {
    let (engine, workspace, id) = (engine.clone(), workspace.clone(), id.clone());
    tokio::spawn(async move {
        if let Err(failure) = send_receipt(&engine, &workspace, &id, occasion).await {
            info!(error = %failure, conversation.id = %id, "Conversation {id}: the read receipt was not taken");
        }
    });
}

/// Whether the number of a conversation tells the customer at this occasion.
pub(crate) fn tells(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    conversation: &ConversationId,
    occasion: Occasion,
) -> galka_store::Result<bool> {
    let Some(conversation) = conversations::find(tx, workspace, conversation)? else {
        return Ok(false);
    };
    let number = numbers::find(tx, workspace, &conversation.number_id)?;
    Ok(number.is_some_and(|number| number.mark_read == occasion.setting()))
}

async fn send_receipt(
    engine: &Engine,
    workspace: &WorkspaceId,
    id: &ConversationId,
    occasion: Occasion,
) -> Result<(), EngineError> {
    let (home, thread) = (workspace.clone(), id.clone());
    let found = engine
        .db
        .read(move |tx| {
            if !tells(tx, &home, &thread, occasion)? {
                return Ok(None);
            }
            let Some(conversation) = conversations::find(tx, &home, &thread)? else {
                return Ok(None);
            };
            let sending = SendingNumber::load(tx, &home, &conversation.number_id)?;
            let newest = messages::find_newest_inbound(tx, &home, &thread)?;
            Ok(sending.zip(newest.and_then(|message| message.wamid)))
        })
        .await?;
    let Some((sending, wamid)) = found else { return Ok(()) };
    let target = target_of(engine, &sending.connection, Some(&sending.number.phone_number_id))?;
    let receipt = match occasion {
        Occasion::Typing => ReadReceipt::new(wamid).with_typing(),
        Occasion::Opened | Occasion::Answered => ReadReceipt::new(wamid),
    };
    let taken = engine.client.mark_read(&target, &receipt).await;
    taken.map_err(|failure| EngineError::Unusable(failure.to_string()))
}
