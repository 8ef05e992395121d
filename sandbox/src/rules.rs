//! WhatsApp's rules, written from Meta's pages; each file names its page and date.
//!
//! Nothing here is shared with the product's own guard: tests hold the two against each other.

pub(crate) mod countries;
pub(crate) mod entry;
pub(crate) mod figures;
pub(crate) mod languages;
pub(crate) mod limit;
pub(crate) mod location;
pub(crate) mod marketing;
pub(crate) mod order;
pub(crate) mod pair;
pub(crate) mod pricing;
pub(crate) mod products;
pub(crate) mod quality;
pub(crate) mod rates;
pub(crate) mod regions;
pub(crate) mod review;
pub(crate) mod shape;
pub(crate) mod standing;
pub(crate) mod template_check;
pub(crate) mod template_send;
pub(crate) mod template_text;
pub(crate) mod throughput;
pub(crate) mod window;
