//! Who sent a message: a person, a script, a campaign or an automation.

use std::collections::HashMap;

use galka_domain::ids::{ApiKeyId, AutomationId, CampaignId, UserId, WorkspaceId};
use galka_domain::message::Direction;
use galka_store::apply::SENT_BY_APP;
use galka_store::messages::MessageRow;
use galka_store::{Result as StoreResult, Tx, senders};
use serde::Serialize;
use utoipa::ToSchema;

/// Who sent a message of ours.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Sender {
    #[schema(inline)]
    kind: SenderKind,
    id: String,
    /// What people call it; empty when it is gone.
    name: String,
    /// The kind of an automation: `greeting`, `away` or `rule`.
    #[serde(skip_serializing_if = "Option::is_none")]
    automation: Option<String>,
}

/// What kind of sender.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SenderKind {
    /// A colleague.
    Person,
    /// A script with a key.
    Api,
    /// Somebody with the company's phone, in the WhatsApp Business app.
    App,
    /// A campaign.
    Campaign,
    /// A greeting, an away message or a rule.
    Automation,
}

/// The senders of these messages by message, found with one question for each kind.
pub(super) fn senders_of(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    rows: &[MessageRow],
) -> StoreResult<HashMap<String, Sender>> {
    let senders: Vec<(String, Sender)> = rows
        .iter()
        .filter_map(|row| Some((row.id.as_str().to_owned(), Sender::of(row)?)))
        .collect();
    let ids = |kind: fn(&SenderKind) -> bool| {
        let mut ids: Vec<&str> = senders
            .iter()
            .filter(|(_, sender)| kind(&sender.kind))
            .map(|(_, sender)| sender.id.as_str())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let people = ids(|kind| matches!(kind, SenderKind::Person));
    let keys = ids(|kind| matches!(kind, SenderKind::Api));
    let campaigns = ids(|kind| matches!(kind, SenderKind::Campaign));
    let automations = ids(|kind| matches!(kind, SenderKind::Automation));
    let mut names = senders::list_names(
        tx,
        workspace,
        &people
            .iter()
            .filter_map(|id| UserId::parse(id).ok())
            .collect::<Vec<_>>(),
        &keys
            .iter()
            .filter_map(|id| ApiKeyId::parse(id).ok())
            .collect::<Vec<_>>(),
        &campaigns
            .iter()
            .filter_map(|id| CampaignId::parse(id).ok())
            .collect::<Vec<_>>(),
        &automations
            .iter()
            .filter_map(|id| AutomationId::parse(id).ok())
            .collect::<Vec<_>>(),
    )?;
    Ok(senders
        .into_iter()
        .map(|(message, mut sender)| {
            if let Some(name) = names.get_mut(&sender.id) {
                sender.name.clone_from(name);
            }
            (message, sender)
        })
        .collect())
}

impl Sender {
    fn of(row: &MessageRow) -> Option<Self> {
        if row.direction == Direction::Inbound {
            return None;
        }
        let of = |kind, id: &str, automation: Option<&str>| {
            Some(Self {
                kind,
                id: id.to_owned(),
                name: String::new(),
                automation: automation.map(str::to_owned),
            })
        };
        if let Some(campaign) = &row.campaign_id {
            return of(SenderKind::Campaign, campaign.as_str(), None);
        }
        let sent_by = row.sent_by.as_deref()?;
        if let Some((kind, id)) = sent_by
            .strip_prefix("automation:")
            .and_then(|rest| rest.split_once(':'))
        {
            return of(SenderKind::Automation, id, Some(kind));
        }
        if sent_by.starts_with(UserId::PREFIX) {
            return of(SenderKind::Person, sent_by, None);
        }
        if sent_by == SENT_BY_APP {
            return of(SenderKind::App, sent_by, None);
        }
        of(SenderKind::Api, sent_by, None)
    }
}
