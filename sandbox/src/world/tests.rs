//! Time in the whole world.

use crate::clock::{DAY_MS, MINUTE_MS};
use crate::control::call::ControlCall;
use crate::settings::{ClockStart, WorldSettings};
use crate::timers::Timer;
use crate::world::{Call, Reply, World};

fn standing() -> World {
    World::create(WorldSettings::default(), ClockStart::Paused { at_ms: 0 }, None, 0).unwrap()
}

#[test]
fn a_jump_over_a_hundred_thousand_timers_is_one_step() {
    let mut world = standing();
    for index in 0..100_000 {
        let planned = world.plan.add(ControlCall::ClearFaults);
        world.timers.set(index * 5 * MINUTE_MS, Timer::Planned(planned));
    }
    let first: Vec<i64> = world.timers.next(3).into_iter().map(|(due, _)| due).collect();
    assert_eq!(first, [0, 5 * MINUTE_MS, 10 * MINUTE_MS]);
    let reply = world.apply(
        Call::Advance {
            target_ms: 365 * DAY_MS,
        },
        0,
    );
    assert!(matches!(reply, Reply::Arrived(true)));
    assert_eq!((world.timers.len(), world.plan.waiting.len()), (0, 0));
    assert_eq!(world.now_ms(), 365 * DAY_MS);
}

#[test]
fn a_timer_fires_at_its_own_moment_however_far_the_jump() {
    let mut world = standing();
    let speed = |speed| ControlCall::ClockSpeed(speed);
    for (due, factor) in [(10, 2.0), (30, 3.0)] {
        let planned = world.plan.add(speed(factor));
        world.timers.set(due, Timer::Planned(planned));
    }
    world.apply(Call::Advance { target_ms: 29 }, 0);
    assert_eq!((world.now_ms(), world.clock.speed), (29, 2.0));
    world.apply(Call::Advance { target_ms: 30 }, 0);
    assert_eq!(world.clock.speed, 3.0);
}
