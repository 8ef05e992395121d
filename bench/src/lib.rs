//! Load, references and measuring for `galka bench`.

pub mod http;
pub mod pace;
pub mod product;
pub mod usage;
