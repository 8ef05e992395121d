//! How a caller finds its accounts: itself, its portfolios, what it may see in them.
//!
//! Meta, "Business", "Owned and client WhatsApp Business Accounts" and "User › assigned WhatsApp Business Accounts",
//! Graph API, 2026.

use crate::clock::graph_time;
use crate::errors::GraphError;
use crate::wire::access::Access;
use crate::wire::request::GraphRequest;
use crate::wire::{account, expand, page, select, unsupported};
use crate::world::World;
use serde_json::{Map, Value, json};

/// The edges of a portfolio that can be asked for as fields.
const EDGES: [&str; 2] = ["owned_whatsapp_business_accounts", "client_whatsapp_business_accounts"];

/// `/me` and `/{user-id}`: whose token it is.
pub(super) fn of_user(
    world: &mut World,
    request: &GraphRequest,
    access: &Access,
    edge: &[&str],
) -> Result<Value, GraphError> {
    let user = access.user(world).ok_or_else(|| {
        GraphError::new(2500).words("An active access token must be used to query information about the current user.")
    })?;
    match (request.method.as_str(), edge) {
        ("GET", []) => {
            let all = Map::from_iter([
                ("id".to_owned(), json!(user.user_id)),
                ("name".to_owned(), json!("Sandbox system user")),
            ]);
            select(all, request.text("fields"), "id,name", "User")
        }
        ("GET", ["businesses"]) => {
            let mut portfolios: Vec<u32> = user
                .wabas
                .iter()
                .map(|waba| world.accounts.wabas[*waba as usize].portfolio)
                .collect();
            portfolios.sort_unstable();
            portfolios.dedup();
            let items = portfolios
                .into_iter()
                .map(|portfolio| {
                    select(
                        portfolio_view(world, portfolio),
                        request.text("fields"),
                        "id,name",
                        "Business",
                    )
                })
                .collect::<Result<Vec<_>, _>>()?;
            page(request, items)
        }
        ("GET", ["assigned_whatsapp_business_accounts"]) => {
            let wabas = user.wabas.clone();
            list(world, request, access, wabas)
        }
        ("DELETE", ["permissions"]) => {
            if let Some(token) = access.token {
                world.accounts.apps[access.app as usize].tokens[token].revoked = true;
            }
            Ok(json!({"success": true}))
        }
        _ => Err(unsupported::refuse(request, &user.user_id)),
    }
}

/// `/{business-id}` and the accounts in it.
pub(super) fn of_portfolio(
    world: &mut World,
    request: &GraphRequest,
    access: &Access,
    portfolio: u32,
    edge: &[&str],
) -> Result<Value, GraphError> {
    let seen = access.user(world).map(|token| token.wabas.clone()).unwrap_or_default();
    match (request.method.as_str(), edge) {
        ("GET", []) => {
            let mut all = portfolio_view(world, portfolio);
            expand(world, request, access, &EDGES, &mut all)?;
            select(all, request.text("fields"), "id,name", "Business")
        }
        ("GET", ["owned_whatsapp_business_accounts"]) => {
            let owned = seen
                .into_iter()
                .filter(|waba| world.accounts.wabas[*waba as usize].portfolio == portfolio);
            let owned = owned.collect();
            list(world, request, access, owned)
        }
        ("GET", ["client_whatsapp_business_accounts"]) => {
            // Accounts of others that this company's app was given a token for.
            let home = world
                .accounts
                .wabas
                .iter()
                .find(|waba| waba.portfolio == portfolio)
                .map(|waba| waba.app);
            let clients = seen
                .into_iter()
                .filter(|waba| home == Some(access.app) && world.accounts.wabas[*waba as usize].portfolio != portfolio);
            let clients = clients.collect();
            list(world, request, access, clients)
        }
        _ => Err(unsupported::refuse(
            request,
            &world.accounts.portfolios[portfolio as usize].id,
        )),
    }
}

fn list(world: &mut World, request: &GraphRequest, access: &Access, wabas: Vec<u32>) -> Result<Value, GraphError> {
    let mut items = Vec::new();
    for waba in wabas {
        let node = GraphRequest {
            path: vec![world.accounts.wabas[waba as usize].id.clone()],
            ..request.clone()
        };
        items.push(account::node(world, &node, access, waba)?);
    }
    page(request, items)
}

fn portfolio_view(world: &World, portfolio: u32) -> Map<String, Value> {
    let row = &world.accounts.portfolios[portfolio as usize];
    let first = world.accounts.wabas.iter().find(|waba| waba.portfolio == portfolio);
    let verification = world.business_verification(portfolio);
    let tier = row.tier.clone();
    Map::from_iter([
        ("id".to_owned(), json!(row.id)),
        ("name".to_owned(), json!(first.map(|waba| &waba.name))),
        ("verification_status".to_owned(), json!(verification)),
        (
            "created_time".to_owned(),
            json!(graph_time(first.map_or(0, |waba| waba.created_ms))),
        ),
        ("timezone_id".to_owned(), json!(1)),
        ("whatsapp_business_manager_messaging_limit".to_owned(), json!(tier)),
        ("health_status".to_owned(), world.portfolio_health(portfolio)),
    ])
}
