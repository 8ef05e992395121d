//! What customers are going to do, and the plan that remembers it.

use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::people::customer::CustomerPatch;
use crate::scenario::load::message_of;
use crate::scenario::order::Deed;
use crate::world::World;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Calls that wait for their timers.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub(crate) waiting: BTreeMap<u32, ControlCall>,
    next: u32,
}

impl Plan {
    /// Remembers a call; gives the number by which its timer finds it.
    pub(crate) fn add(&mut self, call: ControlCall) -> u32 {
        self.next += 1;
        self.waiting.insert(self.next, call);
        self.next
    }
}

impl World {
    /// Does what was planned. A customer who is gone, or has blocked the business, does nothing.
    pub(crate) fn do_planned(&mut self, planned: u32) {
        if let Some(call) = self.plan.waiting.remove(&planned)
            && let Err(problem) = crate::control::apply(self, call)
        {
            tracing::debug!(code = problem.code, "Something planned could not be done");
        }
    }
}

/// The one act of a deed as a control call.
pub(super) fn call_of(deed: Deed, phone: String) -> Result<ControlCall, Problem> {
    let Deed {
        phone_number_id: number,
        text,
        message,
        read,
        block,
        stop_marketing,
        online,
        ..
    } = deed;
    let writes = text.is_some() || message.is_some();
    let acts = [
        writes,
        read.is_some(),
        block.is_some(),
        stop_marketing.is_some(),
        online.is_some(),
    ];
    let one = acts.iter().filter(|act| **act).count() == 1;
    let unclear = || {
        Problem::field(
            "",
            "Give exactly one act: text, message, read, block, stop_marketing or online.",
        )
    };
    if !one || read == Some(false) {
        return Err(unclear());
    }
    if writes {
        let mut order = message_of(text, message).ok_or_else(unclear)?;
        if let Some(number) = number {
            order.insert("phone_number_id".to_owned(), json!(number));
        }
        return Ok(ControlCall::Write {
            phone,
            order: Value::Object(order),
        });
    }
    if let Some(block) = block {
        return Ok(ControlCall::Block {
            phone,
            number,
            block,
            reason: None,
        });
    }
    if let Some(stop) = stop_marketing {
        return Ok(ControlCall::Marketing { phone, number, stop });
    }
    if let Some(online) = online {
        let patch = CustomerPatch {
            online: Some(online),
            ..CustomerPatch::default()
        };
        return Ok(ControlCall::PatchCustomer { phone, patch });
    }
    Ok(ControlCall::Read { phone, number })
}
