//! What a company's plan still allows. Where a hoster attached no plan nothing is limited, and nothing is counted.
//!
//! Whatever makes a member, a number, a contact or a message asks here, in the transaction that makes it and with the
//! company's plan held: of many at once exactly as many pass as there is room for. [`offer`] is the hoster's side.

use galka_domain::guard::QuotaFacts;
use galka_domain::ids::{ConnectionId, UserId, WorkspaceId};
use galka_domain::plan::{Month, Plan, Quota, QuotaUse};
use galka_domain::time::Timestamp;
use galka_store::plans::uses;
use galka_store::plans::{self, AttachedPlan};
use galka_store::{Result, Tx, members};

use crate::engine::{Engine, EngineError};

pub mod offer;

/// A plan with how far each of its quotas is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanUse {
    /// The plan.
    pub plan: Plan,
    /// Every quota, also those that the plan does not limit.
    pub uses: Vec<QuotaUse>,
}

/// A quota that stands against something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotaReached {
    /// Which.
    pub quota: Quota,
    /// How much the plan allows.
    pub limit: u64,
    /// How much there is.
    pub used: u64,
}

/// The month's messages of a company whose plan limits them.
#[derive(Clone, Debug)]
pub(crate) struct MessagePlaces {
    month: Month,
    /// How far they are used.
    pub(crate) facts: QuotaFacts,
}

/// The plan of a company, and how far it is used; none where nothing is limited.
///
/// # Errors
/// When the storage cannot answer.
pub async fn plan_use(engine: &Engine, workspace: &WorkspaceId) -> std::result::Result<Option<PlanUse>, EngineError> {
    let (own, now, machine_now) = (workspace.clone(), engine.business_now(), engine.machine_now());
    let read = engine.db.read(move |tx| {
        let Some(attached) = plans::find_attached(tx, &own)? else {
            return Ok(None);
        };
        let month = Month::of(&attached.timezone, now);
        let mut used = Vec::new();
        for quota in Quota::ALL {
            let (count, resets_at) = match quota {
                Quota::Members => (count_people(tx, &own, machine_now)?, None),
                Quota::Numbers => (uses::count_numbers(tx, &own, None)?, None),
                Quota::Contacts => (uses::count_contacts(tx, &own)?, None),
                Quota::MessagesPerMonth => (uses::count_messages(tx, &own, &month)?, Some(month.until)),
            };
            used.push(QuotaUse {
                quota: *quota,
                limit: attached.plan.quotas.of(*quota),
                used: count,
                resets_at,
            });
        }
        Ok(Some(PlanUse {
            plan: attached.plan,
            uses: used,
        }))
    });
    Ok(read.await?)
}

/// What stands against one more invitation; those that are open have their places.
///
/// # Errors
/// When the storage cannot answer.
pub fn check_invitation(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    machine_now: Timestamp,
) -> Result<Option<QuotaReached>> {
    check(tx, workspace, Quota::Members, 1, |tx| {
        count_people(tx, workspace, machine_now)
    })
}

/// What stands against this person as a member, who may have been invited; nothing where they are one already.
///
/// # Errors
/// When the storage cannot answer.
pub fn check_member(tx: &mut Tx<'_>, workspace: &WorkspaceId, user: &UserId) -> Result<Option<QuotaReached>> {
    if members::find_role(tx, workspace, user)?.is_some() {
        return Ok(None);
    }
    check(tx, workspace, Quota::Members, 1, |tx| {
        uses::count_members(tx, workspace)
    })
}

/// What stands against so many more contacts.
///
/// # Errors
/// When the storage cannot answer.
pub fn check_contacts(tx: &mut Tx<'_>, workspace: &WorkspaceId, more: u64) -> Result<Option<QuotaReached>> {
    check(tx, workspace, Quota::Contacts, more, |tx| {
        uses::count_contacts(tx, workspace)
    })
}

/// What stands against one more connection.
pub(crate) fn check_connection(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Option<QuotaReached>> {
    check(tx, workspace, Quota::Numbers, 1, |tx| {
        uses::count_numbers(tx, workspace, None)
    })
}

/// How many numbers this connection may have; nothing is no limit.
pub(crate) fn numbers_of(tx: &mut Tx<'_>, workspace: &WorkspaceId, connection: &ConnectionId) -> Result<Option<u64>> {
    let others = hold_use(tx, workspace, Quota::Numbers, |tx| {
        uses::count_numbers(tx, workspace, Some(connection))
    });
    Ok(others?.and_then(|others| others.room()))
}

/// How many more contacts there may be; nothing is no limit.
pub(crate) fn room_for_contacts(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<Option<u64>> {
    let held = hold_use(tx, workspace, Quota::Contacts, |tx| uses::count_contacts(tx, workspace))?;
    Ok(held.and_then(|held| held.room()))
}

/// Whether the company may make companies of its own: not where a hoster limits it, for each would have room of its own.
///
/// # Errors
/// When the storage cannot answer.
pub fn is_limited(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> Result<bool> {
    Ok(plans::find_attached(tx, workspace)?.is_some())
}

impl MessagePlaces {
    /// Holds the company's plan, to take places of it; none where messages are not limited.
    pub(crate) fn hold(tx: &mut Tx<'_>, workspace: &WorkspaceId, now: Timestamp) -> Result<Option<Self>> {
        let attached = plans::hold_attached(tx, workspace)?;
        Self::of(tx, workspace, attached, now)
    }

    /// Looks without holding anything.
    pub(crate) fn look(tx: &mut Tx<'_>, workspace: &WorkspaceId, now: Timestamp) -> Result<Option<Self>> {
        let attached = plans::find_attached(tx, workspace)?;
        Self::of(tx, workspace, attached, now)
    }

    fn of(
        tx: &mut Tx<'_>,
        workspace: &WorkspaceId,
        attached: Option<AttachedPlan>,
        now: Timestamp,
    ) -> Result<Option<Self>> {
        let limited = attached.and_then(|attached| Some((attached.plan.quotas.messages_per_month?, attached.timezone)));
        let Some((allowed, timezone)) = limited else {
            return Ok(None);
        };
        let month = Month::of(&timezone, now);
        let facts = QuotaFacts {
            allowed: Some(allowed),
            used: uses::count_messages(tx, workspace, &month)?,
            resets_at: Some(month.until),
        };
        Ok(Some(Self { month, facts }))
    }

    /// How many messages may still be queued.
    pub(crate) fn room(&self) -> u64 {
        self.facts.room().unwrap_or(u64::MAX)
    }

    /// Takes places for messages that are queued in this transaction.
    pub(crate) fn take(&self, tx: &mut Tx<'_>, workspace: &WorkspaceId, messages: u64) -> Result<()> {
        uses::add_messages(tx, workspace, &self.month, self.facts.used, messages)
    }
}

/// What the guard is told where messages may not be limited.
pub(crate) fn facts_of(places: Option<&MessagePlaces>) -> QuotaFacts {
    places.map(|places| places.facts).unwrap_or_default()
}

fn check(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    quota: Quota,
    more: u64,
    count: impl FnOnce(&mut Tx<'_>) -> Result<u64>,
) -> Result<Option<QuotaReached>> {
    let held = hold_use(tx, workspace, quota, count)?.filter(|held| !held.allows(more));
    Ok(held.and_then(|held| {
        held.limit.map(|limit| QuotaReached {
            quota,
            limit,
            used: held.used,
        })
    }))
}

/// How far a quota that the company's plan limits is used, with the plan held; nothing where it limits it not.
fn hold_use(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    quota: Quota,
    count: impl FnOnce(&mut Tx<'_>) -> Result<u64>,
) -> Result<Option<QuotaUse>> {
    let attached = plans::hold_attached(tx, workspace)?;
    let Some(limit) = attached.and_then(|attached| attached.plan.quotas.of(quota)) else {
        return Ok(None);
    };
    Ok(Some(QuotaUse {
        quota,
        limit: Some(limit),
        used: count(tx)?,
        resets_at: None,
    }))
}

fn count_people(tx: &mut Tx<'_>, workspace: &WorkspaceId, machine_now: Timestamp) -> Result<u64> {
    Ok(uses::count_members(tx, workspace)? + uses::count_invitations(tx, workspace, machine_now)?)
}
