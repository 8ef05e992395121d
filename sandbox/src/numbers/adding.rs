//! Another number of an account.
//!
//! Meta, "Business phone numbers", 2026: a portfolio begins with two numbers and may have twenty once it may message
//! 2,000 users. WhatsApp's help of 2021 excludes toll-free 8-800 numbers; a number that somebody uses in WhatsApp must
//! be deleted there first. Meta does not tell these refusals' codes: 100, with the subcode that integrations report.

use crate::accounts::NewNumber;
use crate::affairs::RestrictionKind;
use crate::errors::GraphError;
use crate::numbers::Desk;
use crate::numbers::naming::{Naming, check_name};
use crate::numbers::ownership::Ownership;
use crate::world::World;

const NUMBERS_FIRST: usize = 2;
const NUMBERS_LATER: usize = 20;
/// The subcode of numbers that are in use already.
const IN_USE: u32 = 2_388_012;

impl World {
    /// Adds a number that its company must verify and register.
    pub(crate) fn request_number(
        &mut self,
        waba: u32,
        cc: &str,
        local: &str,
        name: &str,
    ) -> Result<String, GraphError> {
        let digits = self.check_new_number(waba, cc, local, name)?;
        let figures = self.figures();
        let tier = figures.messaging_limit.start.clone();
        let new = NewNumber {
            waba,
            display: display(cc, local),
            verified_name: name.to_owned(),
            tier,
            throughput_mps: self.settings.throughput_mps.unwrap_or(figures.throughput_mps),
        };
        let now = self.now_ms();
        let number = self.accounts.add_number(new, &mut self.random, now);
        let row = &mut self.accounts.numbers[number as usize];
        debug_assert_eq!(row.digits, digits, "the shown form has the same digits");
        let id = row.id.clone();
        row.registered = false;
        row.quality = "UNKNOWN".to_owned();
        row.desk = Desk {
            ownership: Ownership::unproved(),
            ..Desk::default()
        };
        let reviewed = self.names_are_reviewed(number);
        self.accounts.numbers[number as usize].desk.naming = Naming::first(reviewed);
        self.begin_name_review(number);
        Ok(id)
    }

    /// How many numbers the portfolio of an account may have.
    pub(crate) fn numbers_max(&self, waba: u32) -> usize {
        let portfolio = self.accounts.wabas[waba as usize].portfolio;
        let large = self
            .portfolio_numbers(portfolio)
            .any(|number| self.names_are_reviewed(number));
        if large { NUMBERS_LATER } else { NUMBERS_FIRST }
    }

    fn portfolio_numbers(&self, portfolio: u32) -> impl Iterator<Item = u32> {
        let rows = self.accounts.numbers.iter().enumerate();
        rows.filter(move |(_, row)| {
            row.desk.deleted_ms.is_none() && self.accounts.wabas[row.waba as usize].portfolio == portfolio
        })
        .map(|(index, _)| index as u32)
    }

    fn check_new_number(&self, waba: u32, cc: &str, local: &str, name: &str) -> Result<String, GraphError> {
        let all_digits = |text: &str| text.chars().all(|character| character.is_ascii_digit());
        if !all_digits(cc) || !(1..=3).contains(&cc.len()) || cc.starts_with('0') {
            return Err(GraphError::parameter(
                "Param cc must be a country code of 1 to 3 digits.",
            ));
        }
        if !all_digits(local) || !(4..=14).contains(&local.len()) || cc.len() + local.len() > 15 {
            return Err(GraphError::parameter(
                "Param phone_number must be the digits of a phone number, without the country code.",
            ));
        }
        check_name("verified_name", name)?;
        let affairs = &self.accounts.wabas[waba as usize].affairs;
        if affairs.restricts(RestrictionKind::AddPhoneNumberAction, self.now_ms()) {
            return Err(GraphError::new(368).details("The account is restricted from adding numbers for a time."));
        }
        let digits = format!("{cc}{local}");
        if self.settings.rule_set == "whatsapp-2021" && cc == "7" && local.starts_with("800") {
            return Err(GraphError::parameter("Toll-free numbers cannot be used with WhatsApp."));
        }
        let in_use = |words: &str| Err(GraphError::new(100).subcode(IN_USE).user("Number in use", words));
        let mut others = self.accounts.numbers.iter();
        if others.any(|other| other.digits == digits && other.desk.deleted_ms.is_none()) {
            return in_use("This phone number belongs to a WhatsApp Business account already.");
        }
        let known = self.customers.find(&digits);
        if known.is_some_and(|customer| self.customers.get(customer).has_whatsapp) {
            return in_use("This phone number is used in WhatsApp: delete the account on the phone first.");
        }
        let portfolio = self.accounts.wabas[waba as usize].portfolio;
        let most = self.numbers_max(waba);
        if self.portfolio_numbers(portfolio).count() >= most {
            return Err(
                GraphError::parameter("The business has as many phone numbers as it may have.").user(
                    "Too many phone numbers",
                    format!("Your business may have {most} phone numbers."),
                ),
            );
        }
        Ok(digits)
    }
}

/// `+7 495 000-10-05` for ten digits as Russians write them, `+1 555-123-0001` for Americans, a blank for others.
fn display(cc: &str, local: &str) -> String {
    match (cc, local.len()) {
        ("7", 10) => format!("+7 {} {}-{}-{}", &local[..3], &local[3..6], &local[6..8], &local[8..]),
        ("1", 10) => format!("+1 {}-{}-{}", &local[..3], &local[3..6], &local[6..]),
        _ => format!("+{cc} {local}"),
    }
}
