//! How a new world begins: empty but for one company, as a scenario describes it, or as a snapshot left it.

use crate::persist::StateError;
use crate::sandbox::StartError;
use crate::scenario::{Scenario, load};
use crate::settings::{Callback, ClockStart, WorldSettings};
use crate::world::World;
use std::path::PathBuf;

/// What a new world is made from.
pub(crate) struct Beginning<'a> {
    pub(crate) world: WorldSettings,
    pub(crate) clock: ClockStart,
    pub(crate) speed: Option<f64>,
    pub(crate) callback: Option<Callback>,
    pub(crate) scenario: Option<Scenario>,
    pub(crate) snapshot: Option<PathBuf>,
    pub(crate) app_secret: Option<String>,
    pub(crate) public_url: &'a str,
    pub(crate) machine_ms: i64,
}

/// Makes a new world.
///
/// # Errors
/// When the rule set has no such name, or the scenario or snapshot cannot be used.
pub(crate) fn begin(beginning: Beginning<'_>) -> Result<World, StartError> {
    let mut world = match (&beginning.snapshot, &beginning.scenario) {
        (Some(path), _) => snapshot(path)?,
        (None, Some(scenario)) => play(
            scenario,
            beginning.world,
            beginning.clock,
            beginning.public_url,
            beginning.machine_ms,
        )?,
        (None, None) => {
            World::create(beginning.world, beginning.clock, None, beginning.machine_ms).map_err(StateError::from)?
        }
    };
    beginning.public_url.clone_into(&mut world.public_url);
    world.call_back(beginning.callback);
    if let (Some(secret), Some(app)) = (beginning.app_secret, world.accounts.apps.first_mut()) {
        app.secret = secret;
    }
    if let Some(speed) = beginning.speed {
        world.clock.set_speed(speed, beginning.machine_ms);
    }
    Ok(world)
}

/// A new world with a scenario in it.
///
/// # Errors
/// When the rule set has no such name, or the world refuses a part of the scenario.
pub(crate) fn play(
    scenario: &Scenario,
    settings: WorldSettings,
    clock: ClockStart,
    public_url: &str,
    machine_ms: i64,
) -> Result<World, StartError> {
    let mut world = World::empty(settings, clock, machine_ms).map_err(StateError::from)?;
    public_url.clone_into(&mut world.public_url);
    if scenario.description.companies.is_empty() {
        world.add_company("Sandbox".to_owned(), None, None);
    }
    let mut description = scenario.description.clone();
    // The caller has decided where the clock starts, and put its own settings over the scenario's.
    description.settings.clear();
    description.clock.start = None;
    description.clock.paused = false;
    load::load(&mut world, description).map_err(|problem| scenario.refused(problem))?;
    Ok(world)
}

/// A world as `GET /control/v1/snapshot` gave it.
fn snapshot(path: &std::path::Path) -> Result<World, StateError> {
    let bytes = std::fs::read(path).map_err(|source| StateError::File {
        path: path.to_owned(),
        source,
    })?;
    let mut world: World = serde_json::from_slice(&bytes).map_err(|source| StateError::Content {
        path: path.to_owned(),
        line: 1,
        source,
    })?;
    world.rebuild()?;
    Ok(world)
}
