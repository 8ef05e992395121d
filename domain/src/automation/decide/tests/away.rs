//! The away message: when, and how often.

use super::*;

#[test]
fn is_away_by_each_schedule_across_the_change_to_summer_time() {
    let at = |text: &str| Timestamp::parse_rfc3339(text).unwrap();
    for (kind, moment, spoke) in [
        (ScheduleKind::Always, "2026-03-02T11:00:00Z", true),
        // From Saturday 20:00 (+01:00) to Sunday 10:00 (+02:00).
        (ScheduleKind::Custom, "2026-03-28T18:59:59Z", false),
        (ScheduleKind::Custom, "2026-03-28T19:00:00Z", true),
        (ScheduleKind::Custom, "2026-03-29T07:59:59Z", true),
        (ScheduleKind::Custom, "2026-03-29T08:00:00Z", false),
        // Friday's end in winter time, Monday's beginning in summer time.
        (ScheduleKind::OutsideHours, "2026-03-27T16:59:59Z", false),
        (ScheduleKind::OutsideHours, "2026-03-27T17:00:00Z", true),
        (ScheduleKind::OutsideHours, "2026-03-30T06:59:59Z", true),
        (ScheduleKind::OutsideHours, "2026-03-30T07:00:00Z", false),
    ] {
        let set = Set {
            away: Some(away(kind)),
            ..Set::default()
        };
        let plan = plan(&set, &written("Вы тут?", at(moment)), &chat());
        assert_eq!(!plan.deeds.is_empty(), spoke, "{kind} {moment}");
    }
}

#[test]
fn says_once_per_chat_and_away_time_that_nobody_is_there() {
    let set = Set {
        away: Some(away(ScheduleKind::OutsideHours)),
        ..Set::default()
    };
    let at = |text: &str| Timestamp::parse_rfc3339(text).unwrap();
    let first = plan(&set, &written("раз", at("2026-03-27T18:00:00Z")), &chat());
    assert_eq!(first.deeds[0].period_at, at("2026-03-27T17:00:00Z"));
    let mark = Mark {
        at: at("2026-03-27T18:00:00Z"),
        period_at: first.deeds[0].period_at,
    };
    let told = Chat {
        marks: HashMap::from([(id(2), mark)]),
        ..chat()
    };
    // The same weekend, two days and a change of the clocks later; then the next night.
    let again = plan(&set, &written("два", at("2026-03-29T18:00:00Z")), &told);
    assert_eq!(outcome(&again), (vec![], vec![(Kind::Away, SkipReason::Already)]));
    let next = plan(&set, &written("три", at("2026-03-30T16:00:00Z")), &told);
    assert_eq!(outcome(&next).0, vec![Kind::Away]);
    // Hours that were written anew meanwhile do not make another night of this one.
    let rewritten = Set {
        away: Some(away(ScheduleKind::Custom)),
        ..Set::default()
    };
    let within = Mark {
        at: at("2026-03-28T19:30:00Z"),
        period_at: at("2026-03-28T18:00:00Z"),
    };
    let told = Chat {
        marks: HashMap::from([(id(2), within)]),
        ..chat()
    };
    let again = plan(&rewritten, &written("четыре", at("2026-03-28T20:00:00Z")), &told);
    assert_eq!(outcome(&again), (vec![], vec![(Kind::Away, SkipReason::Already)]));
}

#[test]
fn always_begins_when_it_takes_the_place_of_another_schedule() {
    use ScheduleKind::{Always, Custom, OutsideHours};
    for (before, after, anew) in [
        (OutsideHours, Always, true),
        (Custom, Always, true),
        (Always, Always, false),
        (Always, OutsideHours, false),
        (OutsideHours, Custom, false),
    ] {
        let [before, after] = [before, after].map(|kind| away(kind).document);
        assert_eq!(after.begins_anew(&before), anew, "{before:?} {after:?}");
    }
}
