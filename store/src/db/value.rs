//! Values on their way into a statement and out of a row; domain types convert here and see no driver.

use std::borrow::Cow;

/// One value as both databases understand it. Its `Debug` shows the kind only: values are people's data.
#[derive(Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// SQL NULL.
    Null,
    /// BIGINT.
    Int(i64),
    /// DOUBLE PRECISION.
    Real(f64),
    /// BOOLEAN.
    Bool(bool),
    /// TEXT.
    Text(&'a str),
    /// BYTEA.
    Blob(&'a [u8]),
}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Null => "NULL",
            Self::Int(_) => "BIGINT",
            Self::Real(_) => "DOUBLE PRECISION",
            Self::Bool(_) => "BOOLEAN",
            Self::Text(_) => "TEXT",
            Self::Blob(_) => "BYTEA",
        })
    }
}

/// A type that can be bound to a placeholder.
pub trait Param {
    /// The value to bind.
    fn value(&self) -> Value<'_>;
}

/// A stored value that does not fit the wanted type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch;

/// A type that can be read from a column.
pub trait Column: Sized {
    /// Reads the stored value.
    ///
    /// # Errors
    /// When the value is of another kind or unknown to this version.
    fn read(value: Value<'_>) -> std::result::Result<Self, Mismatch>;
}

impl<T: Param + ?Sized> Param for &T {
    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}

impl<T: Param> Param for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, Param::value)
    }
}

impl<T: Column> Column for Option<T> {
    fn read(value: Value<'_>) -> std::result::Result<Self, Mismatch> {
        match value {
            Value::Null => Ok(None),
            value => T::read(value).map(Some),
        }
    }
}

macro_rules! whole_numbers {
    ($($name:ty),+) => { $(
        impl Param for $name {
            fn value(&self) -> Value<'_> {
                Value::Int(i64::from(*self))
            }
        }

        impl Column for $name {
            fn read(value: Value<'_>) -> std::result::Result<Self, Mismatch> {
                match value {
                    Value::Int(number) => Self::try_from(number).map_err(|_| Mismatch),
                    _ => Err(Mismatch),
                }
            }
        }
    )+ };
}
whole_numbers!(u8, u16, u32, i32, i64);

impl Param for f64 {
    fn value(&self) -> Value<'_> {
        Value::Real(*self)
    }
}

impl Column for f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "SQLite gives whole results of arithmetic as integers"
    )]
    fn read(value: Value<'_>) -> std::result::Result<Self, Mismatch> {
        match value {
            Value::Real(number) => Ok(number),
            Value::Int(number) => Ok(number as Self),
            _ => Err(Mismatch),
        }
    }
}

impl Param for bool {
    fn value(&self) -> Value<'_> {
        Value::Bool(*self)
    }
}

impl Column for bool {
    fn read(value: Value<'_>) -> std::result::Result<Self, Mismatch> {
        match value {
            Value::Bool(flag) => Ok(flag),
            Value::Int(0) => Ok(false),
            Value::Int(1) => Ok(true),
            _ => Err(Mismatch),
        }
    }
}

impl Param for str {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Param for String {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Param for Cow<'_, str> {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Column for String {
    fn read(value: Value<'_>) -> std::result::Result<Self, Mismatch> {
        match value {
            Value::Text(text) => Ok(text.to_owned()),
            _ => Err(Mismatch),
        }
    }
}

impl Param for [u8] {
    fn value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl Param for Vec<u8> {
    fn value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl Column for Vec<u8> {
    fn read(value: Value<'_>) -> std::result::Result<Self, Mismatch> {
        match value {
            Value::Blob(bytes) => Ok(bytes.to_vec()),
            _ => Err(Mismatch),
        }
    }
}
