//! Each rule at its exact boundary.

use super::*;

fn sends(counts_against_limit: bool) -> Decision {
    Decision::Send { counts_against_limit }
}

#[test]
fn a_good_message_is_sent_and_counted_outside_the_window_only() {
    assert_eq!(World::good().decide(&by_template(campaign())), sends(true));
    assert_eq!(
        World::good().with_window().decide(&by_template(campaign())),
        sends(false)
    );
    assert_eq!(World::good().with_window().decide(&free_form(person())), sends(false));
}

#[test]
fn free_form_stops_exactly_when_the_window_closes() {
    for (closes_at, expected) in [
        (Some(NOW.plus(1)), ("send", None)),
        (Some(NOW), ("refuse", Some(Rule::WindowClosed))),
        (Some(NOW.minus(1)), ("refuse", Some(Rule::WindowClosed))),
        (None, ("refuse", Some(Rule::WindowClosed))),
    ] {
        let mut world = World::good();
        world.window.closes_at = closes_at;
        assert_eq!(outcome(&world.decide(&free_form(person()))), expected, "{closes_at:?}");
    }
}

#[test]
fn consent_is_needed_to_write_first_and_for_marketing() {
    use TemplateCategory::{Marketing, Utility};
    let missing = ("refuse", Some(Rule::ConsentMissing));
    for (category, open, expected) in [
        (Utility, false, missing),
        (Utility, true, ("send", None)),
        (Marketing, true, missing),
        (Marketing, false, missing),
    ] {
        let mut world = if open {
            World::good().with_window()
        } else {
            World::good()
        };
        world.contact.consent = ConsentState::Unknown;
        world.template = template(category);
        assert_eq!(
            outcome(&world.decide(&by_template(person()))),
            expected,
            "{category} {open}"
        );
    }
    let mut world = World::good().with_window();
    world.contact.consent = ConsentState::Unknown;
    assert_eq!(world.decide(&free_form(person())), sends(false));
}

#[test]
fn after_stop_only_answers_are_sent() {
    for said in [ConsentState::Withdrawn, ConsentState::Granted] {
        let mut world = World::good().with_window();
        world.contact.consent = said;
        world.contact.opted_out_at = (said == ConsentState::Granted).then_some(NOW);
        world.template = template(TemplateCategory::Utility);
        let refused = ("refuse", Some(Rule::OptedOut));
        assert_eq!(outcome(&world.decide(&by_template(person()))), refused);
        assert_eq!(outcome(&world.decide(&free_form(campaign()))), refused);
        assert_eq!(outcome(&world.decide(&free_form(person()))), ("send", None));
        assert_eq!(
            outcome(&world.decide(&free_form(OnBehalfOf::Automation))),
            ("send", None)
        );
    }
}

#[test]
fn stopping_marketing_in_whatsapp_forbids_marketing_only() {
    let mut world = World::good();
    world.contact.marketing_stopped_at = Some(NOW);
    assert_eq!(
        outcome(&world.decide(&by_template(campaign()))),
        ("refuse", Some(Rule::OptedOut))
    );
    world.template = template(TemplateCategory::Utility);
    assert_eq!(outcome(&world.decide(&by_template(campaign()))), ("send", None));
    let mut open = World::good().with_window();
    open.contact.marketing_stopped_at = Some(NOW);
    assert_eq!(
        outcome(&open.decide(&free_form(campaign()))),
        ("refuse", Some(Rule::OptedOut))
    );
    assert_eq!(outcome(&open.decide(&free_form(person()))), ("send", None));
}

#[test]
fn a_campaign_speaks_freely_in_open_windows_only_and_uses_no_limit() {
    for (closes_at, expected) in [
        (Some(NOW.plus(1_000)), ("send", None)),
        (Some(NOW), ("refuse", Some(Rule::WindowClosed))),
        (Some(NOW.minus(1_000)), ("refuse", Some(Rule::WindowClosed))),
        (None, ("refuse", Some(Rule::WindowClosed))),
    ] {
        let mut world = World::good();
        world.window.closes_at = closes_at;
        // Who wrote may be answered: consent is for writing first.
        world.contact.consent = ConsentState::Unknown;
        world.limit = LimitFacts {
            allowed: Some(250),
            used: 250,
            ..LimitFacts::default()
        };
        assert_eq!(
            outcome(&world.decide(&free_form(campaign()))),
            expected,
            "{closes_at:?}"
        );
    }
    let mut blocked = World::good().with_window();
    blocked.contact.blocked = true;
    assert_eq!(
        outcome(&blocked.decide(&free_form(campaign()))),
        ("refuse", Some(Rule::Blocked))
    );
}

#[test]
fn only_an_approved_template_is_sent() {
    let refused = ("refuse", Some(Rule::TemplateNotApproved));
    for status in TemplateStatus::ALL {
        let world = World {
            status: *status,
            ..World::good()
        };
        let expected = if *status == TemplateStatus::Approved {
            ("send", None)
        } else {
            refused
        };
        assert_eq!(outcome(&world.decide(&by_template(person()))), expected, "{status}");
    }
    let missing = World {
        has_template: false,
        ..World::good()
    };
    assert_eq!(outcome(&missing.decide(&by_template(campaign()))), refused);
    let until = NOW.plus(3 * HOUR_MS);
    let paused = World {
        status: TemplateStatus::Paused,
        template_paused_until: Some(until),
        ..World::good()
    };
    let Decision::Defer { until: found, why } = paused.decide(&by_template(campaign())) else {
        panic!("deferred")
    };
    assert_eq!((found, why.rule), (until, Rule::TemplateNotApproved));
}

#[test]
fn values_must_fit_before_anything_is_sent() {
    let draft = Draft {
        kind: DraftKind::Template(TemplateValues::default()),
        on_behalf_of: campaign(),
    };
    let Decision::Refuse { why } = World::good().decide(&draft) else {
        panic!("refused")
    };
    assert_eq!(why.rule, Rule::TemplateValues);
    assert_eq!(
        why.details["problems"],
        json!([{"part": "body", "key": "1", "code": "missing"}])
    );
}

#[test]
fn the_limits_next_person_waits_or_is_refused_and_says_until_when() {
    let free_at = NOW.plus(90 * MINUTE_MS);
    for (used, counted, expected) in [
        (249, false, ("send", None)),
        (250, false, ("refuse", Some(Rule::LimitReached))),
        (251, false, ("refuse", Some(Rule::LimitReached))),
        (250, true, ("send", None)),
    ] {
        let mut world = World::good();
        world.limit = LimitFacts {
            allowed: Some(250),
            used,
            recipient_counted: counted,
            next_free_at: Some(free_at),
        };
        assert_eq!(
            outcome(&world.decide(&by_template(person()))),
            expected,
            "{used} {counted}"
        );
    }
    let mut world = World::good();
    world.limit = LimitFacts {
        allowed: Some(250),
        used: 250,
        recipient_counted: false,
        next_free_at: Some(free_at),
    };
    let Decision::Refuse { why } = world.decide(&by_template(person())) else {
        panic!("refused")
    };
    assert_eq!(why.details["until"], free_at.to_rfc3339());
    assert_eq!(why.details["scope"], "portfolio");
    let Decision::Defer { until, .. } = world.decide(&by_template(campaign())) else {
        panic!("deferred")
    };
    assert_eq!(until, free_at);
    world.limit.allowed = None;
    assert_eq!(world.decide(&by_template(person())), sends(true));
    let mut open = World::good().with_window();
    open.limit = LimitFacts {
        allowed: Some(250),
        used: 250,
        ..LimitFacts::default()
    };
    assert_eq!(open.decide(&by_template(person())), sends(false));
}

#[test]
fn pace_is_waited_for_by_everybody() {
    let rate = RuleSet::newest().pair;
    let full_at = |sent: i64| {
        Some(Bucket {
            full_at: NOW.plus(sent * rate.interval_ms),
        })
    };
    for (pair, expected) in [
        (full_at(44), ("send", None)),
        (full_at(45), ("defer", Some(Rule::PairRate))),
    ] {
        let mut world = World::good().with_window();
        world.pace.pair = pair;
        assert_eq!(outcome(&world.decide(&free_form(person()))), expected);
    }
    for (free_at, expected) in [(NOW, ("send", None)), (NOW.plus(1), ("defer", Some(Rule::Throughput)))] {
        let mut world = World::good();
        world.pace.number_free_at = Some(free_at);
        assert_eq!(outcome(&world.decide(&by_template(person()))), expected);
    }
}

#[test]
fn the_same_thing_is_not_sent_twice() {
    let period = SendPolicy::default().duplicate_template_ms;
    for (ago, expected) in [
        (period - 1, ("refuse", Some(Rule::Duplicate))),
        (period, ("send", None)),
        // A steered clock was put back.
        (-period, ("send", None)),
    ] {
        let mut world = World::good();
        world.history.same_content_at = Some(NOW.minus(ago));
        assert_eq!(outcome(&world.decide(&by_template(campaign()))), expected, "{ago}");
        let mut open = world.with_window();
        assert_eq!(outcome(&open.decide(&free_form(campaign()))), expected, "{ago}");
        open.history.same_content_at = Some(NOW.minus(SendPolicy::default().duplicate_free_form_ms));
        assert_eq!(outcome(&open.decide(&free_form(person()))), ("send", None));
    }
    let mut world = World::good();
    world.history.had_this_campaign = true;
    assert_eq!(
        outcome(&world.decide(&by_template(campaign()))),
        ("refuse", Some(Rule::Duplicate))
    );
    assert_eq!(outcome(&world.decide(&by_template(person()))), ("send", None));
}

#[test]
fn marketing_per_person_is_capped_over_all_campaigns() {
    let cap = |over| {
        Some(PersonCap {
            messages: 2,
            days: 7,
            over,
        })
    };
    let week = 7 * DAY_MS;
    let mut world = World::good();
    world.history.marketing_at = vec![NOW.minus(HOUR_MS), NOW.minus(week - 1)];
    assert_eq!(outcome(&world.decide(&by_template(campaign()))), ("send", None));
    world.policy.person_cap = cap(OverCap::Defer);
    let Decision::Defer { until, why } = world.decide(&by_template(campaign())) else {
        panic!("deferred")
    };
    assert_eq!((until, why.rule), (NOW.plus(1), Rule::PersonCap));
    world.policy.person_cap = cap(OverCap::Refuse);
    assert_eq!(
        outcome(&world.decide(&by_template(campaign()))),
        ("refuse", Some(Rule::PersonCap))
    );
    world.history.marketing_at[1] = NOW.minus(week);
    assert_eq!(outcome(&world.decide(&by_template(campaign()))), ("send", None));
    world.history.marketing_at[1] = NOW.minus(HOUR_MS);
    world.template = template(TemplateCategory::Utility);
    assert_eq!(outcome(&world.decide(&by_template(campaign()))), ("send", None));
}

#[test]
fn a_restricted_number_answers_only() {
    let mut world = World::good();
    world.number.status = NumberStatus::Restricted;
    world.number.restricted_until = Some(NOW.plus(1));
    assert_eq!(
        outcome(&world.decide(&by_template(person()))),
        ("refuse", Some(Rule::Quality))
    );
    assert_eq!(
        outcome(&world.decide(&by_template(campaign()))),
        ("defer", Some(Rule::Quality))
    );
    world.number.restricted_until = Some(NOW);
    assert_eq!(outcome(&world.decide(&by_template(campaign()))), ("send", None));
    let mut open = World::good().with_window();
    open.number.status = NumberStatus::Restricted;
    assert_eq!(outcome(&open.decide(&free_form(person()))), ("send", None));
}

#[test]
fn low_quality_holds_campaigns_where_the_workspace_wants_it() {
    let mut world = World::good();
    world.number.quality = Quality::Red;
    assert_eq!(outcome(&world.decide(&by_template(campaign()))), ("send", None));
    world.policy.hold_campaigns_on_low_quality = true;
    assert_eq!(
        outcome(&world.decide(&by_template(campaign()))),
        ("defer", Some(Rule::Quality))
    );
    assert_eq!(outcome(&world.decide(&by_template(person()))), ("send", None));
}

#[test]
fn a_number_that_is_held_or_lost_sends_nothing() {
    let mut world = World::good().with_window();
    world.number.paused_because = Some("unauthorised".to_owned());
    assert_eq!(
        outcome(&world.decide(&free_form(person()))),
        ("refuse", Some(Rule::NumberPaused))
    );
    assert_eq!(
        outcome(&world.decide(&free_form(campaign()))),
        ("defer", Some(Rule::NumberPaused))
    );
    world.number.paused_until = Some(NOW);
    assert_eq!(outcome(&world.decide(&free_form(person()))), ("send", None));
    let mut banned = World::good();
    banned.number.status = NumberStatus::Banned;
    assert_eq!(
        outcome(&banned.decide(&by_template(campaign()))),
        ("refuse", Some(Rule::NumberPaused))
    );
}

#[test]
fn a_refusal_outranks_a_deferral_and_the_longest_deferral_wins() {
    let mut world = World::good();
    world.pace.number_free_at = Some(NOW.plus(5));
    world.limit = LimitFacts {
        allowed: Some(1),
        used: 1,
        recipient_counted: false,
        next_free_at: Some(NOW.plus(9)),
    };
    let Decision::Defer { until, why } = world.decide(&by_template(campaign())) else {
        panic!("deferred")
    };
    assert_eq!((until, why.rule), (NOW.plus(9), Rule::LimitReached));
    world.history.had_this_campaign = true;
    assert_eq!(
        outcome(&world.decide(&by_template(campaign()))),
        ("refuse", Some(Rule::Duplicate))
    );
    world.contact.blocked = true;
    assert_eq!(
        outcome(&world.decide(&by_template(campaign()))),
        ("refuse", Some(Rule::Blocked))
    );
}

#[test]
fn a_reason_survives_storage() {
    let why = Reason::new(Rule::LimitReached)
        .with("used", 250)
        .with_time("until", NOW);
    assert_eq!(Reason::from_stored(why.rule, &why.details_json()), why);
    let until = Reason::new(Rule::LimitReached).with("used", 250).with_until(Some(NOW));
    assert_eq!(until.until(), Some(NOW));
    assert_eq!(
        until.params().into_iter().collect::<Vec<_>>(),
        [("used".to_owned(), "250".to_owned())]
    );
}

#[test]
fn the_last_message_of_a_plan_goes_and_the_next_waits_for_the_month_or_is_refused() {
    let next_month = NOW.plus(3 * DAY_MS);
    let quota = ("refuse", Some(Rule::MessageQuota));
    for (allowed, used, draft, expected) in [
        (None, 1_000_000, by_template(campaign()), ("send", None)),
        (Some(100), 99, by_template(campaign()), ("send", None)),
        (
            Some(100),
            100,
            by_template(campaign()),
            ("defer", Some(Rule::MessageQuota)),
        ),
        (Some(100), 100, free_form(person()), quota),
        (Some(100), 100, free_form(OnBehalfOf::Automation), quota),
        (Some(0), 0, free_form(person()), quota),
    ] {
        let mut world = World::good().with_window();
        world.quota = QuotaFacts {
            allowed,
            used,
            resets_at: Some(next_month),
        };
        let decision = world.decide(&draft);
        assert_eq!(outcome(&decision), expected, "{used} of {allowed:?}: {draft:?}");
        match decision {
            Decision::Defer { until, .. } => assert_eq!(until, next_month),
            Decision::Refuse { why } => assert_eq!(why.until(), Some(next_month)),
            Decision::Send { .. } => {}
        }
    }
}
