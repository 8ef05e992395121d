//! Gives out conversations that wait for somebody. One transaction reads the turn, chooses and writes: whenever the
//! process dies, a conversation has been given to one person or to nobody, and the turn is as it was left.

use galka_domain::desk::entry::entries_between;
use galka_domain::desk::{Agent, AssignmentMode, AssignmentSettings, Stage, Standing, choose};
use galka_domain::ids::{ConversationId, UserId, WorkspaceId};
use galka_domain::time::{SECOND_MS, Timestamp};
use galka_store::entries::{self, Author, NewEntry};
use galka_store::{Result as StoreResult, Tx, assignment, settings, standings};

use crate::engine::{Engine, EngineError};
use crate::hints::Work;
use crate::runner::{NextWake, Worker};

/// Conversations of one transaction.
const BATCH: i64 = 100;
/// Other nodes change shifts and apply messages, too.
const POLL_MS: i64 = 2 * SECOND_MS;

/// Gives out conversations of every company that wants it.
#[derive(Debug)]
pub struct AssignWorker {
    engine: Engine,
}

impl AssignWorker {
    /// The worker of this process.
    #[must_use]
    pub const fn new(engine: Engine) -> Self {
        Self { engine }
    }
}

impl Worker for AssignWorker {
    fn work(&self) -> Work {
        Work::Assign
    }

    async fn step(&mut self, now: Timestamp) -> Result<NextWake, EngineError> {
        let mut given = 0;
        for workspace in self.engine.db.read(assignment::list_workspaces).await? {
            given += give_out(&self.engine, &workspace, now).await?;
        }
        if given == 0 {
            return Ok(NextWake::After(POLL_MS));
        }
        self.engine.hints.wake(Work::Live);
        Ok(NextWake::Now)
    }
}

/// A team, or the company, with what it has to give out.
struct Pool {
    id: String,
    mode: AssignmentMode,
    sticky: bool,
    agents: Vec<Agent>,
    queue: Vec<(ConversationId, Option<UserId>)>,
}

/// Gives out one batch of each pool of a company; answers how many conversations found somebody.
///
/// # Errors
/// When the storage fails.
pub async fn give_out(engine: &Engine, workspace: &WorkspaceId, now: Timestamp) -> Result<usize, EngineError> {
    let home = workspace.clone();
    // Most of the time there is nothing to give or nobody to give it to; then nothing is locked.
    let pools = engine.db.read(move |tx| load_pools(tx, &home, now)).await?;
    if pools.is_empty() {
        return Ok(0);
    }
    let (home, own) = (workspace.clone(), engine.clone());
    let given = engine
        .db
        .write(move |tx| {
            // The company's turn is everybody's lock: a person in two teams is not given too much by both.
            assignment::lock_turn(tx, &home, "")?;
            let mut given = 0;
            for pool in load_pools(tx, &home, now)? {
                given += give_pool(tx, &own, &home, pool, now)?;
            }
            Ok(given)
        })
        .await?;
    Ok(given)
}

/// The pools in which somebody waits and somebody has room.
fn load_pools(tx: &mut Tx<'_>, workspace: &WorkspaceId, now: Timestamp) -> StoreResult<Vec<Pool>> {
    let company = settings::get::<AssignmentSettings>(tx, workspace)?;
    let mut wanted = vec![(String::new(), Some(company.mode))];
    wanted.extend(assignment::list_pools(tx, workspace)?);
    let mut pools = Vec::new();
    for (id, mode) in wanted {
        let mode = mode.unwrap_or(company.mode);
        if mode == AssignmentMode::Manual {
            continue;
        }
        let mut agents = assignment::list_agents(tx, workspace, &id, now)?;
        for agent in &mut agents {
            agent.capacity = agent.capacity.or(company.capacity);
        }
        let room: i64 = agents.iter().map(|agent| agent.room(BATCH)).sum();
        if room == 0 {
            continue;
        }
        let queue = assignment::list_queue(tx, workspace, &id, room.min(BATCH))?;
        if !queue.is_empty() {
            pools.push(Pool {
                id,
                mode,
                sticky: company.sticky,
                agents,
                queue,
            });
        }
    }
    Ok(pools)
}

fn give_pool(
    tx: &mut Tx<'_>,
    engine: &Engine,
    workspace: &WorkspaceId,
    mut pool: Pool,
    now: Timestamp,
) -> StoreResult<usize> {
    let mut last = assignment::lock_turn(tx, workspace, &pool.id)?;
    // Somebody of an earlier pool may have got some meanwhile.
    for agent in assignment::list_agents(tx, workspace, &pool.id, now)? {
        if let Some(one) = pool.agents.iter_mut().find(|one| one.user == agent.user) {
            one.load = agent.load;
        }
    }
    let ids: Vec<ConversationId> = pool.queue.iter().map(|(id, _)| id.clone()).collect();
    let mut before = standings::load(tx, workspace, &ids)?;
    before.retain(|(_, standing)| may_be_given(standing));
    let (mut after, mut told) = (Vec::new(), Vec::new());
    for (id, known) in &pool.queue {
        let Some((_, standing)) = before.iter().find(|(one, _)| one == id) else {
            continue;
        };
        let sticky = known.as_ref().filter(|_| pool.sticky);
        let Some(chosen) = choose(pool.mode, &pool.agents, last.as_ref(), sticky) else {
            break;
        };
        let user = chosen.user.clone();
        // Whoever gets a known customer again does not lose their turn for it.
        if sticky != Some(&user) {
            last = Some(user.clone());
        }
        if let Some(agent) = pool.agents.iter_mut().find(|agent| agent.user == user) {
            agent.load += 1;
        }
        let given = Standing {
            assignee: Some(user),
            ..standing.clone()
        };
        told.extend(entries_of(engine, id, standing, &given));
        after.push((id.clone(), given));
    }
    standings::write(tx, workspace, &after)?;
    if let Some(last) = &last {
        assignment::write_turn(tx, workspace, &pool.id, last)?;
    }
    entries::append(tx, workspace, &told, now)?;
    Ok(after.len())
}

fn may_be_given(standing: &Standing) -> bool {
    standing.stage == Stage::Open && standing.assignee.is_none() && !standing.bot && !standing.is_spam
}

/// What Galka itself notes of a change.
pub(super) fn entries_of(
    engine: &Engine,
    id: &ConversationId,
    before: &Standing,
    after: &Standing,
) -> impl Iterator<Item = NewEntry> {
    let (engine, id) = (engine.clone(), id.clone());
    entries_between(before, after)
        .into_iter()
        .map(move |(kind, data)| NewEntry {
            id: engine.new_id(),
            conversation_id: id.clone(),
            kind,
            author: Author::system(),
            data: data.to_string(),
        })
}
