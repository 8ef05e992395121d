//! Values in PostgreSQL's own encoding, checked against the type the statement wants.

use std::error::Error as StdError;

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};

use crate::db::dialect::Translated;
use crate::db::tx::Call;
use crate::db::value::Value;

type Refusal = Box<dyn StdError + Sync + Send>;

/// A plain parameter, or one column of a batch.
#[derive(Debug)]
pub(super) enum PgParam<'a> {
    One(Value<'a>),
    Column(Vec<Value<'a>>),
}

impl<'a> PgParam<'a> {
    /// Everything a call binds, in the order of the placeholders.
    pub(super) fn all(sql: &Translated, call: &Call<'a>) -> Vec<Self> {
        let mut all: Vec<Self> = call.params.iter().map(|param| Self::One(param.value())).collect();
        if let (Some(types), Some(run)) = (&sql.each, call.run) {
            all.extend((0..types.len()).map(|index| Self::Column(run.column(index))));
        }
        all
    }
}

impl ToSql for PgParam<'_> {
    fn to_sql(&self, wanted: &Type, out: &mut BytesMut) -> Result<IsNull, Refusal> {
        match self {
            Self::One(value) => value.to_sql(wanted, out),
            Self::Column(values) => values.to_sql(wanted, out),
        }
    }

    fn accepts(wanted: &Type) -> bool {
        match wanted.kind() {
            Kind::Array(member) => <Value<'_> as ToSql>::accepts(member),
            _ => <Value<'_> as ToSql>::accepts(wanted),
        }
    }

    to_sql_checked!();
}

impl ToSql for Value<'_> {
    fn to_sql(&self, wanted: &Type, out: &mut BytesMut) -> Result<IsNull, Refusal> {
        match (*self, wanted) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(number), &Type::INT8) => number.to_sql(wanted, out),
            (Value::Int(number), &Type::INT4) => i32::try_from(number)?.to_sql(wanted, out),
            (Value::Real(number), &Type::FLOAT8) => number.to_sql(wanted, out),
            (Value::Bool(flag), &Type::BOOL) => flag.to_sql(wanted, out),
            (Value::Text(text), &Type::TEXT | &Type::VARCHAR) => text.to_sql(wanted, out),
            (Value::Blob(bytes), &Type::BYTEA) => bytes.to_sql(wanted, out),
            (value, wanted) => Err(format!("{value:?} given where {wanted} is wanted").into()),
        }
    }

    fn accepts(wanted: &Type) -> bool {
        matches!(
            *wanted,
            Type::INT8 | Type::INT4 | Type::FLOAT8 | Type::BOOL | Type::TEXT | Type::VARCHAR | Type::BYTEA
        )
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value<'a> {
    fn from_sql(stored: &Type, raw: &'a [u8]) -> Result<Self, Refusal> {
        Ok(match *stored {
            Type::INT8 => Value::Int(i64::from_sql(stored, raw)?),
            Type::INT4 => Value::Int(i64::from(i32::from_sql(stored, raw)?)),
            Type::FLOAT8 => Value::Real(f64::from_sql(stored, raw)?),
            Type::BOOL => Value::Bool(bool::from_sql(stored, raw)?),
            Type::BYTEA => Value::Blob(raw),
            _ => Value::Text(<&str>::from_sql(stored, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Refusal> {
        Ok(Value::Null)
    }

    fn accepts(stored: &Type) -> bool {
        <Value<'_> as ToSql>::accepts(stored) || *stored == Type::NAME
    }
}
