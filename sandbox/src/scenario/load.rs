//! Puts a scenario into a world: every part by the same calls that a client or a person would make.

use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::people::customer::{NewCustomer, digits_of};
use crate::scenario::order::{Conversation, Deed, NewTemplate, Scenario, ScenarioClock, Speaker, Storm, TemplateState};
use crate::scenario::{company, deed};
use crate::settings::Credentials;
use crate::templates::{Decision, DecisionDetails};
use crate::timers::Timer;
use crate::wire::request::{GraphRequest, NEWEST};
use crate::world::World;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// The most that one scenario makes.
const CUSTOMERS_MAX: u64 = 100_000;

/// What a scenario has made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LoadedScenario)]
pub(crate) struct Loaded {
    /// What clients need to speak to the companies that it made.
    pub companies: Vec<Credentials>,
    /// How many customers it made.
    pub customers: usize,
    /// How many templates.
    pub templates: usize,
    /// How many things customers are going to do.
    pub planned: usize,
}

/// Applies a scenario, all but what only a new world can have.
///
/// # Errors
/// The first place that the world refuses; what came before it has been done.
pub(crate) fn load(world: &mut World, scenario: Scenario) -> Result<Loaded, Problem> {
    let (customers, templates, planned) = (
        world.customers.living,
        world.templates.list.len(),
        world.plan.waiting.len(),
    );
    // What is set up must not be struck by trouble that was ordered before.
    let before = std::mem::take(&mut world.faults.list);
    let loaded = put(world, scenario);
    let set = std::mem::replace(&mut world.faults.list, before);
    world.faults.list.extend(set);
    Ok(Loaded {
        companies: loaded?,
        customers: world.customers.living - customers,
        templates: world.templates.list.len() - templates,
        planned: world.plan.waiting.len() - planned,
    })
}

fn put(world: &mut World, scenario: Scenario) -> Result<Vec<Credentials>, Problem> {
    let Scenario {
        settings,
        clock,
        companies,
        customers,
        populations,
        templates,
        conversations,
        plan,
        storms,
        faults,
        ..
    } = scenario;
    let mut made = Vec::new();
    if !settings.is_empty() {
        perform(world, "settings", ControlCall::PatchSettings(settings))?;
    }
    for (index, new) in companies.into_iter().enumerate() {
        let company = company::add(world, new).map_err(|problem| within(&format!("companies[{index}]"), problem))?;
        made.push(company);
    }
    perform(world, "", ControlCall::AddCustomers(customers))?;
    for (index, new) in populations.into_iter().enumerate() {
        world
            .add_population(new)
            .map_err(|problem| within(&format!("populations[{index}]"), problem))?;
    }
    for (index, new) in templates.into_iter().enumerate() {
        add_template(world, new).map_err(|problem| within(&format!("templates[{index}]"), problem))?;
    }
    for (index, conversation) in conversations.into_iter().enumerate() {
        converse(world, conversation, &format!("conversations[{index}]"))?;
    }
    for (index, deed) in plan.into_iter().enumerate() {
        plan_deed(world, deed).map_err(|problem| within(&format!("plan[{index}]"), problem))?;
    }
    for (index, storm) in storms.into_iter().enumerate() {
        brew(world, storm).map_err(|problem| within(&format!("storms[{index}]"), problem))?;
    }
    for (index, fault) in faults.into_iter().enumerate() {
        fault
            .check()
            .map_err(|problem| within(&format!("faults[{index}]"), problem))?;
        world.faults.add(fault, world.now_ms());
    }
    set_clock(world, &clock)?;
    Ok(made)
}

fn set_clock(world: &mut World, clock: &ScenarioClock) -> Result<(), Problem> {
    if let Some(speed) = clock.speed {
        crate::control::check_speed(speed).map_err(|problem| within("clock", problem))?;
        perform(world, "clock", ControlCall::ClockSpeed(speed))?;
    }
    if clock.paused {
        perform(world, "clock", ControlCall::ClockMode(crate::clock::Mode::Paused))?;
    }
    Ok(())
}

fn add_template(world: &mut World, new: NewTemplate) -> Result<(), Problem> {
    let NewTemplate {
        company,
        status,
        template,
    } = new;
    let waba = match &company {
        None => 0,
        Some(name) => world
            .accounts
            .wabas
            .iter()
            .position(|waba| waba.name == *name)
            .ok_or_else(|| Problem::field("company", "There is no company of this name; write it under companies."))?,
    };
    let id = world.accounts.wabas[waba].id.clone();
    let answer = call(world, waba as u32, &[&id, "message_templates"], template)
        .map_err(|problem| within("template", problem))?;
    let template = answer["id"].as_str().unwrap_or_default().to_owned();
    let decision = match status {
        TemplateState::Pending => return Ok(()),
        TemplateState::Approved if answer["status"] == "APPROVED" => return Ok(()),
        TemplateState::Approved => Decision::Approve,
        TemplateState::Rejected => Decision::Reject,
    };
    let order = ControlCall::Decide {
        template,
        decision,
        reason: None,
        details: DecisionDetails::default(),
    };
    perform(world, "status", order).map(|_| ())
}

fn converse(world: &mut World, conversation: Conversation, path: &str) -> Result<(), Problem> {
    let number = number_of(world, conversation.phone_number_id.as_deref()).map_err(|problem| within(path, problem))?;
    let phone = person(world, &conversation.customer).map_err(|problem| within(path, problem))?;
    let number_id = world.accounts.numbers[number as usize].id.clone();
    for (index, line) in conversation.messages.into_iter().enumerate() {
        let path = format!("{path}.messages[{index}]");
        let mut message = message_of(line.text, line.message)
            .ok_or_else(|| Problem::field(&path, "Give text or message, one of them."))?;
        match line.from {
            Speaker::Customer => {
                message.insert("phone_number_id".to_owned(), json!(number_id));
                let order = ControlCall::Write {
                    phone: phone.clone(),
                    order: Value::Object(message),
                };
                perform(world, &path, order)?;
            }
            Speaker::Business => {
                message.insert("messaging_product".to_owned(), json!("whatsapp"));
                message.insert("to".to_owned(), json!(phone));
                let waba = world.accounts.numbers[number as usize].waba;
                call(world, waba, &[&number_id, "messages"], message).map_err(|problem| within(&path, problem))?;
            }
        }
    }
    Ok(())
}

fn plan_deed(world: &mut World, deed: Deed) -> Result<(), Problem> {
    let phone = person(world, &deed.customer)?;
    if let Some(id) = &deed.phone_number_id {
        number_of(world, Some(id))?;
    }
    let after = deed.after.0;
    let call = deed::call_of(deed, phone)?;
    schedule(world, after, call);
    Ok(())
}

fn brew(world: &mut World, storm: Storm) -> Result<(), Problem> {
    let first = digits_of(&storm.first_phone)
        .and_then(|digits| digits.parse::<u64>().ok())
        .ok_or_else(|| Problem::field("first_phone", "Use the international form, such as +7 900 000-00-00."))?;
    if !(1..=CUSTOMERS_MAX).contains(&u64::from(storm.customers)) {
        return Err(Problem::field("customers", format!("Use 1 to {CUSTOMERS_MAX}.")));
    }
    if storm.texts.is_empty() {
        return Err(Problem::field("texts", "Give at least one text."));
    }
    let number = number_of(world, storm.phone_number_id.as_deref())?;
    let number_id = world.accounts.numbers[number as usize].id.clone();
    for index in 0..storm.customers {
        let phone = person(world, &(first + u64::from(index)).to_string())?;
        let text = &storm.texts[index as usize % storm.texts.len()];
        let after = storm.after.0.saturating_add(world.random.between(0, storm.within.0));
        let order = json!({"type": "text", "text": {"body": text}, "phone_number_id": number_id});
        schedule(world, after, ControlCall::Write { phone, order });
    }
    Ok(())
}

fn schedule(world: &mut World, after_ms: i64, call: ControlCall) {
    let planned = world.plan.add(call);
    let due = world.now_ms().saturating_add(after_ms);
    world.timers.set(due, Timer::Planned(planned));
}

/// The customer with this phone; made with the usual habits when there is none.
fn person(world: &mut World, phone: &str) -> Result<String, Problem> {
    let digits = digits_of(phone)
        .ok_or_else(|| Problem::field("customer", "Use the international form, such as +7 916 123-45-67."))?;
    if world.customers.find(&digits).is_none() {
        let World { customers, random, .. } = world;
        let new = NewCustomer {
            phone: digits.clone(),
            ..NewCustomer::default()
        };
        customers.add(new, random);
    }
    Ok(digits)
}

fn number_of(world: &World, id: Option<&str>) -> Result<u32, Problem> {
    match id {
        None if world.accounts.numbers.is_empty() => Err(Problem::field("phone_number_id", "There is no number.")),
        None => Ok(0),
        Some(id) => world.accounts.find_number(id).ok_or_else(|| {
            Problem::field(
                "phone_number_id",
                "There is no such number; give a company's number this id, or leave it out.",
            )
        }),
    }
}

/// A whole message from its short or its long form.
pub(super) fn message_of(text: Option<String>, message: Option<Map<String, Value>>) -> Option<Map<String, Value>> {
    match (text, message) {
        (Some(text), None) => {
            let mut message = Map::new();
            message.insert("type".to_owned(), json!("text"));
            message.insert("text".to_owned(), json!({"body": text}));
            Some(message)
        }
        (None, message) => message,
        (Some(_), Some(_)) => None,
    }
}

/// A Graph call as the company's own client would make it.
fn call(world: &mut World, waba: u32, path: &[&str], params: Map<String, Value>) -> Result<Value, Problem> {
    let token = world.accounts.credentials(waba).map(|company| company.access_token);
    let request = GraphRequest {
        method: "POST".to_owned(),
        version: NEWEST,
        path: path.iter().map(|part| (*part).to_owned()).collect(),
        token,
        params,
        file: None,
        public_url: world.public_url.clone(),
    };
    crate::wire::answer(world, &request)
        .result
        .map_err(|error| Problem::field("", error.in_words()))
}

fn perform(world: &mut World, path: &str, call: ControlCall) -> Result<Value, Problem> {
    crate::control::apply(world, call).map_err(|problem| within(path, problem))
}

/// The same problem, with its place in the file.
fn within(path: &str, mut problem: Problem) -> Problem {
    let field = problem.field.take().filter(|field| !field.is_empty() && *field != path);
    problem.field = Some(match field {
        Some(field) if path.is_empty() => field,
        Some(field) => format!("{path}.{field}"),
        None => path.to_owned(),
    });
    problem
}
