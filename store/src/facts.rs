//! What the guard must know of people and budgets, loaded for a whole batch at once.

use std::collections::HashMap;

use galka_domain::consent::ConsentState;
use galka_domain::conversation::ServiceWindow;
use galka_domain::guard::pace::Bucket;
use galka_domain::guard::{ContactFacts, HistoryFacts, LimitFacts};
use galka_domain::ids::{ContactId, ConversationId, NumberId, WorkspaceId};
use galka_domain::time::{DAY_MS, Timestamp};

use crate::{Result, Rows, Tx, sql};

/// What is known of one recipient on one number.
#[derive(Clone, Debug)]
pub struct PersonFacts {
    /// Consent and blocks.
    pub contact: ContactFacts,
    /// The service window with this number.
    pub window: ServiceWindow,
    /// The pair's token bucket.
    pub pair: Option<Bucket>,
    /// The thread, when there is one.
    pub conversation_id: Option<ConversationId>,
    /// Fingerprint and time of the newest free-form message that we sent.
    pub free_form: Option<(i64, Timestamp)>,
    /// Templates of the last month: (marketing, fingerprint, time).
    pub templates: Vec<(bool, i64, Timestamp)>,
    /// Whether the person is counted in the budget already.
    pub counted: bool,
}

/// How far a budget is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BudgetUse {
    /// How many people are counted.
    pub used: u64,
    /// The oldest of them.
    pub oldest: Option<Timestamp>,
}

/// How long templates are remembered for the per-person cap.
const TEMPLATES_KEPT_MS: i64 = 31 * DAY_MS;
/// The rolling time of the messaging limit (Meta, 'Messaging limits', 2025-10-07).
pub const LIMIT_PERIOD_MS: i64 = DAY_MS;

impl PersonFacts {
    /// What is known of somebody whom nobody knows.
    #[must_use]
    pub fn of_stranger() -> Self {
        Self {
            contact: ContactFacts {
                blocked: false,
                consent: ConsentState::Unknown,
                opted_out_at: None,
                marketing_stopped_at: None,
            },
            window: ServiceWindow::default(),
            pair: None,
            conversation_id: None,
            free_form: None,
            templates: Vec::new(),
            counted: false,
        }
    }

    /// The facts without what earlier tries of the same message left in them: a message is no duplicate of itself.
    #[must_use]
    pub fn without(&self, content_hash: i64) -> Self {
        let mut facts = self.clone();
        facts.templates.retain(|(_, hash, _)| *hash != content_hash);
        facts.free_form = facts.free_form.filter(|(hash, _)| *hash != content_hash);
        facts
    }

    /// What the person got before, as far as it concerns this content.
    #[must_use]
    pub fn history(&self, content_hash: i64, is_template: bool) -> HistoryFacts {
        let same = if is_template {
            self.templates
                .iter()
                .filter(|(_, hash, _)| *hash == content_hash)
                .map(|(_, _, at)| *at)
                .max()
        } else {
            self.free_form
                .filter(|(hash, _)| *hash == content_hash)
                .map(|(_, at)| at)
        };
        HistoryFacts {
            same_content_at: same,
            had_this_campaign: false,
            marketing_at: self
                .templates
                .iter()
                .filter(|(marketing, ..)| *marketing)
                .map(|(_, _, at)| *at)
                .collect(),
        }
    }
}

impl BudgetUse {
    /// The facts of the limit for one person.
    #[must_use]
    pub fn facts(&self, allowed: Option<u64>, counted: bool) -> LimitFacts {
        LimitFacts {
            allowed,
            used: self.used,
            recipient_counted: counted,
            next_free_at: self.oldest.map(|oldest| oldest.plus(LIMIT_PERIOD_MS)),
        }
    }
}

/// What is known of these people; those who do not exist are absent.
pub fn load_people(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    number: &NumberId,
    budget: &str,
    contacts: &[ContactId],
    now: Timestamp,
) -> Result<HashMap<ContactId, PersonFacts>> {
    let rows = Rows::of(contacts);
    let mut people: HashMap<ContactId, PersonFacts> = tx
        .query_rows(
            sql!(
                "SELECT c.id, c.blocked, c.consent_state, c.consent_at, s.at AS marketing_stopped_at,
                        v.id AS conversation_id, v.window_expires_at, v.pair_full_at, v.out_hash, v.out_at, u.used_at
                 FROM each($5: id TEXT) AS r
                 JOIN contacts AS c ON c.workspace_id = $1 AND c.id = r.id
                 LEFT JOIN conversations AS v ON v.workspace_id = $1 AND v.contact_id = c.id AND v.number_id = $2
                 LEFT JOIN marketing_choices AS s
                   ON s.workspace_id = $1 AND s.contact_id = c.id AND s.number_id = $2 AND s.stopped
                 LEFT JOIN limit_uses AS u
                   ON u.workspace_id = $1 AND u.budget = $3 AND u.contact_id = c.id AND u.used_at > $4"
            ),
            &[workspace, number, &budget, &now.minus(LIMIT_PERIOD_MS)],
            &rows,
            |row| {
                let consent: ConsentState = row.get("consent_state")?;
                let consent_at: Option<Timestamp> = row.get("consent_at")?;
                let hash: Option<i64> = row.get("out_hash")?;
                let out_at: Option<Timestamp> = row.get("out_at")?;
                let facts = PersonFacts {
                    contact: ContactFacts {
                        blocked: row.get("blocked")?,
                        consent,
                        opted_out_at: consent_at.filter(|_| consent == ConsentState::Withdrawn),
                        // WhatsApp's own switch stops marketing from one number; a withdrawal stops all we start.
                        marketing_stopped_at: row.get("marketing_stopped_at")?,
                    },
                    window: ServiceWindow {
                        closes_at: row.get("window_expires_at")?,
                        entered_at: None,
                        free_entry_closes_at: None,
                    },
                    pair: row
                        .get::<Option<Timestamp>>("pair_full_at")?
                        .map(|full_at| Bucket { full_at }),
                    conversation_id: row.get("conversation_id")?,
                    free_form: hash.zip(out_at),
                    templates: Vec::new(),
                    counted: row.get::<Option<Timestamp>>("used_at")?.is_some(),
                };
                Ok((row.get::<ContactId>("id")?, facts))
            },
        )?
        .into_iter()
        .collect();
    for (contact, send) in load_template_sends(tx, workspace, &rows, now)? {
        if let Some(facts) = people.get_mut(&contact) {
            facts.templates.push(send);
        }
    }
    Ok(people)
}

type TemplateSend = (bool, i64, Timestamp);

fn load_template_sends(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    contacts: &Rows,
    now: Timestamp,
) -> Result<Vec<(ContactId, TemplateSend)>> {
    tx.query_rows(
        sql!(
            "SELECT s.contact_id, s.marketing, s.content_hash, s.sent_at
             FROM each($3: id TEXT) AS r
             JOIN template_sends AS s ON s.workspace_id = $1 AND s.contact_id = r.id
             WHERE s.sent_at > $2"
        ),
        &[workspace, &now.minus(TEMPLATES_KEPT_MS)],
        contacts,
        |row| {
            Ok((
                row.get("contact_id")?,
                (row.get("marketing")?, row.get("content_hash")?, row.get("sent_at")?),
            ))
        },
    )
}

/// How far a budget is used in the rolling 24 hours before `now`.
pub fn load_budget(tx: &mut Tx<'_>, workspace: &WorkspaceId, budget: &str, now: Timestamp) -> Result<BudgetUse> {
    tx.query_one(
        sql!(
            "SELECT COUNT(*) AS used, MIN(used_at) AS oldest FROM limit_uses
             WHERE workspace_id = $1 AND budget = $2 AND used_at > $3"
        ),
        &[workspace, &budget, &now.minus(LIMIT_PERIOD_MS)],
        |row| {
            let used: i64 = row.get("used")?;
            Ok(BudgetUse {
                used: used.max(0).cast_unsigned(),
                oldest: row.get("oldest")?,
            })
        },
    )
}
