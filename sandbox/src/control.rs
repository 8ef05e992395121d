//! The control API: the hand that holds the world.
//!
//! Everything that WhatsApp, its users or its reviewers would do by themselves can be done here, and the sandbox's own
//! book can be read. Its OpenAPI document is made from the handlers.

mod acts;
mod app;
mod book;
pub(crate) mod call;
mod clock;
mod customers;
mod deliveries;
mod enforcement;
mod events;
mod faults;
mod journal;
mod money;
mod numbers;
mod populations;
pub(crate) mod problem;
mod routes;
mod scenario;
pub(crate) mod settings;
mod sounds;
mod standing;
mod templates;
mod tokens;
mod world;

pub(crate) use call::apply;
pub(crate) use clock::check_speed;
pub use routes::openapi;
pub(crate) use routes::router;
pub(crate) use world::NumberPatch;
