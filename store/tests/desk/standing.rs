//! What messages make of a conversation: the statements do what the rules say.

use galka_domain::desk::{EntryKind, Shift, Stage, Standing};
use galka_store::testing::on_both;
use galka_store::{entries, members, standings};

use crate::{T0, hear, hire, home, say, standing, text, thread, user};

fn stages() -> [Stage; 5] {
    let until = Some(T0.plus(900_000));
    [
        Stage::Open,
        Stage::Waiting,
        Stage::Snoozed { until: None },
        Stage::Snoozed { until },
        Stage::Closed,
    ]
}

/// Every state, with and without somebody who waits, has it, or is a bot.
fn standings_of_all_kinds() -> Vec<Standing> {
    let mut all = Vec::new();
    for stage in stages() {
        for (waits, assignee, bot) in [(false, None, true), (true, Some(1), false), (false, Some(2), false)] {
            all.push(Standing {
                stage,
                waiting_since: waits.then_some(T0.plus(500)),
                assignee: assignee.map(user),
                bot,
                ..Standing::default()
            });
        }
    }
    all
}

#[tokio::test]
async fn a_customers_message_does_what_the_rule_says() {
    on_both(async |db| {
        db.write(|tx| {
            hire(tx, 1);
            hire(tx, 2);
            members::update_shift(tx, &home(), &user(2), Shift::Off)?;
            for (who, before) in (1..).zip(standings_of_all_kinds()) {
                hear(tx, &[text(who, 0)]);
                standings::write(tx, &home(), &[(thread(who), before.clone())])?;
                let at = T0.plus(60_000);
                hear(tx, &[text(who, 60)]);
                let expected = before.after_inbound(at, before.assignee == Some(user(2)));
                assert_eq!(standing(tx, who), expected, "{before:?}");
                let told = entries::list(tx, &home(), &thread(who), None, None, 10)?;
                let mut kinds: Vec<EntryKind> = told.iter().map(|one| one.entry.kind).collect();
                kinds.sort_unstable();
                let mut wanted = Vec::new();
                if before.assignee != expected.assignee {
                    wanted.push(EntryKind::Assigned);
                }
                if matches!(before.stage, Stage::Snoozed { .. } | Stage::Closed) {
                    wanted.push(EntryKind::State);
                }
                wanted.sort_unstable();
                assert_eq!(kinds, wanted, "{before:?}");
            }
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test]
async fn our_answer_does_what_the_rule_says_and_an_automation_changes_nothing() {
    on_both(async |db| {
        db.write(|tx| {
            for (who, before) in (1..).zip(standings_of_all_kinds()) {
                hear(tx, &[text(who, 0)]);
                standings::write(tx, &home(), &[(thread(who), before.clone())])?;
                say(tx, who, 60, None);
                say(tx, who, 61, Some("automation:greeting:x"));
                assert_eq!(standing(tx, who), before);
                say(tx, who, 62, Some(user(1).as_str()));
                assert_eq!(standing(tx, who), before.after_answer(), "{before:?}");
            }
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}

#[tokio::test]
async fn who_waits_first_waits_since_the_first_message_that_nobody_answered() {
    on_both(async |db| {
        db.write(|tx| {
            hear(tx, &[text(1, 10), text(1, 20)]);
            hear(tx, &[text(1, 30)]);
            assert_eq!(standing(tx, 1).waiting_since, Some(T0.plus(10_000)));
            say(tx, 1, 40, Some(user(1).as_str()));
            assert_eq!(standing(tx, 1).waiting_since, None);
            hear(tx, &[text(1, 60), text(1, 50)]);
            assert_eq!(standing(tx, 1).waiting_since, Some(T0.plus(50_000)));
            Ok(())
        })
        .await
        .unwrap();
    })
    .await;
}
