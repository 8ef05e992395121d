//! The sandbox over real HTTP on loopback, as a client and a webhook receiver see it.

mod deliveries;
mod determinism;
mod faults;
mod graph;
mod lifecycle;
mod media;
mod persistence;
mod rules;
mod support;
mod templates;
mod throughput;
