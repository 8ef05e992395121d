//! Every worker of a node, started together.

use crate::alerts::AlertWorker;
use crate::automation::AutomationWorker;
use crate::campaigns::CampaignWorker;
use crate::connect::ConnectWorker;
use crate::deliver::Deliver;
use crate::desk::Desk;
use crate::dispatch::Dispatch;
use crate::engine::Engine;
use crate::fetch::FetchWorker;
use crate::follow::follow;
use crate::imports::ImportWorker;
use crate::inbox::assign::AssignWorker;
use crate::inbox::wake::WakeWorker;
use crate::ingest::Ingest;
use crate::people::erase::EraseWorker;
use crate::presence::PresenceWorker;
use crate::push::PushWorker;
use crate::reconcile::Reconcile;
use crate::runner::Runner;
use crate::settle::Settle;

/// Starts every worker of this node.
pub fn spawn_all(engine: &Engine, runner: &mut Runner) {
    let desk = Desk::default();
    runner.spawn(Ingest::new(engine.clone()));
    runner.spawn(Dispatch::new(engine.clone(), desk.clone()));
    runner.spawn(Deliver::new(engine.clone(), desk.clone()));
    runner.spawn(Settle::new(engine.clone(), desk));
    runner.spawn(Reconcile::new(engine.clone()));
    runner.spawn(AutomationWorker::new(engine.clone()));
    runner.spawn(CampaignWorker::new(engine.clone()));
    runner.spawn(ConnectWorker::new(engine.clone()));
    runner.spawn(FetchWorker::new(engine.clone()));
    runner.spawn(ImportWorker::new(engine.clone()));
    runner.spawn(EraseWorker::new(engine.clone()));
    runner.spawn(AssignWorker::new(engine.clone()));
    runner.spawn(WakeWorker::new(engine.clone()));
    runner.spawn(PresenceWorker::new(engine.clone()));
    runner.spawn(AlertWorker::new(engine.clone()));
    if let Some(push) = engine.settings.push.clone() {
        runner.spawn(PushWorker::new(engine.clone(), push));
    }
    if engine.settings.follow_clock {
        let engine = engine.clone();
        runner.spawn_task(|stop| follow(engine, stop));
    }
}
