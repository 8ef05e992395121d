//! Who gets a conversation that waits for somebody.

use crate::ids::UserId;
use crate::named::named_enum;

named_enum! {
    /// How conversations find their person.
    pub enum AssignmentMode {
        /// People take them.
        Manual = "manual",
        /// One after the other.
        RoundRobin = "round_robin",
        /// Whoever has the fewest.
        LeastBusy = "least_busy",
    }
}

named_enum! {
    /// Whether a colleague works now.
    pub enum Shift {
        /// Works, and gets conversations.
        On = "on",
        /// Works, and gets no new conversations for the moment.
        Away = "away",
        /// Does not work.
        Off = "off",
    }
}

/// A colleague who may get conversations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// Who.
    pub user: UserId,
    /// Whether at work.
    pub shift: Shift,
    /// Most conversations at once; no limit when absent.
    pub capacity: Option<i64>,
    /// How many there are now.
    pub load: i64,
}

impl Agent {
    /// How many more conversations may come, at most `most`.
    #[must_use]
    pub fn room(&self, most: i64) -> i64 {
        if self.shift != Shift::On {
            return 0;
        }
        self.capacity
            .map_or(most, |capacity| (capacity - self.load).clamp(0, most))
    }
}

/// The one of `agents` who gets the next conversation: whoever had this customer before, if `sticky` names them and
/// they have room; else by turn after `last`, or whoever has the fewest, by turn among equals. Nobody when nobody has
/// room, or when people take conversations themselves.
#[must_use]
pub fn choose<'a>(
    mode: AssignmentMode,
    agents: &'a [Agent],
    last: Option<&UserId>,
    sticky: Option<&UserId>,
) -> Option<&'a Agent> {
    if mode == AssignmentMode::Manual {
        return None;
    }
    let free = || agents.iter().filter(|agent| agent.room(1) > 0);
    if let Some(known) = sticky.and_then(|user| free().find(|agent| agent.user == *user)) {
        return Some(known);
    }
    let turn = |agent: &Agent| (last.is_some_and(|last| agent.user <= *last), agent.user.clone());
    match mode {
        AssignmentMode::Manual => None,
        AssignmentMode::RoundRobin => free().min_by_key(|agent| turn(agent)),
        AssignmentMode::LeastBusy => free().min_by_key(|agent| (agent.load, turn(agent))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;
    use proptest::prelude::*;

    fn user(number: u64) -> UserId {
        UserId::new(Timestamp::from_secs(1_795_000_000), number)
    }

    fn agent(number: u64, shift: Shift, capacity: Option<i64>, load: i64) -> Agent {
        Agent {
            user: user(number),
            shift,
            capacity,
            load,
        }
    }

    fn chosen(mode: AssignmentMode, agents: &[Agent], last: u64, sticky: u64) -> Option<UserId> {
        choose(mode, agents, Some(&user(last)), Some(&user(sticky))).map(|agent| agent.user.clone())
    }

    #[test]
    fn by_turn_after_the_last_one_and_round() {
        let agents = [1, 2, 3].map(|number| agent(number, Shift::On, None, 0));
        for (last, next) in [(0, 1), (1, 2), (2, 3), (3, 1), (9, 1)] {
            assert_eq!(
                chosen(AssignmentMode::RoundRobin, &agents, last, 99),
                Some(user(next)),
                "{last}"
            );
        }
    }

    #[test]
    fn who_is_away_off_or_full_is_passed_over() {
        let agents = [
            agent(1, Shift::Off, None, 0),
            agent(2, Shift::Away, None, 0),
            agent(3, Shift::On, Some(2), 2),
            agent(4, Shift::On, Some(0), 0),
            agent(5, Shift::On, Some(3), 2),
        ];
        for mode in [AssignmentMode::RoundRobin, AssignmentMode::LeastBusy] {
            assert_eq!(chosen(mode, &agents, 0, 99), Some(user(5)));
            assert_eq!(chosen(mode, &agents[..4], 0, 99), None);
        }
    }

    #[test]
    fn the_least_busy_gets_it_and_equals_take_turns() {
        let agents = [
            agent(1, Shift::On, None, 4),
            agent(2, Shift::On, None, 1),
            agent(3, Shift::On, None, 1),
        ];
        assert_eq!(chosen(AssignmentMode::LeastBusy, &agents, 0, 99), Some(user(2)));
        assert_eq!(chosen(AssignmentMode::LeastBusy, &agents, 2, 99), Some(user(3)));
    }

    #[test]
    fn whoever_had_the_customer_gets_them_again_if_there_is_room() {
        let agents = [agent(1, Shift::On, None, 9), agent(2, Shift::On, Some(1), 1)];
        assert_eq!(chosen(AssignmentMode::LeastBusy, &agents, 0, 1), Some(user(1)));
        assert_eq!(chosen(AssignmentMode::LeastBusy, &agents, 0, 2), Some(user(1)));
        assert_eq!(chosen(AssignmentMode::Manual, &agents, 0, 1), None);
    }

    proptest! {
        /// Handed out one after the other, nobody gets more than may be, and by turn the shares differ by one at most.
        #[test]
        fn nobody_is_overloaded_and_turns_are_fair(
            capacities in proptest::collection::vec(proptest::option::of(0_i64..5), 1..6),
            count in 0_usize..40,
            least_busy: bool,
        ) {
            let mut agents: Vec<Agent> = (1..).zip(&capacities)
                .map(|(number, capacity)| agent(number, Shift::On, *capacity, 0)).collect();
            let mode = if least_busy { AssignmentMode::LeastBusy } else { AssignmentMode::RoundRobin };
            let mut last: Option<UserId> = None;
            let mut given = 0;
            for _ in 0..count {
                let Some(next) = choose(mode, &agents, last.as_ref(), None).map(|agent| agent.user.clone()) else { break };
                agents.iter_mut().find(|agent| agent.user == next).unwrap().load += 1;
                last = Some(next);
                given += 1;
            }
            for agent in &agents {
                prop_assert!(agent.capacity.is_none_or(|capacity| agent.load <= capacity));
            }
            let room: i64 = agents.iter().map(|agent| agent.room(1)).sum();
            prop_assert!(given == count || room == 0, "{given} of {count} were given, room {room}");
            let most = agents.iter().map(|agent| agent.load).max().unwrap();
            for agent in agents.iter().filter(|agent| agent.room(1) > 0) {
                prop_assert!(most - agent.load <= 1, "{agents:?}");
            }
        }
    }
}
