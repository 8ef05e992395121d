use std::collections::{BTreeSet, HashMap};

use super::*;
use crate::automation::documents::{
    AssigneeCondition, Audience, AudienceKind, Conditions, Greeting, HoursCondition, KeywordMatch, MediaKind, Schedule,
    ScheduleKind, When,
};
use crate::automation::facts::{Mark, Press};
use crate::hours::{DayTime, Interval, LocalTime, WorkingHours, Zone};
use crate::ids::{ContactId, LabelId, NumberId};
use crate::time::{DAY_MS, SECOND_MS};
use proptest::prelude::*;

mod away;

fn id(place: u64) -> AutomationId {
    AutomationId::new(Timestamp::from_millis(1), place)
}

fn label(place: u64) -> LabelId {
    LabelId::new(Timestamp::from_millis(1), place)
}

fn contact() -> ContactId {
    ContactId::new(Timestamp::from_millis(1), 1)
}

/// Monday 2 March 2026, noon in Berlin.
fn noon() -> Timestamp {
    Timestamp::parse_rfc3339("2026-03-02T11:00:00Z").unwrap()
}

fn held<T>(place: u64, document: T) -> Held<T> {
    Held {
        id: id(place),
        since: noon().minus(30 * DAY_MS),
        document,
    }
}

fn greeting() -> Held<Greeting> {
    held(
        1,
        Greeting {
            text: "Здравствуйте!".to_owned(),
            silence_days: 14,
            audience: Audience::default(),
        },
    )
}

fn away(kind: ScheduleKind) -> Held<Away> {
    held(
        2,
        Away {
            text: "Нас нет".to_owned(),
            schedule: Schedule {
                kind,
                from: LocalTime::parse("2026-03-28T20:00"),
                to: LocalTime::parse("2026-03-29T10:00"),
            },
            audience: Audience::default(),
        },
    )
}

fn when(kind: WhenKind, words: &[&str]) -> When {
    When {
        kind,
        compare: KeywordMatch::Contains,
        words: words.iter().map(|&word| word.to_owned()).collect(),
        media: Vec::new(),
    }
}

fn rule(place: u64, when: When, then: Vec<Action>) -> Held<Rule> {
    held(
        place,
        Rule {
            when,
            conditions: Conditions::default(),
            actions: then,
            cooldown_minutes: 0,
            person_stop_hours: 12,
        },
    )
}

fn say(text: &str) -> Action {
    Action::SendText { text: text.to_owned() }
}

fn written(text: &str, at: Timestamp) -> Trigger {
    Trigger {
        at,
        text: text.to_owned(),
        press: None,
        media: None,
    }
}

/// A chat in which somebody wrote a minute before noon.
fn chat() -> Chat {
    Chat {
        contact_id: contact(),
        is_saved: false,
        labels: BTreeSet::from([label(1)]),
        is_blocked: false,
        number_id: NumberId::new(Timestamp::from_millis(1), 1),
        is_assigned: false,
        last_contact_at: Some(noon().minus(60 * SECOND_MS)),
        person_at: None,
        speeches: 0,
        marks: HashMap::new(),
    }
}

fn hours() -> WorkingHours {
    let nine_to_six = Interval {
        from: DayTime::parse("09:00").unwrap(),
        to: DayTime::parse("18:00").unwrap(),
    };
    let mut hours = WorkingHours::default();
    hours.week[..5].fill(vec![nine_to_six]);
    hours
}

fn plan(set: &Set, trigger: &Trigger, chat: &Chat) -> Plan {
    let (hours, zone) = (hours(), Zone::named("Europe/Berlin").unwrap());
    let company = Company {
        hours: &hours,
        zone: &zone,
    };
    let plan = decide(set, trigger, chat, company, trigger.at);
    let is_asked = plan != Plan::default();
    assert!(!is_asked || may_concern(set, trigger, company), "{plan:?}");
    plan
}

/// Who speaks, by the place in its id, and what was skipped for which reason.
fn outcome(plan: &Plan) -> (Vec<Kind>, Vec<(Kind, SkipReason)>) {
    let spoke = plan.deeds.iter().filter(|deed| deed.speech.is_some());
    let skipped = plan.skipped.iter().map(|one| (one.kind, one.why));
    (spoke.map(|deed| deed.kind).collect(), skipped.collect())
}

fn greets(last_contact_at: Option<Timestamp>) -> bool {
    let set = Set {
        greeting: Some(greeting()),
        ..Set::default()
    };
    let chat = Chat {
        last_contact_at,
        ..chat()
    };
    !plan(&set, &written("Добрый день", noon()), &chat).deeds.is_empty()
}

#[test]
fn greets_first_writers_and_after_more_than_two_weeks_without_contact() {
    assert!(greets(None));
    let minute = 60 * SECOND_MS;
    for (silence_ms, greeted) in [
        (14 * DAY_MS - minute, false),
        (14 * DAY_MS, false),
        (14 * DAY_MS + SECOND_MS, true),
        // Our message on day 10, the customer's on day 15: the newest contact is five days old.
        (5 * DAY_MS, false),
    ] {
        assert_eq!(greets(Some(noon().minus(silence_ms))), greeted, "{silence_ms}");
    }
}

#[test]
fn a_late_first_message_is_not_greeted_twice() {
    let set = Set {
        greeting: Some(greeting()),
        ..Set::default()
    };
    let mark = Mark {
        at: noon().plus(2 * SECOND_MS),
        period_at: noon().plus(2 * SECOND_MS),
    };
    let chat = Chat {
        last_contact_at: None,
        marks: HashMap::from([(id(1), mark)]),
        ..chat()
    };
    let plan = plan(&set, &written("раз", noon()), &chat);
    assert_eq!(outcome(&plan), (vec![], vec![(Kind::Greeting, SkipReason::Already)]));
}

#[test]
fn each_kind_of_recipients_selects_the_expected_people() {
    let somebody = |contact_ids: Vec<ContactId>, label_ids: Vec<LabelId>, kind| Audience {
        kind,
        contact_ids,
        label_ids,
    };
    let other = ContactId::new(Timestamp::from_millis(1), 2);
    for (audience, is_saved, included) in [
        (somebody(vec![], vec![], AudienceKind::Everyone), true, true),
        (somebody(vec![], vec![], AudienceKind::NotInContacts), false, true),
        (somebody(vec![], vec![], AudienceKind::NotInContacts), true, false),
        (somebody(vec![contact()], vec![], AudienceKind::AllExcept), true, false),
        (
            somebody(vec![other.clone()], vec![label(2)], AudienceKind::AllExcept),
            true,
            true,
        ),
        (somebody(vec![], vec![label(1)], AudienceKind::AllExcept), true, false),
        (somebody(vec![contact()], vec![], AudienceKind::Only), true, true),
        (somebody(vec![], vec![label(1)], AudienceKind::Only), true, true),
        (somebody(vec![other], vec![label(2)], AudienceKind::Only), true, false),
    ] {
        let chat = Chat { is_saved, ..chat() };
        assert_eq!(audience.includes(&chat), included, "{audience:?} {is_saved}");
    }
}

#[test]
fn one_speaks_in_the_stated_order() {
    let set = Set {
        greeting: Some(greeting()),
        away: Some(away(ScheduleKind::Always)),
        rules: vec![
            rule(
                3,
                when(WhenKind::Keywords, &["цена"]),
                vec![say("От 500"), Action::AddLabel { label_id: label(7) }],
            ),
            rule(4, when(WhenKind::AnyMessage, &[]), vec![say("Ждите")]),
            rule(5, when(WhenKind::Button, &["menu"]), vec![say("Меню")]),
        ],
    };
    let newcomer = Chat {
        last_contact_at: None,
        ..chat()
    };
    let first = plan(&set, &written("Какая цена?", noon()), &newcomer);
    assert_eq!(
        outcome(&first),
        (
            vec![Kind::Greeting],
            vec![(Kind::Away, SkipReason::Another), (Kind::Rule, SkipReason::Another)]
        )
    );
    // The rule's label is put on all the same.
    assert_eq!(first.deeds[1].acts, vec![Action::AddLabel { label_id: label(7) }]);
    let told = Mark {
        at: noon(),
        period_at: noon(),
    };
    let known = Chat {
        marks: HashMap::from([(id(2), told)]),
        ..chat()
    };
    let second = plan(&set, &written("Какая цена?", noon()), &known);
    assert_eq!(second.deeds[0].id, id(3));
    let third = plan(&set, &written("Привет", noon()), &known);
    assert_eq!(third.deeds[0].id, id(4));
    let press = Trigger {
        press: Some(Press {
            id: "menu".to_owned(),
            title: "Меню".to_owned(),
        }),
        ..written("Меню", noon())
    };
    let pressed = plan(&set, &press, &newcomer);
    assert_eq!(pressed.deeds.len(), 1);
    assert_eq!(pressed.deeds[0].id, id(5));
}

#[test]
fn a_rule_holds_by_its_when_and_its_if() {
    let with = |change: &dyn Fn(&mut Rule)| {
        let mut rule = rule(3, when(WhenKind::AnyMessage, &[]), vec![say("да")]);
        change(&mut rule.document);
        Set {
            rules: vec![rule],
            ..Set::default()
        }
    };
    let evening = Timestamp::parse_rfc3339("2026-03-02T19:00:00Z").unwrap();
    let photo = Trigger {
        media: Some(MediaKind::Image),
        ..written("", noon())
    };
    for (change, trigger, spoke) in [
        (
            &(|rule: &mut Rule| rule.conditions.hours = HoursCondition::Open) as &dyn Fn(&mut Rule),
            written("a", noon()),
            true,
        ),
        (
            &|rule: &mut Rule| rule.conditions.hours = HoursCondition::Open,
            written("a", evening),
            false,
        ),
        (
            &|rule: &mut Rule| rule.conditions.hours = HoursCondition::Closed,
            written("a", evening),
            true,
        ),
        (
            &|rule: &mut Rule| rule.conditions.labels_any = vec![label(1), label(9)],
            written("a", noon()),
            true,
        ),
        (
            &|rule: &mut Rule| rule.conditions.labels_any = vec![label(9)],
            written("a", noon()),
            false,
        ),
        (
            &|rule: &mut Rule| rule.conditions.labels_none = vec![label(1)],
            written("a", noon()),
            false,
        ),
        (
            &|rule: &mut Rule| rule.conditions.number_ids = vec![NumberId::new(noon(), 5)],
            written("a", noon()),
            false,
        ),
        (
            &|rule: &mut Rule| rule.conditions.first_message = true,
            written("a", noon()),
            false,
        ),
        (
            &|rule: &mut Rule| rule.conditions.assignee = AssigneeCondition::Somebody,
            written("a", noon()),
            false,
        ),
        (&|rule: &mut Rule| rule.when.kind = WhenKind::Media, photo.clone(), true),
        (
            &|rule: &mut Rule| {
                rule.when = When {
                    media: vec![MediaKind::Voice],
                    ..when(WhenKind::Media, &[])
                }
            },
            photo,
            false,
        ),
    ] {
        let set = with(change);
        let plan = plan(&set, &trigger, &chat());
        assert_eq!(!plan.deeds.is_empty(), spoke, "{:?}", set.rules[0].document);
    }
}

#[test]
fn a_rule_is_quiet_while_it_cools_down_and_after_a_person_took_over() {
    let mut held = rule(3, when(WhenKind::AnyMessage, &[]), vec![say("да")]);
    held.document.cooldown_minutes = 10;
    let set = Set {
        rules: vec![held],
        ..Set::default()
    };
    let minute = 60 * SECOND_MS;
    for (acted, person, why) in [
        (Some(10 * minute - SECOND_MS), None, Some(SkipReason::Cooldown)),
        (Some(10 * minute), None, None),
        (None, Some(12 * HOUR_MS - SECOND_MS), Some(SkipReason::Person)),
        (None, Some(12 * HOUR_MS), None),
        // A steered clock was put back.
        (Some(-30 * DAY_MS), Some(-30 * DAY_MS), None),
    ] {
        let mark = |ago: i64| Mark {
            at: noon().minus(ago),
            period_at: noon().minus(ago),
        };
        let chat = Chat {
            person_at: person.map(|ago| noon().minus(ago)),
            marks: acted.map(|ago| (id(3), mark(ago))).into_iter().collect(),
            ..chat()
        };
        let plan = plan(&set, &written("a", noon()), &chat);
        assert_eq!(plan.skipped.first().map(|one| one.why), why, "{acted:?} {person:?}");
        assert_eq!(plan.deeds.is_empty(), why.is_some());
    }
}

#[test]
fn old_messages_blocked_people_and_endless_talk_are_left_to_people() {
    let set = Set {
        away: Some(away(ScheduleKind::Always)),
        ..Set::default()
    };
    let (hours, zone) = (hours(), Zone::named("Europe/Berlin").unwrap());
    let company = Company {
        hours: &hours,
        zone: &zone,
    };
    let blocked = Chat {
        is_blocked: true,
        ..chat()
    };
    let endless = Chat {
        speeches: SPEECHES_PER_HOUR_MAX,
        ..chat()
    };
    for (chat, now, why) in [
        (chat(), noon().plus(AGE_MAX_MS), None),
        (chat(), noon().plus(AGE_MAX_MS + 1), Some(SkipReason::TooOld)),
        (blocked, noon(), Some(SkipReason::Blocked)),
        (endless, noon(), Some(SkipReason::Loop)),
    ] {
        let plan = decide(&set, &written("a", noon()), &chat, company, now);
        assert_eq!(plan.skipped.first().map(|one| one.why), why);
        assert_eq!(plan.deeds.is_empty(), why.is_some());
    }
}

proptest! {
    #[test]
    fn never_more_than_one_speaks(
        silence in proptest::option::of(0_i64..30 * DAY_MS),
        offset in 0_i64..14 * DAY_MS,
        pressed: bool,
        words in "(цена|привет| ){0,3}",
        with_greeting: bool,
        with_away: bool,
    ) {
        let set = Set {
            greeting: with_greeting.then(greeting),
            away: with_away.then(|| away(ScheduleKind::OutsideHours)),
            rules: vec![
                rule(3, when(WhenKind::Keywords, &["цена"]), vec![say("a"), Action::Close]),
                rule(4, when(WhenKind::Button, &["menu"]), vec![say("b")]),
                rule(5, when(WhenKind::AnyMessage, &[]), vec![say("c")]),
            ],
        };
        let at = noon().plus(offset);
        let chat = Chat { last_contact_at: silence.map(|ms| at.minus(ms)), ..chat() };
        let press = pressed.then(|| Press { id: "menu".to_owned(), title: String::new() });
        let trigger = Trigger { press, ..written(&words, at) };
        let plan = plan(&set, &trigger, &chat);
        prop_assert_eq!(plan.deeds.iter().filter(|deed| deed.speech.is_some()).count(), 1);
        prop_assert!(plan.deeds.iter().filter(|deed| deed.kind == Kind::Rule).count() <= 1);
    }
}
