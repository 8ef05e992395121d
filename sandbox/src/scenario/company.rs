//! A company of a scenario, with the ids and secrets that it was given.

use crate::control::call::ControlCall;
use crate::control::problem::Problem;
use crate::control::{NumberPatch, apply};
use crate::people::customer::digits_of;
use crate::scenario::order::{NewCompany, NewNumber};
use crate::settings::Credentials;
use crate::world::World;

const NAME_MAX: usize = 200;
const SECRET_MAX: usize = 500;
const ID_MAX: usize = 20;
/// Meta, "Phone numbers", 2026: at most 25 to an account once the business is verified.
const NUMBERS_MAX: usize = 25;

/// Makes a company.
pub(super) fn add(world: &mut World, new: NewCompany) -> Result<Credentials, Problem> {
    check(world, &new)?;
    let mut numbers = new.numbers.into_iter();
    let first = numbers.next().unwrap_or_default();
    let made = world.add_company(
        new.name,
        first.display_phone_number.clone(),
        first.verified_name.clone(),
    );
    let waba = world.accounts.find_waba(&made.waba_id).unwrap_or_default();
    let account = &mut world.accounts.wabas[waba as usize];
    let (portfolio, app) = (account.portfolio as usize, account.app as usize);
    if let Some(id) = new.waba_id {
        account.id = id;
    }
    if let Some(id) = new.portfolio_id {
        world.accounts.portfolios[portfolio].id = id;
    }
    account.subscribed |= new.webhook.is_some();
    let owner = &mut world.accounts.apps[app];
    if let Some(id) = new.app_id {
        owner.id = id;
    }
    if let Some(secret) = new.app_secret {
        owner.secret = secret;
    }
    if let (Some(value), Some(token)) = (new.access_token, owner.tokens.first_mut()) {
        token.value = value;
    }
    owner.callback = new.webhook.or(owner.callback.take());
    let number = world.accounts.find_number(&made.phone_number_id).unwrap_or_default();
    describe(world, number, first)?;
    for new in numbers {
        let number = world.add_number(waba, new.display_phone_number.clone(), new.verified_name.clone());
        describe(world, number, new)?;
    }
    world
        .accounts
        .credentials(waba)
        .ok_or_else(|| Problem::not_found("company"))
}

/// Gives a number what the scenario says of it.
fn describe(world: &mut World, number: u32, new: NewNumber) -> Result<(), Problem> {
    let row = &mut world.accounts.numbers[number as usize];
    if let Some(id) = new.phone_number_id {
        row.id = id;
    }
    let patch = NumberPatch {
        messaging_limit_tier: new.messaging_limit_tier,
        throughput_mps: new.throughput_mps,
        quality_rating: new.quality_rating,
        ..NumberPatch::default()
    };
    let id = row.id.clone();
    apply(world, ControlCall::PatchNumber { id, patch }).map(|_| ())
}

fn check(world: &World, new: &NewCompany) -> Result<(), Problem> {
    if new.name.trim().is_empty() || new.name.chars().count() > NAME_MAX {
        return Err(Problem::field("name", format!("Give 1 to {NAME_MAX} characters.")));
    }
    let secret = |text: &Option<String>| {
        text.as_ref()
            .is_none_or(|text| (1..=SECRET_MAX).contains(&text.len()) && text.chars().all(|c| c.is_ascii_graphic()))
    };
    for (field, value) in [("app_secret", &new.app_secret), ("access_token", &new.access_token)] {
        if !secret(value) {
            return Err(Problem::field(
                field,
                format!("Give 1 to {SECRET_MAX} visible ASCII characters."),
            ));
        }
    }
    if let Some(token) = &new.access_token
        && (token.contains('|') || world.accounts.find_token(token).is_some())
    {
        return Err(Problem::field("access_token", "A token is used once and has no |."));
    }
    if new.webhook.as_ref().is_some_and(
        |webhook| !matches!(url::Url::parse(&webhook.url), Ok(url) if matches!(url.scheme(), "http" | "https")),
    ) {
        return Err(Problem::field("webhook.url", "Give an http or https address."));
    }
    check_ids(world, new)?;
    check_numbers(world, new)
}

fn check_ids(world: &World, new: &NewCompany) -> Result<(), Problem> {
    let accounts = &world.accounts;
    let mut taken: Vec<&str> = accounts.wabas.iter().map(|waba| waba.id.as_str()).collect();
    taken.extend(accounts.numbers.iter().map(|number| number.id.as_str()));
    taken.extend(accounts.apps.iter().map(|app| app.id.as_str()));
    taken.extend(accounts.portfolios.iter().map(|portfolio| portfolio.id.as_str()));
    let given = [
        ("waba_id".to_owned(), &new.waba_id),
        ("portfolio_id".to_owned(), &new.portfolio_id),
        ("app_id".to_owned(), &new.app_id),
    ];
    let numbers = new
        .numbers
        .iter()
        .enumerate()
        .map(|(index, number)| (format!("numbers[{index}].phone_number_id"), &number.phone_number_id));
    for (field, id) in given.into_iter().chain(numbers) {
        let Some(id) = id else { continue };
        if !(1..=ID_MAX).contains(&id.len()) || !id.chars().all(|character| character.is_ascii_digit()) {
            return Err(Problem::field(
                &field,
                format!("An id is 1 to {ID_MAX} digits, in quotes."),
            ));
        }
        if taken.contains(&id.as_str()) {
            return Err(Problem::field(
                &field,
                "Something else has this id; every id is used once.",
            ));
        }
        taken.push(id);
    }
    Ok(())
}

fn check_numbers(world: &World, new: &NewCompany) -> Result<(), Problem> {
    if new.numbers.len() > NUMBERS_MAX {
        return Err(Problem::field(
            "numbers",
            format!("At most {NUMBERS_MAX} to an account."),
        ));
    }
    let mut taken: Vec<String> = world
        .accounts
        .numbers
        .iter()
        .map(|number| number.digits.clone())
        .collect();
    for (index, number) in new.numbers.iter().enumerate() {
        let Some(display) = &number.display_phone_number else {
            continue;
        };
        let field = format!("numbers[{index}].display_phone_number");
        let digits = digits_of(display)
            .ok_or_else(|| Problem::field(&field, "Use the international form, such as +7 495 000-10-05."))?;
        if taken.contains(&digits) {
            return Err(Problem::field(&field, "Another number of this world is the same."));
        }
        taken.push(digits);
    }
    Ok(())
}
