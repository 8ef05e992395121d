//! A world described in a file, TOML, YAML or JSON: companies, customers, templates, faults, and what is going to happen.
//!
//! Three ready ones lie in `data/scenarios` and in the binary. [`load`] puts one into a world.

mod company;
pub(crate) mod deed;
pub(crate) mod load;
mod order;
mod span;

pub(crate) use order::Scenario as Description;

use crate::control::problem::Problem;
use crate::settings::{ClockStart, WorldSettings};
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use std::path::{Path, PathBuf};
use utoipa::ToSchema;

/// The largest scenario.
const BYTES_MAX: u64 = 16 << 20;

/// A ready scenario.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = ReadyScenario)]
pub(crate) struct Ready {
    /// Its name.
    pub name: &'static str,
    /// What it is for, in one sentence.
    pub description: &'static str,
    /// `toml` or `yaml`.
    pub format: &'static str,
    /// The file itself.
    pub text: &'static str,
}

/// The scenarios in the binary.
pub(crate) const READY: [Ready; 3] = [
    Ready {
        name: "shop-day",
        description: "A flower shop from eight to eight: approved templates, a few conversations, customers who write all day.",
        format: "toml",
        text: include_str!("../../data/scenarios/shop-day.toml"),
    },
    Ready {
        name: "storm-500",
        description: "Five hundred new customers write within ten minutes.",
        format: "yaml",
        text: include_str!("../../data/scenarios/storm-500.yaml"),
    },
    Ready {
        name: "window-expiry",
        description: "Four conversations whose 24-hour windows close one after another, under a clock that stands.",
        format: "toml",
        text: include_str!("../../data/scenarios/window-expiry.toml"),
    },
];

/// Why a scenario cannot be used: the file, the place in it, and what would help.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {}{remedy}", place(.path))]
pub struct ScenarioError {
    /// The file, or the name of a ready scenario.
    pub file: String,
    /// The place in it, as `templates[1].name`; empty for the whole.
    pub path: String,
    /// What is wrong, and what to write instead.
    pub remedy: String,
}

fn place(path: &str) -> String {
    if path.is_empty() {
        String::new()
    } else {
        format!("{path}: ")
    }
}

/// How a scenario is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ScenarioFormat)]
pub(crate) enum Format {
    /// TOML.
    Toml,
    /// YAML.
    Yaml,
    /// JSON.
    Json,
}

/// A scenario that has been read.
#[derive(Debug, Clone)]
pub struct Scenario {
    file: String,
    pub(crate) description: Description,
}

impl Scenario {
    /// Reads a file, or takes the ready scenario of this name when there is no such file.
    ///
    /// # Errors
    /// When it cannot be read, or says something that no scenario says.
    pub fn open(path: &Path) -> Result<Self, ScenarioError> {
        let file = path.display().to_string();
        let failed = |remedy: String| ScenarioError {
            file: file.clone(),
            path: String::new(),
            remedy,
        };
        let metadata = match std::fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(_) if find_ready(&file).is_some() => return Self::ready(&file),
            Err(problem) => {
                return Err(failed(format!("{problem}; give a file, or one of {}", names())));
            }
        };
        if metadata.len() > BYTES_MAX {
            return Err(failed(format!("a scenario has at most {BYTES_MAX} bytes")));
        }
        let format = format_of(path).ok_or_else(|| failed("name it .toml, .yaml, .yml or .json".to_owned()))?;
        let text = std::fs::read_to_string(path).map_err(|problem| failed(problem.to_string()))?;
        Self::parse(&file, &text, format)
    }

    /// A scenario of the binary.
    ///
    /// # Errors
    /// When there is none of this name.
    pub fn ready(name: &str) -> Result<Self, ScenarioError> {
        let ready = find_ready(name).ok_or_else(|| ScenarioError {
            file: name.chars().take(100).collect(),
            path: String::new(),
            remedy: format!("there is no such scenario; there are {}", names()),
        })?;
        let format = if ready.format == "yaml" {
            Format::Yaml
        } else {
            Format::Toml
        };
        Self::parse(name, ready.text, format)
    }

    /// Reads a text.
    pub(crate) fn parse(file: &str, text: &str, format: Format) -> Result<Self, ScenarioError> {
        let failed = |path: String, remedy: String| ScenarioError {
            file: file.to_owned(),
            path,
            remedy,
        };
        let value: Result<Value, String> = match format {
            Format::Toml => toml::from_str(text).map_err(|problem| problem.to_string()),
            Format::Yaml => serde_saphyr::from_str(text).map_err(|problem| problem.to_string()),
            Format::Json => serde_json::from_str(text).map_err(|problem| problem.to_string()),
        };
        let value = value.map_err(|problem| failed(String::new(), problem.trim_end().to_owned()))?;
        // Through one tree for all three, so that every refusal names its place in the same way.
        let description: Description = serde_path_to_error::deserialize(value).map_err(|problem| {
            let path = problem.path().to_string();
            let mut words = problem.into_inner().to_string();
            if words.contains("expected a string") {
                words += "; write it in quotes";
            }
            failed(path.trim_matches('.').to_owned(), words)
        })?;
        let scenario = Self {
            file: file.to_owned(),
            description,
        };
        scenario.settings()?;
        scenario.clock()?;
        Ok(scenario)
    }

    /// The settings of its world, over the defaults.
    ///
    /// # Errors
    /// When a setting is unknown or has a value that it cannot have.
    pub fn settings(&self) -> Result<WorldSettings, ScenarioError> {
        let mut settings = WorldSettings::default();
        if let Some(seed) = self.description.seed {
            settings.seed = seed;
        }
        if let Some(rule_set) = &self.description.rule_set {
            settings.rule_set.clone_from(rule_set);
        }
        let patch = self.description.settings.clone();
        crate::control::settings::merged(&settings, patch).map_err(|problem| {
            let field = problem.field.as_deref().unwrap_or_default();
            self.failed(&format!("settings.{field}"), problem.detail)
        })
    }

    /// How its clock starts, when it says so.
    ///
    /// # Errors
    /// When the beginning is not a moment.
    pub fn clock(&self) -> Result<Option<ClockStart>, ScenarioError> {
        let clock = &self.description.clock;
        let at_ms = match &clock.start {
            Some(text) => {
                let moment = text
                    .parse::<jiff::Timestamp>()
                    .map_err(|_| self.failed("clock.start", "write a moment as 2026-03-02T08:00:00Z".to_owned()))?;
                Some(moment.as_millisecond())
            }
            None => None,
        };
        Ok(match at_ms {
            Some(at_ms) if clock.paused => Some(ClockStart::Paused { at_ms }),
            Some(at_ms) => Some(ClockStart::RunningFrom { at_ms }),
            None => clock.paused.then_some(ClockStart::PausedNow),
        })
    }

    /// A refusal by the world, in the words of a scenario.
    pub(crate) fn refused(&self, problem: Problem) -> ScenarioError {
        let path = problem.field.unwrap_or_default();
        self.failed(&path, problem.detail)
    }

    fn failed(&self, path: &str, remedy: String) -> ScenarioError {
        ScenarioError {
            file: self.file.clone(),
            path: path.to_owned(),
            remedy,
        }
    }
}

fn find_ready(name: &str) -> Option<&'static Ready> {
    READY.iter().find(|ready| ready.name == name)
}

fn names() -> String {
    READY.map(|ready| ready.name).join(", ")
}

fn format_of(path: &Path) -> Option<Format> {
    let ending = PathBuf::from(path).extension()?.to_str()?.to_ascii_lowercase();
    match ending.as_str() {
        "toml" => Some(Format::Toml),
        "yaml" | "yml" => Some(Format::Yaml),
        "json" => Some(Format::Json),
        _ => None,
    }
}
