//! When what happens: the sample's conversations as one list of moments in the order of time.

use anyhow::{Context, bail};
use galka_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Timestamp};

use super::company::{Conversation, Message, Sample, Side};

/// Something that happens.
#[derive(Debug)]
pub(super) struct Moment {
    pub(super) at: Timestamp,
    /// The customer.
    pub(super) phone: String,
    pub(super) act: Act,
}

/// What happens.
#[derive(Debug)]
pub(super) enum Act {
    /// The customer writes; `count` is how many messages the customer has written then.
    Write { message: Message, count: usize },
    /// The shop answers; `count` is how many messages the shop has written then.
    Answer { message: Message, count: usize },
    /// The shop reads what the customer wrote.
    Open,
}

/// The shop reads a customer's last words a little later.
const OPENED_AFTER_MS: i64 = 20 * SECOND_MS;

/// Every moment, oldest first, for a demo that was first started at `started`.
///
/// # Errors
/// When the sample names a time that cannot be understood.
pub(super) fn schedule(sample: &Sample, started: Timestamp) -> anyhow::Result<Vec<Moment>> {
    let mut moments = Vec::new();
    for conversation in &sample.conversations {
        let begins = read_moment(&conversation.begins, sample.company.utc_offset_hours, started)?;
        add(&mut moments, conversation, begins)?;
    }
    // Stable: what happens at once keeps the order of the file.
    moments.sort_by_key(|moment| moment.at);
    Ok(moments)
}

fn add(moments: &mut Vec<Moment>, conversation: &Conversation, begins: Timestamp) -> anyhow::Result<()> {
    let (mut at, mut written, mut answered) = (begins, 0, 0);
    let phone = || conversation.phone.clone();
    for message in &conversation.messages {
        at = at.plus(message.after.as_deref().map_or(Ok(0), read_duration)?);
        let act = match message.from {
            Side::Customer => {
                written += 1;
                Act::Write {
                    message: message.clone(),
                    count: written,
                }
            }
            Side::Shop => {
                answered += 1;
                Act::Answer {
                    message: message.clone(),
                    count: answered,
                }
            }
        };
        moments.push(Moment {
            at,
            phone: phone(),
            act,
        });
    }
    let shop_was_last = conversation
        .messages
        .last()
        .is_none_or(|message| message.from == Side::Shop);
    if !shop_was_last && !conversation.unread {
        moments.push(Moment {
            at: at.plus(OPENED_AFTER_MS),
            phone: phone(),
            act: Act::Open,
        });
    }
    Ok(())
}

/// `-2d 14:05` by the shop's clock, or `ago 35m`.
fn read_moment(text: &str, utc_offset_hours: i64, started: Timestamp) -> anyhow::Result<Timestamp> {
    if let Some(ago) = text.strip_prefix("ago ") {
        return Ok(started.minus(read_duration(ago)?));
    }
    let parts = || {
        let (days, clock) = text.strip_prefix('-')?.split_once("d ")?;
        let (hours, minutes) = clock.split_once(':')?;
        Some((
            days.parse::<i64>().ok()?,
            hours.parse::<i64>().ok()?,
            minutes.parse::<i64>().ok()?,
        ))
    };
    let (days, hours, minutes) = parts().with_context(|| format!("{text:?} is no moment"))?;
    let local = started.plus(utc_offset_hours * HOUR_MS).as_millis();
    let midnight = Timestamp::from_millis(local - local.rem_euclid(DAY_MS)).minus(utc_offset_hours * HOUR_MS);
    Ok(midnight
        .minus(days * DAY_MS)
        .plus(hours * HOUR_MS + minutes * MINUTE_MS))
}

/// `5h10m`, `35m`, `2h`.
fn read_duration(text: &str) -> anyhow::Result<i64> {
    let (mut total, mut number) = (0, String::new());
    for letter in text.chars() {
        let unit = match letter {
            '0'..='9' => {
                number.push(letter);
                continue;
            }
            'd' => DAY_MS,
            'h' => HOUR_MS,
            'm' => MINUTE_MS,
            _ => bail!("{text:?} is no duration"),
        };
        total += unit
            * number
                .parse::<i64>()
                .with_context(|| format!("{text:?} is no duration"))?;
        number.clear();
    }
    if number.is_empty() {
        Ok(total)
    } else {
        bail!("{text:?} is no duration: a unit is missing")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::company::sample;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn moments_are_counted_by_the_shops_clock() {
        let started = at("2026-11-22T22:30:00.000Z");
        // In Moscow it is already the 23rd.
        assert_eq!(
            read_moment("-2d 14:05", 3, started).unwrap(),
            at("2026-11-21T11:05:00.000Z")
        );
        assert_eq!(
            read_moment("ago 23h25m", 3, started).unwrap(),
            at("2026-11-21T23:05:00.000Z")
        );
        for wrong in ["2d 14:05", "-2d 14", "ago 5", "ago x", ""] {
            assert!(read_moment(wrong, 3, started).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_whole_history_lies_between_the_opening_and_the_start() {
        let sample = sample().unwrap();
        for hour in 0..24 {
            let started = at("2026-11-22T00:10:00.000Z").plus(hour * HOUR_MS);
            let moments = schedule(&sample, started).unwrap();
            // Reviews of templates may take six hours.
            let opened = started
                .minus(sample.company.opens_days_ago * DAY_MS)
                .plus(6 * HOUR_MS + 15 * MINUTE_MS);
            assert!(
                moments.iter().all(|moment| moment.at > opened && moment.at < started),
                "{hour}"
            );
        }
    }
}
