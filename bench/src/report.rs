//! What a bench prints, and hands to a test.

use std::fmt;
use std::time::Duration;

use crate::usage::load_average;

/// The figures of one run, in the order in which they were taken.
#[derive(Clone, Debug, Default)]
pub struct Report {
    title: String,
    lines: Vec<Line>,
    figures: Vec<(&'static str, f64)>,
}

#[derive(Clone, Debug)]
enum Line {
    Row {
        name: String,
        text: String,
    },
    Ratio {
        name: String,
        value: f64,
        wanted: Option<Wanted>,
    },
    Note(String),
}

/// What a ratio should be.
#[derive(Clone, Copy, Debug)]
pub enum Wanted {
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
}

/// One measurement of work that was done many times.
#[derive(Clone, Debug, Default)]
pub struct Measure {
    /// How many.
    pub count: u64,
    /// From the first to the last.
    pub elapsed: Duration,
    /// CPU time of whoever did it.
    pub cpu: Duration,
    /// Time of each answer, in microseconds; empty where nobody waited for answers.
    pub answers_us: Vec<u32>,
}

impl Measure {
    /// How many a second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.count as f64 / self.elapsed.as_secs_f64().max(1e-9)
    }

    /// CPU microseconds for each.
    #[must_use]
    pub fn cpu_us(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / (self.count.max(1) as f64)
    }

    /// The answer time that this share of all stays below, in milliseconds.
    #[must_use]
    pub fn answer_ms(&self, share: f64) -> f64 {
        let mut sorted = self.answers_us.clone();
        sorted.sort_unstable();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in a list"
        )]
        let place = (sorted.len() as f64 * share) as usize;
        sorted
            .get(place.min(sorted.len().saturating_sub(1)))
            .map_or(0.0, |us| f64::from(*us) / 1_000.0)
    }

    /// Both together: the second round of the same work.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.count += other.count;
        self.elapsed += other.elapsed;
        self.cpu += other.cpu;
        self.answers_us.extend(other.answers_us);
        self
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:>9.0}/s", self.rate())?;
        if !self.answers_us.is_empty() {
            write!(
                out,
                "  p50 {:>7.2} ms  p99 {:>7.2} ms",
                self.answer_ms(0.5),
                self.answer_ms(0.99)
            )?;
        }
        write!(
            out,
            "  cpu {:>7.1} µs each  ({} in {:.2} s)",
            self.cpu_us(),
            self.count,
            self.elapsed.as_secs_f64()
        )
    }
}

impl Report {
    /// An empty report.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }

    /// Adds a measurement, with the load of the machine after it.
    pub fn measure(&mut self, name: impl Into<String>, measure: &Measure) {
        self.lines.push(Line::Row {
            name: name.into(),
            text: format!("{measure}  load {}", load_average()),
        });
    }

    /// Adds a line of words.
    pub fn row(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.lines.push(Line::Row {
            name: name.into(),
            text: text.into(),
        });
    }

    /// Adds a remark.
    pub fn note(&mut self, text: impl Into<String>) {
        self.lines.push(Line::Note(text.into()));
    }

    /// Adds a figure that has a goal, under a name that tests ask for.
    pub fn ratio(&mut self, key: &'static str, name: impl Into<String>, value: f64, wanted: Option<Wanted>) {
        self.figures.push((key, value));
        self.lines.push(Line::Ratio {
            name: name.into(),
            value,
            wanted,
        });
    }

    /// The figure of this name.
    #[must_use]
    pub fn figure(&self, key: &str) -> Option<f64> {
        self.figures
            .iter()
            .find(|(known, _)| *known == key)
            .map(|(_, value)| *value)
    }

    /// Appends another report.
    pub fn append(&mut self, other: Self) {
        self.note(other.title);
        self.lines.extend(other.lines);
        self.figures.extend(other.figures);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{}", self.title)?;
        for line in &self.lines {
            match line {
                Line::Row { name, text } => writeln!(out, "  {name:<34} {text}")?,
                Line::Note(text) => writeln!(out, "  {text}")?,
                Line::Ratio { name, value, wanted } => {
                    write!(out, "  {name:<34} {value:>11.3}")?;
                    match wanted {
                        Some(Wanted::AtLeast(bound)) => writeln!(out, "  {} (at least {bound})", word(value >= bound))?,
                        Some(Wanted::AtMost(bound)) => writeln!(out, "  {} (at most {bound})", word(value <= bound))?,
                        None => writeln!(out)?,
                    }
                }
            }
        }
        Ok(())
    }
}

const fn word(met: bool) -> &'static str {
    if met { "met" } else { "NOT MET" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_rates_and_shares() {
        let measure = Measure {
            count: 100,
            elapsed: Duration::from_secs(2),
            cpu: Duration::from_millis(10),
            answers_us: (1..=100).map(|ms| ms * 1_000).collect(),
        };
        assert!((measure.rate() - 50.0).abs() < 1e-9);
        assert!((measure.cpu_us() - 100.0).abs() < 1e-9);
        assert!((measure.answer_ms(0.5) - 51.0).abs() < 1e-9);
        assert!((measure.answer_ms(0.99) - 100.0).abs() < 1e-9);
    }

    #[test]
    fn says_whether_a_goal_is_met() {
        let mut report = Report::new("t");
        report.ratio("a", "first", 0.5, Some(Wanted::AtLeast(0.8)));
        report.ratio("b", "second", 0.5, Some(Wanted::AtMost(0.8)));
        let text = report.to_string();
        assert!(
            text.contains("NOT MET (at least 0.8)") && text.contains(" met (at most 0.8)"),
            "{text}"
        );
        assert_eq!(report.figure("b"), Some(0.5));
    }
}
