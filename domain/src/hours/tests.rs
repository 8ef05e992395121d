use super::*;
use proptest::prelude::*;

fn interval(from: &str, to: &str) -> Interval {
    Interval {
        from: DayTime::parse(from).unwrap(),
        to: DayTime::parse(to).unwrap(),
    }
}

/// Monday to Friday nine to six with a break, Saturday late until midnight, Sunday from midnight.
fn hours() -> WorkingHours {
    let weekday = vec![interval("09:00", "13:00"), interval("14:00", "18:00")];
    WorkingHours {
        week: [
            weekday.clone(),
            weekday.clone(),
            weekday.clone(),
            weekday.clone(),
            weekday,
            vec![interval("20:00", "24:00")],
            vec![interval("00:00", "02:00"), interval("02:15", "03:00")],
        ],
        holidays: vec![
            Holiday {
                date: Day::parse("2026-12-24").unwrap(),
                until: Some(Day::parse("2026-12-26").unwrap()),
                name: "Weihnachten".to_owned(),
                intervals: Vec::new(),
            },
            Holiday {
                date: Day::parse("2026-12-24").unwrap(),
                until: None,
                name: "Heiligabend".to_owned(),
                intervals: vec![interval("09:00", "12:00")],
            },
        ],
    }
}

fn berlin() -> Zone {
    Zone::named("Europe/Berlin").unwrap()
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).unwrap()
}

#[test]
fn opens_and_closes_to_the_second_on_both_sides_of_the_change_to_summer_time() {
    for (moment, open) in [
        // Winter, +01:00: Friday 27 March 2026.
        ("2026-03-27T07:59:59Z", false),
        ("2026-03-27T08:00:00Z", true),
        ("2026-03-27T11:59:59Z", true),
        ("2026-03-27T12:00:00Z", false),
        ("2026-03-27T16:59:59Z", true),
        ("2026-03-27T17:00:00Z", false),
        // Summer, +02:00: Monday 30 March 2026.
        ("2026-03-30T06:59:59Z", false),
        ("2026-03-30T07:00:00Z", true),
        ("2026-03-30T15:59:59Z", true),
        ("2026-03-30T16:00:00Z", false),
        // The night of the change: open over midnight until two, which is when three o'clock begins.
        ("2026-03-28T22:59:59Z", true),
        ("2026-03-28T23:00:00Z", true),
        ("2026-03-29T00:59:59Z", true),
        ("2026-03-29T01:00:00Z", false),
        // Holidays: half a day, and closed days.
        ("2026-12-24T08:00:00Z", true),
        ("2026-12-24T11:00:00Z", false),
        ("2026-12-25T09:00:00Z", false),
    ] {
        assert_eq!(hours().is_open(at(moment), &berlin()), open, "{moment}");
    }
}

#[test]
fn a_closed_time_has_one_beginning_and_one_end() {
    for (moment, since, opens) in [
        // From Friday evening to Saturday evening.
        ("2026-03-27T17:00:00Z", "2026-03-27T17:00:00Z", "2026-03-28T19:00:00Z"),
        ("2026-03-28T18:59:59Z", "2026-03-27T17:00:00Z", "2026-03-28T19:00:00Z"),
        // From the night of the change to Monday; the interval inside the gap has no length.
        ("2026-03-29T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T07:00:00Z"),
        ("2026-03-29T01:05:00Z", "2026-03-29T01:00:00Z", "2026-03-30T07:00:00Z"),
        // A break.
        ("2026-03-30T11:30:00Z", "2026-03-30T11:00:00Z", "2026-03-30T12:00:00Z"),
        // Over Christmas, from noon of the 24th to Saturday's opening being a holiday, to Sunday's first minute.
        ("2026-12-25T09:00:00Z", "2026-12-24T11:00:00Z", "2026-12-26T23:00:00Z"),
    ] {
        let (hours, zone) = (hours(), berlin());
        assert_eq!(hours.closed_since(at(moment), &zone), Some(at(since)), "{moment}");
        assert_eq!(hours.opens_at(at(moment), &zone), Some(at(opens)), "{moment}");
    }
    assert_eq!(hours().closed_since(at("2026-03-30T07:00:00Z"), &berlin()), None);
    assert_eq!(hours().opens_at(at("2026-03-30T07:00:00Z"), &berlin()), None);
}

#[test]
fn hours_that_nobody_set_are_always_open() {
    assert!(!WorkingHours::default().is_set());
    assert!(WorkingHours::default().is_open(at("2026-03-29T01:30:00Z"), &berlin()));
    assert_eq!(
        WorkingHours::default().closed_since(at("2026-03-29T01:30:00Z"), &berlin()),
        None
    );
}

#[test]
fn refuses_what_cannot_be() {
    let monday = |intervals: Vec<Interval>| {
        let mut hours = WorkingHours::default();
        hours.week[0] = intervals;
        hours
    };
    for (hours, field, code) in [
        (monday(vec![interval("10:00", "10:00")]), "week.0", "empty_interval"),
        (
            monday(vec![interval("12:00", "18:00"), interval("09:00", "12:01")]),
            "week.0",
            "overlap",
        ),
        (monday(vec![interval("09:00", "10:00"); 7]), "week.0", "too_many"),
    ] {
        let error = hours.checked().unwrap_err();
        assert_eq!((error.field.as_str(), error.code), (field, code));
    }
    let sorted = monday(vec![interval("12:00", "18:00"), interval("09:00", "12:00")]);
    assert_eq!(sorted.checked().unwrap().week[0][0], interval("09:00", "12:00"));
    for text in ["", "9:00", "24:01", "12:60", "1a:00"] {
        assert_eq!(DayTime::parse(text), None, "{text}");
    }
    assert!(Zone::named("Europe/Nowhere").is_err());
    assert_eq!(Zone::named("europe/berlin").unwrap().name(), Some("Europe/Berlin"));
}

#[test]
fn the_document_reads_as_people_write_it() {
    let json = serde_json::to_string(&hours()).unwrap();
    assert!(json.contains(r#"{"from":"20:00","to":"24:00"}"#), "{json}");
    assert!(json.contains(r#"{"date":"2026-12-24","name":"Heiligabend","intervals":[{"from":"09:00","to":"12:00"}]}"#));
    assert_eq!(serde_json::from_str::<WorkingHours>(&json).unwrap(), hours());
    let local = LocalTime::parse("2026-03-29T02:30").unwrap();
    // Half past two does not exist that night: the moment after the gap.
    assert_eq!(berlin().instant_of(local), at("2026-03-29T01:30:00Z"));
}

proptest! {
    #[test]
    fn a_moment_is_open_or_lies_in_one_closed_time(
        offset in 0_i64..2 * 365 * 86_400,
        // By an hour, by half of one, and at midnight, which a day of the year then does not have.
        zone in proptest::sample::select(vec!["Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Beirut"]),
    ) {
        let (hours, zone) = (hours(), Zone::named(zone).unwrap());
        let moment = at("2026-01-01T00:00:00Z").plus(offset * 1_000);
        match (hours.closed_since(moment, &zone), hours.opens_at(moment, &zone)) {
            (None, None) => prop_assert!(hours.is_open(moment, &zone)),
            (Some(since), Some(opens)) => {
                prop_assert!(!hours.is_open(moment, &zone) && since <= moment && moment < opens);
                prop_assert!(hours.is_open(since.minus(1), &zone) && !hours.is_open(since, &zone));
                prop_assert!(!hours.is_open(opens.minus(1), &zone) && hours.is_open(opens, &zone));
            }
            other => prop_assert!(false, "{other:?}"),
        }
    }
}
