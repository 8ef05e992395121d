//! Campaigns in words: only into windows that are open, when they start and when they send.

use galka_domain::conversation::ServiceWindow;
use galka_domain::ids::{ConversationId, MessageId};
use galka_domain::time::{DAY_MS, HOUR_MS, SECOND_MS};
use galka_engine::campaigns::{CampaignText, update_campaign};
use galka_engine::clock::Frame;
use galka_store::dispatch::open_conversations;

use crate::*;

/// When the people wrote whose windows are about to close.
const WROTE_AT: Timestamp = T0;

/// Stops business time at this moment.
fn stop_clock(engine: &Engine, at: Timestamp) {
    engine.clocks.steer(Frame {
        business: at,
        machine: engine.machine_now(),
        speed: 1.0,
        paused: true,
    });
}

/// The person writes at `at`: the window is open for a day.
async fn writes(engine: &Engine, place: u64, at: Timestamp) {
    let window = ServiceWindow::default().after_inbound(at, galka_domain::rule_set::RuleSet::newest());
    engine
        .db
        .write(move |tx| {
            let wanted = [(contact(place), ConversationId::new(T0, place))];
            open_conversations(tx, &ours(), &number(), &wanted, at)?;
            tx.execute(
                sql!(
                    "UPDATE conversations SET window_expires_at = $3 WHERE workspace_id = $1 AND contact_id = $2 AND number_id = $4"
                ),
                &[&ours(), &contact(place), &window.closes_at, &number()],
            )?;
            Ok(())
        })
        .await
        .unwrap();
}

fn words(body: &str) -> CampaignText {
    CampaignText {
        body: body.to_owned(),
        preview_url: false,
    }
}

async fn text_draft(engine: &Engine, body: &str, rate: Option<i64>) -> CampaignId {
    let input = CampaignInput {
        name: Some("Сегодня до 20:00".to_owned()),
        number_id: Some(number()),
        audience: Some(everybody()),
        content: Some(Some(words(body))),
        rate_per_second: Some(rate),
        ..CampaignInput::default()
    };
    done(create_campaign(engine, &ours(), input, None).await.unwrap()).id
}

/// What stands in the queue: to whom, and its content.
async fn queue(engine: &Engine) -> Vec<(ContactId, String)> {
    let mut found = engine
        .db
        .read(|tx| {
            tx.query(
                sql!("SELECT contact_id, content FROM messages WHERE status = 'queued' ORDER BY contact_id"),
                &[],
                |row| Ok((row.get::<ContactId>("contact_id")?, row.get::<String>("content")?)),
            )
        })
        .await
        .unwrap();
    found.sort();
    found
}

#[tokio::test]
async fn a_text_is_frozen_for_open_windows_only_to_the_second() {
    on_both(12, "TIER_250", async |engine| {
        // 23:59:59 and 24:00:01 after they wrote; the others never did.
        stop_clock(engine, WROTE_AT.plus(DAY_MS));
        for (place, at) in [
            (1, WROTE_AT.plus(SECOND_MS)),
            (2, WROTE_AT),
            (3, WROTE_AT.minus(SECOND_MS)),
            (7, WROTE_AT.plus(HOUR_MS)),
            (10, WROTE_AT.plus(HOUR_MS)),
        ] {
            writes(engine, place, at).await;
        }
        let id = text_draft(engine, "Здравствуйте, {{first_name}}! Сегодня до 20:00.", None).await;
        let forecast = forecast_campaign(engine, &ours(), &id).await.unwrap().unwrap();
        // 7 gave no consent, and is answered in the open window; 10 has no name.
        assert_eq!((forecast.audience, forecast.recipients), (12, 2), "{forecast:?}");
        let excluded: Vec<_> = forecast
            .exclusions
            .iter()
            .map(|one| (one.rule.as_str(), one.count))
            .collect();
        assert_eq!(excluded, [("window_closed", 9), ("template_values", 1)]);
        assert_eq!(forecast.warnings, ["values_missing"]);
        assert_eq!((forecast.over_limit, forecast.windows_closing), (0, 0));
        assert_eq!(forecast.lines[0].category, "service");
        assert_eq!(forecast.total.micros, 0, "the month's first thousand are free");
        done(start_campaign(engine, &ours(), &id).await.unwrap());
        // Who writes now was not meant.
        writes(engine, 2, WROTE_AT.plus(DAY_MS)).await;
        plan(engine).await;
        let expected = BTreeMap::from([(RecipientState::Waiting, 2), (RecipientState::Refused, 1)]);
        assert_eq!(counts(engine, &id).await, expected);
        let content =
            |name: &str| format!(r#"{{"type":"text","text":{{"body":"Здравствуйте, {name}! Сегодня до 20:00."}}}}"#);
        assert_eq!(
            queue(engine).await,
            [(contact(1), content("Клиент")), (contact(7), content("Клиент"))]
        );
    })
    .await;
}

#[tokio::test]
async fn a_window_that_closed_since_the_start_is_refused_and_stop_is_stop() {
    on_both(6, "TIER_250", async |engine| {
        stop_clock(engine, WROTE_AT.plus(DAY_MS - SECOND_MS));
        for place in 1..=4 {
            writes(engine, place, WROTE_AT).await;
        }
        writes(engine, 5, WROTE_AT.plus(HOUR_MS)).await;
        writes(engine, 6, WROTE_AT.plus(HOUR_MS)).await;
        engine
            .db
            .write(|tx| {
                tx.execute(
                    sql!("UPDATE contacts SET consent_state = 'withdrawn' WHERE workspace_id = $1 AND id = $2"),
                    &[&ours(), &contact(5)],
                )?;
                Ok(())
            })
            .await
            .unwrap();
        let id = text_draft(engine, "Мы открыты", Some(1)).await;
        let forecast = forecast_campaign(engine, &ours(), &id).await.unwrap().unwrap();
        // One message a second: the first goes within the last second of the four.
        assert_eq!(
            (forecast.recipients, forecast.windows_closing, forecast.duration_ms),
            (5, 3, 5 * SECOND_MS)
        );
        assert_eq!(forecast.warnings, ["windows_closing"]);
        done(start_campaign(engine, &ours(), &id).await.unwrap());
        stop_clock(engine, WROTE_AT.plus(DAY_MS));
        plan(engine).await;
        let report = report(engine, &id, T0).await;
        assert_eq!(failures(&report), [("window_closed", 4), ("opted_out", 1)]);
        let expected = BTreeMap::from([(RecipientState::Waiting, 1), (RecipientState::Refused, 5)]);
        assert_eq!(counts(engine, &id).await, expected);
    })
    .await;
}

#[tokio::test]
async fn what_the_month_has_used_of_its_free_messages_is_counted() {
    on_both(3, "TIER_250", async |engine| {
        let now = T0.plus(DAY_MS);
        stop_clock(engine, now);
        for place in 1..=3 {
            writes(engine, place, T0.plus(HOUR_MS)).await;
        }
        // 998 of this month, and some of the last one and of another number.
        let delivered = |from: u64, count: u64, at: Timestamp, from_number: NumberId| {
            (from..from + count)
                .map(move |place| (MessageId::new(at, place), from_number.clone(), at))
                .collect::<Vec<_>>()
        };
        let all: Vec<_> = delivered(1, 998, T0, number())
            .into_iter()
            .chain(delivered(2_000, 5, T0.minus(31 * DAY_MS), number()))
            .chain(delivered(3_000, 5, T0, NumberId::new(T0, 2)))
            .collect();
        engine
            .db
            .write(move |tx| {
                let mut rows = galka_store::Rows::new();
                for (id, number, at) in &all {
                    rows.push(&[id, number, at]);
                }
                tx.execute_rows(
                    sql!(
                        "INSERT INTO messages (workspace_id, id, conversation_id, contact_id, number_id, direction, type,
                                               content, text, status, price_category, price_micros, price_currency, at,
                                               created_at, delivered_at)
                         SELECT $1, r.id, 'cv_1', 'ct_1', r.number_id, 'outbound', 'text', '{}', '', 'delivered', 'service',
                                0, 'USD', r.at, r.at, r.at
                         FROM each($2: id TEXT, number_id TEXT, at BIGINT) AS r"
                    ),
                    &[&ours()],
                    &rows,
                )?;
                Ok(())
            })
            .await
            .unwrap();
        let id = text_draft(engine, "Мы открыты", None).await;
        let forecast = forecast_campaign(engine, &ours(), &id).await.unwrap().unwrap();
        let lines: Vec<_> = forecast
            .lines
            .iter()
            .map(|line| (line.recipients, line.unit.micros == 0))
            .collect();
        assert_eq!(lines, [(2, true), (1, false)], "{forecast:?}");
        assert_eq!(forecast.total, forecast.lines[1].unit);
    })
    .await;
}

#[tokio::test]
async fn a_draft_says_one_thing() {
    on_both(1, "TIER_250", async |engine| {
        let id = text_draft(engine, "Мы открыты", None).await;
        let change = async |input: CampaignInput| update_campaign(engine, &ours(), &id, input).await.unwrap();
        let by_template = done(
            change(CampaignInput {
                template_id: Some(Some(template().id)),
                ..CampaignInput::default()
            })
            .await,
        );
        assert_eq!(
            (by_template.template_id, by_template.content),
            (Some(template().id), None)
        );
        let empty = done(
            change(CampaignInput {
                content: Some(Some(words(" "))),
                ..CampaignInput::default()
            })
            .await,
        );
        assert_eq!(empty.template_id, None);
        let refused = |field, code| CampaignOutcome::Invalid { field, code };
        assert_eq!(
            start_campaign(engine, &ours(), &id).await.unwrap(),
            refused("content", "required")
        );
        let both = CampaignInput {
            template_id: Some(Some(template().id)),
            content: Some(Some(words("Мы открыты"))),
            ..CampaignInput::default()
        };
        assert_eq!(change(both).await, refused("content", "conflict"));
        let long = CampaignInput {
            content: Some(Some(words(&"я".repeat(4_097)))),
            ..CampaignInput::default()
        };
        assert_eq!(change(long).await, refused("content", "too_long"));
        let closed = CampaignInput {
            content: Some(Some(words("Мы открыты"))),
            ..CampaignInput::default()
        };
        done(change(closed).await);
        assert_eq!(
            start_campaign(engine, &ours(), &id).await.unwrap(),
            refused("audience", "empty"),
            "no window is open"
        );
    })
    .await;
}
