//! Whose an item is: by the number or the account that it names, and only if that connection's secret signed it.

use std::collections::HashMap;

use galka_domain::ids::{ConnectionId, NumberId, WorkspaceId};
use galka_domain::price::RateCard;
use galka_domain::rule_set::RuleSet;
use galka_store::{Result, Tx, connections, numbers};

use crate::connect::{rate_card_of, rules_of};
use crate::intake_keys::IntakeKeys;

/// Where an item belongs.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) workspace: WorkspaceId,
    pub(super) number: Option<NumberId>,
    pub(super) connection: ConnectionId,
    pub(super) rules: &'static RuleSet,
    pub(super) card: &'static RateCard,
}

/// The numbers and accounts of a batch.
#[derive(Clone, Debug, Default)]
pub(super) struct Routes {
    by_number: HashMap<String, Vec<Route>>,
    by_account: HashMap<String, Vec<Route>>,
}

impl Routes {
    /// Loads what the items of a batch name.
    pub(super) fn load(tx: &mut Tx<'_>, phone_number_ids: &[String], accounts: &[String]) -> Result<Self> {
        let mut routes = Self::default();
        let mut known = HashMap::new();
        for found in numbers::list_routes(tx, phone_number_ids)? {
            let figures = figures_of(tx, &mut known, &found.workspace, &found.connection_id)?;
            let Some(figures) = figures else { continue };
            routes.by_number.entry(found.phone_number_id).or_default().push(Route {
                workspace: found.workspace,
                number: Some(found.id),
                connection: found.connection_id,
                rules: figures.0,
                card: figures.1,
            });
        }
        for account in accounts {
            for (workspace, connection) in connections::list_of_account(tx, account)? {
                let Some((rules, card)) = figures_of(tx, &mut known, &workspace, &connection)? else {
                    continue;
                };
                let route = Route {
                    workspace,
                    number: None,
                    connection,
                    rules,
                    card,
                };
                routes.by_account.entry(account.clone()).or_default().push(route);
            }
        }
        Ok(routes)
    }

    /// The connected number that an item names, if its company is the signer's or shares its secret.
    pub(super) fn of_number(&self, phone_number_id: &str, signer: &Signer<'_>) -> Option<&Route> {
        self.by_number
            .get(phone_number_id)?
            .iter()
            .find(|route| signer.speaks_for(route))
    }

    /// The connections of the account that an item names, as far as the signer speaks for them.
    pub(super) fn of_account(&self, account: &str, signer: &Signer<'_>) -> impl Iterator<Item = &Route> {
        let found = self.by_account.get(account).map(Vec::as_slice).unwrap_or_default();
        found.iter().filter(|route| signer.speaks_for(route))
    }
}

/// Who signed a body.
pub(super) struct Signer<'a> {
    pub(super) connection: &'a str,
    pub(super) workspace: &'a WorkspaceId,
    pub(super) keys: &'a IntakeKeys,
}

impl Signer<'_> {
    /// A company speaks for all its own connections, and an app for all that share its secret.
    fn speaks_for(&self, route: &Route) -> bool {
        route.workspace == *self.workspace || self.keys.same_secret(self.connection, route.connection.as_str())
    }
}

type Figures = (&'static RuleSet, &'static RateCard);

fn figures_of(
    tx: &mut Tx<'_>,
    known: &mut HashMap<ConnectionId, Option<Figures>>,
    workspace: &WorkspaceId,
    connection: &ConnectionId,
) -> Result<Option<Figures>> {
    if let Some(figures) = known.get(connection) {
        return Ok(*figures);
    }
    let stored = connections::find(tx, workspace, connection)?;
    let figures = stored.map(|stored| (rules_of(&stored), rate_card_of(&stored)));
    known.insert(connection.clone(), figures);
    Ok(figures)
}
