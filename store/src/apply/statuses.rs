//! Statuses of outbound messages: merged, never assigned; parked while their message is not known.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use galka_domain::campaign::RecipientState;
use galka_domain::event::EventKind;
use galka_domain::ids::{CampaignId, ConversationId, MessageId, NumberId, RecipientId, WorkspaceId};
use galka_domain::message::MessageStatus;
use galka_domain::time::Timestamp;

use super::StatusUpdate;
use crate::events::NewEvent;
use crate::{Result, Rows, Tx, sql, wamid};

/// Merges statuses into their messages and parks those whose message is not known; answers the events.
pub fn apply_statuses(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    updates: &[StatusUpdate],
    now: Timestamp,
) -> Result<Vec<NewEvent>> {
    if updates.is_empty() {
        return Ok(Vec::new());
    }
    let known = load(tx, workspace, updates)?;
    let mut merged = BTreeMap::<MessageId, Progress>::new();
    let mut unknown = Vec::new();
    for update in updates {
        match known.find(update) {
            Some(message) => merged
                .entry(message.id.clone())
                .or_insert_with(|| message.clone())
                .merge(update),
            None => unknown.push(update),
        }
    }
    park(tx, workspace, &unknown, now)?;
    merged.retain(|_, message| message.changed);
    let changed: Vec<&Progress> = merged.values().collect();
    write_messages(tx, workspace, &changed)?;
    write_previews(tx, workspace, &changed)?;
    write_recipients(tx, workspace, &changed, now)?;
    Ok(events_of(&changed))
}

/// Applies parked statuses to messages that have just got their wamid; answers the events.
pub fn join_parked(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    wamids: &[(NumberId, String)],
    now: Timestamp,
) -> Result<Vec<NewEvent>> {
    let mut rows = Rows::new();
    for (number, wamid) in wamids {
        rows.push(&[number, &wamid::hash(wamid), wamid]);
    }
    let parked = tx.query_rows(
        sql!(
            "DELETE FROM parked_statuses
             WHERE workspace_id = $1
               AND wamid_hash IN (SELECT r.hash FROM each($2: number_id TEXT, hash BIGINT, wamid TEXT) AS r)
             RETURNING document"
        ),
        &[workspace],
        &rows,
        |row| row.get::<String>("document"),
    )?;
    let updates: Vec<StatusUpdate> = parked.iter().filter_map(|document| read_parked(document)).collect();
    apply_statuses(tx, workspace, &updates, now)
}

/// Tries parked statuses again whose message was stored at the very moment they were parked.
pub fn rejoin_parked(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<(WorkspaceId, NumberId, String)>> {
    tx.query(
        sql!(
            "SELECT p.workspace_id, m.number_id, p.wamid
             FROM parked_statuses AS p
             JOIN messages AS m ON m.workspace_id = p.workspace_id AND m.wamid_hash = p.wamid_hash AND m.wamid = p.wamid
             LIMIT $1"
        ),
        &[&limit],
        |row| Ok((row.get("workspace_id")?, row.get("number_id")?, row.get("wamid")?)),
    )
}

/// What is known of an outbound message, and what a batch makes of it.
#[derive(Clone, Debug)]
struct Progress {
    id: MessageId,
    conversation: ConversationId,
    number: NumberId,
    campaign: Option<CampaignId>,
    recipient: Option<RecipientId>,
    wamid: Option<String>,
    status: MessageStatus,
    accepted_at: Option<Timestamp>,
    sent_at: Option<Timestamp>,
    delivered_at: Option<Timestamp>,
    read_at: Option<Timestamp>,
    played_at: Option<Timestamp>,
    failed_at: Option<Timestamp>,
    reason_code: Option<String>,
    reason: Option<String>,
    price: Option<(i64, String, String)>,
    changed: bool,
}

impl Progress {
    fn merge(&mut self, update: &StatusUpdate) {
        let status = self.status.merge(update.status);
        if status != self.status {
            self.status = status;
            self.changed = true;
        }
        if self.wamid.is_none() {
            self.wamid = Some(update.wamid.clone());
            self.changed = true;
        }
        let slot = match update.status {
            MessageStatus::Sent => &mut self.sent_at,
            MessageStatus::Delivered => &mut self.delivered_at,
            MessageStatus::Read => &mut self.read_at,
            MessageStatus::Played => &mut self.played_at,
            MessageStatus::Failed => &mut self.failed_at,
            _ => &mut self.accepted_at,
        };
        if slot.is_none_or(|at| update.at < at) {
            *slot = Some(update.at);
            self.changed = true;
        }
        if self.accepted_at.is_none_or(|at| update.at < at) && update.status != MessageStatus::Failed {
            self.accepted_at = Some(update.at);
        }
        if self.status == MessageStatus::Failed && self.reason_code.is_none() {
            self.reason_code.clone_from(&update.reason_code);
            self.reason.clone_from(&update.reason);
        }
        if self.status.has_arrived() && self.reason_code.take().is_some() {
            self.reason = None;
        }
        if self.price.is_none() {
            self.price.clone_from(&update.price);
            self.changed |= self.price.is_some();
        }
    }
}

/// The messages of a batch, by our id and by WhatsApp's.
struct Known {
    by_id: HashMap<MessageId, Progress>,
    by_wamid: HashMap<String, MessageId>,
}

impl Known {
    /// The echoed id counts only together with the number that WhatsApp names.
    fn find(&self, update: &StatusUpdate) -> Option<&Progress> {
        let id = update.message_id.as_ref().filter(|id| self.by_id.contains_key(id));
        let id = id.or_else(|| self.by_wamid.get(&update.wamid))?;
        self.by_id.get(id).filter(|message| message.number == update.number_id)
    }
}

fn load(tx: &mut Tx<'_>, workspace: &WorkspaceId, updates: &[StatusUpdate]) -> Result<Known> {
    let ids: BTreeSet<&MessageId> = updates.iter().filter_map(|update| update.message_id.as_ref()).collect();
    let rows = Rows::of(ids);
    let mut found = tx.query_rows(
        sql!(
            "SELECT m.id, m.conversation_id, m.number_id, m.campaign_id, m.recipient_id, m.wamid, m.status, m.accepted_at,
                    m.sent_at, m.delivered_at, m.read_at, m.played_at, m.failed_at, m.reason_code, m.reason,
                    m.price_micros, m.price_currency, m.price_category
             FROM each($2: id TEXT) AS r
             JOIN messages AS m ON m.workspace_id = $1 AND m.id = r.id
             WHERE m.direction = 'outbound'
             ORDER BY m.id /*postgres: FOR UPDATE OF m */"
        ),
        &[workspace],
        &rows,
        read_progress,
    )?;
    let echoed: BTreeSet<MessageId> = found.iter().map(|message| message.id.clone()).collect();
    let mut rows = Rows::new();
    for update in updates {
        if update.message_id.as_ref().is_none_or(|id| !echoed.contains(id)) {
            rows.push(&[&wamid::hash(&update.wamid), &update.wamid]);
        }
    }
    found.extend(tx.query_rows(
        sql!(
            "SELECT m.id, m.conversation_id, m.number_id, m.campaign_id, m.recipient_id, m.wamid, m.status, m.accepted_at,
                    m.sent_at, m.delivered_at, m.read_at, m.played_at, m.failed_at, m.reason_code, m.reason,
                    m.price_micros, m.price_currency, m.price_category
             FROM each($2: hash BIGINT, wamid TEXT) AS r
             JOIN messages AS m ON m.workspace_id = $1 AND m.wamid_hash = r.hash AND m.wamid = r.wamid
             WHERE m.direction = 'outbound'
             ORDER BY m.id /*postgres: FOR UPDATE OF m */"
        ),
        &[workspace],
        &rows,
        read_progress,
    )?);
    let by_wamid = found
        .iter()
        .filter_map(|message| message.wamid.clone().map(|wamid| (wamid, message.id.clone())))
        .collect();
    Ok(Known {
        by_id: found.into_iter().map(|message| (message.id.clone(), message)).collect(),
        by_wamid,
    })
}

fn read_progress(row: &crate::Row<'_>) -> Result<Progress> {
    let micros: Option<i64> = row.get("price_micros")?;
    let currency: Option<String> = row.get("price_currency")?;
    let category: Option<String> = row.get("price_category")?;
    Ok(Progress {
        id: row.get("id")?,
        conversation: row.get("conversation_id")?,
        number: row.get("number_id")?,
        campaign: row.get("campaign_id")?,
        recipient: row.get("recipient_id")?,
        wamid: row.get("wamid")?,
        status: row.get("status")?,
        accepted_at: row.get("accepted_at")?,
        sent_at: row.get("sent_at")?,
        delivered_at: row.get("delivered_at")?,
        read_at: row.get("read_at")?,
        played_at: row.get("played_at")?,
        failed_at: row.get("failed_at")?,
        reason_code: row.get("reason_code")?,
        reason: row.get("reason")?,
        price: micros
            .zip(currency)
            .zip(category)
            .map(|((micros, currency), category)| (micros, currency, category)),
        changed: false,
    })
}

fn write_messages(tx: &mut Tx<'_>, workspace: &WorkspaceId, messages: &[&Progress]) -> Result<()> {
    let mut rows = Rows::new();
    for message in messages {
        let (micros, currency, category) = match &message.price {
            Some((micros, currency, category)) => (Some(*micros), Some(currency.clone()), Some(category.clone())),
            None => (None, None, None),
        };
        rows.push(&[
            &message.id,
            &message.status,
            &message.wamid,
            &message.wamid.as_deref().map(wamid::hash),
            &message.accepted_at,
            &message.sent_at,
            &message.delivered_at,
            &message.read_at,
            &message.played_at,
            &message.failed_at,
            &message.reason_code,
            &message.reason,
            &micros,
            &currency,
            &category,
        ]);
    }
    tx.execute_rows(
        sql!(
            "UPDATE messages SET
                 status = r.status, wamid = r.wamid, wamid_hash = r.wamid_hash, accepted_at = r.accepted_at,
                 sent_at = r.sent_at, delivered_at = r.delivered_at, read_at = r.read_at, played_at = r.played_at,
                 failed_at = r.failed_at, reason_code = r.reason_code, reason = r.reason,
                 price_micros = r.price_micros, price_currency = r.price_currency, price_category = r.price_category
             FROM each($2: id TEXT, status TEXT, wamid TEXT, wamid_hash BIGINT, accepted_at BIGINT, sent_at BIGINT,
                           delivered_at BIGINT, read_at BIGINT, played_at BIGINT, failed_at BIGINT, reason_code TEXT,
                           reason TEXT, price_micros BIGINT, price_currency TEXT, price_category TEXT) AS r
             WHERE messages.workspace_id = $1 AND messages.id = r.id"
        ),
        &[workspace],
        &rows,
    )?;
    Ok(())
}

fn write_previews(tx: &mut Tx<'_>, workspace: &WorkspaceId, messages: &[&Progress]) -> Result<()> {
    let mut rows = Rows::new();
    for message in messages {
        rows.push(&[&message.conversation, &message.id, &message.status]);
    }
    crate::dispatch::write_previews(tx, workspace, &rows)
}

fn write_recipients(tx: &mut Tx<'_>, workspace: &WorkspaceId, messages: &[&Progress], now: Timestamp) -> Result<()> {
    let followers: Vec<crate::dispatch::Follower> = messages
        .iter()
        .filter_map(|message| {
            Some(crate::dispatch::Follower {
                campaign_id: message.campaign.clone()?,
                recipient_id: message.recipient.clone()?,
                state: RecipientState::from(message.status),
                reason_code: message.reason_code.clone(),
                reason: message.reason.clone(),
            })
        })
        .collect();
    crate::dispatch::follow_messages(tx, workspace, &followers, now)
}

fn events_of(messages: &[&Progress]) -> Vec<NewEvent> {
    let campaigns: BTreeSet<&CampaignId> = messages
        .iter()
        .filter_map(|message| message.campaign.as_ref())
        .collect();
    let statuses = messages.iter().map(|message| {
        NewEvent::within(
            EventKind::MessageStatus,
            message.id.as_str(),
            message.conversation.as_str(),
        )
    });
    statuses
        .chain(
            campaigns
                .into_iter()
                .map(|campaign| NewEvent::of(EventKind::CampaignProgress, campaign.as_str())),
        )
        .collect()
}

fn park(tx: &mut Tx<'_>, workspace: &WorkspaceId, updates: &[&StatusUpdate], now: Timestamp) -> Result<()> {
    let mut rows = Rows::new();
    for update in updates {
        rows.push(&[
            &wamid::hash(&update.wamid),
            &update.wamid,
            &update.status,
            &write_parked(update),
        ]);
    }
    tx.execute_rows(
        sql!(
            "INSERT INTO parked_statuses (workspace_id, wamid_hash, wamid, status, document, created_at)
             SELECT $1, r.hash, r.wamid, r.status, r.document, $2
             FROM each($3: hash BIGINT, wamid TEXT, status TEXT, document TEXT) AS r WHERE TRUE
             ON CONFLICT (workspace_id, wamid_hash, wamid, status) DO NOTHING"
        ),
        &[workspace, &now],
        &rows,
    )?;
    Ok(())
}

fn write_parked(update: &StatusUpdate) -> String {
    serde_json::json!({
        "number_id": update.number_id,
        "wamid": update.wamid,
        "status": update.status,
        "at": update.at.as_millis(),
        "reason_code": update.reason_code,
        "reason": update.reason,
        "price": update.price,
    })
    .to_string()
}

fn read_parked(document: &str) -> Option<StatusUpdate> {
    let value: serde_json::Value = serde_json::from_str(document).ok()?;
    let text = |name: &str| value[name].as_str().map(str::to_owned);
    Some(StatusUpdate {
        number_id: NumberId::from_stored(text("number_id")?),
        wamid: text("wamid")?,
        message_id: None,
        status: serde_json::from_value(value["status"].clone()).ok()?,
        at: Timestamp::from_millis(value["at"].as_i64()?),
        reason_code: text("reason_code"),
        reason: text("reason"),
        price: serde_json::from_value(value["price"].clone()).ok()?,
    })
}
