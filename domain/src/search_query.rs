//! What somebody types into the search: words, and filters such as `от:олег ярлык:оплата до:01.03`.
//!
//! Filters are written in Russian or English, a value with spaces in quotes. What looks like a filter and cannot be
//! read (`до:завтра`) is left among the words, so that nothing typed is lost without a trace.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::time::Timestamp;

/// A search as it is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// The words that must be there.
    pub words: String,
    /// The filters, in the order they were typed.
    pub filters: Vec<SearchFilter>,
}

/// A filter with the text it was typed as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchFilter {
    /// What it asks.
    pub ask: SearchAsk,
    /// As it was typed, so that it can be taken out again.
    pub typed: String,
}

/// What a filter asks of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchAsk {
    /// Written by somebody of this name: a customer or a colleague.
    From(String),
    /// The customer wears a label of this name.
    Label(String),
    /// Written before this instant.
    Before(Timestamp),
    /// Written at this instant or later.
    After(Timestamp),
    /// Of the business number with this name or these digits.
    Number(String),
}

/// Longest query that is read, and most filters.
pub const QUERY_CHARS_MAX: usize = 500;
const FILTERS_MAX: usize = 10;

impl SearchQuery {
    /// Reads what was typed at `now` in the company's time zone; a date without a year is the latest that has begun.
    #[must_use]
    pub fn read(typed: &str, timezone: &str, now: Timestamp) -> Self {
        let cut: String = typed.chars().take(QUERY_CHARS_MAX).collect();
        let zone = TimeZone::get(timezone).unwrap_or(TimeZone::UTC);
        let mut query = Self::default();
        for part in parts(&cut) {
            let ask = (query.filters.len() < FILTERS_MAX)
                .then(|| read_filter(part, &zone, now))
                .flatten();
            match ask {
                Some(ask) => query.filters.push(SearchFilter {
                    ask,
                    typed: part.to_owned(),
                }),
                None => {
                    if !query.words.is_empty() {
                        query.words.push(' ');
                    }
                    query.words.push_str(part);
                }
            }
        }
        query
    }

    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.filters.is_empty()
    }
}

impl SearchAsk {
    /// The filter's name, one for both languages.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::From(_) => "from",
            Self::Label(_) => "label",
            Self::Before(_) => "before",
            Self::After(_) => "after",
            Self::Number(_) => "number",
        }
    }
}

/// Parts between spaces; a quote opens a part that ends with the next quote.
fn parts(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut quoted) = (None, false);
    for (at, letter) in text.char_indices() {
        if letter == '"' {
            quoted = !quoted;
        }
        match (letter.is_whitespace() && !quoted, start) {
            (true, Some(from)) => {
                found.push(&text[from..at]);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    found.extend(start.map(|from| &text[from..]));
    found
}

fn read_filter(part: &str, zone: &TimeZone, now: Timestamp) -> Option<SearchAsk> {
    let (name, value) = part.split_once(':')?;
    let value = value.trim_matches('"').trim();
    if value.is_empty() {
        return None;
    }
    let text = || value.to_lowercase();
    match name.to_lowercase().as_str() {
        "от" | "from" => Some(SearchAsk::From(text())),
        "ярлык" | "label" => Some(SearchAsk::Label(text())),
        "номер" | "number" => Some(SearchAsk::Number(text())),
        "до" | "before" => read_day(value, zone, now).map(SearchAsk::Before),
        "после" | "after" | "с" | "since" => read_day(value, zone, now).map(SearchAsk::After),
        _ => None,
    }
}

/// The beginning of a day: `01.03`, `01.03.2026`, `2026-03-01`.
fn read_day(text: &str, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let today = jiff::Timestamp::from_millisecond(now.as_millis())
        .ok()?
        .to_zoned(zone.clone())
        .date();
    let date = match text.split('.').collect::<Vec<_>>().as_slice() {
        [day, month] => {
            let date = civil(today.year(), month, day)?;
            if date > today {
                civil(today.year() - 1, month, day)?
            } else {
                date
            }
        }
        [day, month, year] => civil(year.parse().ok()?, month, day)?,
        _ => text.parse::<Date>().ok()?,
    };
    let start = date.to_zoned(zone.clone()).ok()?;
    Some(Timestamp::from_millis(start.timestamp().as_millisecond()))
}

fn civil(year: i16, month: &str, day: &str) -> Option<Date> {
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// 2026-11-28 12:00 in Moscow.
    const NOW: Timestamp = Timestamp::from_secs(1_795_856_400);

    fn read(typed: &str) -> SearchQuery {
        SearchQuery::read(typed, "Europe/Moscow", NOW)
    }

    fn day(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn filters_are_read_in_both_languages() {
        for (typed, words, asks) in [
            ("счёт 10482", "счёт 10482", vec![]),
            ("оплата от:Олег", "оплата", vec![SearchAsk::From("олег".into())]),
            (
                "ярлык:\"ждёт оплаты\" розы",
                "розы",
                vec![SearchAsk::Label("ждёт оплаты".into())],
            ),
            ("label:vip", "", vec![SearchAsk::Label("vip".into())]),
            ("до:01.03", "", vec![SearchAsk::Before(day("2026-02-28T21:00:00Z"))]),
            ("до:30.11", "", vec![SearchAsk::Before(day("2025-11-29T21:00:00Z"))]),
            (
                "after:2026-03-01 before:02.03.2026",
                "",
                vec![
                    SearchAsk::After(day("2026-02-28T21:00:00Z")),
                    SearchAsk::Before(day("2026-03-01T21:00:00Z")),
                ],
            ),
            ("number:4567", "", vec![SearchAsk::Number("4567".into())]),
            ("до:завтра", "до:завтра", vec![]),
            ("https://shop.example от:", "https://shop.example от:", vec![]),
        ] {
            let query = read(typed);
            let found: Vec<SearchAsk> = query.filters.into_iter().map(|filter| filter.ask).collect();
            assert_eq!((query.words.as_str(), found), (words, asks), "{typed}");
        }
    }

    #[test]
    fn an_unknown_zone_counts_in_utc() {
        let query = SearchQuery::read("до:2026-03-01", "Mars/Base", NOW);
        assert_eq!(query.filters[0].ask, SearchAsk::Before(day("2026-03-01T00:00:00Z")));
    }

    proptest! {
        #[test]
        fn nothing_typed_is_lost(typed in "[a-zа-я0-9:\". ]{0,60}") {
            let query = read(&typed);
            let kept = query.words.len() + query.filters.iter().map(|filter| filter.typed.len()).sum::<usize>();
            let typed: usize = parts(&typed).iter().map(|part| part.len()).sum();
            prop_assert!(kept >= typed);
        }
    }
}
