//! Control calls that change the world; the journal keeps these.

use crate::clock::Mode;
use crate::control::problem::Problem;
use crate::control::{
    acts, app, customers, enforcement, numbers, populations, scenario, settings, templates, tokens, world as worlds,
};
use crate::deliveries::view::RedeliverOrder;
use crate::faults::NewFault;
use crate::people::crowd::NewPopulation;
use crate::people::customer::{CustomerPatch, NewCustomer};
use crate::scenario::Description;
use crate::templates::{Decision, DecisionDetails};
use crate::world::{ControlReply, World};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// One change by hand.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ControlCall {
    AddWaba(worlds::NewWaba),
    PatchNumber {
        id: String,
        patch: worlds::NumberPatch,
    },
    PatchWaba {
        id: String,
        patch: enforcement::WabaPatch,
    },
    Enforce {
        id: String,
        order: enforcement::Enforcement,
    },
    PatchApp {
        id: String,
        patch: tokens::AppPatch,
    },
    AddToken {
        new: tokens::NewToken,
        as_code: bool,
    },
    PatchToken {
        id: String,
        patch: tokens::TokenPatch,
    },
    Number {
        id: String,
        order: numbers::NumberCall,
    },
    AddCustomers(Vec<NewCustomer>),
    PatchCustomer {
        phone: String,
        patch: CustomerPatch,
    },
    DeleteCustomer {
        phone: String,
    },
    Write {
        phone: String,
        order: Value,
    },
    Read {
        phone: String,
        number: Option<String>,
    },
    Marketing {
        phone: String,
        number: Option<String>,
        stop: bool,
    },
    Block {
        phone: String,
        number: Option<String>,
        block: bool,
        reason: Option<String>,
    },
    Report {
        phone: String,
        order: acts::ReportOrder,
    },
    ChangePhone {
        phone: String,
        new: String,
    },
    ChangeIdentity {
        phone: String,
    },
    DeleteAccount {
        phone: String,
    },
    AddPopulation(Box<NewPopulation>),
    SetApp {
        number: String,
        order: app::AppOrder,
    },
    WriteFromApp {
        number: String,
        order: Value,
    },
    SyncContact {
        number: String,
        order: app::AppContact,
    },
    RedeliverAll(RedeliverOrder),
    Decide {
        template: String,
        decision: Decision,
        reason: Option<String>,
        #[serde(default)]
        details: DecisionDetails,
    },
    AddFault(Box<NewFault>),
    RemoveFault {
        id: String,
    },
    ClearFaults,
    Redeliver {
        id: u64,
    },
    ClockMode(Mode),
    ClockSpeed(f64),
    ClockReset,
    PatchSettings(Map<String, Value>),
    LoadScenario(Box<Description>),
}

/// Applies one change.
pub(crate) fn apply(world: &mut World, call: ControlCall) -> ControlReply {
    match call {
        ControlCall::AddWaba(new) => worlds::add_waba(world, new),
        ControlCall::PatchNumber { id, patch } => worlds::patch_number(world, &id, patch),
        ControlCall::PatchWaba { id, patch } => enforcement::patch(world, &id, patch),
        ControlCall::Enforce { id, order } => enforcement::apply(world, &id, order),
        ControlCall::PatchApp { id, patch } => tokens::patch_app(world, &id, patch),
        ControlCall::AddToken { new, as_code } => tokens::add(world, new, as_code),
        ControlCall::PatchToken { id, patch } => tokens::patch(world, &id, patch),
        ControlCall::Number { id, order } => numbers::apply(world, &id, order),
        ControlCall::AddCustomers(list) => customers::add(world, list),
        ControlCall::PatchCustomer { phone, patch } => customers::patch(world, &phone, patch),
        ControlCall::DeleteCustomer { phone } => customers::delete(world, &phone),
        ControlCall::Write { phone, order } => customers::write(world, &phone, &order),
        ControlCall::Read { phone, number } => acts::read(world, &phone, number.as_deref()),
        ControlCall::Marketing { phone, number, stop } => acts::marketing(world, &phone, number.as_deref(), stop),
        ControlCall::Block {
            phone,
            number,
            block,
            reason,
        } => acts::block(world, &phone, number.as_deref(), block, reason),
        ControlCall::Report { phone, order } => acts::report_number(world, &phone, order),
        ControlCall::ChangePhone { phone, new } => acts::change_phone(world, &phone, &new),
        ControlCall::ChangeIdentity { phone } => acts::new_identity(world, &phone),
        ControlCall::DeleteAccount { phone } => acts::without_account(world, &phone),
        ControlCall::AddPopulation(new) => populations::add(world, *new),
        ControlCall::SetApp { number, order } => app::set(world, &number, &order),
        ControlCall::WriteFromApp { number, order } => app::write(world, &number, &order),
        ControlCall::SyncContact { number, order } => app::sync_contact(world, &number, &order),
        ControlCall::RedeliverAll(order) => Ok(json!({"redelivered": world.deliveries.redeliver_all(&order)})),
        ControlCall::Decide {
            template,
            decision,
            reason,
            details,
        } => templates::decide(world, &template, decision, reason.as_deref(), &details),
        ControlCall::AddFault(order) => {
            let now = world.now_ms();
            Ok(json!(world.faults.add(*order, now)))
        }
        ControlCall::RemoveFault { id } => {
            let before = world.faults.list.len();
            world.faults.list.retain(|fault| fault.id != id);
            if world.faults.list.len() < before {
                Ok(Value::Null)
            } else {
                Err(Problem::not_found("fault"))
            }
        }
        ControlCall::ClearFaults => {
            world.faults.list.clear();
            Ok(Value::Null)
        }
        ControlCall::Redeliver { id } => {
            if world.deliveries.redeliver(id) {
                Ok(Value::Null)
            } else {
                Err(Problem::not_found("delivery"))
            }
        }
        ControlCall::ClockMode(mode) => {
            let machine = world.machine_ms();
            world.clock.set_mode(mode, machine);
            Ok(Value::Null)
        }
        ControlCall::ClockSpeed(speed) => {
            let machine = world.machine_ms();
            world.clock.set_speed(speed, machine);
            Ok(Value::Null)
        }
        ControlCall::PatchSettings(patch) => settings::patch(world, patch),
        ControlCall::LoadScenario(description) => scenario::load(world, *description),
        ControlCall::ClockReset => {
            let machine = world.machine_ms();
            world.clock.reset(machine);
            world.pass(machine);
            Ok(Value::Null)
        }
    }
}
