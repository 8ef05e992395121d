//! Applying the facts of a batch: every workspace in one transaction, with the mark that its bodies are done.

use std::sync::Arc;

use galka_domain::event::EventKind;
use galka_domain::ids::{ConnectionId, WorkspaceId};
use galka_domain::number::Quality;
use galka_domain::time::Timestamp;
use galka_store::apply::{apply_echoes, apply_messages, apply_statuses};
use galka_store::contacts;
use galka_store::events::{self, NewEvent};
use galka_store::ledger::{self, NewLedgerEntry};
use galka_store::numbers::{self, NumberReport};
use galka_store::{Result, Tx, dead_letters, journal, leases, marketing};

use super::LEASE;
use super::facts::{Facts, FactsByWorkspace, NumberFact};
use super::translate::Preference;
use crate::engine::Engine;
use crate::hints::Work;
use crate::templates::apply_template_changes;

/// What is applied together.
pub(super) struct Batch {
    pub(super) facts: FactsByWorkspace,
    /// Bodies that are done with this: their ids and connections.
    pub(super) done: Vec<(i64, String)>,
    /// The lease under which it is applied; none for a replay by hand.
    pub(super) token: Option<i64>,
}

/// Applies a batch; answers false if the lease was lost and nothing was done.
pub(super) async fn apply(engine: &Engine, batch: Batch) -> Result<bool> {
    let now = engine.business_now();
    let has_media = batch.facts.values().any(|facts| {
        facts
            .messages
            .iter()
            .chain(&facts.echoes)
            .any(|message| message.media.is_some())
    });
    // Statuses give nobody a conversation and nothing to answer.
    let has_messages = batch.facts.values().any(|facts| !facts.messages.is_empty());
    let (items, done) = (batch.facts.values().map(count).sum::<u64>(), batch.done.len());
    let batch = Arc::new(batch);
    let applied = engine
        .db
        .write(move |tx| {
            if let Some(token) = batch.token
                && !leases::is_held(tx, LEASE, token)?
            {
                return Ok(false);
            }
            for (workspace, facts) in &batch.facts {
                apply_workspace(tx, workspace, facts, now)?;
            }
            journal::finish(tx, &batch.done)?;
            Ok(true)
        })
        .await?;
    if applied {
        metrics::counter!("galka_items_applied_total").increment(items);
        metrics::counter!("galka_webhooks_applied_total").increment(done as u64);
        engine.hints.wake(Work::Live);
        if has_messages {
            engine.hints.wake(Work::Assign);
            engine.hints.wake(Work::Automation);
        }
        if has_media {
            engine.hints.wake(Work::Media);
        }
    }
    Ok(applied)
}

fn count(facts: &Facts) -> u64 {
    (facts.messages.len() + facts.echoes.len() + facts.statuses.len() + facts.templates.len() + facts.numbers.len())
        as u64
}

fn apply_workspace(tx: &mut Tx<'_>, workspace: &WorkspaceId, facts: &Facts, now: Timestamp) -> Result<()> {
    let mut happened = apply_messages(tx, workspace, &facts.messages, now)?;
    happened.extend(apply_echoes(tx, workspace, &facts.echoes, now)?);
    happened.extend(apply_statuses(tx, workspace, &facts.statuses, now)?);
    for (connection, change) in &facts.templates {
        happened.extend(apply_template_changes(
            tx,
            workspace,
            connection,
            std::slice::from_ref(change),
            now,
        )?);
    }
    for (connection, fact) in &facts.numbers {
        happened.extend(apply_number(tx, workspace, connection, fact)?);
    }
    for preference in &facts.preferences {
        happened.extend(apply_preference(tx, workspace, preference, now)?);
    }
    dead_letters::insert(tx, workspace, &facts.dead)?;
    if !happened.is_empty() {
        events::append(tx, workspace, &happened, now)?;
    }
    Ok(())
}

/// Account events name a number by its digits, or all numbers of the account.
fn apply_number(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    connection: &ConnectionId,
    fact: &NumberFact,
) -> Result<Vec<NewEvent>> {
    let mut happened = Vec::new();
    for number in numbers::list(tx, workspace)?
        .into_iter()
        .filter(|number| number.connection_id == *connection)
    {
        let report = NumberReport {
            phone_number_id: number.phone_number_id.clone(),
            ..NumberReport::default()
        };
        let named = |display: &Option<String>| {
            display
                .as_deref()
                .is_some_and(|display| digits(display) == digits(&number.display_phone_number))
        };
        let report = match fact {
            NumberFact::Quality(wire) if named(&wire.display_phone_number) => NumberReport {
                tier: wire
                    .max_daily_conversations_per_business
                    .clone()
                    .or_else(|| wire.current_limit.clone()),
                quality: (wire.event == "FLAGGED").then_some(Quality::Red),
                throughput_mps: (wire.event == "THROUGHPUT_UPGRADE").then_some(1_000),
                ..report
            },
            NumberFact::Name(wire) if named(&wire.display_phone_number) && wire.decision == "APPROVED" => {
                NumberReport {
                    verified_name: wire.requested_verified_name.clone(),
                    ..report
                }
            }
            NumberFact::Limit(tier) => NumberReport {
                tier: Some(tier_of(tier)),
                ..report
            },
            NumberFact::Quality(_) | NumberFact::Name(_) => continue,
        };
        if let Some(id) = numbers::apply_report(tx, workspace, &report)? {
            happened.push(NewEvent::of(EventKind::NumberChanged, id.as_str()));
        }
    }
    Ok(happened)
}

/// Meta writes the limit as a step's name or as its figure (Meta, 'business_capability_update', 2026).
fn tier_of(limit: &str) -> String {
    match limit {
        "250" => "TIER_250".to_owned(),
        "1000" => "TIER_1K".to_owned(),
        "2000" => "TIER_2K".to_owned(),
        "10000" => "TIER_10K".to_owned(),
        "100000" => "TIER_100K".to_owned(),
        "-1" => "TIER_UNLIMITED".to_owned(),
        named => named.to_owned(),
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// A customer who stopped marketing in WhatsApp's own settings stopped it from one number; what was said of consent in
/// other ways stands as it was.
fn apply_preference(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    preference: &Preference,
    now: Timestamp,
) -> Result<Vec<NewEvent>> {
    let owners = contacts::find_owners(tx, workspace, &preference.identities)?;
    let Some((_, contact)) = owners.into_iter().next() else {
        return Ok(Vec::new());
    };
    let (number, stopped) = (&preference.number_id, !preference.wants_marketing);
    if !marketing::record_choice(tx, workspace, &contact, number, stopped, preference.at)? {
        return Ok(Vec::new());
    }
    let what = if stopped { "stopped" } else { "resumed" };
    let entry = NewLedgerEntry {
        kind: format!("marketing.{what}"),
        actor: "customer".to_owned(),
        subject_id: contact.as_str().to_owned(),
        details: serde_json::json!({ "source": "whatsapp", "number_id": number, "heard_at": now }).to_string(),
        at: preference.at,
    };
    ledger::append(tx, workspace, &[entry])?;
    Ok(vec![NewEvent::of(EventKind::ContactChanged, contact.as_str())])
}
