//! A batch of rows bound to one statement, which opens it as `each($N: id TEXT, at BIGINT) AS r`.

use crate::db::{Error, Param, Result, Value};

/// How many rows one run of the statement takes; longer batches are several runs in the same transaction.
pub(crate) const ROWS_PER_RUN: usize = 5_000;

/// Rows of equal width, owned, so that a closure that runs twice can bind them twice.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    cells: Vec<Cell>,
    width: usize,
    count: usize,
    text: String,
    bytes: Vec<u8>,
    ragged: bool,
}

#[derive(Clone, Copy, Debug)]
enum Cell {
    Null,
    Int(i64),
    Real(f64),
    Bool(bool),
    Text { start: usize, end: usize },
    Blob { start: usize, end: usize },
}

/// The type of a column of `each(…)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellType {
    Text,
    BigInt,
    Boolean,
    Double,
    Bytea,
}

impl Rows {
    /// An empty batch.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A batch of one column.
    #[must_use]
    pub fn of<P: Param>(values: impl IntoIterator<Item = P>) -> Self {
        let mut rows = Self::new();
        for value in values {
            rows.push(&[&value]);
        }
        rows
    }

    /// Appends a row, its values in the order in which `each(…)` names the columns.
    pub fn push(&mut self, values: &[&dyn Param]) {
        if self.count == 0 {
            self.width = values.len();
        }
        self.ragged |= values.len() != self.width;
        self.count += 1;
        for value in values {
            let cell = self.keep(value.value());
            self.cells.push(cell);
        }
    }

    /// How many rows were pushed.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether nothing was pushed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Refuses what the two databases would take differently.
    pub(crate) fn check(&self, types: &[CellType]) -> Result<()> {
        if self.ragged || (self.count > 0 && self.width != types.len()) {
            let text = format!(
                "each(…) names {} columns, a row has another number of values",
                types.len()
            );
            return Err(Error::Driver(text));
        }
        if self.text.contains('\0') {
            return Err(Error::HoldsNul);
        }
        let fits = self
            .cells
            .iter()
            .zip(types.iter().cycle())
            .all(|(cell, wanted)| cell.fits(*wanted));
        if fits {
            Ok(())
        } else {
            Err(Error::Driver(
                "a value does not have its column's type in each(…)".into(),
            ))
        }
    }

    /// The batch in runs of at most [`ROWS_PER_RUN`].
    pub(crate) fn runs(&self) -> impl Iterator<Item = Run<'_>> {
        (0..self.count).step_by(ROWS_PER_RUN).map(|start| Run {
            rows: self,
            start,
            end: self.count.min(start + ROWS_PER_RUN),
        })
    }

    fn keep(&mut self, value: Value<'_>) -> Cell {
        match value {
            Value::Null => Cell::Null,
            Value::Int(number) => Cell::Int(number),
            Value::Real(number) => Cell::Real(number),
            Value::Bool(flag) => Cell::Bool(flag),
            Value::Text(text) => {
                let start = self.text.len();
                self.text.push_str(text);
                Cell::Text {
                    start,
                    end: self.text.len(),
                }
            }
            Value::Blob(bytes) => {
                let start = self.bytes.len();
                self.bytes.extend_from_slice(bytes);
                Cell::Blob {
                    start,
                    end: self.bytes.len(),
                }
            }
        }
    }

    fn value(&self, cell: Cell) -> Value<'_> {
        match cell {
            Cell::Null => Value::Null,
            Cell::Int(number) => Value::Int(number),
            Cell::Real(number) => Value::Real(number),
            Cell::Bool(flag) => Value::Bool(flag),
            Cell::Text { start, end } => Value::Text(&self.text[start..end]),
            Cell::Blob { start, end } => Value::Blob(&self.bytes[start..end]),
        }
    }
}

impl Cell {
    const fn fits(self, wanted: CellType) -> bool {
        matches!(
            (self, wanted),
            (Self::Null, _)
                | (Self::Int(_), CellType::BigInt)
                | (Self::Real(_), CellType::Double)
                | (Self::Bool(_), CellType::Boolean)
                | (Self::Text { .. }, CellType::Text)
                | (Self::Blob { .. }, CellType::Bytea)
        )
    }
}

/// The part of a batch that one run of its statement binds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run<'a> {
    rows: &'a Rows,
    start: usize,
    end: usize,
}

impl<'a> Run<'a> {
    /// One column of the run, for `UNNEST`.
    pub(crate) fn column(self, index: usize) -> Vec<Value<'a>> {
        (self.start..self.end)
            .map(|row| self.rows.value(self.rows.cells[row * self.rows.width + index]))
            .collect()
    }

    /// The run as a JSON list of lists, for `jsonb_each`; bytes are written in hex.
    pub(crate) fn json(self) -> Result<String> {
        let mut out = String::with_capacity((self.end - self.start) * self.rows.width * 16);
        out.push('[');
        for row in self.start..self.end {
            out.push_str(if row == self.start { "[" } else { ",[" });
            let cells = &self.rows.cells[row * self.rows.width..(row + 1) * self.rows.width];
            for (index, cell) in cells.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                push_json(&mut out, self.rows.value(*cell))?;
            }
            out.push(']');
        }
        out.push(']');
        Ok(out)
    }
}

fn push_json(out: &mut String, value: Value<'_>) -> Result<()> {
    use std::fmt::Write as _;
    let written = match value {
        Value::Null => out.write_str("null"),
        Value::Int(number) => write!(out, "{number}"),
        Value::Real(number) if number.is_finite() => write!(out, "{number:?}"),
        Value::Real(_) => return Err(Error::Driver("a number in a batch is not finite".into())),
        Value::Bool(flag) => out.write_str(if flag { "1" } else { "0" }),
        Value::Text(text) => {
            push_json_text(out, text);
            Ok(())
        }
        Value::Blob(bytes) => {
            out.push('"');
            for byte in bytes {
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
            out.write_char('"')
        }
    };
    written.map_err(|error| Error::Driver(error.to_string()))
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends `text` as a JSON string; long stretches without anything to escape are copied whole.
fn push_json_text(out: &mut String, text: &str) {
    out.push('"');
    let mut copied = 0;
    for (index, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[copied..index]);
        copied = index + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            control => {
                out.push_str("\\u00");
                out.push(char::from(HEX[usize::from(control >> 4)]));
                out.push(char::from(HEX[usize::from(control & 15)]));
            }
        }
    }
    out.push_str(&text[copied..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_kind_is_written_exactly() {
        let mut rows = Rows::new();
        rows.push(&[
            &"a\"\\\n",
            &i64::MIN,
            &true,
            &0.1_f64,
            &[0_u8, 255].as_slice(),
            &None::<i64>,
        ]);
        let json = rows.runs().next().unwrap().json().unwrap();
        assert_eq!(json, r#"[["a\"\\\u000a",-9223372036854775808,1,0.1,"00ff",null]]"#);
    }

    #[test]
    fn refuses_ragged_rows_and_wrong_types() {
        let mut rows = Rows::new();
        rows.push(&[&"a", &1_i64]);
        assert!(rows.check(&[CellType::Text, CellType::BigInt]).is_ok());
        assert!(rows.check(&[CellType::Text, CellType::Boolean]).is_err());
        assert!(rows.check(&[CellType::Text]).is_err());
        rows.push(&[&"b"]);
        assert!(rows.check(&[CellType::Text, CellType::BigInt]).is_err());
    }

    #[test]
    fn long_batches_are_cut_into_runs() {
        let mut rows = Rows::new();
        for number in 0..12_001_i64 {
            rows.push(&[&number]);
        }
        let lengths: Vec<usize> = rows.runs().map(|run| run.column(0).len()).collect();
        assert_eq!(lengths, [5_000, 5_000, 2_001]);
    }

    proptest! {
        #[test]
        fn json_text_is_what_serde_reads(text: String) {
            let mut out = String::new();
            push_json_text(&mut out, &text);
            prop_assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
        }
    }
}
