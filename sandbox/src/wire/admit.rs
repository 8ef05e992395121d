//! Whether a message that is well-formed may go, and what it will cost.
//!
//! The number's maintenance and restriction, the pair rate and the messaging limit are refused at once; a phone without
//! WhatsApp, a closed window, the user's own stop and what keeps marketing rare follow as a `failed` status.
//! Meta, "Error codes", 2026, names the codes; which of them come at once is what integrations see.

use crate::clock::{HOUR_MS, month};
use crate::errors::GraphError;
use crate::random::Random;
use crate::rules::pricing::{Category, Charged, Pricing, price};
use crate::rules::{pair, regions, window};
use crate::world::World;

/// The stream of chance that says who is in an experiment.
const EXPERIMENT: u64 = 130_472;

/// Who wants to send what to whom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask {
    pub(super) number: u32,
    pub(super) customer: u32,
    /// The template, where it is one.
    pub(super) template: Option<u32>,
    pub(super) category: Category,
}

/// What a message was admitted with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Admitted {
    /// The pair's new standing under the pair rate.
    pub(super) paid_until_ms: i64,
    pub(super) window_open: bool,
}

/// The rules that refuse at once.
pub(super) fn admit(world: &mut World, ask: Ask) -> Result<Admitted, GraphError> {
    let (figures, now) = (world.figures(), world.now_ms());
    let thread = world.conversations.find(ask.number, ask.customer);
    let paid_until = thread.map_or(0, |thread| thread.paid_until_ms);
    let window_open = window::is_open(
        thread.and_then(|thread| thread.last_inbound_ms),
        figures.window_hours,
        now,
    );
    world.allow_account(ask.number, window_open)?;
    if let Some(standing) = world.standings.find_number(ask.number) {
        if standing.maintenance_until_ms.is_some_and(|until| now < until) {
            return Err(GraphError::new(131_057).details("The throughput of this number is being raised."));
        }
        // Meta's pages of 2021 name this state and no code for it; 131048 is what its 471 became.
        let restricted = standing.restricted_until_ms.is_some_and(|until| now < until);
        if restricted && ask.template.is_some() && !window_open {
            return Err(GraphError::new(131_048).details(
                "Message failed to send because there are restrictions on how many messages can be sent from this phone number. This may be because too many previous messages were blocked or flagged as spam.",
            ));
        }
    }
    let paid_until_ms = pair::admit(paid_until, &figures.pair, now).ok_or_else(|| {
        GraphError::new(131_056).details(
            "Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time",
        )
    })?;
    if ask.template.is_some() && !window_open {
        let tier = world.accounts.tier_of(ask.number, figures);
        let most = figures.find_tier(tier).and_then(|tier| tier.recipients);
        let rolling = figures.messaging_limit.rolling_hours * HOUR_MS;
        if !world
            .accounts
            .recipients_of(ask.number, figures)
            .allows(ask.customer, most, now, rolling)
        {
            // Meta's pages of 2026 do not say which code this is; integrations report 131048 with these words.
            return Err(GraphError::new(world.settings.limit_code)
                .details("Message failed to send because the messaging limit was reached."));
        }
    }
    Ok(Admitted {
        paid_until_ms,
        window_open,
    })
}

/// The refusal that will follow as a `failed` status, if any.
pub(super) fn foresee(world: &mut World, ask: Ask, window_open: bool) -> Option<(u32, Option<String>)> {
    let recipient = world.customers.get(ask.customer);
    let code = if !recipient.has_whatsapp || recipient.has_blocked(ask.number) {
        131_026
    } else if ask.template.is_none() && !window_open {
        131_047
    } else if ask.category == Category::Marketing {
        if recipient.has_stopped(ask.number) {
            131_050
        } else {
            foresee_marketing(world, ask, window_open)?
        }
    } else {
        return None;
    };
    Some((code, None))
}

/// Meta, "Per-user marketing template message limits" and "Experiments", 2026: a business cannot see these coming.
fn foresee_marketing(world: &mut World, ask: Ask, window_open: bool) -> Option<u32> {
    let (figures, now) = (&world.figures().standing, world.now_ms());
    let phone = &world.customers.get(ask.customer).phone();
    if let Some(code) = figures.us_marketing_code.filter(|_| regions::is_us(phone)) {
        return Some(code);
    }
    let share = world.settings.experiment_share;
    if share > 0.0 {
        let mut chance = Random::seeded(world.settings.seed ^ u64::from(ask.customer) << 20, EXPERIMENT);
        if chance.chance(share) {
            return Some(130_472);
        }
    }
    let cap = world.settings.marketing_cap.or(figures.marketing_cap)?;
    let sender = &world.accounts.numbers[ask.number as usize].digits;
    if window_open || regions::is_uncapped(phone) || regions::is_uncapped(sender) {
        return None;
    }
    let admitted = world
        .standings
        .marketing
        .admit(ask.customer, cap, figures.marketing_retry_hours, now);
    (!admitted).then_some(131_049)
}

/// What a message will be charged as; of service messages, those sent first are taken to be delivered first.
pub(super) fn price_of(world: &mut World, ask: Ask, window_open: bool, entry_open: bool) -> Pricing {
    let (figures, this_month) = (world.figures(), month(world.now_ms()));
    let sender = &mut world.accounts.numbers[ask.number as usize];
    if sender.free_service.0 != this_month {
        sender.free_service = (this_month, 0);
    }
    let pricing = price(&Charged {
        model: &figures.pricing_model,
        category: ask.category,
        window_open,
        entry_open,
        free_used: sender.free_service.1,
        free_most: figures.free_service_messages,
    });
    if ask.category == Category::Service && !pricing.billable && !entry_open {
        sender.free_service.1 += 1;
    }
    pricing
}
