//! What the messages cost, from sums that are kept as they are delivered.

use crate::clock::day_name;
use crate::money::Sum;
use crate::shared::Shared;
use crate::world::World;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// What the messages cost.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MoneyView {
    /// The currency of the rate card; empty before anything was delivered.
    pub currency: String,
    /// Everything.
    pub total: SumView,
    /// By business number; `name` is its `phone_number_id`.
    pub by_number: Vec<SumView>,
    /// By the category in `pricing`.
    pub by_category: Vec<SumView>,
    /// By the recipient's market.
    pub by_market: Vec<SumView>,
    /// By day in UTC, oldest first, 400 at most.
    pub by_day: Vec<SumView>,
}

/// One sum.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SumView {
    /// What it is the sum of.
    pub name: String,
    /// Messages delivered.
    pub delivered: u64,
    /// Messages charged.
    pub billable: u64,
    /// Millionths of the currency.
    pub amount_micros: i64,
}

/// What the messages cost, by number, category, market and day.
#[utoipa::path(get, path = "/money", operation_id = "get_money", tag = "messages", responses((status = 200, body = MoneyView)))]
pub(super) async fn get_money(State(shared): State<Arc<Shared>>) -> Json<MoneyView> {
    Json(shared.look(|world| view(world)))
}

fn view(world: &World) -> MoneyView {
    let money = &world.money;
    let named = |(name, sum): (&String, &Sum)| sum_view(name.clone(), sum);
    let id_of = |number: &u32| world.accounts.numbers[*number as usize].id.clone();
    MoneyView {
        currency: money.currency.clone(),
        total: sum_view("total".to_owned(), &money.total),
        by_number: money
            .by_number
            .iter()
            .map(|(number, sum)| sum_view(id_of(number), sum))
            .collect(),
        by_category: money.by_category.iter().map(named).collect(),
        by_market: money.by_market.iter().map(named).collect(),
        by_day: money
            .by_day
            .iter()
            .map(|(day, sum)| sum_view(day_name(*day), sum))
            .collect(),
    }
}

fn sum_view(name: String, sum: &Sum) -> SumView {
    SumView {
        name,
        delivered: sum.delivered,
        billable: sum.billable,
        amount_micros: sum.amount_micros,
    }
}
