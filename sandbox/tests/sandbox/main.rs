//! The sandbox over real HTTP on loopback, as a client and a webhook receiver see it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod access;
mod analytics;
mod business;
mod clients;
mod coexistence;
mod deliveries;
mod delivery_log;
mod determinism;
mod errors_of_sending;
mod faults;
mod graph;
mod hostile;
mod hostile_http;
mod identities;
mod inbound;
mod lifecycle;
mod limits;
mod marketing;
mod media;
mod money;
mod number_edges;
mod numbers;
mod official;
mod overrides;
mod persistence;
mod populations;
mod protocol;
mod quality;
mod rules;
mod samples;
mod scenarios;
mod sending;
mod standing;
mod steering;
mod subscriptions;
mod support;
mod template_errors;
mod template_library;
mod template_life;
mod template_quality;
mod templates;
mod throughput;
mod trouble;
mod uploads;
