//! Looking a full international number up in the number plans of the world.
//!
//! The figures are those of the `phonenumber` crate; its parser is not used, because it strips a
//! national prefix twice («8 800 …» becomes «00 …») and unwraps in places.

use std::panic::{AssertUnwindSafe, catch_unwind};

use phonenumber::Metadata;
use phonenumber::metadata::{DATABASE, Descriptor};

use super::{Phone, PhoneKind};

/// The number, if a number plan has it. A trunk prefix after the country code, as in `+44 (0)20`, is dropped.
pub(super) fn find(digits: &str) -> Option<Phone> {
    // The crate indexes and unwraps in places; a panic on odd input must not take an import down.
    catch_unwind(AssertUnwindSafe(|| find_by_code(digits))).ok().flatten()
}

fn find_by_code(digits: &str) -> Option<Phone> {
    let by_length = |length: usize| {
        let (code, national) = digits.split_at_checked(length)?;
        let regions = DATABASE.region(&code.parse::<u16>().ok()?)?;
        Some((code, national, regions))
    };
    let (code, national, regions) = (1..=3).find_map(by_length)?;
    let plans: Vec<_> = regions.iter().filter_map(|region| plan_of(code, region)).collect();
    let found = look_up(&plans, national).map(|found| (national, found)).or_else(|| {
        let without_trunk = plans
            .first()?
            .national_prefix()
            .and_then(|prefix| national.strip_prefix(prefix))?;
        look_up(&plans, without_trunk).map(|found| (without_trunk, found))
    });
    let (national, (plan, kind)) = found?;
    let country = Some(plan.id()).filter(|id| *id != "001").map(str::to_owned);
    Some(Phone {
        e164: format!("+{code}{national}"),
        country,
        kind,
    })
}

/// Numbers of no country (`001`) are found by their code only.
fn plan_of(code: &str, region: &str) -> Option<&'static Metadata> {
    if region == "001" {
        return DATABASE.by_code(&code.parse::<u16>().ok()?)?.into_iter().next();
    }
    DATABASE.by_id(region)
}

/// The country among those of one code: by its leading digits where it has some, else by its own numbers.
fn look_up(plans: &[&'static Metadata], national: &str) -> Option<(&'static Metadata, PhoneKind)> {
    for plan in plans {
        let leads = plan
            .leading_digits()
            .is_none_or(|digits| digits.find(national).is_some_and(|found| found.start() == 0));
        if leads && let Some(kind) = kind_of(plan, national) {
            return Some((plan, kind));
        }
    }
    None
}

fn kind_of(plan: &Metadata, national: &str) -> Option<PhoneKind> {
    let all = plan.descriptors();
    let is = |descriptor: Option<&Descriptor>| descriptor.is_some_and(|descriptor| descriptor.is_match(national));
    if !all.general().is_match(national) {
        return None;
    }
    Some(match (is(all.fixed_line()), is(all.mobile())) {
        _ if is(all.premium_rate()) => PhoneKind::Premium,
        _ if is(all.toll_free()) => PhoneKind::TollFree,
        _ if is(all.voip()) => PhoneKind::Voip,
        (true, true) => PhoneKind::FixedOrMobile,
        (true, false) => PhoneKind::FixedLine,
        (false, true) => PhoneKind::Mobile,
        (false, false)
            if [
                all.shared_cost(),
                all.personal_number(),
                all.pager(),
                all.uan(),
                all.voicemail(),
            ]
            .into_iter()
            .any(is) =>
        {
            PhoneKind::Other
        }
        (false, false) => return None,
    })
}
