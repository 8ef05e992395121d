//! Over any set of facts: no fact against a message helps it, and every answer can be acted on.

use super::*;

/// One thing that may stand against a message.
type Fact = fn(&mut World);

const FACTS_AGAINST: [Fact; 15] = [
    |world| world.contact.blocked = true,
    |world| world.contact.opted_out_at = Some(NOW),
    |world| world.contact.marketing_stopped_at = Some(NOW),
    |world| world.contact.consent = ConsentState::Withdrawn,
    |world| world.window = ServiceWindow::default(),
    |world| world.status = TemplateStatus::Paused,
    |world| world.status = TemplateStatus::Disabled,
    |world| world.number.paused_because = Some("by_person".to_owned()),
    |world| world.number.restricted_until = Some(NOW.plus(HOUR_MS)),
    |world| world.history.same_content_at = Some(NOW),
    |world| world.history.had_this_campaign = true,
    |world| {
        world.limit = LimitFacts {
            allowed: Some(0),
            ..LimitFacts::default()
        }
    },
    |world| {
        world.quota = QuotaFacts {
            allowed: Some(5),
            used: 5,
            resets_at: Some(NOW.plus(DAY_MS)),
        }
    },
    |world| {
        world.pace.pair = Some(Bucket {
            full_at: NOW.plus(DAY_MS),
        })
    },
    |world| world.pace.number_free_at = Some(NOW.plus(1)),
];

fn world_with(facts: &[bool], window_open: bool) -> World {
    let mut world = if window_open {
        World::good().with_window()
    } else {
        World::good()
    };
    for (fact, holds) in FACTS_AGAINST.iter().zip(facts) {
        if *holds {
            fact(&mut world);
        }
    }
    world
}

fn severity(decision: &Decision) -> u8 {
    match decision {
        Decision::Send { .. } => 0,
        Decision::Defer { .. } => 1,
        Decision::Refuse { .. } => 2,
    }
}

fn draft() -> impl Strategy<Value = Draft> {
    (any::<bool>(), 0..3).prop_map(|(is_template, who)| {
        let on_behalf_of = [person(), campaign(), OnBehalfOf::Automation][who as usize].clone();
        if is_template {
            by_template(on_behalf_of)
        } else {
            free_form(on_behalf_of)
        }
    })
}

proptest! {
    #[test]
    fn a_further_fact_against_never_helps(
        draft in draft(), open: bool, facts in proptest::collection::vec(any::<bool>(), 15), extra in 0_usize..15
    ) {
        let mut more = facts.clone();
        more[extra] = true;
        let before = severity(&world_with(&facts, open).decide(&draft));
        let after = severity(&world_with(&more, open).decide(&draft));
        prop_assert!(after >= before, "{before} became {after}");
    }

    #[test]
    fn a_deferral_is_later_than_now_and_a_send_breaks_no_rule(
        draft in draft(), open: bool, facts in proptest::collection::vec(any::<bool>(), 15)
    ) {
        let world = world_with(&facts, open);
        match world.decide(&draft) {
            Decision::Defer { until, .. } => prop_assert!(until > NOW),
            Decision::Send { counts_against_limit } => {
                let window_open = world.window.is_open(NOW);
                prop_assert!(!world.contact.blocked);
                prop_assert!(draft.is_template() || window_open);
                prop_assert!(!draft.is_template() || world.contact.consent == ConsentState::Granted);
                prop_assert!(!draft.is_template() || world.status == TemplateStatus::Approved);
                prop_assert_eq!(counts_against_limit, !window_open);
            }
            Decision::Refuse { .. } => {}
        }
    }
}
